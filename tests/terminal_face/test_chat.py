"""A conversation whose input is a pipe ends where its input does."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator, Mapping, Sequence

from bot.core.people import Member
from bot.core.reply import Choice, Field, Form, MenuOption, Reply
from bot.faces.terminal.chat import PipePrompt, TerminalFace

LONG = 5.0  # seconds in which anything here ends, if it ends at all


class Scripted:
    """Answers with one button; a press of it asks for a form to be filled in."""

    def __init__(self) -> None:
        self.pressed: list[dict[str, str]] = []

    async def say(self, member: Member, text: str, *, thread_key: str = "") -> AsyncIterator[Reply]:
        del member, text, thread_key
        yield Reply("말", choices=(Choice("아니에요", "ask:bad:1"),))

    async def do(self, member: Member, verb: str, options: Mapping[str, str]) -> AsyncIterator[Reply]:
        del member, verb, options
        yield Reply("말")

    async def press(self, member: Member, action: str, values: Mapping[str, str] | None = None) -> AsyncIterator[Reply]:
        del member, action
        self.pressed.append(dict(values or {}))
        yield Reply("고마워요")

    def form(self, member: Member, action: str) -> Form | None:
        del member, action
        return Form("무엇을 찾으셨나요", (Field("what", "찾던 것"), Field("more", "더")))

    async def refusal(self, member: Member, action: str) -> Reply | None:
        del member, action
        return None

    async def complete(self, member: Member, verb: str, option: str, text: str) -> Sequence[MenuOption]:
        del member, verb, option, text
        return ()


class Shown:
    def __init__(self) -> None:
        self.last: Reply | None = None

    def show(self, reply: Reply) -> None:
        self.last = reply

    def finish(self) -> Reply | None:
        return self.last


def talked(typed: str) -> list[dict[str, str]]:
    """Talk until the typed lines end; returns what was pressed, by the values of its form."""
    conversation = Scripted()

    async def talk() -> None:
        face = TerminalFace(conversation, Member(1, "미나"), PipePrompt(io.StringIO(typed)), Shown())
        await asyncio.wait_for(face.run(), LONG)

    asyncio.run(talk())
    return conversation.pressed


def test_a_form_that_is_filled_in_is_sent_and_what_follows_is_read() -> None:
    assert talked("이미지가 뭐예요\n1\n뜻\n\n또\n") == [{"what": "뜻", "more": ""}]


def test_a_form_in_which_the_input_ends_is_not_sent_and_the_conversation_ends() -> None:
    assert talked("이미지가 뭐예요\n1\n") == []
    assert talked("이미지가 뭐예요\n1\n뜻\n") == []


def test_an_end_stays_an_end() -> None:
    async def read() -> list[str | None]:
        prompt = PipePrompt(io.StringIO("하나\n"))
        return [await asyncio.wait_for(prompt.line(""), LONG) for _ in range(3)]

    assert asyncio.run(read()) == ["하나", None, None]
