"""What members have read by now, and what they could press there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bot.cli.serving import PUBLIC_ACTIONS
from tests.e2e import crowd_words as words
from tests.e2e.crowd_ledger import Deed, Ledger, Outcome, Stamped, stamps
from tests.fake_discord import FakeDiscord, Person
from tests.fake_discord.models import EPHEMERAL, Json, flat_components

AGAIN_SECONDS = 3.0
"""A button that is pressed twice at once counts once; nobody here is so fast but who means to be."""
MOST_LOOKED_AT = 60
EVERYONE = "0"
DELETES_ALL = "privacy:delete"


@dataclass(frozen=True)
class Read:
    """A message that a member has read, and what was done that it shows."""

    at: float
    member: Person
    deed: Deed
    message: Json


class Reading:
    """Messages with something to press; the last are looked at first."""

    def __init__(self, fake: FakeDiscord, ledger: Ledger, stamped: Stamped, is_away: Callable[[Person], bool]) -> None:
        self._fake = fake
        self._ledger = ledger
        self._stamped = stamped
        self._is_away = is_away
        self._read: dict[str, Read] = {}
        self._pressed = Counter[str]()

    def forget(self) -> None:
        """Let everything be read and done with."""
        self._read.clear()

    def add(self, member: Person, deed: Deed) -> None:
        """Let a member read what shows a deed, and again the message whose button it began with."""
        now, messages = self._fake.clock.monotonic(), self._fake.world.messages
        for key in self._ledger.now[deed.stamp] | ({deed.pressed} & messages.keys()):
            if key in self._read or not self.parts(messages[key]):
                continue
            shown = next((self._ledger.by_stamp[stamp] for stamp in stamps(messages[key])), deed)
            if (channel := self._fake.world.channels.get(messages[key]["channel_id"])) is None:
                continue
            here = member.at(channel)
            self._read[key] = Read(now, here, shown, messages[key])

    def parts(self, message: Json) -> list[Json]:
        """Return what can be pressed or taken on a message as it is now."""
        if message["id"] not in self._fake.world.messages:
            return []
        return words.usable(list(flat_components(message["components"])))

    def take(self, fits: Callable[[Json], bool]) -> tuple[Person, Json, Json] | None:
        """Return a fitting component of one's own that was seldom used so far, with who uses it and its message.

        It is read no more until something has come of that.
        """
        found = [(read, part) for read in self._readable() for part in self._own(read) if fits(part)]
        if not found:
            return None
        read, part = min(found, key=lambda one: self._pressed[_kind(one[1])])
        self._pressed[_kind(part)] += 1
        del self._read[read.message["id"]]
        return read.member, read.message, part

    def another_s(self, member: Person, *, is_public: bool) -> tuple[Person, Json, Json] | None:
        """Return a button of somebody else's in a channel, one for everyone or not, and who stands before it."""
        for read in self._readable():
            if read.message["flags"] & EPHEMERAL or read.member.channel["type"] or read.member.id == member.id:
                continue
            buttons = [part for part in self._own(read) if words.is_button(part)]
            fitting = [one for one in buttons if words.action_of(one).startswith(PUBLIC_ACTIONS) is is_public]
            if fitting:
                part = min(fitting, key=lambda one: self._pressed[_kind(one)])
                self._pressed[_kind(part)] += is_public
                return member.at(read.member.channel), read.message, part
        return None

    def screen(self, where: Callable[[Person], bool] = lambda _: True) -> tuple[Person, Json, list[Json]] | None:
        """Return an open terminal that nothing is being done with, with its owner and its keys."""
        for key, read in list(self._read.items()):
            keys = [part for part in self.parts(read.message) if words.action_of(part).startswith(words.KEYS)]
            is_open = read.deed.stamp in self._stamped.at_work and not self._is_away(read.member)
            if keys and is_open and where(read.member) and not self._ledger.is_busy({key}):
                self._read[key] = self._read.pop(key)  # another is next
                return read.member, read.message, keys
        return None

    def _readable(self) -> Iterator[Read]:
        now = self._fake.clock.monotonic()
        for key, read in list(self._read.items())[: -MOST_LOOKED_AT - 1 : -1]:
            if key not in self._fake.world.messages:
                del self._read[key]
            elif read.at + AGAIN_SECONDS < now and not self._is_away(read.member):
                yield read

    def _own(self, read: Read) -> Iterator[Json]:
        """Yield what its reader may use; keys of a terminal are pressed in another way."""
        for part in self.parts(read.message):
            does = words.action_of(part)
            is_unsettled = does.startswith(DELETES_ALL) and self._ledger.is_waited_for_by(read.member.user["id"])
            is_own = words.owner_of(part) in {read.member.user["id"], EVERYONE}
            if is_own and not does.startswith(words.KEYS) and not is_unsettled:
                yield part


def _kind(part: Json) -> str:
    return f"{part['type']} {words.kind_of(words.action_of(part))}"


def outcome_of(does: str) -> Outcome:
    """Return what an action comes to."""
    if does.startswith(words.KEYS):
        return Outcome.QUIET
    return Outcome.SCREEN if does.startswith("term:open:") else Outcome.SHOWN
