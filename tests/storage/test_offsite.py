"""Backups elsewhere: age by pyrage, and a real S3-compatible server on loopback."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import minio
import pyrage
import pytest
from pydantic import SecretStr

from bot.core.errors import ConfigurationError, GoraeError
from bot.storage.backup import restore
from bot.storage.database import Database
from bot.storage.memory import Memory
from bot.storage.offsite import Backups, Store, decrypt

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
# As `moto_server` does, on a port that the kernel chooses: one chosen before may be somebody else's by then.
SERVING = """
from moto.server import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import make_server
server = make_server("127.0.0.1", 0, DomainDispatcherApplication(create_backend_app), threaded=True)
print(server.port, flush=True)
server.serve_forever()
"""


@pytest.fixture
async def database(tmp_path: Path) -> Path:
    opened = await Database.open(tmp_path / "gorae.db")
    await Memory(opened).set("word", "기억")
    await opened.close()
    return tmp_path / "gorae.db"


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    # A proxy of the machine's must not stand between the test and its own server.
    environment = {**os.environ, "NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"}
    with subprocess.Popen(  # noqa: S603 - ours
        [sys.executable, "-c", SERVING], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
    ) as server:
        try:
            assert server.stdout is not None
            port = int(server.stdout.readline())
            made = Store(f"http://127.0.0.1:{port}", "study", "gorae/", SecretStr("key"), SecretStr("secret"))
            minio.Minio(f"127.0.0.1:{port}", access_key="key", secret_key="secret", secure=False).make_bucket("study")
            yield made
        finally:
            server.terminate()


def names(store: Store) -> list[str]:
    client = minio.Minio(store.endpoint.removeprefix("http://"), access_key="key", secret_key="secret", secure=False)
    return sorted(str(found.object_name) for found in client.list_objects(store.bucket, recursive=True))


def test_an_encrypted_backup_opens_with_its_key_alone(database: Path, tmp_path: Path) -> None:
    key = pyrage.x25519.Identity.generate()
    sealed = Backups(tmp_path / "backups", recipient=str(key.to_public())).make(database, NOON)
    assert [path.name for path in (tmp_path / "backups").iterdir()] == [sealed.name]
    assert b"SQLite" not in sealed.read_bytes()
    (tmp_path / "key.txt").write_text(f"# made today\n{key}\n")
    decrypt(sealed, tmp_path / "key.txt", tmp_path / "plain.db")
    restore(tmp_path / "plain.db", tmp_path / "again.db", NOON)
    with closing(sqlite3.connect(tmp_path / "again.db")) as connection:
        assert connection.execute("SELECT value FROM memory WHERE key = 'word'").fetchone() == ("기억",)
    (tmp_path / "other.txt").write_text(str(pyrage.x25519.Identity.generate()))
    with pytest.raises(ConfigurationError, match="restore-identity"):
        decrypt(sealed, tmp_path / "other.txt", tmp_path / "no.db")


def test_a_recipient_that_is_none_is_refused_and_the_plain_copy_stays(database: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="backup-recipient"):
        Backups(tmp_path / "backups", recipient="age1nonsense").make(database, NOON)
    assert len(list((tmp_path / "backups").iterdir())) == 1


def test_what_a_killed_program_left_half_done_is_cleared_away_and_what_another_is_at_is_not(
    database: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    for name, age in (("killed", timedelta(hours=2)), ("at-work", timedelta(minutes=1))):
        half = folder / f".unfinished-gorae-{name}.db.part"
        half.touch()
        os.utime(half, ((NOON - age).timestamp(),) * 2)
    copy = Backups(folder).make(database, NOON)
    assert {path.name for path in folder.iterdir()} == {copy.name, ".unfinished-gorae-at-work.db.part"}


def test_backups_are_put_into_the_store_and_only_the_newest_stay(database: Path, tmp_path: Path, store: Store) -> None:
    backups = Backups(tmp_path / "backups", keep=2, store=store)
    made = [backups.make(database, NOON + timedelta(hours=hour)) for hour in range(3)]
    assert names(store) == [f"gorae/{path.name}" for path in made[1:]]
    assert sorted((tmp_path / "backups").iterdir()) == made[1:]


def test_a_store_that_does_not_answer_costs_nothing_but_the_upload(
    database: Path, tmp_path: Path, store: Store
) -> None:
    nowhere = replace(store, bucket="missing")
    with pytest.raises(GoraeError) as refusal:
        Backups(tmp_path / "backups", store=nowhere).make(database, NOON)
    assert refusal.value.key == "backup-upload"
    assert "secret" not in str(refusal.value.values)
    (kept,) = (tmp_path / "backups").iterdir()
    restore(kept, tmp_path / "again.db", NOON)  # whole, though it is nowhere else
    assert len(list((tmp_path / "backups").iterdir())) == 1
