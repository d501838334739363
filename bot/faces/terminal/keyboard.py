"""What only a person's own terminal can do: be handed through, and hold an editor."""

from __future__ import annotations

import sys

from bot.core.people import Member
from bot.core.reply import Reply
from bot.faces.terminal.edit import edit
from bot.faces.terminal.through import hand_through
from bot.talk.port import Attach, Workspace


class Keyboard:
    """The terminal on standard input and output."""

    def __init__(self, attach: Attach, workspace: Workspace) -> None:
        self._attach = attach
        self._workspace = workspace

    async def hand_through(self, member: Member, line: str) -> Reply:
        """Run a line that wants a terminal; returns how it ended."""
        return await hand_through(self._attach, member, line, sys.stdin.fileno(), sys.stdout.fileno())

    async def edit(self, member: Member, name: str) -> Reply:
        """Edit a file of the workspace; returns what became of it."""
        return await edit(self._workspace, member, name)
