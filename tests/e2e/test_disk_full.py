"""The whole conversation on a disk that fills up: said in words, nothing answered is lost, and all goes on after."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path


def test_on_a_full_disk_members_are_told_so_and_what_was_answered_before_is_all_there(tmp_path: Path) -> None:
    ran = subprocess.run(  # noqa: S603 - ours
        [
            *("unshare", "--mount", "--propagation", "private"),
            *(sys.executable, "-m", "tests.e2e.on_a_full_disk", str(tmp_path)),
        ],
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    seen = json.loads(ran.stdout.splitlines()[-1])
    assert "격리" in seen["first"]
    assert all("저장 공간이 가득 차서" in said for said in seen["refused"]), seen
    assert seen["after"] == seen["first"]
    assert seen["stored"] == seen["answered"]
    assert "Traceback" not in ran.stderr
