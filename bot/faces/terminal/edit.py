"""`:edit NAME`: a file of the workspace in the person's own editor, or in a small one of ours."""

from __future__ import annotations

import asyncio
import os
import shlex
import signal
import tempfile
from collections.abc import Mapping
from pathlib import Path

from prompt_toolkit import PromptSession
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent

from bot.core.people import Member
from bot.core.reply import Reply
from bot.render.wording import say
from bot.talk.port import Workspace

EDITORS = ("VISUAL", "EDITOR")


class NotSavedError(Exception):
    """The person left without saving, or the editor failed; the message is a key of the wording."""


async def edit(workspace: Workspace, member: Member, name: str, environment: Mapping[str, str] | None = None) -> Reply:
    """Let a person edit a file of their workspace and return the words that say what became of it.

    `environment` names the editor (`VISUAL`, `EDITOR`); without one a small editor of our own opens.
    """
    if not name:
        return Reply(say("terminal", "edit-usage"))
    before = await workspace.text_of(member, name)
    if isinstance(before, Reply):
        return before
    named = os.environ if environment is None else environment
    editor = next((named[variable] for variable in EDITORS if named.get(variable, "").strip()), "")
    try:
        after = await (_in_editor(editor, name, before) if editor else _in_prompt(name, before))
    except NotSavedError as error:
        return Reply(say("terminal", str(error), name=name, editor=editor))
    if after == before:
        return Reply(say("terminal", "edit-unchanged", name=name))
    return await workspace.keep(member, name, after)


async def _in_editor(editor: str, name: str, text: str) -> str:
    """Edit in a program of the person's; raises `NotSavedError`."""
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGINT, lambda: None)  # Ctrl-C is the editor's now
    with tempfile.TemporaryDirectory(prefix="gorae-edit-") as folder:
        path = Path(folder) / Path(name).name
        path.write_text(text, "utf-8")
        try:
            program = await asyncio.create_subprocess_exec(*shlex.split(editor), str(path))
            code = await program.wait()
            after = path.read_text("utf-8")
        except (OSError, ValueError) as error:
            raise NotSavedError("edit-failed") from error
        if code != 0:
            raise NotSavedError("edit-failed")
    return after


async def _in_prompt(name: str, text: str) -> str:
    """Edit in a prompt of many lines; raises `NotSavedError`."""
    keys = KeyBindings()

    @keys.add("c-s")
    def _(event: KeyPressEvent) -> None:
        event.current_buffer.validate_and_handle()

    @keys.add("c-q")
    def _(event: KeyPressEvent) -> None:
        event.app.exit(exception=EOFError)

    session: PromptSession[str] = PromptSession(
        multiline=True, key_bindings=keys, bottom_toolbar=say("terminal", "edit-how", name=name)
    )
    try:
        return await session.prompt_async("", default=text)
    except (EOFError, KeyboardInterrupt) as error:
        raise NotSavedError("edit-cancelled") from error
