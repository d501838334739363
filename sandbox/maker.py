"""Who made a sandbox: several programs may use one data folder at once, and none may remove what another is making."""

from __future__ import annotations

import os
from pathlib import Path


def own_mark() -> str:
    """Return a word for this process that no other has had on this machine since it started."""
    return f"{os.getpid()}.{_started(os.getpid())}"


def is_alive(mark: str) -> bool:
    """Return whether the process of a mark still runs. What is no mark is nobody's."""
    pid, _, started = mark.partition(".")
    return pid.isdigit() and started != "" and _started(int(pid)) == started


def _started(pid: int) -> str:
    """Return when a process started, in clock ticks since boot (field 22 of proc_pid_stat(5)); empty without one."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return ""
    return stat.rpartition(")")[2].split()[19]
