"""Unix sockets below folders whose names are too long for `sun_path` (108 bytes with the closing NUL, unix(7))."""

from __future__ import annotations

import os
from pathlib import Path

MOST_BYTES = 107


class ShortPath:
    """A name for a socket that is short enough, whatever its folder is called. Keep it while the name is in use."""

    def __init__(self, path: Path) -> None:
        """Open the folder of `path` when the path itself is too long. Raises `OSError` when there is no such folder."""
        self._folder: int | None = None
        self.text = str(path)
        if len(os.fsencode(path)) > MOST_BYTES:
            self._folder = os.open(path.parent, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
            self.text = f"/proc/self/fd/{self._folder}/{path.name}"

    def close(self) -> None:
        """Let the folder go. May be called again."""
        if self._folder is not None:
            os.close(self._folder)
            self._folder = None
