"""A line completes with the learner's own names, at once, whatever their sandbox does meanwhile."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.core.people import Member
from bot.core.reply import MenuOption
from bot.core.tasks import Tasks
from bot.practice.door import Door
from bot.storage.database import Database
from bot.storage.groups import Groups
from bot.talk.line_completion import LineCompletion
from bot.talk.own_names import FRESH_SECONDS, OwnNames
from tests.e2e.practice import practice_of_words
from tests.fakes.clock import FakeClock
from tests.fakes.listing import ListingSandboxes

KIM, LEE = Member(1, "kim"), Member(2, "lee")
LISTING = """\
i nginx:latest
i busybox:1.36
i <none>:<none>
c web
c worker
c web
f Dockerfile
f site/index.html
"""
MOST_KEYSTROKES = 1000
AT_ONCE_SECONDS = 0.5
"""Much more than a keystroke waits, much less than anything that is waited for would take here: for ever."""


class Typing:
    """Learners who type into `/run`."""

    def __init__(self, door: Door, sandboxes: ListingSandboxes, clock: FakeClock, tasks: Tasks) -> None:
        self.door, self.sandboxes, self.clock = door, sandboxes, clock
        self.own = OwnNames(door, clock, tasks)
        self.completion = LineCompletion(lambda text: [MenuOption(text, f"[{text}]")], self.own)

    async def run(self, member: Member = KIM, line: str = "docker ps") -> None:
        assert self.door.service is not None
        async for _ in self.door.service.run(member, line):
            pass

    async def type(self, text: str, member: Member = KIM) -> list[str]:
        began = time.perf_counter()
        found = await self.completion.of(member, text)
        assert time.perf_counter() - began < AT_ONCE_SECONDS
        return [option.value for option in found]

    async def type_until(self, text: str, wanted: list[str]) -> None:
        """Type again and again, as a person does, until the names are there."""
        for _ in range(MOST_KEYSTROKES):
            if (found := await self.type(text)) == wanted:
                return
        assert found == wanted


@pytest.fixture
async def typing(tmp_path: Path) -> AsyncIterator[Typing]:
    clock, door, tasks = FakeClock(), Door(), Tasks()
    database = await Database.open(tmp_path / "gorae.db")
    sandboxes = ListingSandboxes(clock, LISTING)
    async with practice_of_words(tmp_path / "gorae.db", Groups(database), clock, sandboxes) as door.service:
        yield Typing(door, sandboxes, clock, tasks)
        await tasks.close()
    await database.close()


async def test_the_command_completes_first_then_names_of_containers_and_images(typing: Typing) -> None:
    await typing.run()
    assert await typing.type("docker st") == ["[docker st]"]
    assert await typing.type("docker stop ") == [
        *("docker stop web", "docker stop worker", "docker stop nginx", "docker stop busybox:1.36")
    ]
    assert await typing.type("docker rm -f wo") == ["docker rm -f worker"]
    assert await typing.type("docker run b") == ["docker run busybox:1.36"]
    assert (await typing.type("docker run "))[0] == "docker run nginx"
    assert await typing.type("docker stop nothing") == []


async def test_the_commands_of_a_group_and_many_korean_words_are_commands_still(typing: Typing) -> None:
    await typing.run()
    for text in ("docker volume ", "docker volume p", "docker compose u", "컨테이너 안에서 명령 w", "이미지 지우는 법"):
        assert await typing.type(text) == [f"[{text}]"]
    assert await typing.type("docker container rm we") == ["docker container rm web"]
    assert await typing.type("docker image rm b") == ["docker image rm busybox:1.36"]


async def test_who_has_no_sandbox_is_offered_no_names_and_gets_none_by_typing(typing: Typing) -> None:
    await typing.run()
    assert await typing.type("docker stop ", LEE) == []
    assert (typing.sandboxes.looks, len(typing.sandboxes.there)) == (0, 1)


async def test_names_are_looked_up_while_the_command_is_typed(typing: Typing) -> None:
    await typing.run()
    await typing.type("docker s")
    looking = typing.own.look(KIM.user_id)
    assert looking is not None
    await looking
    assert typing.own.look(KIM.user_id) is None
    await typing.type_until("docker stop we", ["docker stop web"])
    assert typing.sandboxes.looks == 1


async def test_one_look_serves_a_few_seconds_of_typing_and_a_line_makes_it_old(typing: Typing) -> None:
    await typing.run()
    for text in ("docker stop ", "docker stop w", "docker stop we"):
        await typing.type(text)
    assert typing.sandboxes.looks == 1
    typing.clock.advance(seconds=FRESH_SECONDS)
    await typing.type("docker stop web")
    assert typing.sandboxes.looks == 2
    typing.sandboxes.listing = "c later\n"
    typing.completion.changed(KIM)
    await typing.type_until("docker stop ", ["docker stop later"])
    assert typing.sandboxes.looks == 3


async def test_a_look_that_takes_long_keeps_no_keystroke_waiting(typing: Typing) -> None:
    await typing.run()
    typing.sandboxes.may_list.clear()
    for text in ("docker stop ", "docker stop w"):
        assert await typing.type(text) == []
    assert typing.sandboxes.looks == 1
    typing.sandboxes.may_list.set()
    await typing.type_until("docker stop we", ["docker stop web"])


async def test_while_a_command_runs_the_last_names_are_told_at_once(typing: Typing) -> None:
    await typing.run()
    await typing.type_until("docker stop we", ["docker stop web"])
    typing.clock.advance(seconds=FRESH_SECONDS)
    typing.sandboxes.may_end.clear()
    running = asyncio.ensure_future(typing.run(line="docker pull nginx"))
    await asyncio.wait_for(typing.sandboxes.runs.wait(), 30)
    assert await typing.type("docker stop we") == ["docker stop web"]
    assert typing.sandboxes.looks == 1
    typing.sandboxes.may_end.set()
    await running


async def test_without_an_engine_commands_complete_all_the_same(typing: Typing) -> None:
    typing.door.service = None
    assert await typing.type("docker st") == ["[docker st]"]
    assert await typing.type("docker stop ") == []
