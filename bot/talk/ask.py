"""Questions in the conversation."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace

from bot.answers.answer import Answer
from bot.answers.service import AnswerService
from bot.core.errors import GoraeError
from bot.core.people import Member
from bot.core.reply import Form, Picture, Reply
from bot.render.answers import render_judged, wanted_form
from bot.render.several import render_answers
from bot.talk.desk import Action, PlainDesk
from bot.talk.lesson import DrawsDiagrams

EXAMPLES = ("도커가 뭐야?",)


class AskDesk(PlainDesk):
    """`/ask`, plain questions, and what was thought of an answer."""

    verbs = frozenset({"ask"})
    rooms = frozenset({"ask"})

    def __init__(self, service: AnswerService, pictures: DrawsDiagrams) -> None:
        self._service = service
        self._pictures = pictures

    async def do(self, member: Member, verb: str, options: Mapping[str, str]) -> AsyncIterator[Reply]:
        """Answer a question."""
        del verb
        answer = await self._service.ask(
            member,
            options.get("question", ""),
            lesson=options.get("lesson") or None,
            thread_key=options.get("thread", ""),
        )
        yield replace(render_answers(answer), picture=await self._picture(answer))

    async def press(self, member: Member, action: Action, values: Mapping[str, str]) -> AsyncIterator[Reply]:
        """Ask an example, or keep what was thought of an answer."""
        if action.verb == "example":
            async for reply in self.do(member, "ask", {"question": EXAMPLES[action.number(0) % len(EXAMPLES)]}):
                yield reply
        elif action.verb in {"good", "bad"}:
            is_good, wanted = action.verb == "good", values.get("wanted", "")
            ids = [action.number(place) for place in range(len(action.arguments) or 1)]
            kept = [await self._service.judge(member, one, is_good=is_good, wanted=wanted) for one in ids]
            yield render_judged(kept=all(kept), is_good=is_good)
        else:
            raise GoraeError("action-unknown")

    def form(self, member: Member, action: Action) -> Form | None:
        """Ask what a learner was looking for."""
        del member
        return wanted_form() if action.verb == "bad" else None

    async def _picture(self, answer: Answer) -> Picture | None:
        diagram = next((one.diagram for one in answer.every if one.diagram is not None), None)
        return None if diagram is None else await self._pictures.diagram(diagram.source, diagram.alt)
