"""Secrets in files of their own: read when they are needed, named when they can't be, never shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.core.errors import ConfigurationError
from bot.rounds.keeping import backups_of
from bot.settings import SECRETS, Settings
from tests.cli.test_commands import gorae


def test_every_secret_setting_may_stand_in_a_file() -> None:
    secret = {name for name, field in Settings.model_fields.items() if "SecretStr" in str(field.annotation)}
    assert secret == set(SECRETS)
    assert {f"{name}_file" for name in SECRETS} <= set(Settings.model_fields)


@pytest.mark.parametrize("name", SECRETS)
def test_what_a_file_holds_comes_before_the_environment(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    variable = name.upper() if name.startswith("discord_") else f"GORAE_{name.upper()}"
    monkeypatch.setenv(variable, "kept-there")
    assert Settings().secret(name).get_secret_value() == "kept-there"
    (tmp_path / "secret").write_text("kept-in-it\n")
    monkeypatch.setenv(f"{variable}_FILE", str(tmp_path / "secret"))
    settings = Settings()
    assert settings.secret(name).get_secret_value() == "kept-in-it"
    assert "kept-" not in repr(settings)
    monkeypatch.setenv(f"{variable}_FILE", str(tmp_path / "nothing"))
    with pytest.raises(ConfigurationError) as refusal:
        Settings().secret(name)
    assert refusal.value.values == {"variable": f"{variable}_FILE", "path": str(tmp_path / "nothing")}
    monkeypatch.setenv(f"{variable}_FILE", "")  # as an `.env` has it that names none
    assert Settings().secret(name).get_secret_value() == "kept-there"


def test_the_store_of_backups_takes_its_keys_from_files(tmp_path: Path) -> None:
    for name in ("access", "secret"):
        (tmp_path / name).write_text(f"{name}-key\n")
    store = backups_of(
        Settings(backup_s3="s3://study", s3_access_key_file=tmp_path / "access", s3_secret_key_file=tmp_path / "secret")
    ).store
    assert store is not None
    assert store.access_key.get_secret_value() == "access-key"
    assert store.secret_key.get_secret_value() == "secret-key"


def test_a_key_file_that_cannot_be_read_is_named_in_one_line(tmp_path: Path) -> None:
    missing = str(tmp_path / "nothing")
    ran = gorae(tmp_path, "backup", GORAE_BACKUP_S3="s3://study", GORAE_S3_SECRET_KEY_FILE=missing)
    assert (ran.returncode, ran.stderr.count("\n")) == (78, 1)
    assert "GORAE_S3_SECRET_KEY_FILE" in ran.stderr
    assert missing in ran.stderr
