"""A data folder that can't be written, met at the start: one readable line each, whatever the command."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.test_commands import PROJECT, gorae

DISKS = {
    "read-only": ("mount -t tmpfs -o ro none {0}", "읽기 전용"),
    "full": ("mount -t tmpfs -o size=4k none {0} && head -c 4096 /dev/zero >{0}/filler", "남은 자리가 없어요"),
}
COMMANDS = (("serve",), ("chat",), ("run", "docker ps"), ("restore", "/dev/null"), ("backup",))


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("disk", DISKS)
def test_a_disk_that_takes_nothing_is_named_in_one_line(tmp_path: Path, disk: str, command: tuple[str, ...]) -> None:
    mount, told = DISKS[disk]
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GORAE_", "DISCORD_"))}
    ran = subprocess.run(  # noqa: S603 - our own command
        [
            *("unshare", "--mount", "--propagation", "private", "sh", "-ec"),
            f'{mount.format(tmp_path)}; exec "$@"',
            *("sh", sys.executable, "-m", "bot", *command),
        ],
        input="도커가 뭐야?\n",
        capture_output=True,
        text=True,
        cwd=PROJECT,
        env={**kept, "GORAE_DATA": str(tmp_path), "DISCORD_TOKEN": "x.y.z"},
        timeout=120,
        check=False,
    )
    assert "Traceback" not in ran.stderr
    assert ran.stderr.count("\n") <= 2, ran.stderr
    assert (told if command != ("backup",) else "백업할 데이터가 없어요") in ran.stderr
    assert ran.returncode == (78 if command != ("backup",) else 1)


def test_a_folder_that_cannot_be_one_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    ran = gorae(tmp_path / "file" / "data", "serve", DISCORD_TOKEN="x.y.z")
    assert (ran.returncode, ran.stderr.count("\n")) == (78, 2)
    assert str(tmp_path / "file" / "data") in ran.stderr
    assert "GORAE_DATA" in ran.stderr
