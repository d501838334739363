"""A `Reply` as lines of a terminal or of plain text."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.markdown import Markdown
from rich.padding import Padding
from rich.text import Text

from bot.core.reply import Picture, Reply

FENCE_LINE = re.compile(r"^```.*\n?", re.MULTILINE)
BOLD = re.compile(r"\*\*(.+?)\*\*")
MOMENT = re.compile(r"<t:(\d{1,11})(?::[tTdDfFR])?>")
"""A moment as Discord's clients show it: https://discord.com/developers/docs/reference#message-formatting."""


class PlainScreen:
    """Plain text for pipes and files: each reply once, when it is whole, with a blank line after it."""

    def __init__(self, out: TextIO, pictures: Path) -> None:
        self._out = out
        self._pictures = pictures
        self._last: Reply | None = None

    def show(self, reply: Reply) -> None:
        """Keep the newest state of the reply."""
        self._last = reply

    def finish(self) -> Reply | None:
        """Print the reply and return it."""
        reply, self._last = self._last, None
        if reply is not None:
            self._out.write(plain(reply, self._pictures) + "\n\n")
            self._out.flush()
        return reply


class RichScreen:
    """A person's terminal: the reply grows in place, choices are numbered below it."""

    def __init__(self, console: Console, pictures: Path) -> None:
        self._console = console
        self._pictures = pictures
        self._live: Live | None = None
        self._last: Reply | None = None

    def show(self, reply: Reply) -> None:
        """Draw the newest state of the reply over the one before."""
        self._last = reply
        if self._live is None:
            self._live = Live(console=self._console, auto_refresh=False, transient=True, vertical_overflow="ellipsis")
            self._live.start()
        self._live.update(drawn(reply, None), refresh=True)

    def finish(self) -> Reply | None:
        """Leave the reply on the screen, whole, and return it."""
        if self._live is not None:
            self._live.stop()
            self._live = None
        reply, self._last = self._last, None
        if reply is not None:
            self._console.print(drawn(reply, self._pictures))
            self._console.print()
        return reply


def drawn(reply: Reply, pictures: Path | None) -> RenderableType:
    """Return a reply as rich text; pictures are saved into `pictures` and named."""
    parts: list[RenderableType] = []
    if reply.text:
        # Discord ends a line where the text does; CommonMark wants a backslash for that.
        parts.append(Markdown(_hard_breaks(with_moments(reply.text)), code_theme="ansi_dark"))
    if reply.code is not None and reply.code.text:
        parts.append(Padding(Text.from_ansi(reply.code.text.rstrip("\n")), (0, 0, 0, 2)))
    if reply.picture is not None and pictures is not None:
        parts.append(Text(f"🖼  {reply.picture.alt}\n   {save(reply.picture, pictures)}", style="dim"))
    if reply.note:
        parts.append(Text(BOLD.sub(r"\1", reply.note), style="dim"))
    if numbered := options(reply):
        parts.append(Text("  ".join(f"[{number}] {label}" for number, label in numbered), style="cyan"))
    return Group(*parts)


def plain(reply: Reply, pictures: Path) -> str:
    """Return a reply as plain text without colour or Markdown marks."""
    parts = [BOLD.sub(r"\1", FENCE_LINE.sub("", with_moments(reply.text))).strip()] if reply.text else []
    if reply.code is not None and reply.code.text:
        parts.append(Text.from_ansi(reply.code.text.rstrip("\n")).plain)
    if reply.picture is not None:
        parts.append(f"[그림] {reply.picture.alt}\n  {save(reply.picture, pictures)}")
    if reply.note:
        parts.append(BOLD.sub(r"\1", reply.note))
    if numbered := options(reply):
        parts.append("\n".join(f"[{number}] {label}" for number, label in numbered))
    return "\n".join(parts)


def with_moments(text: str) -> str:
    """Return a text whose moments stand as times of this machine's zone."""
    return MOMENT.sub(lambda match: f"{datetime.fromtimestamp(int(match[1]), UTC).astimezone():%Y-%m-%d %H:%M}", text)


def options(reply: Reply) -> list[tuple[int, str]]:
    """Return what can be taken by number: the lines of a menu, then the buttons.

    A label that begins with its own number stands in the text already (the choices of a question).
    """
    lines = [option.label for option in reply.menus[0].options] if reply.menus else []
    labels = [*lines, *(choice.label for choice in reply.choices)]
    hidden = {number for number, choice in enumerate(reply.choices, len(lines) + 1) if choice.disabled}
    return [
        (number, label)
        for number, label in enumerate(labels, 1)
        if number not in hidden and not label.startswith(f"{number}. ")
    ]


def save(picture: Picture, folder: Path) -> Path:
    """Write a picture into the folder and return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / Path(picture.name).name
    path.write_bytes(picture.png)
    return path


def _hard_breaks(text: str) -> str:
    lines, fenced = [], False
    for line in text.split("\n"):
        if line.startswith("```"):
            fenced = not fenced
        lines.append(line if fenced or not line.strip() or line.startswith(("```", "- ", ">")) else line + "  ")
    return "\n".join(lines)
