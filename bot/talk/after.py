"""What follows a command: its error explained, a mission solved, the way to more."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Protocol

from bot.commands.errors import ErrorBook
from bot.commands.next_step import next_line
from bot.core.errors import GoraeError
from bot.core.people import Member
from bot.core.reply import Choice, Reply, is_action
from bot.lessons.model import Course
from bot.missions.service import MissionService
from bot.practice.updates import Finished
from bot.quiz.service import QuizService
from bot.quiz.trouble import subject
from bot.render.commands import background_note, next_choice, render_trouble
from bot.render.lines import line_choices
from bot.render.mission import render_solved
from bot.render.practice import transcript
from bot.storage.groups import Groups
from bot.talk.books import OfCourse
from sandbox.engine import Cause
from sandbox.policy.parse import read
from sandbox.policy.plan import Plan, Refusal
from sandbox.policy.settings import PolicySettings

EXPLAIN = "cmd:explain:"
FOREGROUND = frozenset({"docker run", "docker compose up"})
FOREGROUND_WORDS = re.compile(r"docker (?:container )?run|docker compose up")


class HearsRun(Protocol):
    """Takes note of a command that was run, for the questions that follow in a conversation."""

    def __call__(self, member: Member, command: str, *, thread_key: str = "") -> None:
        """Take the canonical name of the command: `docker network create`."""
        ...


class AfterCommand:
    """Serves `bot.talk.practice.After`."""

    def __init__(
        self,
        course: Callable[[], Course],
        missions: MissionService,
        quiz: QuizService,
        groups: Groups,
        ran: HearsRun,
    ) -> None:
        self._ran = ran
        self._groups = groups
        self._quiz = quiz
        self._errors = OfCourse(course, lambda made: ErrorBook(made.errors))
        self._missions = missions

    async def __call__(
        self, member: Member, line: str, finished: Finished, reply: Reply, *, thread_key: str = ""
    ) -> Reply:
        """Return the reply with what follows; the conversation knows of the command from now on."""
        plan = read(line, PolicySettings())
        if isinstance(plan, Plan) and (command := _last_of_docker(plan)):
            self._ran(member, command, thread_key=thread_key)
        if isinstance(plan, Plan) and finished.cause is Cause.DEADLINE and (behind := in_background(line, plan)):
            reply = replace(reply, note=f"{reply.note}\n\n{background_note()}", choices=line_choices(behind))
        elif finished.exit_code != 0:
            reply = await self._with_trouble(member, plan, finished, reply)
        elif isinstance(plan, Plan) and (following := next_choice(next_line(plan))) is not None:
            reply = replace(reply, choices=(*reply.choices, following))
        reply = _with_explanation(line, reply)
        return await self._with_mission(member, reply)

    async def refused(self, member: Member, line: str, refusal: Refusal) -> None:
        """Bring forward what the refused words are asked about in quizzes."""
        refused = refusal.line or line
        await self._note(member, refusal.key, line=refused, word=subject(refused, refusal.word))

    async def _note(self, member: Member, cause: str, *, section: str = "", line: str = "", word: str = "") -> None:
        with suppress(GoraeError):  # the command's own outcome is told whatever becomes of the reviews
            await self._quiz.trouble(member, cause, section=section, line=line, word=word)

    async def _with_trouble(self, member: Member, plan: Plan | Refusal, finished: Finished, reply: Reply) -> Reply:
        command = plan.steps[-1].pipeline.commands[-1].name if isinstance(plan, Plan) else ""
        if (trouble := self._errors.get().find(transcript(finished.steps), command)) is None:
            return reply
        await self._note(member, trouble.id, section=trouble.section, line=command)
        told = render_trouble(trouble)
        if not (await self._groups.of(member.guild_id)).with_gloss:
            return replace(reply, choices=(*told.choices, *reply.choices))  # Docker's own words alone, and what helps
        note = f"{reply.note}\n\n{told.text}" if reply.note else told.text
        return replace(reply, note=note, choices=(*told.choices, *reply.choices))

    async def _with_mission(self, member: Member, reply: Reply) -> Reply:
        try:
            verdict = await self._missions.after_command(member)
        except GoraeError:  # the command's own outcome is told whatever becomes of the mission
            return reply
        if verdict is None:
            return reply
        solved = render_solved(verdict)
        text = f"{reply.text}\n\n{solved.text}".strip()
        return replace(reply, text=text, choices=(*solved.choices, *reply.choices))


def _last_of_docker(plan: Plan) -> str:
    """Return the last command of docker in a line: of others there is nothing to ask."""
    names = (command.name for step in plan.steps for command in step.pipeline.commands)
    return next((name for name in reversed([*names]) if name.startswith("docker ")), "")


def in_background(line: str, plan: Plan) -> tuple[str, ...]:
    """Return what to run instead of a line that waited in the foreground until its time was up: lines, none if other.

    A container that got a name is still there, stopped, and has to go first.
    """
    last = plan.steps[-1].pipeline.commands[-1]
    given = {option.name: option.value or "" for option in last.options}
    if last.name not in FOREGROUND or "--detach" in given or len(plan.steps) > 1:
        return ()
    behind = FOREGROUND_WORDS.sub(r"\g<0> -d", line.strip(), count=1)
    left = given.get("--name", "") if "--rm" not in given else ""
    return (f"docker rm -f {left}", behind) if left else (behind,)


def _with_explanation(line: str, reply: Reply) -> Reply:
    action = EXPLAIN + line.strip()
    if not is_action(action):
        return reply
    return replace(reply, choices=(*reply.choices, Choice("설명", action)))
