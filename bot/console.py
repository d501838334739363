"""What commands print while the engine is set up: progress on standard error, so that replies stay alone on output."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.status import Status

from bot.render.practice import stage_text
from sandbox.supervisor.control import Progress


class Teller:
    """Says each stage once on a pipe, and in one changing line on a terminal."""

    def __init__(self, status: Status | None) -> None:
        self._status = status
        self._last = ""

    def tell(self, progress: Progress) -> None:
        """Show a sign of life."""
        text = stage_text(progress.stage, progress.values)
        if self._status is not None:
            share = "" if progress.fraction is None else f" {progress.fraction:.0%}"
            self._status.update(f"{text}{share}")
        elif text != self._last and progress.stage != "starting":
            sys.stderr.write(f"{text} …\n")
            sys.stderr.flush()
        self._last = text

    def finish(self) -> None:
        """Leave the line to others."""
        if self._status is not None:
            self._status.stop()


@contextmanager
def progress() -> Iterator[Teller]:
    """Yield a teller that fits standard error."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield Teller(None)
        return
    with console.status("") as status:
        yield Teller(status)
