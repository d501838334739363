"""The control groups of one engine: thawed and removed, whichever version the machine has."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path("/sys/fs/cgroup")
CLEAR_SECONDS = 5.0


def _roots(parent: str) -> Iterator[Path]:
    """Yield the group's folder in every hierarchy that has it."""
    name = parent.strip("/")
    for root in (ROOT, *(folder for folder in ROOT.iterdir() if folder.is_dir())):
        folder = root / name
        if folder.is_dir():
            yield folder


def thaw(parent: str) -> None:
    """Thaw everything below a group: on version 1, frozen tasks ignore even SIGKILL."""
    for root in _roots(parent):
        for state in root.rglob("freezer.state"):
            with contextlib.suppress(OSError):
                state.write_text("THAWED")
        for state in root.rglob("cgroup.freeze"):
            with contextlib.suppress(OSError):
                state.write_text("0")


def clear(parent: str) -> None:
    """Remove a group that an engine left behind, with all below it. Waits a little for tasks that are still ending."""
    thaw(parent)
    until = time.monotonic() + CLEAR_SECONDS
    while remaining := list(_roots(parent)):
        for root in remaining:
            folders = sorted((path for path in root.rglob("*") if path.is_dir()), key=lambda path: -len(path.parts))
            for folder in (*folders, root):
                with contextlib.suppress(OSError):
                    folder.rmdir()
        if not any(True for _ in _roots(parent)) or time.monotonic() > until:
            return
        time.sleep(0.05)
