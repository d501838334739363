"""Members of a study group: each does one thing after another at a person's pace, and waits for what it shows."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from random import Random

import pytest

from tests.e2e.load_sightings import Act, Sightings
from tests.fake_discord import FakeDiscord, Interaction, Person
from tests.fake_discord.models import Json, flat_components
from tests.fake_discord.rules import modal_fields

QUESTIONS = (
    *("도커가 뭐야?", "컨테이너랑 가상 머신은 뭐가 달라?", "이미지가 뭐야?", "볼륨은 왜 써?", "포트는 어떻게 열어?"),
    *("컨테이너 로그 보는 법", "도커파일은 어떻게 써?", "오늘 점심 뭐 먹지?", "네트워크 종류", "compose가 뭐야?"),
    *("이미지 지우는 방법 알려줘", "컨테이너가 바로 꺼져요", "태그가 뭐예요", "레지스트리는 어디에 써?"),
)
WORDS = ("ps", "이미지 지우기", "ㅋㅌㅇㄴ", "로그", "run", "볼륨 만들기")
LINES = ("docker run -d -p 8080:80 nginx", "docker ps -a", "docker build -t web .", "docker volume ls")
PRACTICE = (
    *("docker ps", "docker pull busybox", "docker images", "docker run --rm busybox echo 안녕", "docker ps -a"),
    *("docker run -d nginx", "docker volume create keep", "docker version"),
)
LESSONS = ("01-docker", "02-first-container", "03-image")
LONGEST_QUIZ = 8  # presses


@dataclass
class Crowd:
    """All members, what they did, and when it is over."""

    fake: FakeDiscord
    pause_seconds: tuple[float, float]
    think_seconds: tuple[float, float]
    practice_share: float
    patience_seconds: float
    acts: list[Act] = field(default_factory=list)
    began: float = 0.0
    sittings: int = 0
    elsewhere: set[str] = field(default_factory=set)
    over: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        """Begin to look."""
        self.seen = Sightings(self.fake)

    def gather(self, count: int, chance: Random) -> list[Member]:
        """Let members join."""
        return [Member(self, self.fake.join(f"학생{number}"), Random(chance.random())) for number in range(count)]

    def strays(self) -> list[str]:
        """Return what the bot wrote that answers nothing a member did."""
        world = self.fake.world
        known = {message["id"] for answers in self.seen.answers.values() for message in answers} | self.elsewhere
        return [
            f"{message['content'][:200]!r}"
            for message in world.messages.values()
            if message["author"]["id"] == world.app_id
            and message["id"] not in known
            and "interaction_metadata" not in message
        ]

    async def rest(self, bounds: tuple[float, float], chance: Random) -> None:
        """Pause, or until all is over."""
        with suppress(TimeoutError):
            async with asyncio.timeout(chance.uniform(*bounds)):
                await self.over.wait()

    async def comes(self, holds: Callable[[], object]) -> bool:
        """Wait until something holds; false when it does not in a very long time."""
        try:
            await self.fake.until(holds, seconds=self.patience_seconds)
        except pytest.fail.Exception:
            return False
        return True


class Member:
    """One member, who does one thing at a time."""

    def __init__(self, crowd: Crowd, person: Person, chance: Random) -> None:
        self._crowd = crowd
        self._person = person
        self._chance = chance
        self._called = asyncio.Event()

    def call_to_practice(self) -> None:
        """Let the next thing this member does be practice, and soon."""
        self._called.set()

    async def ask_first(self) -> None:
        """Ask a question before all others come."""
        await self._slash(self._person, "first", "ask", question=QUESTIONS[0])

    async def run_first(self) -> None:
        """Run a line before all others come."""
        await self._slash(self._person, "first", "run", command="docker version")

    async def live(self) -> None:
        """Do one thing after another until all is over."""
        await self._rest(0.0, self._crowd.pause_seconds[1])
        while not self._crowd.over.is_set():
            place = self._person.in_dm if self._chance.random() < 0.25 else self._person
            if self._called.is_set() or self._chance.random() < self._crowd.practice_share:
                self._called.clear()
                await self._practise(place)
            else:
                await self._study(place)
            await self._rest(*self._crowd.pause_seconds)

    async def _rest(self, least: float, most: float) -> None:
        """Pause; a call to practice ends the pause."""
        called = asyncio.ensure_future(self._called.wait())
        try:
            over = asyncio.ensure_future(self._crowd.over.wait())
            await asyncio.wait(
                {called, over}, timeout=self._chance.uniform(least, most), return_when=asyncio.FIRST_COMPLETED
            )
        finally:
            called.cancel()
            over.cancel()

    async def _study(self, place: Person) -> None:
        pick = self._chance.choice
        kind = self._chance.choices(
            ("ask", "say", "cmd", "explain", "lesson", "quiz", "review", "progress", "mission", "help", "status"),
            (24, 18, 9, 9, 7, 16, 4, 6, 3, 2, 2),
        )[0]
        match kind:
            case "ask":
                await self._slash(place, "question", "ask", question=pick(QUESTIONS))
            case "say":
                await self._say(pick(QUESTIONS))
            case "cmd":
                await self._slash(place, "question", "cmd", word=pick(WORDS))
            case "explain":
                await self._slash(place, "question", "explain", line=pick(LINES))
            case "lesson":
                await self._slash(place, "question", "lesson", lesson=pick(LESSONS))
            case "quiz":
                it = await self._slash(place, "quiz", "quiz", lesson=pick(LESSONS), count=pick((1, 3)))
                await self._answer_quiz(place, it)
            case "review":
                it = await self._slash(place, "quiz", "review")
                await self._answer_quiz(place, it)
            case "status":
                await self._slash(place, "other", "sandbox status")
            case _:
                await self._slash(place, "other", kind)

    # -- a quiz

    async def _answer_quiz(self, place: Person, it: Interaction) -> None:
        for _ in range(LONGEST_QUIZ):
            message = next(iter(it.shown), None)
            buttons = [] if message is None else list(_quiz_buttons(message))
            if message is None or not buttons or self._crowd.over.is_set():
                return
            await self._crowd.rest(self._crowd.think_seconds, self._chance)
            button = self._chance.choice(buttons)
            act = self._begin("quiz", "press")
            act.told_of = _answered(button["custom_id"])
            it = await place.click_id(message, button["custom_id"])
            await self._crowd.comes(partial(self._is_heard, it))
            if it.modal is not None:
                act.acknowledged, act.is_over, act.is_request = it.acknowledged_at, True, False
                await self._crowd.rest(self._crowd.think_seconds, self._chance)
                names = [part["label"] for part in modal_fields(it.modal)]
                act = self._begin("quiz", "submit")
                it = await place.submit(it, dict.fromkeys(names, "컨테이너"))
            await self._settle(act, it)

    # -- practice

    async def _practise(self, place: Person) -> None:
        self._crowd.sittings += 1
        for _ in range(self._chance.randint(2, 4)):
            await self._slash(place, "practice", "run", command=self._chance.choice(PRACTICE))
            if self._crowd.over.is_set():
                break
            await self._crowd.rest(self._crowd.think_seconds, self._chance)
        if self._chance.random() < 0.8 or self._crowd.over.is_set():
            it = await self._slash(place, "other", "sandbox reset")
            message = next(iter(it.shown), None)
            sure = [] if message is None else [part for part in _buttons(message) if ":run:reset" in part["custom_id"]]
            if message is not None and sure:
                act = self._begin("practice", "reset")
                await self._settle(act, await place.click_id(message, sure[0]["custom_id"]))

    # -- what both take

    async def _slash(self, place: Person, kind: str, verb: str, **options: str | int) -> Interaction:
        act = self._begin(kind, verb)
        if verb == "run":
            act.told_of = (str(self._person.id), str(options["command"]))
        it = await place.slash(verb, options)
        await self._settle(act, it, is_line=verb == "run")
        return it

    async def _say(self, text: str) -> None:
        act = self._begin("question", "say")
        seen = self._crowd.seen
        message = await self._person.in_dm.say(text)
        act.is_over = await self._crowd.comes(lambda: seen.answers.get(message["id"]))
        answers = seen.answers.get(message["id"], [])
        if answers:
            act.shown = seen.first(answers[0]["id"], act.began)
            act.last_seen = answers[0]["content"][:200]
        act.answers = lambda: len(seen.answers[message["id"]])

    async def _settle(self, act: Act, it: Interaction, *, is_line: bool = False) -> None:
        """Wait until the answer stands there, and note when things happened."""
        seen = self._crowd.seen

        def is_over() -> bool:
            shown = self._shown(it)
            if not shown or seen.first(shown[0]["id"], act.began) is None:
                return False
            return bool(shown[0]["components"]) if is_line else True

        act.is_over = await self._crowd.comes(is_over)
        act.acknowledged = it.acknowledged_at
        act.answers = lambda: len(self._shown(it))
        for message in self._shown(it)[:1]:
            act.last_seen = message["content"][:200]
            act.shown = seen.first(message["id"], act.began)
            act.is_elsewhere = message not in it.shown
            if act.is_elsewhere:
                self._crowd.elsewhere.add(message["id"])

    def _shown(self, it: Interaction) -> list[Json]:
        """Return what answers it; what came too late for the interaction is in the channel, or in direct messages."""
        late = (self._crowd.seen.by_nonce.get(f"{it.id}{place}") for place in "cd")
        return [*it.shown, *(message for message in late if message is not None)]

    def _is_heard(self, it: Interaction) -> bool:
        return it.callback is not None or bool(self._shown(it))

    def _begin(self, kind: str, what: str) -> Act:
        act = Act(kind, what, self._crowd.fake.clock.monotonic())
        self._crowd.acts.append(act)
        return act


def _buttons(message: Json) -> Iterator[Json]:
    return (part for part in flat_components(message["components"]) if part["type"] == 2 and not part.get("disabled"))


def _quiz_buttons(message: Json) -> Iterator[Json]:
    return (part for part in _buttons(message) if _is_of_the_quiz(part.get("custom_id", "")))


def _answered(custom_id: str) -> tuple[str, ...]:
    """Return the run and the position that a press answers; nothing for another button."""
    _, _, answer = custom_id.partition(":quiz:answer:")
    return tuple(answer.split(":")[:2]) if answer else ()


def _is_of_the_quiz(custom_id: str) -> bool:
    return ":quiz:" in custom_id and not any(word in custom_id for word in ("quiz:stop", "quiz:start", "quiz:lesson"))
