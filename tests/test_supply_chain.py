"""What is installed: locked with hashes, named in the bill of materials, from no particular index."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent
LOCKS = sorted((PROJECT / "requirements").glob("*.lock"))


def locked(path: Path) -> dict[str, str]:
    """Return name and rest of every requirement of a lock."""
    joined = path.read_text("utf-8").replace("\\\n", " ")
    return {line.split("==")[0]: line for line in joined.splitlines() if line.strip()}


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.name)
def test_every_requirement_is_one_version_with_hashes_and_no_index_is_named(path: Path) -> None:
    for name, line in locked(path).items():
        assert re.match(rf"{re.escape(name)}==[\w.+!-]+ ", line), line
        assert "--hash=sha256:" in line, name
    assert "://" not in path.read_text("utf-8")


def test_a_lock_for_more_holds_the_same_versions_of_what_is_in_the_lock_for_less() -> None:
    run, backup, dev = (locked(PROJECT / "requirements" / f"{name}.lock") for name in ("run", "backup", "dev"))
    assert run.items() <= backup.items() <= dev.items()


def test_the_bill_of_materials_names_everything_that_is_locked(tmp_path: Path) -> None:
    lock = PROJECT / "requirements" / "backup.lock"
    target = tmp_path / "sbom.json"
    subprocess.run(  # noqa: S603 - ours
        [sys.executable, "-W", "ignore", "-m", "cyclonedx_py", "requirements", "-o", str(target), str(lock)],
        check=True,
        capture_output=True,
    )
    named = {component["name"] for component in json.loads(target.read_text("utf-8"))["components"]}
    assert named == set(locked(lock))
