"""Practice in the conversation: run lines, look after the sandbox."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import aclosing
from datetime import datetime
from typing import Protocol

from bot.core.clock import Clock
from bot.core.errors import GoraeError
from bot.core.people import Member
from bot.core.reply import MenuOption, Picture, Reply
from bot.lessons.exercises import TryIt
from bot.lessons.model import Course
from bot.practice.door import Door
from bot.practice.overview import Overview, overview
from bot.practice.service import PracticeService
from bot.practice.updates import Finished, PracticeUpdate, Refused
from bot.render.practice import (
    render_closed,
    render_reset_sure,
    render_said,
    render_update,
)
from bot.render.status import render_status
from bot.talk.desk import Action, PlainDesk
from bot.talk.line_completion import LineCompletion
from sandbox.policy.plan import Refusal


class After(Protocol):
    """What follows a line."""

    async def __call__(
        self, member: Member, line: str, finished: Finished, reply: Reply, *, thread_key: str = ""
    ) -> Reply:
        """Return the reply of a finished line with what is added: an error explained, a mission solved, a next step.

        `thread_key` says in which conversation it was run, if in one.
        """
        ...

    async def refused(self, member: Member, line: str, refusal: Refusal) -> None:
        """Take note of a line that was refused."""
        ...


class DrawsStatus(Protocol):
    """Draws a sandbox at a glance."""

    async def status(self, seen: Overview, name: str, now: datetime) -> Picture | None:
        """Return the picture, or `None` when it cannot be drawn."""
        ...


EXAMPLES = {"ps": "docker ps", "pull": "docker pull nginx", "help": "docker --help"}
SANDBOX_VERBS = frozenset({"sandbox status", "sandbox extend", "sandbox reset", "sandbox stop"})


class PracticeDesk(PlainDesk):
    """`/run` and `/sandbox …`; without an engine the door says why."""

    verbs = frozenset({"run"}) | SANDBOX_VERBS
    rooms = frozenset({"run"})

    def __init__(
        self,
        door: Door,
        course: Callable[[], Course],
        clock: Clock,
        after: After,
        completion: LineCompletion,
        pictures: DrawsStatus,
    ) -> None:
        self._door = door
        self._course = course
        self._clock = clock
        self._after = after
        self._completion = completion
        self._pictures = pictures

    async def do(self, member: Member, verb: str, options: Mapping[str, str]) -> AsyncIterator[Reply]:
        """Run a line or a pasted block, or look after the sandbox."""
        practice = self._door.service
        if practice is None:
            yield render_closed(self._door.trouble)
            return
        if verb == "run":
            async for reply in self._run(practice, member, options.get("command", ""), options.get("thread", "")):
                yield reply
        elif verb == "sandbox status":
            yield await self._status(practice, member)
        elif verb == "sandbox extend":
            yield await self._extend(practice, member)
        elif verb == "sandbox reset":
            yield render_reset_sure()
        else:
            yield render_said("stopped", ended=await practice.stop(member.user_id))

    async def press(self, member: Member, action: Action, values: Mapping[str, str]) -> AsyncIterator[Reply]:
        """Carry out a button: an example, a whole line, something to try, or the sandbox's own."""
        del values
        practice = self._door.service
        if practice is None:
            yield render_closed(self._door.trouble)
        elif action.verb == "extend":
            yield await self._extend(practice, member)
        elif action.verb == "ask-reset":
            yield render_reset_sure()
        elif action.verb == "reset":
            yield render_said("reset-done", ended=await practice.reset(member.user_id))
        elif action.verb == "stop":
            yield render_said("stopped", ended=await practice.stop(member.user_id))
        else:
            if action.verb == "try":
                await self._put_files(practice, member, action)
            line = await practice.meant(member, action.number(0)) if action.verb == "meant" else self._line(action)
            if line is None:
                raise GoraeError("action-unknown")
            async for reply in self._run(practice, member, line):
                yield reply

    async def complete(self, member: Member, verb: str, option: str, text: str) -> Sequence[MenuOption]:
        """Complete the command of a line, then the learner's own containers and images."""
        del verb, option
        return await self._completion.of(member, text)

    async def _run(
        self, practice: PracticeService, member: Member, line: str, thread_key: str = ""
    ) -> AsyncIterator[Reply]:
        update: PracticeUpdate | None = None
        reply = Reply()
        async with aclosing(practice.run(member, line)) as updates:
            async for update in updates:
                reply = render_update(update, self._course())
                yield reply
        self._completion.changed(member)
        # Only now is the sandbox free again for looking whether a mission is done.
        if isinstance(update, Finished):
            yield await self._after(member, line, update, reply, thread_key=thread_key)
        elif isinstance(update, Refused):
            await self._after.refused(member, line, update.refusal)

    def _line(self, action: Action) -> str:
        if action.verb == "example":
            return EXAMPLES.get(action.word(0), "docker ps")
        if action.verb == "line":
            return action.rest(0)
        if action.verb == "card":
            return self._card_line(action)
        if action.verb == "try":
            wanted = self._try(action)
            return "\n".join([*wanted.setup, *(line.line for line in wanted.run)])
        raise GoraeError("action-unknown")

    def _card_line(self, action: Action) -> str:
        wanted, number = action.word(0).replace("-", " "), action.number(1)
        for card in self._course().cards:
            if card.id.replace("-", " ") == wanted and number < len(card.examples):
                return card.examples[number].line
        raise GoraeError("action-unknown")

    def _try(self, action: Action) -> TryIt:
        for lesson in self._course().lessons:
            for section in lesson.sections:
                for wanted in section.tries:
                    if (lesson.id, wanted.id) == (action.word(0), action.word(1)):
                        return wanted
        raise GoraeError("action-unknown")

    async def _put_files(self, practice: PracticeService, member: Member, action: Action) -> None:
        for path, text in self._try(action).files.items():
            await practice.inside.write_file(member.user_id, path, text.encode())

    async def _status(self, practice: PracticeService, member: Member) -> Reply:
        seen, now = await overview(practice, member.user_id), self._clock.now()
        picture = None if seen is None else await self._pictures.status(seen, member.name, now)
        return render_status(seen, now, picture)

    async def _extend(self, practice: PracticeService, member: Member) -> Reply:
        lease = await practice.extend(member.user_id)
        minutes = 0 if lease is None else round((lease.expires_at - self._clock.now()).total_seconds() / 60)
        return render_said("extended", minutes=minutes)
