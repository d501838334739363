"""Many members at once before the real conversation: what they ask, what they press, and what they are shown."""

from __future__ import annotations

import asyncio
import contextlib
import gc
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from random import Random

from bot.core.people import Member
from bot.core.reply import Form, MenuOption, Reply
from bot.talk.port import Conversation
from tests.fake_discord import CannotDoError, FakeDiscord, Interaction, Person
from tests.fake_discord.actors import OptionValue
from tests.fake_discord.models import Json, flat_components
from tests.fake_discord.rules import modal_fields

QUESTIONS = (
    *("도커가 뭐야?", "컨테이너랑 가상 머신은 뭐가 달라?", "이미지가 뭐야?", "볼륨은 왜 써?", "포트는 어떻게 열어?"),
    *("컨테이너 로그 보는 법", "도커파일은 어떻게 써?", "오늘 점심 뭐 먹지?", "네트워크 종류", "compose가 뭐야?"),
)
WORDS = ("ps", "이미지 지우기", "ㅋㅌㅇㄴ", "로그", "run")
LINES = ("docker run -d -p 8080:80 nginx", "docker ps -a", "docker build -t web .", "docker volume ls")
PRACTICE = (
    "docker ps",
    "docker pull busybox",
    "docker images",
    "docker run --rm busybox echo 안녕",
    "docker rm -f web",
)
LESSONS = ("01-docker", "02-first-container", "03-image")
TALK = (*QUESTIONS, "퀴즈", "docker ps", "진도", "/도움말")
PLAIN = (
    *("review", "progress", "mission", "help", "privacy", "rank", "file", "terminal"),
    *("sandbox status", "sandbox extend", "sandbox reset", "sandbox resume", "sandbox stop"),
)
GROUP_ONLY = frozenset({"rank", "duel", "settings", "audit", "content", "group"})
TYPED = (
    *(("run", "command", "docker s"), ("run", "command", "docker stop "), ("terminal", "command", "docker exec -it ")),
    *(("cmd", "word", "ㅋㅌㅇㄴ"), ("lesson", "lesson", "이미지"), ("quiz", "lesson", "3"), ("mission", "mission", "")),
    *(("file", "name", "D"), ("cmd", "word", "dokcer lgos")),
)
MENUS = (("ask", "Explain this message"), ("run", "Run this command"))
KINDS = ("command", "command", "command", "say", "say", "press", "press", "press", "edit", "type", "menu")
STILL_EDITED_SECONDS = 30.0
UNTOUCHED = ("공유", "지우", "삭제", "터미널", "입력")
"""Buttons that show a reply again, or take from under the others what is counted."""
AGAIN_SECONDS = 3.0
"""A button that is pressed twice at once counts once; nobody here is so fast."""
MOST_REST_SECONDS = 0.05
LED_BY_CLOCK = frozenset({"duel", "duel:start"})
"""What goes on only while the test's clock moves."""


class Stamped:
    """A conversation whose every reply carries the number of the call it answers."""

    def __init__(self, conversation: Conversation) -> None:
        self._conversation = conversation
        self.calls: list[str] = []
        self.at_work: set[str] = set()
        self._busy: set[str] = set()
        self._rested = asyncio.Event()

    def say(self, member: Member, text: str, *, thread_key: str = "") -> AsyncIterator[Reply]:
        return self._stamped("say", self._conversation.say(member, text, thread_key=thread_key))

    def do(self, member: Member, verb: str, options: Mapping[str, str]) -> AsyncIterator[Reply]:
        return self._stamped(verb, self._conversation.do(member, verb, options))

    def press(self, member: Member, action: str, values: Mapping[str, str] | None = None) -> AsyncIterator[Reply]:
        return self._stamped(action, self._conversation.press(member, action, values))

    def form(self, member: Member, action: str) -> Form | None:
        return self._conversation.form(member, action)

    async def complete(self, member: Member, verb: str, option: str, text: str) -> Sequence[MenuOption]:
        return await self._conversation.complete(member, verb, option, text)

    async def rest(self) -> None:
        """Wait a little until nobody is at work: disk and pictures take time that no clock of a test's tells."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(MOST_REST_SECONDS):
                while self._busy:
                    self._rested.clear()
                    await self._rested.wait()

    def _stamped(self, what: str, replies: AsyncIterator[Reply]) -> AsyncIterator[Reply]:
        self.calls.append(what)
        stamp = f"#{len(self.calls) - 1};"
        self.at_work.add(stamp)
        if what not in LED_BY_CLOCK:
            self._busy.add(stamp)
        return self._with_note(replies, stamp)

    async def _with_note(self, replies: AsyncIterator[Reply], stamp: str) -> AsyncIterator[Reply]:
        try:
            async for reply in replies:
                yield replace(reply, note=f"{stamp}\n{reply.note}")
        finally:
            self.at_work.discard(stamp)
            self._busy.discard(stamp)
            self._rested.set()


class Sightings:
    """On which messages each stamp was ever seen."""

    def __init__(self, fake: FakeDiscord) -> None:
        self.messages: dict[str, set[str]] = {}
        world = fake.world
        add, edit = world.add_message, world.edit

        def add_message(channel: Json, author: Json, body: Json, **extra: object) -> Json:
            message = add(channel, author, body, **extra)
            self._look(message)
            return message

        def edit_message(message: Json, body: Json, files: list[tuple[str, bytes]], base_url: str) -> None:
            edit(message, body, files, base_url)
            self._look(message)

        world.add_message = add_message  # type: ignore[method-assign]
        world.edit = edit_message  # type: ignore[method-assign]

    def _look(self, message: Json) -> None:
        for stamp in stamps(message):
            self.messages.setdefault(stamp, set()).add(message["id"])

    def by_message(self) -> dict[str, list[str]]:
        """Return the stamps that each message ever showed."""
        shown: dict[str, list[str]] = {}
        for stamp, messages in self.messages.items():
            for message_id in messages:
                shown.setdefault(message_id, []).append(stamp)
        return shown

    def counts(self) -> Counter[str]:
        return Counter({stamp: len(messages) for stamp, messages in self.messages.items()})


def stamps(message: Json) -> list[str]:
    """Return the stamps that a message shows."""
    return [line[3:] for line in message["content"].splitlines() if line.startswith("-# #") and line.endswith(";")]


class Crowd:
    """Members and what they did. `asked` counts, by what it was, what must come to the conversation."""

    def __init__(self, fake: FakeDiscord, chance: Random, members: int) -> None:
        self._fake = fake
        self._chance = chance
        self._members = [fake.join(f"학생{number}") for number in range(members)]
        self._waiting: list[tuple[Person, Interaction]] = []
        self._shown: list[tuple[float, Person, Json]] = []
        self._said: list[tuple[float, Person, Json]] = []
        self.asked = Counter[str]()
        self.menus = 0
        self.typed: list[Interaction] = []
        self.edited: list[tuple[Json, Json]] = []
        """What was offered for, and questions that were edited with the answers they had."""

    def leave_but(self, few: int) -> None:
        """Let all but a few members leave; what the others were shown stays as it is."""
        self._members = self._members[:few]
        self._shown.clear()
        self._said.clear()

    async def act(self) -> None:
        """Let one member do one thing."""
        member = self._chance.choice(self._members)
        kind = self._chance.choice(KINDS)
        if kind == "press" and self._is_readable():
            _, who, message = self._shown.pop(0)
            await self._press(who, message)
        elif kind == "edit" and (answered := self._answered()) is not None:
            await self._edit(*answered)
        elif kind == "say":
            await self.say(self._chance.choice(TALK), member)
        elif kind == "type":
            self.typed.append(await member.autocomplete(*self._chance.choice(TYPED)))
        elif kind == "menu":
            await self._use_menu(member)
        else:
            verb, options = self.command(member)
            if verb in {"settings", "audit", "content", "group"}:
                member = self._fake.owner
            elif verb not in GROUP_ONLY and self._chance.random() < 0.25:
                member = member.in_dm
            self._waiting.append((member, await member.slash(verb, options)))
            self.asked[verb] += 1

    async def say(self, words: str, member: Person | None = None) -> None:
        """Let a member, the first unless told otherwise, say something to the bot alone."""
        member = (member or self._members[0]).in_dm
        self._said.append((self._fake.clock.monotonic(), member, await member.say(words)))
        self.asked["say"] += 1

    def command(self, member: Person) -> tuple[str, dict[str, OptionValue]]:
        """Return a command with its options."""
        pick = self._chance.choice
        often: list[dict[str, OptionValue]] = [{"command": line} for line in self._chance.sample(PRACTICE, 4)]
        commands: tuple[tuple[str, dict[str, OptionValue]], ...] = (
            ("ask", {"question": pick(QUESTIONS)}),
            ("cmd", {"word": pick(WORDS)}),
            ("explain", {"line": pick(LINES)}),
            ("lesson", {"lesson": pick(LESSONS)}),
            ("quiz", {"lesson": pick(LESSONS), "count": pick((1, 3))}),
            *[("run", command) for command in often],
            *((verb, {}) for verb in PLAIN),
            *((verb, {}) for verb in ("duel", "settings", "content", "group")),
            ("audit", {"member": member}),
        )
        return pick(commands)

    async def _use_menu(self, member: Person) -> None:
        verb, name = self._chance.choice(MENUS)
        message = await member.say(self._chance.choice(PRACTICE if verb == "run" else QUESTIONS))
        self._waiting.append((member, await member.use_on_message(name, message)))
        self.asked[verb] += 1
        self.menus += 1

    def _answered(self) -> tuple[Person, Json, Json] | None:
        """Return a question of a moment ago whose answer is there, with both."""
        since = self._fake.clock.monotonic() - STILL_EDITED_SECONDS
        self._said = [entry for entry in self._said if entry[0] >= since]
        for entry in self._said:
            _, member, said = entry
            for answer in self._fake.from_bot(member.channel):
                if stamps(answer) and answer.get("message_reference", {}).get("message_id") == said["id"]:
                    self._said.remove(entry)
                    return member, said, answer
        return None

    async def _edit(self, member: Person, said: Json, answer: Json) -> None:
        others = [words for words in TALK if words != said["content"]]
        await member.edit_message(said, self._chance.choice(others))
        self.edited.append((said, answer))
        self.asked["say"] += 1

    def _is_readable(self) -> bool:
        return bool(self._shown) and self._shown[0][0] + AGAIN_SECONDS < self._fake.clock.monotonic()

    async def _press(self, member: Person, message: Json) -> None:
        stored = self._fake.world.messages.get(message["id"])
        parts = [] if stored is None else list(flat_components(stored["components"]))
        buttons = [part for part in parts if part["type"] == 2 and not part.get("disabled")]
        labels = [part["label"] for part in buttons if not any(word in part["label"] for word in UNTOUCHED)]
        if not labels:
            return
        try:
            pressed = await member.click(message, self._chance.choice(labels))
        except CannotDoError:
            return  # two buttons of one label, the first of them disabled
        self._waiting.append((member, pressed))
        self.asked["press"] += 1

    async def look(self) -> None:
        """See what came: forms are filled in, and messages with buttons may be pressed."""
        still = []
        for member, it in self._waiting:
            if it.modal is not None:
                fields = [part["label"] for part in modal_fields(it.modal)]
                # The press that opened the form asked nothing of the conversation; the form does.
                still.append((member, await member.submit(it, dict.fromkeys(fields, "컨테이너"))))
            elif it.shown and stamps(it.shown[0]):
                self._shown.append((self._fake.clock.monotonic(), member, it.shown[0]))
            else:
                still.append((member, it))
        self._waiting = still


def census() -> Counter[str]:
    """Count the living objects of the bot's and of discord.py's own kinds, and tasks."""
    gc.collect()
    kinds = (type(thing) for thing in gc.get_objects())
    return Counter(
        f"{kind.__module__}.{kind.__qualname__}"
        for kind in kinds
        if str(kind.__module__).startswith(("bot", "discord", "_asyncio"))
    )
