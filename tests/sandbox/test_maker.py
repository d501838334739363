"""A mark tells one process from every other, the dead ones included."""

from __future__ import annotations

import subprocess
import sys

from sandbox.maker import is_alive, own_mark


def test_this_process_is_alive_by_its_own_mark() -> None:
    assert is_alive(own_mark())
    assert own_mark() == own_mark()


def test_a_process_that_ended_is_not_alive_nor_is_nonsense() -> None:
    code = "from sandbox.maker import own_mark; print(own_mark())"
    mark = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()  # noqa: S603
    assert not is_alive(mark)
    pid, _, _ = own_mark().partition(".")
    for other in ("", pid, f"{pid}.", f"{pid}.1", "x.y", "-1.0"):
        assert not is_alive(other)
