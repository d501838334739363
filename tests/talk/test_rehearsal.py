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
from bot.talk.rehearsal import PracticeRunner, rehearsal_room, rehearse
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
        problems, count, ran = await rehearse(reading, practice, SystemClock(), memory, told.__setitem__)
        return sorted(problem.key for problem in problems), count, ran

    assert await once() == (["replay-lacks", "replay-solved-wrong"], 6, 6)
    assert sorted(name for name, found in told.items() if found) == [
        "mission:01-bread/m-web wrong 3",
        "try:01-bread/try-hello",
    ]
    assert await once() == (["replay-lacks", "replay-solved-wrong"], 6, 2)


async def test_a_sandbox_is_kept_only_while_it_is_as_new(practice: PracticeService) -> None:
    door = Door()
    door.service = practice
    runner = PracticeRunner(practice, PracticeBench(door), -900_500)
    await runner.fresh()
    await runner.run("docker ps")
    await runner.write("notes.txt", "hi")
    await runner.fresh()
    assert (await runner.run("cat notes.txt"))[0] == 1
    await runner.fresh()
    assert await runner.run("hostname") == await runner.run("hostname")
    await practice.reset(-900_500)
