from __future__ import annotations

from pathlib import Path

from bot.faces.web.links import kept_key


def test_the_key_is_made_once_and_is_nobody_elses(tmp_path: Path) -> None:
    key = kept_key(tmp_path / "web.key")
    assert kept_key(tmp_path / "web.key") == key
    assert (tmp_path / "web.key").stat().st_mode & 0o777 == 0o600
    (tmp_path / "web.key").write_bytes(b"short")
    assert len(kept_key(tmp_path / "web.key")) == 32
