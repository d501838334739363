"""What each doing of a member is to come to, and what it came to."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict, deque
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.core.clock import Clock
from bot.core.people import Member
from bot.core.reply import Form, MenuOption, Reply
from bot.render.wording import say
from bot.talk.port import Conversation
from tests.e2e.crowd_words import CALL
from tests.fake_discord import FakeDiscord, Interaction
from tests.fake_discord.models import Json, flat_components

SHARED = "님이 공유했어요."
OVER = say("terminal", "over-place")
"""What the face itself says below the last screen of a terminal that lost its place, in the stead of a stamp."""
ONE_IN_SLOW, SLOW_SECONDS = 4, 1.5
"""Every so many calls take so long: the thinking state is shown meanwhile."""
MOST_REST_SECONDS = 1.0
LED_BY_CLOCK = ("duel", "terminal", "term:open")
"""What goes on only while the test's clock moves."""


class Outcome(StrEnum):
    """What a doing comes to.

    One message that shows it; a terminal's screen; an acknowledgement without a word; what the face itself says to one
    person alone, by a word or a page; a form that opens; completions that are offered.
    """

    SHOWN = "shown"
    SCREEN = "screen"
    QUIET = "quiet"
    WORD = "word"
    PAGE = "page"
    FORM = "form"
    OFFERED = "offered"


@dataclass(eq=False)
class Deed:
    """Something a member did.

    `heard_as` is what the conversation is to hear, nothing where the face answers by itself. `pressed` is the message
    whose component was used, or whose question was edited: the answer may take its place. `key` names the answer where
    it is set aside. `is_gone` when somebody deleted what showed it; `is_long` when its output outlasts the interaction,
    and goes on in a second message; `is_slow` when its answer takes its time. `called_after` is how many messages had
    shown it when it was called for; `is_called_in_vain` by who was blocked meanwhile.
    """

    kind: str
    user_id: str
    outcome: Outcome
    heard_as: str = ""
    pressed: str = ""
    key: str = ""
    stamp: str = ""
    it: Interaction | None = None
    is_heard: bool = False
    is_done: bool = False
    is_gone: bool = False
    is_long: bool = False
    is_slow: bool = False
    called_after: int | None = None
    is_called_in_vain: bool = False


class Ledger:
    """All deeds, and on which messages the stamp of each was ever seen, and is now."""

    def __init__(self, fake: FakeDiscord) -> None:
        self.deeds: list[Deed] = []
        self.notes: list[Json] = []
        """Messages whose button calls for an answer that may not have arrived."""
        self.by_stamp: dict[str, Deed] = {}
        self.ever: dict[str, set[str]] = defaultdict(set)
        self.now: dict[str, set[str]] = defaultdict(set)
        self._stamps_on: dict[str, set[str]] = {}
        self._ever_on: dict[str, set[str]] = defaultdict(set)
        self._unheard: dict[tuple[str, str], deque[Deed]] = defaultdict(deque)
        self._unasked: list[str] = []
        self._over: set[str] = set()
        self._watch(fake)

    def expect(self, deed: Deed) -> Deed:
        """Take note of a deed that is about to be done."""
        deed.stamp = deed.stamp or f"#{len(self.deeds)};"
        deed.is_slow = len(self.deeds) % ONE_IN_SLOW == 0
        self.deeds.append(deed)
        self.by_stamp[deed.stamp] = deed
        if deed.heard_as:
            self._unheard[deed.user_id, deed.heard_as].append(deed)
        return deed

    def turned_out(self, deed: Deed, outcome: Outcome) -> None:
        """Take note that the conversation is not to hear of a deed after all."""
        self._unheard[deed.user_id, deed.heard_as].remove(deed)
        deed.outcome, deed.heard_as = outcome, ""

    def hear(self, user_id: int, what: str) -> Deed:
        """Return the deed that the conversation hears: of one's like doings the first that was not heard yet."""
        waiting = self._unheard[str(user_id), what]
        if not waiting:
            self._unasked.append(f"{what} of {user_id} was heard, and never done")
            return self.expect(Deed("what nobody did", str(user_id), Outcome.SHOWN))
        deed = waiting.popleft()
        deed.is_heard = True
        return deed

    def is_busy(self, message_ids: Collection[str]) -> bool:
        """Tell whether something is being done with one of these messages.

        So it is with a question that was edited though its answer is gone: with its channel gone too, its new answer
        would come to its asker alone.
        """
        at_work = [deed for deed in self.deeds if not deed.is_done]
        return any(deed.pressed in message_ids or (deed.is_gone and deed.key in message_ids) for deed in at_work)

    def has_begun(self) -> bool:
        """Tell whether something is seen of everything that goes on for long."""
        return all(self.ever[deed.stamp] for deed in self.deeds if deed.is_long)

    def is_waited_for_by(self, user_id: str) -> bool:
        """Tell whether somebody waits for what they did to come to something."""
        return any(not deed.is_done and deed.user_id == user_id for deed in self.deeds)

    def lose(self, message_ids: Collection[str]) -> None:
        """Take note that somebody is about to delete these messages."""
        for deed in self.deeds:
            original = deed.it.original_id if deed.it is not None and deed.it.is_loading else None
            if original in message_ids or not self.now[deed.stamp].isdisjoint(message_ids):
                deed.is_gone = True

    def kinds(self) -> Counter[str]:
        """Count the deeds that have come to something, by kind."""
        return Counter(deed.kind for deed in self.deeds if deed.is_done)

    def rooms(self) -> set[str]:
        """Return the first words of the actions that have come to something: what the buttons and menus are of."""
        return {deed.heard_as.partition(":")[0] for deed in self.deeds if deed.is_done and ":" in deed.heard_as}

    def doubled(self) -> list[Deed]:
        """Return what stands twice, though it arrived: its reader called for what nobody could tell of."""
        return [deed for deed in self.deeds if deed.called_after and not deed.is_called_in_vain]

    # -- the reckoning

    def wrong(self) -> list[str]:
        """Return what was lost, doubled, or never asked for, in words."""
        later = [deed for deed in self.deeds if deed.pressed in self.ever[deed.stamp]]
        followed = {(deed.pressed, before) for deed in later for before in self._ever_on[deed.pressed] - {deed.stamp}}
        found = [(deed, self._wrong(deed, followed)) for deed in self.deeds]
        told = [f"{deed.kind} {deed.stamp} {deed.heard_as}: {why}" for deed, why in found if why]
        return [*self._unasked, *told]

    def _wrong(self, deed: Deed, followed: Collection[tuple[str, str]]) -> str:
        ever, now = self.ever[deed.stamp], self.now[deed.stamp]
        if deed.outcome in {Outcome.WORD, Outcome.PAGE}:
            is_right = deed.it is not None and len(deed.it.shown) <= 1
        elif deed.outcome not in {Outcome.SHOWN, Outcome.SCREEN}:
            is_right = len(ever) <= 1  # a key of a terminal that is over is told so
        elif deed.is_called_in_vain:
            is_right = len(ever) <= 1
        elif deed.called_after is not None:
            is_right = len(ever) == deed.called_after + 1
        elif deed.outcome is Outcome.SCREEN:  # it comes down to a new message where much was written below it
            answers = 1 if deed.it is None else len(deed.it.shown)
            # Where its place was deleted, its owner may be told elsewhere that it is over; nowhere does it go on.
            is_right = (len(now), answers) == (1, 1) or (deed.is_gone and now <= self._over and answers <= 1)
        elif deed.is_gone:
            is_right = not now and len(ever) <= 1
        else:
            is_right = len(ever) == 1 + deed.is_long and all(
                key in now or (key, deed.stamp) in followed for key in ever
            )
        return "" if deed.is_done and is_right else f"came to be on {ever}, and is on {now}"

    # -- seeing

    def _watch(self, fake: FakeDiscord) -> None:
        """Look at each message that is added, edited or removed."""
        world = fake.world
        add, edit, remove = world.add_message, world.edit, world.remove_message

        def add_message(channel: Json, author: Json, body: Json, **extra: object) -> Json:
            message = add(channel, author, body, **extra)
            self._look(message)
            return message

        def edit_message(message: Json, body: Json, files: list[tuple[str, bytes]], base_url: str) -> None:
            edit(message, body, files, base_url)
            self._look(message)

        def remove_message(message: Json) -> None:
            remove(message)
            self._show(message["id"], set())

        world.add_message = add_message  # type: ignore[method-assign]
        world.edit = edit_message  # type: ignore[method-assign]
        world.remove_message = remove_message  # type: ignore[method-assign]

    def _look(self, message: Json) -> None:
        if OVER in message["content"]:
            self._over.add(message["id"])
        elif not self._is_page(message):
            self._show(message["id"], set(stamps(message)))
        if any(CALL in part.get("custom_id", "") for part in flat_components(message["components"])):
            self.notes.append(message)

    def _is_page(self, message: Json) -> bool:
        """Tell whether a message of its own shows a page of another."""
        answered = message.get("interaction_metadata", {}).get("id")
        return any(deed.outcome is Outcome.PAGE and deed.key == answered for deed in self.deeds)

    def _show(self, message_id: str, shown: set[str]) -> None:
        for stamp in self._stamps_on.get(message_id, set()) - shown:
            self.now[stamp].discard(message_id)
        for stamp in shown:
            self.now[stamp].add(message_id)
            self.ever[stamp].add(message_id)
            self._ever_on[message_id].add(stamp)
        self._stamps_on[message_id] = shown


def stamps(message: Json) -> list[str]:
    """Return the stamps that a message shows; a shared answer has one of its own."""
    lines = [line[3:] for line in message["content"].splitlines() if line.startswith("-# #") and line.endswith(";")]
    return [f"{line}s" for line in lines] if SHARED in message["content"] else lines


class Stamped:
    """A conversation whose every reply carries the stamp of the deed it answers; some take their time."""

    def __init__(self, conversation: Conversation, ledger: Ledger, clock: Clock) -> None:
        self._conversation = conversation
        self._ledger = ledger
        self._clock = clock
        self.at_work: set[str] = set()
        self._busy: set[str] = set()
        self._rested = asyncio.Event()

    def say(self, member: Member, text: str, *, thread_key: str = "") -> AsyncIterator[Reply]:
        return self._stamped(member, "say", self._conversation.say(member, text, thread_key=thread_key))

    def do(self, member: Member, verb: str, options: Mapping[str, str]) -> AsyncIterator[Reply]:
        return self._stamped(member, verb, self._conversation.do(member, verb, options))

    def press(self, member: Member, action: str, values: Mapping[str, str] | None = None) -> AsyncIterator[Reply]:
        return self._stamped(member, action, self._conversation.press(member, action, values))

    def form(self, member: Member, action: str) -> Form | None:
        return self._conversation.form(member, action)

    async def refusal(self, member: Member, action: str) -> Reply | None:
        return await self._conversation.refusal(member, action)

    async def complete(self, member: Member, verb: str, option: str, text: str) -> Sequence[MenuOption]:
        self._busy.add(typed := f"{verb} {member.user_id}")
        try:
            return await self._conversation.complete(member, verb, option, text)
        finally:
            self._busy.discard(typed)
            self._rested.set()

    async def rest(self) -> None:
        """Wait a little until nobody is at work: disk and pictures take time that no clock of a test's tells."""
        try:
            async with asyncio.timeout(MOST_REST_SECONDS):
                while self._busy:
                    self._rested.clear()
                    await self._rested.wait()
        except TimeoutError:  # whoever is still at work waits for the clock
            self._busy.clear()

    def _stamped(self, member: Member, what: str, replies: AsyncIterator[Reply]) -> AsyncIterator[Reply]:
        deed = self._ledger.hear(member.user_id, what)
        self.at_work.add(deed.stamp)
        return self._with_note(replies, deed, is_led_by_clock=deed.is_long or what.startswith(LED_BY_CLOCK))

    async def _with_note(
        self, replies: AsyncIterator[Reply], deed: Deed, *, is_led_by_clock: bool
    ) -> AsyncIterator[Reply]:
        try:
            if deed.is_slow:
                await self._clock.sleep(SLOW_SECONDS)
            if not is_led_by_clock:
                self._busy.add(deed.stamp)
            async for reply in replies:
                yield replace(reply, note=f"{deed.stamp}\n{reply.note}")
        finally:
            self.at_work.discard(deed.stamp)
            self._busy.discard(deed.stamp)
            self._rested.set()
            await replies.aclose()  # type: ignore[attr-defined]
