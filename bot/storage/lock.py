"""One running program a data folder: a lock on a file, gone with its process."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from bot.core.errors import ConfigurationError

STEP_SECONDS = 0.05


@contextmanager
def running(path: Path, *, kind: str, wait_seconds: float = 0.0) -> Iterator[None]:
    """Hold the lock as `kind` (`serve`, `chat`, `run` …).

    Waits up to `wait_seconds` for a holder of the same kind: scripts run one line after another even when they are
    started together. Raises `ConfigurationError` `already-running` otherwise.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b") as file:
        left = wait_seconds
        while not _taken(file):
            if left <= 0 or _holder(file) != kind:
                raise ConfigurationError("already-running", {"path": str(path.parent)})
            time.sleep(STEP_SECONDS)
            left -= STEP_SECONDS
        file.truncate(0)
        file.write(kind.encode())
        file.flush()
        yield


def _taken(file: BinaryIO) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _holder(file: BinaryIO) -> str:
    file.seek(0)
    return file.read(32).decode("ascii", "replace")
