"""Files of the learner's workspace in the conversation."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping, Sequence

from bot.core.errors import GoraeError
from bot.core.people import Member
from bot.core.reply import Form, MenuOption, Reply
from bot.practice.door import Door
from bot.practice.service import PracticeService
from bot.render.file import file_form, render_file, render_files, render_written
from bot.render.messages import render_error
from bot.render.practice import render_closed
from bot.talk.desk import Action, PlainDesk
from bot.talk.own_names import OwnNames
from bot.talk.typed import fitting
from sandbox.errors import SandboxError

MOST_LABEL = 100
MOST_EDITED = 128 * 1024  # bytes; what a learner writes by hand is far below it
NAME = re.compile(r"[A-Za-z0-9_.-]{1,60}(/[A-Za-z0-9_.-]{1,60}){0,3}")


class FileDesk(PlainDesk):
    """`/file`: list, read and write."""

    verbs = frozenset({"file"})
    rooms = frozenset({"file"})

    def __init__(self, door: Door, own: OwnNames) -> None:
        self._door = door
        self._own = own

    async def do(self, member: Member, verb: str, options: Mapping[str, str]) -> AsyncIterator[Reply]:
        """List the files, show one, or take an attached one."""
        del verb
        practice = self._door.service
        name = options.get("name", "").strip()
        if practice is None:
            yield render_closed(self._door.trouble)
        elif not name:
            listed = await practice.inside.execute(member.user_id, ("find", ".", "-type", "f", "-printf", "%P\\n"))
            yield render_files(sorted(listed.stdout.decode("utf-8", "replace").splitlines())[:25])
        elif "attachment" in options:
            yield await _written(practice, member, name, options["attachment"])
        else:
            yield await self._shown(practice, member, name)

    async def press(self, member: Member, action: Action, values: Mapping[str, str]) -> AsyncIterator[Reply]:
        """Show a file of the list, or write one."""
        practice = self._door.service
        if practice is None:
            yield render_closed(self._door.trouble)
        elif action.verb == "open":
            yield await self._shown(practice, member, values.get("value", "").partition("\n")[0])
        elif action.verb in {"new", "write"}:
            name = action.rest(0) if action.verb == "write" else values.get("name", "").strip()
            yield await _written(practice, member, name, values.get("content", ""))
        else:
            raise GoraeError("action-unknown")

    def form(self, member: Member, action: Action) -> Form | None:
        """Ask for the text, and for a new file's name."""
        del member
        return file_form(with_name=action.verb == "new") if action.verb in {"new", "write"} else None

    async def complete(self, member: Member, verb: str, option: str, text: str) -> Sequence[MenuOption]:
        """Complete the names of the learner's files."""
        del verb, option
        names = (await self._own.of(member.user_id)).files
        known = ((name, name) for name in names if NAME.fullmatch(name))
        return [MenuOption(name[:MOST_LABEL], name) for name in fitting(text, known)]

    async def text_of(self, member: Member, name: str) -> str | Reply:
        """Return a file's text for an editor, empty for a new one (`bot.talk.port.Workspace`)."""
        practice = self._door.service
        if practice is None:
            return render_closed(self._door.trouble)
        try:
            content = await practice.inside.read_file(member.user_id, _checked(name)) or b""
            return _editable(name, content).decode()
        except UnicodeDecodeError:
            return render_error(GoraeError("file-not-text", {"name": name}))
        except GoraeError as error:
            return render_error(error)
        except SandboxError as error:
            return render_closed(error)

    async def keep(self, member: Member, name: str, text: str) -> Reply:
        """Write an edited file (`bot.talk.port.Workspace`)."""
        practice = self._door.service
        if practice is None:
            return render_closed(self._door.trouble)
        try:
            _editable(name, text.encode())
            return await _written(practice, member, name, text)
        except GoraeError as error:
            return render_error(error)
        except SandboxError as error:
            return render_closed(error)

    async def _shown(self, practice: PracticeService, member: Member, name: str) -> Reply:
        content = await practice.inside.read_file(member.user_id, _checked(name))
        return render_file(name, None if content is None else content.decode("utf-8", "replace"))


async def _written(practice: PracticeService, member: Member, name: str, content: str) -> Reply:
    text = content.replace("\r\n", "\n")
    await practice.inside.write_file(
        member.user_id, _checked(name), (text if text.endswith("\n") else f"{text}\n").encode()
    )
    return render_written(name, len(text.splitlines()))


def _checked(name: str) -> str:
    """Return the name of a file inside the workspace; raises `GoraeError` `file-name`."""
    if NAME.fullmatch(name) is None or any(part in {".", ".."} for part in name.split("/")):
        raise GoraeError("file-name", {"name": name[:80].replace("`", "")})
    return name


def _editable(name: str, content: bytes) -> bytes:
    """Return a content that may be edited; raises `GoraeError` `file-too-large`."""
    if len(content) > MOST_EDITED:
        raise GoraeError("file-too-large", {"name": name, "most_kib": MOST_EDITED // 1024})
    return content
