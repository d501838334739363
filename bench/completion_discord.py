"""How long an option that is typed in Discord waits for its choices: there and back over HTTP and WebSocket.

The bot runs as `gorae serve` does, in a process of its own, before the small Discord of `tests/fake_discord` in this
one. A time is from the moment the event is sent to the moment the choices are there; Discord's way to the member is not
in it.
"""

from __future__ import annotations

import asyncio
import math
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from bench.house import p95
from bench.row import Row
from bot.settings import read_settings
from tests.e2e.load import READY_SECONDS, Load, crowd_can_come, running_bot
from tests.fake_discord import FakeDiscord, Person, RealTime
from tests.fake_discord.plugin import read_spec

TARGET_MS = 100.0
ROUNDS = 5
KEY_SECONDS = 0.08  # someone who types fast
NOTHING = ""
LINES = ("docker pull busybox", *(f"docker create --name {name} busybox" for name in ("web", "worker", "database")))
WORDS: Mapping[tuple[str, str], Mapping[str, str]] = {
    ("cmd", "word"): {
        "지우": "docker rm",
        "ㅋㅌㅇㄴ": "docker ps",
        "컨테이나 목록": "docker ps",
        "docker p": "docker pull",
        "dokcer lgos": "docker logs",
        "볼륨": "docker volume ls",
        "": "docker build",
        "compose up": "docker compose up",
        "zzz": NOTHING,
    },
    ("run", "command"): {
        "도커 빌드": "docker build",
        "ㅇㅁㅈ": "docker rmi",
        "docker ru": "docker run",
        "네트웍 만들기": "docker network create",
        "": "docker build",
    },
    ("lesson", "lesson"): {
        "": "01-docker",
        "ㅋㅌㅇㄴ": "02-first-container",
        "컨테이나": "02-first-container",
        "first": "02-first-container",
        "2": "02-first-container",
    },
    ("quiz", "lesson"): {"이미지": "03-image", "ㅂㄹ": "07-volume", "3": "03-image"},
    ("mission", "mission"): {
        "": "01-docker/m-first-web",
        "첫 웹 써버": "01-docker/m-first-web",
        "ㅃㅌ": "03-image/m-pull-tag",
        "first-web": "01-docker/m-first-web",
    },
}
"""What is typed, and one of the choices that must be offered for it."""
OWN: Mapping[tuple[str, str], Sequence[str]] = {
    ("run", "command"): ("docker stop web", "docker logs -f worker", "docker rm -f database", "docker run busybox"),
    ("terminal", "command"): ("docker exec -it web",),
    ("file", "name"): ("Dockerfile",),
}


async def rows() -> list[Row]:
    """Type words that complete from the course, then lines key by key while others run in the same sandbox.

    Raises `LookupError` where something else is offered than what was meant, `AssertionError` where Discord's rules
    are broken: what is wrong is not worth a time.
    """
    cache = read_settings().cache or read_settings().data_folder / "cache"
    with tempfile.TemporaryDirectory(prefix="gorae-bench-") as name:
        async with _served(Path(name), cache.resolve()) as fake:
            alice = fake.alice
            await _typed(alice, "cmd", "word", "")  # what is made once is made
            words = [
                await _meant(alice, verb, option, text, wanted)
                for _ in range(ROUNDS)
                for (verb, option), texts in WORDS.items()
                for text, wanted in texts.items()
            ]
            own, told = await _own(fake, alice)
            fake.check()
    count = sum(map(len, OWN.values()))
    return [
        _row("commands and titles", words),
        _row("own containers, images and files", own),
        Row("own names told through Discord by the last key", told, f"of {count}", f">= {count}", told == count),
    ]


@asynccontextmanager
async def _served(folder: Path, cache: Path) -> AsyncIterator[FakeDiscord]:
    fake = FakeDiscord(RealTime(), read_spec())
    await fake.start()
    try:
        async with running_bot(fake, Load(sandboxes=2, warm=1), folder, cache):
            await crowd_can_come(fake, READY_SECONDS)
            yield fake
    finally:
        await fake.stop()


async def _own(fake: FakeDiscord, alice: Person) -> tuple[list[float], int]:
    """Return the times of all keys, and how often the whole line was offered at the last."""
    for line in LINES:
        await _ran(fake, alice, line)
    written = await alice.slash("file", {"name": "Dockerfile", "attachment": ("Dockerfile", b"FROM busybox\n")})
    await written.reply("Dockerfile")
    times: list[float] = []
    told = 0
    for (verb, option), lines in OWN.items():
        for line in lines:
            running = asyncio.ensure_future(_ran(fake, alice, "docker ps -a"))
            offered: list[str] = []
            for length in range(len(line) + 1):
                taken, offered = await _typed(alice, verb, option, line[:length])
                times.append(taken)
                await asyncio.sleep(KEY_SECONDS)
            await running
            told += line in offered
    return times, told


async def _typed(person: Person, verb: str, option: str, text: str) -> tuple[float, list[str]]:
    """Return the milliseconds until the choices are there, and what they stand for."""
    it = await person.autocomplete(verb, option, text)
    offered = [str(choice["value"]) for choice in await it.suggestions()]
    return ((it.acknowledged_at or math.inf) - it.created_at) * 1000, offered


async def _meant(person: Person, verb: str, option: str, text: str, wanted: str) -> float:
    """Return the milliseconds until the choices are there, what is wanted among them. Raises `LookupError`."""
    taken, offered = await _typed(person, verb, option, text)
    must_offer(f"/{verb} {option} {text}", offered, wanted)
    return taken


def must_offer(typed: str, offered: Sequence[str], wanted: str) -> None:
    """Raise `LookupError` unless what is wanted is among what is offered, or `NOTHING` is both."""
    if wanted not in offered if wanted != NOTHING else offered:
        raise LookupError(typed, offered, wanted)


async def _ran(fake: FakeDiscord, person: Person, line: str) -> None:
    it = await person.slash("run", {"command": line})
    await fake.until(lambda: it.shown and it.shown[0]["components"])


def _row(name: str, times: Sequence[float]) -> Row:
    value = p95(times)
    return Row(f"completion p95 through Discord, {name}", value, "ms", f"<= {TARGET_MS:.0f}", value <= TARGET_MS)
