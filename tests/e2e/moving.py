"""What an operator does with the data of a deployment: copies it, moves it, and looks whether all of it is there."""

from __future__ import annotations

import json
from pathlib import Path

from tests.e2e.operator import Operator
from tests.storage.test_upgrade import rows_of


async def copies(operator: Operator) -> None:
    """The profile `backup` puts a checked copy where the data is not."""
    await operator.compose("--profile", "backup", "up", "--detach", "backup")
    await operator.compose(
        *("--profile", "backup", "exec", "-T", "backup", "sh", "-c"),
        "for _ in $(seq 120); do ls /backups/gorae-*.db && exit 0; sleep 1; done; exit 1",
    )
    services = json.loads(await operator.compose("--profile", "backup", "config", "--format", "json"))["services"]
    *_, look = services["backup"]["healthcheck"]["test"]
    await operator.compose("--profile", "backup", "exec", "-T", "backup", "sh", "-c", look.replace("$$", "$"))


async def moving(operator: Operator, elsewhere: Operator, folder: Path) -> None:
    """The commands of docs/operations.md (옮기기) in their order; the engine, which keeps nothing, is left out."""
    await operator.compose("exec", "-T", "bot", "gorae", "backup")
    await operator.compose("stop", "bot")
    await operator.compose("cp", "bot:/data/backups", str(folder / "moving"))
    newest = max((folder / "moving").glob("gorae-*.db"))
    await elsewhere.in_data("cat >/data/moved.db", typed=newest.read_bytes())
    await elsewhere.compose("run", "--rm", "--no-deps", "bot", "restore", "/data/moved.db")
    await elsewhere.compose("up", "--detach", "--wait", "--no-deps", "bot")


async def rows_are_kept(operator: Operator, folder: Path) -> None:
    """No row of the earlier version is lost."""
    counted = json.loads((await operator.in_data(COUNT)).splitlines()[-1])
    assert all(counted[table] >= len(rows) for table, rows in rows_of(folder / "gorae.db").items())


COUNT = """/opt/gorae/bin/python -c '
import json, sqlite3
file = sqlite3.connect("/data/gorae.db")
names = [name for (name,) in file.execute("SELECT name FROM sqlite_master WHERE type = \\"table\\"")]
print(json.dumps({name: file.execute(f"SELECT count(*) FROM \\"{name}\\"").fetchone()[0] for name in names}))'"""
