"""What goes wrong while a crowd is at it: on the wire, with the connection, and by what people delete and forbid."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from random import Random

from tests.e2e.crowd import Crowd
from tests.e2e.crowd_ledger import Ledger, Outcome, Stamped
from tests.e2e.crowd_words import CALL
from tests.fake_discord import Drop, FakeDiscord
from tests.fake_discord.errors import ApiError, rate_limited
from tests.fake_discord.faults import Fault, Late
from tests.fake_discord.faults import Outcome as Answer
from tests.fake_discord.models import EPHEMERAL, THREADS, Json, Permission

SHARE_OF_SECONDS = 0.15
ROUTES = {
    "callback": ("POST", "^/interactions/"),
    "edit": ("PATCH", "/@original$"),
    "follow-up": ("POST", r"^/webhooks/\d+/[^/]+$"),
    "send": ("POST", r"^/channels/\d+/messages$"),
    "edit of a message": ("PATCH", r"^/channels/\d+/messages/"),
    "thread": ("POST", r"^/channels/\d+/threads$"),
    "file": ("GET", "^/cdn/attachments/"),
}
DROPPED = ("callback", "edit", "follow-up", "send", "edit of a message", "thread")
# discord.py sleeps a real second after most 5xx, so those are few.
ANSWERED: dict[str, tuple[str, Answer]] = {
    "429 on a callback": ("callback", rate_limited(0.005)),
    "429 on an edit": ("edit", rate_limited(0.005)),
    "429 on a message": ("send", rate_limited(0.005)),
    "429 on a follow-up": ("follow-up", rate_limited(0.005)),
    "429 everywhere": ("edit of a message", rate_limited(0.005, is_global=True)),
    "429 everywhere, on a callback": ("callback", rate_limited(0.005, is_global=True)),
    "500 on a callback": ("callback", ApiError(500, 0, "500")),
    "502 on a message": ("send", ApiError(502, 0, "502")),
    "502 on a message that was taken": ("send", Late(ApiError(502, 0, "502"))),
    "503 on an edit": ("edit", ApiError(503, 0, "503")),
    "503 on a file": ("file", ApiError(503, 0, "503")),
}
DENIED = {
    "may not send": Permission.SEND_MESSAGES,
    "may not attach files": Permission.ATTACH_FILES,
    "may not read the history": Permission.READ_MESSAGE_HISTORY,
    "may not make threads": Permission.CREATE_PRIVATE_THREADS | Permission.CREATE_PUBLIC_THREADS,
    "may not write in threads": Permission.SEND_MESSAGES_IN_THREADS,
}
DENIED_SECONDS, AWAY_SECONDS = 15.0, 6.0

Mishap = Callable[[], Awaitable[bool]]


class Mishaps:
    """Lets one thing after the other go wrong; what has no chance to is put off until it has."""

    def __init__(self, fake: FakeDiscord, chance: Random, crowd: Crowd, ledger: Ledger, stamped: Stamped) -> None:
        self._fake = fake
        self._chance = chance
        self._crowd = crowd
        self._ledger = ledger
        self._stamped = stamped
        self._all = dict(self._each())
        self._coming: list[str] = []
        self._faults: list[tuple[str, Fault]] = []
        self._done = Counter[str]()
        self._ends: list[tuple[float, Callable[[], Awaitable[None]]]] = []

    def befallen(self) -> dict[str, int]:
        """Return how often each kind has struck, those that never did among them."""
        struck = Counter[str]()
        for name, fault in self._faults:
            struck[name] += fault.struck
        return {name: self._done[name] + struck[name] for name in self._all}

    async def pass_second(self) -> None:
        """Let what is over end, and perhaps something go wrong."""
        for at, end in [one for one in self._ends if one[0] <= self._fake.clock.monotonic()]:
            self._ends.remove((at, end))
            await end()
        if self._chance.random() < SHARE_OF_SECONDS:
            for name in list(self._coming):
                if await self._all[name]():
                    self._coming.remove(name)
                    self._done[name] += name not in {waiting for waiting, _ in self._faults}
                    return
            self._coming += self._chance.sample(list(self._all), len(self._all))

    async def end(self) -> None:
        """Let nothing go wrong any more."""
        self._fake.faults.waiting.clear()
        for _, fault in self._faults:
            fault.times = 0
        for _, end in self._ends:
            await end()
        self._ends.clear()

    def _each(self) -> Iterator[tuple[str, Mishap]]:
        for route in DROPPED:
            for when in Drop:
                name = f"{route} dropped {when.value}"
                yield name, partial(self._answer_with, name, route, when)
        for name, (route, answer) in ANSWERED.items():
            yield name, partial(self._answer_with, name, route, answer)
        for name, denied in DENIED.items():
            yield name, partial(self._deny, denied)
        gateway = self._fake.gateway
        yield "closed", partial(self._lose_connection, partial(gateway.drop, 4000))
        yield "op 7", partial(self._lose_connection, gateway.reconnect)
        yield "op 9", partial(self._lose_connection, partial(gateway.invalidate, is_resumable=True))
        yield "op 9 for good", self._invalidate_for_good
        yield "a connection that only seems alive", partial(self._lose_connection, self._strand)
        yield "a guild away", self._lose_guild
        yield "an answer deleted", self._delete_answer
        yield "an answer deleted as it grows", self._delete_growing
        yield "a thinking state deleted", self._delete_thinking
        yield "a question deleted", self._delete_question
        yield "a thread deleted", self._delete_thread
        yield "a channel deleted", self._delete_channel

    # -- on the wire

    async def _answer_with(self, name: str, route: str, answer: Answer) -> bool:
        """Let the next request of a route go wrong, where none is to already: more in a row are another promise."""
        method, path = ROUTES[route]
        if any(fault.times and fault.path.pattern == path for _, fault in self._faults):
            return False
        self._faults.append((name, self._fake.faults.add(method, path, answer)))
        return True

    # -- the connection: who does something meanwhile is heard after it

    async def _lose_connection(self, lose: Callable[[], Awaitable[None]]) -> bool:
        """Let the connection end; the clock stands until the bot has gone on where it was, which it does by its own."""
        gateway = self._fake.gateway
        resumes = gateway.resumes
        await lose()
        for _ in range(2):
            await self._crowd.act()
        await self._fake.until(lambda: gateway.resumes > resumes)
        return True

    async def _strand(self) -> None:
        self._fake.gateway.strand()

    async def _invalidate_for_good(self) -> bool:
        """What happens between two sessions reaches nobody: members wait until the bot is there again."""
        await self._fake.gateway.invalidate(is_resumable=False)
        await self._fake.until(lambda: self._fake.gateway.sessions)
        return True

    async def _lose_guild(self) -> bool:
        """Let the guild be away: meanwhile everyone is in direct messages."""
        if self._ends:
            return False
        self._crowd.is_guild_away = True
        await self._fake.lose_guild(self._fake.guild)
        self._ends.append((self._fake.clock.monotonic() + AWAY_SECONDS, self._bring_guild_back))
        return True

    async def _bring_guild_back(self) -> None:
        await self._fake.bring_back(self._fake.guild)
        self._crowd.is_guild_away = False

    # -- what people do

    async def _deny(self, denied: Permission) -> bool:
        """Take a permission from the bot for a while, in the second channel."""
        if self._ends:
            return False
        channel = self._crowd.places[1]
        await self._fake.deny(channel, denied)
        self._ends.append(
            (self._fake.clock.monotonic() + DENIED_SECONDS, partial(self._fake.deny, channel, Permission(0)))
        )
        return True

    async def _delete_answer(self) -> bool:
        """Delete an answer to plain words, whose question is edited then."""
        for message in self._crowd.answers_to_words():
            if CALL not in str(message["components"]) and await self._delete(message):
                return await self._crowd.edit_question(of_deleted=True)
        return False

    async def _delete_growing(self) -> bool:
        """Delete an answer for all that is not whole yet."""
        channels = {key for key, channel in self._fake.world.channels.items() if "guild_id" in channel}
        for deed in self._ledger.deeds:
            shown = [self._fake.world.messages[key] for key in self._ledger.now[deed.stamp]]
            is_growing = deed.outcome is Outcome.SHOWN and deed.stamp in self._stamped.at_work
            for message in shown if is_growing else ():
                if message["channel_id"] in channels and not message["flags"] & EPHEMERAL:
                    return await self._delete(message)
        return False

    async def _delete_thinking(self) -> bool:
        thinking = [deed.it.original for deed in self._ledger.deeds[-20:] if deed.it is not None and deed.it.is_loading]
        for message in thinking:
            if message is not None and not message["flags"] & EPHEMERAL:
                return await self._delete(message)
        return False

    async def _delete_question(self) -> bool:
        """Delete what was said to the bot a moment ago."""
        for deed in reversed(self._ledger.deeds[-5:]):
            message = self._fake.world.messages.get(deed.key)
            if deed.kind in {"say", "mention"} and message is not None and not deed.is_done:
                return await self._delete(message)
        return False

    async def _delete_thread(self) -> bool:
        """Delete the thread of a terminal that somebody types in."""
        for deed in self._ledger.deeds:
            shown = [self._fake.world.messages[key] for key in self._ledger.now[deed.stamp]]
            is_open = deed.outcome is Outcome.SCREEN and deed.is_done and deed.stamp in self._stamped.at_work
            channels = [self._fake.world.channels[message["channel_id"]] for message in shown]
            if is_open and channels and channels[0]["type"] in THREADS:
                return await self._remove(channels[0])
        return False

    async def _delete_channel(self) -> bool:
        """Delete the last channel while something is asked in it; another takes its place."""
        channel = self._crowd.places[-1]
        waiting = [deed.it for deed in self._ledger.deeds if not deed.is_done and deed.outcome is not Outcome.SHOWN]
        if any(it is not None and it.channel["id"] == channel["id"] for it in waiting) or self._crowd.is_guild_away:
            return False
        await self._crowd.ask_in(channel)
        if not await self._remove(channel):
            return False
        self._crowd.places[-1] = await self._fake.new_channel("또 다른 방")
        return True

    async def _remove(self, channel: Json) -> bool:
        threads = {one["id"] for one in self._fake.world.channels.values() if one.get("parent_id") == channel["id"]}
        places = {channel["id"], *threads}
        lost = {key for key, one in self._fake.world.messages.items() if one["channel_id"] in places}
        if self._ledger.is_busy(lost) or self._crowd.is_guild_away:
            return False
        self._ledger.lose(lost)
        await self._fake.remove_channel(channel)
        return True

    async def _delete(self, message: Json) -> bool:
        if self._ledger.is_busy({message["id"]}):
            return False
        self._ledger.lose({message["id"]})
        await self._crowd.delete(message)
        return True
