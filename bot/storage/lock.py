"""One running program a data folder: a lock on a file, gone with its process."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.core.errors import ConfigurationError


@contextmanager
def running(path: Path, *, shared: bool = False) -> Iterator[None]:
    """Hold the lock. `shared` is for the terminal's commands, which may run beside each other.

    Raises `ConfigurationError` `already-running` where another process holds it in a way that excludes this one.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b") as file:
        try:
            fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except OSError as error:
            raise ConfigurationError("already-running", {"path": str(path.parent)}) from error
        yield
