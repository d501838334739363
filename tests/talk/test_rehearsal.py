from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from bot.core.clock import SystemClock
from bot.lessons.parse import read
from bot.lessons.problems import ContentProblem
from bot.practice.door import Door
from bot.practice.service import PracticeService
from bot.talk.bench import PracticeBench
from bot.talk.rehearsal import PracticeRunner, rehearsal_room, rehearse, still_to_run
from tests.engine_fixtures import CACHE, LiveEngine
from tests.lessons.writing import LESSON, write

pytestmark = [pytest.mark.engine, pytest.mark.timeout(240, func_only=True)]

PARTS = """\
```console
$ docker ps
CONTAINER ID   IMAGE     COMMAND   CREATED   STATUS    PORTS     NAMES
```

```try
id: try-hello
title: 인사 받기
run:
  - {line: docker run hello-world, expect: [Hello from Docker!]}
  - {line: docker ps -a, expect: [SOMETHING ELSE]}
```

```mission
id: m-web
title: 띄우기
story: "{name}을 띄워 주세요."
values: {name: [web]}
minutes: 5
checks:
  - {id: running, kind: container-running, container: "{name}", not_yet: 아직이에요.}
hints:
  - {id: exited, when: {kind: container-exited, container: "{name}"}, say: 꺼져 있어요.}
  - {id: start, say: docker run을 써 보세요.}
solution: ["docker run -d --name {name} nginx"]
wrong:
  - {run: ["docker pull nginx"], hint: start}
  - {run: ["docker run --name {name} nginx true"], hint: exited}
  - {run: ["docker run -d --name {name} nginx"], hint: start}
```

### 층"""


class Hurried(SystemClock):
    """Ten seconds pass in one: nothing here changes by itself once its command has ended."""

    def monotonic(self) -> float:
        return 10 * super().monotonic()


@pytest.fixture
async def practice(live_engine: LiveEngine) -> AsyncIterator[PracticeService]:
    room = rehearsal_room(live_engine.data_folder, SystemClock(), lambda _: None, cache_folder=CACHE)
    async with room as practice:
        yield practice


async def test_claims_that_come_true_pass_and_others_are_told_in_a_real_sandbox(
    practice: PracticeService, tmp_path: Path
) -> None:
    reading = read([write(tmp_path / "content", LESSON.replace("### 층", PARTS))])
    assert reading.problems == ()
    told: dict[str, Sequence[ContentProblem]] = {}
    memory = tmp_path / "memory.json"

    async def once() -> tuple[list[str], int, int]:
        problems, count, ran = await rehearse(reading, practice, Hurried(), memory, told.__setitem__)
        return sorted(problem.key for problem in problems), count, ran

    assert still_to_run(reading, memory) == (6, 6)
    assert await once() == (["replay-lacks", "replay-solved-wrong"], 6, 6)
    assert sorted(name for name, found in told.items() if found) == [
        "mission:01-bread/m-web wrong 3",
        "try:01-bread/try-hello",
    ]
    assert still_to_run(reading, memory) == (6, 2)
    assert still_to_run(reading, memory, "wrong 1") == (1, 0)
    assert await once() == (["replay-lacks", "replay-solved-wrong"], 6, 2)


@pytest.fixture
async def runner(practice: PracticeService) -> AsyncIterator[PracticeRunner]:
    door = Door()
    door.service = practice
    runner = PracticeRunner(practice, PracticeBench(door), -900_500)
    yield runner
    await runner.close()


async def sandbox(runner: PracticeRunner) -> str:
    """Return what no two sandboxes have in common."""
    code, name = await runner.run("docker info --format '{{.ID}}'")
    assert code == 0, name
    return name


EVERYTHING = (
    "docker network create bakery",
    "docker run -d --name web --network bakery -v bread:/data -p 8080:80 --restart always nginx",
    "docker pause web",
    "docker build -q -t mine .",
    "docker run --name once mine",
    "docker tag mine yours",
    "docker save -o mine.tar mine",
    "mkdir folder",
)
SHOWN = (
    "ls -A",
    "docker ps -aq",
    "docker images -aq",
    "docker volume ls -q",
    "docker network ls -q --filter type=custom",
    "docker buildx du",
    "docker system df",
    "docker pull nginx",
)


async def test_a_sandbox_is_cleaned_of_all_that_a_script_left(runner: PracticeRunner) -> None:
    async def shown() -> list[tuple[int, str]]:
        return [await runner.run(line) for line in SHOWN]

    await runner.fresh(new=False)
    name, before = await sandbox(runner), await shown()
    assert [text for _, text in before[:5]] == [""] * 5
    await runner.fresh(new=False)
    await runner.write("Dockerfile", "FROM busybox\nRUN echo hi >/hi\n")
    for line in EVERYTHING:
        assert (await runner.run(line))[0] == 0, line
    await runner.fresh(new=False)
    assert (await sandbox(runner), await shown()) == (name, before)


async def test_a_sandbox_in_which_something_stays_is_changed_for_a_new_one(runner: PracticeRunner) -> None:
    names: list[str] = []
    for line in (
        "docker ps",
        "cd /tmp",
        "docker run --rm -v ./site:/site busybox sh -c 'mkdir /site/locked; touch /site/locked/up'",
        "docker ps",
    ):
        await runner.fresh(new=False)
        names.append(await sandbox(runner))
        await runner.run(line)
    await runner.fresh(new=True)
    names.append(await sandbox(runner))
    first, after_nothing, after_place, after_roots_file, last = names
    assert first == after_nothing
    assert len({first, after_place, after_roots_file, last}) == 4


async def test_a_raw_line_is_typed_as_on_a_server_of_ones_own(runner: PracticeRunner) -> None:
    await runner.fresh(new=True)
    assert (await runner.run("docker rum"))[0] == 126
    code, output = await runner.run_raw("docker rum; docker run --rm -it busybox")
    assert code != 0
    assert "'rum' is not a docker command" in output
    assert "the input device is not a TTY" in output


async def test_a_raw_line_may_take_its_time_and_end_the_engine_itself(runner: PracticeRunner) -> None:
    await runner.fresh(new=True)
    name = await sandbox(runner)
    code, output = await runner.run_raw("sleep 11; echo late")
    assert (code, output) == (0, "late\n")
    await runner.run_raw("docker run --rm --pid=host busybox killall -9 dockerd")
    await runner.fresh(new=False)
    assert await sandbox(runner) != name
