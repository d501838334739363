"""Ten minutes of a hundred members through faults: nothing lost, nothing doubled, nothing left over."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from random import Random

import aiohttp

from bot.core.people import Member
from bot.core.reply import Attachment, Choice, Code, Reply, Visibility
from bot.faces.discord import sturdy
from tests.discord_face.script import Script
from tests.discord_face.starting import FaceStarter
from tests.discord_face.waiting import Patience
from tests.fake_discord import TOKEN, Drop, FakeDiscord, Interaction, Person
from tests.fake_discord.faults import Fault
from tests.fake_discord.models import Json

SECONDS = 600
MEMBERS = 100
# Routes and what befalls them: discord.py answers a 5xx with a second of real sleep, so those are few.
ROUTES = (("POST", "^/interactions/"), ("PATCH", "/@original$"), ("POST", r"^/channels/\d+/messages$"))

MISHAPS = ("before", "after", "429", "429 global", "503", "close", "op 7")
EXPECTED = {(400, sturdy.ALREADY_ACKNOWLEDGED), (429, 0), (503, 0)}
"""What is refused in a day of these mishaps: an acknowledgement made again, for the answer to the first was lost."""


class Classroom(Script):
    """Every answer carries the token it was asked with."""

    def __init__(self, chance: Random) -> None:
        super().__init__()
        self._chance = chance

    def do(self, member: Member, verb: str, options: Mapping[str, str]) -> AsyncIterator[Reply]:
        token = next((value for value in options.values() if value.startswith("#")), "")
        return self._reply(member, verb, token)

    def say(self, member: Member, text: str, *, thread_key: str = "") -> AsyncIterator[Reply]:
        del thread_key
        return self._reply(member, "say", text)

    def press(self, member: Member, action: str, values: Mapping[str, str] | None = None) -> AsyncIterator[Reply]:
        del values
        return self._reply(member, "press", f"#{action.rsplit(':', 1)[1]}p")

    async def _reply(self, member: Member, verb: str, token: str) -> AsyncIterator[Reply]:
        del member
        steps = self._chance.choice((1, 1, 1, 4)) if verb == "run" else 1
        for step in range(1, steps):
            yield Reply("실행하고 있어요", Code(f"{step}0%"))
            await asyncio.sleep(0)
        output = Code("\x1b[32mok\x1b[0m\n" * self._chance.choice((1, 1, 800)), "ansi") if verb == "run" else None
        visibility = Visibility.PERSONAL if verb == "explain" else Visibility.SHARED
        file = Attachment("a.txt", b"a") if self._chance.random() < 0.1 else None
        choices = (Choice("다음", f"quiz:next:{token[1:]}"),) if verb == "quiz" else ()
        yield Reply(f"끝 {token};", output, choices=choices, file=file, visibility=visibility)


class Day:
    """What happens in the classroom, and what was asked for."""

    def __init__(self, fake: FakeDiscord, chance: Random) -> None:
        self._fake = fake
        self._chance = chance
        self._members = [fake.join(f"학생{number}") for number in range(MEMBERS)]
        self._buttons: list[tuple[Person, Json, str]] = []
        self._quizzes: list[tuple[Person, Interaction, str]] = []
        self.asked: list[str] = []
        self.waiting: list[Interaction] = []
        self.interrupted = Counter[str]()
        self._faults: list[tuple[str, Fault]] = []

    async def act(self) -> None:
        """Let one member do one thing."""
        member = self._chance.choice(self._members)
        if self._chance.random() < 0.2:
            member = member.in_dm
        token = f"#{len(self.asked)}"
        kind = self._chance.choice(("ask", "run", "run", "quiz", "explain", "say", "press"))
        if kind == "press" and self._buttons:
            who, message, origin = self._buttons.pop(self._chance.randrange(len(self._buttons)))
            self.waiting.append(await who.click(message, "다음"))
            self.asked.append(f"{origin}p")
            return
        self.asked.append(token)
        if kind in {"say", "press"}:
            await member.in_dm.say(token)
        else:
            option = {"ask": "question", "run": "command", "quiz": "lesson", "explain": "line"}[kind]
            it = await member.slash(kind, {option: token})
            self.waiting.append(it)
            if kind == "quiz":
                self._quizzes.append((member, it, token))

    def gather_buttons(self) -> None:
        """Find the quizzes that are shown by now."""
        pending = []
        for member, it, token in self._quizzes:
            if it.shown:
                self._buttons.append((member, it.shown[0], token))
            else:
                pending.append((member, it, token))
        self._quizzes = pending

    async def befall(self) -> None:
        """Let something go wrong."""
        method, path = self._chance.choice(ROUTES)
        kind = self._chance.choice(MISHAPS)
        if kind in {"before", "after"}:
            self._faults.append((kind, self._fake.faults.drop(method, path, Drop(kind))))
        elif kind.startswith("429"):
            is_global = kind == "429 global"
            fault = self._fake.faults.too_many(method, path, retry_after=0.005, is_global=is_global)
            self._faults.append((kind, fault))
        elif kind == "503":
            self._faults.append((kind, self._fake.faults.server_error("POST", ROUTES[2][1], 503)))
        elif kind == "close":
            await self._fake.gateway.drop(4000)
            self.interrupted[kind] += 1
        else:
            await self._fake.gateway.reconnect()
            self.interrupted[kind] += 1

    def struck(self) -> set[str]:
        """Return the mishaps that happened: what only waited for a request that never came is none."""
        return {kind for kind, fault in self._faults if fault.struck} | set(self.interrupted)

    def struck_routes(self) -> set[str]:
        """Return the paths of the routes on which something happened."""
        return {fault.path.pattern for _, fault in self._faults if fault.struck}

    def counts(self) -> Counter[str]:
        """Return how many messages show each token's answer."""
        shown = Counter[str]()
        for message in self._fake.world.messages.values():
            if message["content"].startswith("끝 #"):
                shown[message["content"][2:].split(";", 1)[0]] += 1
        return shown


async def test_a_day_in_the_classroom(fake_discord: FakeDiscord, start_face: FaceStarter) -> None:
    chance = Random(20260302)
    before = asyncio.all_tasks()
    face = await start_face(Classroom(chance))
    day, patience = Day(fake_discord, chance), Patience(fake_discord)
    async with aiohttp.ClientSession(headers={"Authorization": f"Bot {TOKEN}"}) as session:

        async def breathe(seconds: float) -> None:
            """Let time pass, after a request of the test's own has gone round: the bot's have had their turn."""
            async with session.get(f"{fake_discord.base}/api/v10/users/@me"):
                pass
            await patience.end()
            fake_discord.clock.advance(seconds)

        for _ in range(SECONDS):
            for _ in range(chance.randint(0, 3)):
                await day.act()
            if chance.random() < 0.1:
                await day.befall()
            for _ in range(4):
                await breathe(0.25)
            day.gather_buttons()
        for _ in range(400):
            if set(day.asked) == set(day.counts()):
                break
            await breathe(0.5)
    assert len(day.asked) > SECONDS
    assert day.counts() == Counter(day.asked)
    assert not [it for it in day.waiting if it.is_loading]
    refused = Counter((request.status, request.code) for request in fake_discord.log.requests if request.status >= 400)
    assert set(refused) <= EXPECTED, refused
    assert day.struck() == set(MISHAPS)
    assert day.struck_routes() == {path for _, path in ROUTES}
    assert fake_discord.gateway.resumes >= 2, "once for each kind of interruption"
    await face.stop()
    assert {task for task in asyncio.all_tasks() - before if not task.done()} <= {asyncio.current_task()}
