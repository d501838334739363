"""The conversation that every face speaks to: route, hand to a desk, and put errors into words."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

import structlog

from bot.core.clock import Clock
from bot.core.errors import GoraeError
from bot.core.meter import SILENT, Meter
from bot.core.people import Member
from bot.core.reply import Form, MenuOption, Reply, Visibility
from bot.render.messages import render_error, render_unexpected
from bot.render.practice import render_closed
from bot.storage.learners import Learners
from bot.talk.desk import Action, Desk
from bot.talk.gate import Gate, as_shown, split_wish
from bot.talk.routing import Route, route
from bot.talk.verbs import nearest
from sandbox.errors import SandboxError
from sandbox.policy.settings import PolicySettings

HasOpenQuestion = Callable[[Member], Awaitable[bool]]
IN_THREADS = frozenset({"ask", "run"})  # a question may leave out what was asked, or run, before it in its thread
MOST_WORD = 40  # characters of an unknown command that are said back


@dataclass(frozen=True, slots=True)
class _Entry:
    """Where somebody wants to go: the first word of a command or an action, a line to run, who is to see the result."""

    room: str
    line: str = ""
    wish: str = ""


class Talk:
    """Serves `bot.talk.port.Conversation`."""

    def __init__(
        self,
        desks: Sequence[Desk],
        *,
        learners: Learners,
        clock: Clock,
        policy: PolicySettings,
        has_open_question: HasOpenQuestion,
        meter: Meter = SILENT,
        gate: Gate | None = None,
    ) -> None:
        self._by_verb = {verb: desk for desk in desks for verb in desk.verbs}
        self._by_room = {room: desk for desk in desks for room in desk.rooms}
        self._learners = learners
        self._clock = clock
        self._policy = policy
        self._has_open_question = has_open_question
        self._meter = meter
        self._gate = gate
        self._log = structlog.get_logger("talk")

    @property
    def verbs(self) -> frozenset[str]:
        """Names of the slash commands that are served."""
        return frozenset(self._by_verb)

    async def say(self, member: Member, text: str, *, thread_key: str = "") -> AsyncIterator[Reply]:
        """Answer plain words."""
        asked = route(text, self._policy, has_open_question=await self._has_open_question(member))
        if thread_key and asked.verb in IN_THREADS:
            asked = Route(asked.verb, {**asked.options, "thread": thread_key})
        async for reply in self.do(member, asked.verb, asked.options):
            yield reply

    async def do(self, member: Member, verb: str, options: Mapping[str, str]) -> AsyncIterator[Reply]:
        """Carry out a slash command."""
        given, wish = split_wish(options)
        room, line = verb.partition(" ")[0], given.get("command", "")
        self._log.debug("asked", verb=verb, options=dict(given))  # the one place that says a member's words

        def begin() -> AsyncIterator[Reply]:
            return self._desk(verb, given.get("word", verb)).do(member, verb, given)

        async for reply in self._told(member, verb, begin, _Entry(room, line, wish)):
            yield reply

    async def press(self, member: Member, action: str, values: Mapping[str, str] | None = None) -> AsyncIterator[Reply]:
        """Carry out a button, a menu or a submitted form."""
        self._log.debug("pressed", action=action, values=dict(values or {}))

        def begin() -> AsyncIterator[Reply]:
            read = Action.read(action)
            if (desk := self._by_room.get(read.room)) is None:
                raise GoraeError("action-unknown")
            return desk.press(member, read, values or {})

        async for reply in self._told(member, "press", begin, _Entry(action.partition(":")[0])):
            yield reply

    def form(self, member: Member, action: str) -> Form | None:
        """Return the form to fill in before `press`."""
        try:
            read = Action.read(action)
            desk = self._by_room.get(read.room)
            return None if desk is None else desk.form(member, read)
        except GoraeError:
            return None

    async def refusal(self, member: Member, action: str) -> Reply | None:
        """Return why the gate refuses an action, `None` where it lets it pass."""
        try:
            if self._gate is not None:
                await self._gate.check(member, action.partition(":")[0])
        except Exception as error:  # noqa: BLE001 - put into words below; what cannot be judged is not done
            return self._worded(error, "press", member)
        return None

    async def complete(self, member: Member, verb: str, option: str, text: str) -> Sequence[MenuOption]:
        """Return up to 25 completions; none of a command that this member may not use."""
        desk = self._by_verb.get(verb)
        try:
            if self._gate is not None:
                await self._gate.check(member, verb.partition(" ")[0])
        except GoraeError:
            return ()
        return () if desk is None else (await desk.complete(member, verb, option, text))[:25]

    def _desk(self, verb: str, typed: str) -> Desk:
        if (desk := self._by_verb.get(verb)) is None:
            meant = nearest(typed)
            raise GoraeError("verb-unknown", {"word": typed[:MOST_WORD], "meant": meant.korean if meant else ""})
        return desk

    async def _told(
        self, member: Member, what: str, begin: Callable[[], AsyncIterator[Reply]], entry: _Entry
    ) -> AsyncIterator[Reply]:
        began, is_shown = self._clock.monotonic(), False
        self._meter.count("requests", what)
        try:
            await self._learners.seen(member, self._clock.now())
            shown: Visibility | None = None
            if self._gate is not None:
                await self._gate.check(member, entry.room, entry.line)
                shown = await self._gate.shown(member, entry.room, entry.wish)
            async for reply in begin():
                if not is_shown:
                    self._meter.time("first_reply_seconds", what, self._clock.monotonic() - began)
                    is_shown = True
                yield as_shown(reply, shown)
        except Exception as error:  # noqa: BLE001 - the edge: internals never reach a chat
            yield self._worded(error, what, member)
        finally:
            seconds = round(self._clock.monotonic() - began, 3)
            self._log.info("request", verb=what, seconds=seconds, user_id=member.user_id, guild_id=member.guild_id)

    def _worded(self, error: Exception, what: str, member: Member) -> Reply:
        """Put an error into words; of one that nobody expected the log has the rest."""
        if isinstance(error, GoraeError):
            return render_error(error)
        if isinstance(error, SandboxError):
            self._log.warning("no practice", verb=what, reason=error.key)
            return render_closed(error)
        self._log.error("a request failed", verb=what, user_id=member.user_id, exc_info=error)
        self._meter.count("failures", what)
        return render_unexpected()
