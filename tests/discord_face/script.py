"""A `Conversation` that says what a test tells it to."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field

from bot.core.people import Member
from bot.core.reply import Form, MenuOption, Reply


@dataclass(frozen=True)
class Asked:
    """One call: `what` is the verb, the action or the words."""

    member: Member
    way: str
    what: str
    values: dict[str, str] = field(default_factory=dict)
    thread_key: str = ""


class Held:
    """A stream whose next reply a test decides on."""

    def __init__(self) -> None:
        self._queue: asyncio.Queue[Reply | Exception | None] = asyncio.Queue()
        self.is_read_to_end = False
        self.closed = asyncio.Event()
        """Nobody reads any more, be it read to its end or not."""

    def say(self, reply: Reply | Exception) -> None:
        self._queue.put_nowait(reply)

    def end(self) -> None:
        self._queue.put_nowait(None)

    async def replies(self) -> AsyncIterator[Reply]:
        try:
            while (reply := await self._queue.get()) is not None:
                if isinstance(reply, Exception):
                    raise reply
                yield reply
            self.is_read_to_end = True
        finally:
            self.closed.set()


Answer = Reply | Exception | Held | Sequence[Reply]


class Script:
    """Answers by verb (or by the option `by_option`), action or words; else with the name of what was asked."""

    def __init__(
        self,
        answers: Mapping[str, Answer] | None = None,
        forms: Mapping[str, Form] | None = None,
        *,
        by_option: str = "",
    ) -> None:
        self._by_option = by_option
        self.answers = dict(answers or {})
        self.forms = dict(forms or {})
        self.refusals: dict[str, Reply] = {}
        self.completions: Sequence[MenuOption] | Exception = ()
        self.asked: list[Asked] = []

    def say(self, member: Member, text: str, *, thread_key: str = "") -> AsyncIterator[Reply]:
        self.asked.append(Asked(member, "say", text, thread_key=thread_key))
        return self._answer(text)

    def do(self, member: Member, verb: str, options: Mapping[str, str]) -> AsyncIterator[Reply]:
        self.asked.append(Asked(member, "do", verb, dict(options)))
        return self._answer(options.get(self._by_option, verb))

    def press(self, member: Member, action: str, values: Mapping[str, str] | None = None) -> AsyncIterator[Reply]:
        self.asked.append(Asked(member, "press", action, dict(values or {})))
        return self._answer(action)

    def form(self, _member: Member, action: str) -> Form | None:
        return self.forms.get(action)

    async def refusal(self, _member: Member, action: str) -> Reply | None:
        return self.refusals.get(action)

    async def complete(self, member: Member, verb: str, option: str, text: str) -> Sequence[MenuOption]:
        self.asked.append(Asked(member, "complete", f"{verb} {option}", {"text": text}))
        if isinstance(self.completions, Exception):
            raise self.completions
        return self.completions

    async def _answer(self, name: str) -> AsyncIterator[Reply]:
        answer = self.answers.get(name, Reply(f"[{name}]"))
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, Held):
            async for reply in answer.replies():
                yield reply
            return
        for reply in [answer] if isinstance(answer, Reply) else answer:
            yield reply
