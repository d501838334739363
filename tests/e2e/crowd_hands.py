"""How a member does one thing, and how it is seen what came of it."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Mapping
from random import Random

from bot.render.wording import say
from tests.e2e import crowd_words as words
from tests.e2e.crowd_ledger import Deed, Ledger, Outcome, Stamped
from tests.e2e.crowd_read import Reading, outcome_of
from tests.fake_discord import FakeDiscord, Interaction, Person
from tests.fake_discord.models import Json, flat_components
from tests.fake_discord.rules import modal_fields

BLOCKED = say("errors", "blocked")
LAST_EDIT_SECONDS = 3.0
"""So long after the end of what was done its last state is shown for sure, with its buttons."""


class Hands:
    """Does what members do; it stands in the ledger before it is done. `people` are those who may be called upon."""

    def __init__(
        self,
        fake: FakeDiscord,
        chance: Random,
        ledger: Ledger,
        stamped: Stamped,
        reading: Reading,
        people: Mapping[str, Person],
    ) -> None:
        self._fake = fake
        self._chance = chance
        self._ledger = ledger
        self._stamped = stamped
        self._reading = reading
        self._people = people
        self._pages = words.deck(chance, words.PAGES)
        self._open: list[tuple[Person, Deed]] = []
        self._done: list[tuple[float, Person, Deed]] = []
        self._called_for: dict[Deed, Deed] = {}

    # -- doing

    def expect(
        self,
        kind: str,
        member: Person,
        heard_as: str = "",
        outcome: Outcome = Outcome.SHOWN,
        *,
        pressed: str = "",
        stamp: str = "",
    ) -> Deed:
        """Take note of what is about to be done."""
        return self._ledger.expect(Deed(kind, member.user["id"], outcome, heard_as, pressed, stamp=stamp))

    async def do(self, member: Person, deed: Deed, doing: Awaitable[Interaction]) -> None:
        """Do it."""
        deed.it = await doing
        deed.key = deed.it.id
        self._open.append((member, deed))

    async def write(self, member: Person, deed: Deed, writing: Awaitable[Json]) -> Json:
        """Do what is done by writing a message; returns it."""
        message = await writing
        deed.key = message["id"]
        self._open.append((member, deed))
        return message

    async def use(self, member: Person, message: Json, part: Json) -> None:
        """Press a button, or take something from a menu."""
        if words.is_button(part):
            does = words.action_of(part)
            await self.click(
                f"press {words.kind_of(does)}", member, message, part, heard_as=does, outcome=outcome_of(does)
            )
            return
        labels = words.taken(self._fake, self._chance, self._pages, part)
        does = words.action_of(part) or next(one["value"] for one in part["options"] if one["label"] in labels)
        kind = f"menu of {words.MENU_KINDS[part['type']]}"
        deed = self.expect(kind, member, does, outcome_of(does), pressed=message["id"])
        menus = [one for one in flat_components(message["components"]) if one["type"] in words.MENU_KINDS]
        await self.do(member, deed, member.select(message, labels, menu=menus.index(part)))

    async def click(
        self,
        kind: str,
        member: Person,
        message: Json,
        part: Json,
        *,
        heard_as: str = "",
        outcome: Outcome = Outcome.SHOWN,
        stamp: str = "",
    ) -> Deed:
        """Press a button, for a deed of this kind; returns it."""
        deed = self.expect(kind, member, heard_as, outcome, pressed=message["id"], stamp=stamp)
        await self.do(member, deed, member.click(message, part["label"]))
        return deed

    async def _call(self, note: Json) -> None:
        """Call for an answer of which nobody can tell whether it arrived."""
        if note["id"] not in self._fake.world.messages:
            return
        (part,) = [part for part in flat_components(note["components"]) if words.is_button(part)]
        member = self._people[words.owner_of(part)].at(self._fake.world.channels[note["channel_id"]])
        key = re.findall(r"\d+", words.action_of(part))[0]
        wanted = next(deed for deed in reversed(self._ledger.deeds) if deed.key == key)
        if wanted.called_after is None:
            wanted.called_after = len(self._ledger.ever[wanted.stamp])
        call = await self.click("a call for an answer", member, note, part, outcome=Outcome.WORD)
        self._called_for[call] = wanted

    # -- what comes of it

    @property
    def is_answered(self) -> bool:
        """Whether everything that was done has come to something."""
        return not (self._open or self._ledger.notes)

    async def look(self) -> None:
        """See what came: forms are filled in, answers called for, and messages with buttons may be pressed."""
        notes, self._ledger.notes = {note["id"]: note for note in self._ledger.notes}, []
        for note in notes.values():
            await self._call(note)
        for member, deed in list(self._open):
            if deed.it is not None and deed.it.modal is not None and deed.heard_as and not deed.is_heard:
                await self._fill_in(member, deed, deed.it, deed.it.modal)
            if deed.it is not None and not deed.is_heard and BLOCKED in [one["content"] for one in deed.it.shown]:
                self._be_refused(deed)
            if self._has_come(deed):
                deed.is_done = True
                self._open.remove((member, deed))
                self._done.append((self._fake.clock.monotonic(), member, deed))
        since = self._fake.clock.monotonic() - LAST_EDIT_SECONDS
        self._done = [entry for entry in self._done if entry[0] >= since]
        for member, deed in (*self._open, *((member, deed) for _, member, deed in self._done)):
            self._reading.add(member, deed)

    def _be_refused(self, deed: Deed) -> None:
        """Take note that the face itself told somebody who was blocked meanwhile that they are."""
        if deed.heard_as:  # what would open a form
            self._ledger.turned_out(deed, Outcome.WORD)
        deed.outcome = Outcome.WORD
        if (wanted := self._called_for.pop(deed, None)) is not None:
            wanted.is_called_in_vain = True

    async def _fill_in(self, member: Person, opening: Deed, it: Interaction, form: Json) -> None:
        does = opening.heard_as
        self._ledger.turned_out(opening, Outcome.FORM)
        sent = self.expect(f"form {words.kind_of(does)}", member, does, outcome_of(does), pressed=opening.pressed)
        fields = dict.fromkeys((part["label"] for part in modal_fields(form)), "컨테이너")
        await self.do(member, sent, member.submit(it, fields))

    def _has_come(self, deed: Deed) -> bool:
        it, messages = deed.it, self._fake.world.messages
        is_over = (deed.is_heard or not deed.heard_as) and deed.stamp not in self._stamped.at_work
        match deed.outcome:
            case Outcome.FORM:
                return it is not None and it.modal is not None
            case Outcome.OFFERED:
                return it is not None and it.choices is not None
            case Outcome.WORD | Outcome.PAGE:
                return it is not None and len(it.shown) == 1
            case Outcome.QUIET:  # a screen may have come down below what was written meanwhile
                is_acknowledged = it is None or it.callback is not None or deed.pressed not in messages
                return is_over and is_acknowledged
            case Outcome.SCREEN:
                if any(self._reading.parts(messages[key]) for key in self._ledger.now[deed.stamp]):
                    return True
        return is_over and bool(self._ledger.ever[deed.stamp] or deed.is_gone or deed.called_after is not None)
