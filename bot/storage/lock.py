"""One running program a data folder: a lock on a file, gone with its process."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import FileIO
from pathlib import Path

from bot.core.errors import ConfigurationError, unwritable

STEP_SECONDS = 0.05


@contextmanager
def running(path: Path, *, kind: str, wait_seconds: float = 0.0) -> Iterator[None]:
    """Hold the lock as `kind` (`serve`, `chat`, `run` …).

    Waits up to `wait_seconds` for a holder of the same kind: scripts run one line after another even when they are
    started together. Raises `ConfigurationError` `already-running` otherwise, and `data-unwritable` where the disk is
    full, read-only or somebody else's.
    """
    with _opened(path) as file:
        left = wait_seconds
        while not _taken(file):
            if left <= 0 or _holder(file) != kind:
                raise ConfigurationError("already-running", {"path": str(path.parent)})
            time.sleep(STEP_SECONDS)
            left -= STEP_SECONDS
        try:
            file.truncate(0)
            file.write(kind.encode())
        except OSError as error:
            raise unwritable(error, str(path.parent)) from error
        yield


def _opened(path: Path) -> FileIO:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return path.open("a+b", buffering=0)
    except OSError as error:
        raise unwritable(error, str(path.parent)) from error


def _taken(file: FileIO) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _holder(file: FileIO) -> str:
    file.seek(0)
    return file.read(32).decode("ascii", "replace")
