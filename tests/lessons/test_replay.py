from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from bot.core.errors import GoraeError
from bot.lessons.exercises import Check, Mission
from bot.lessons.model import ErrorPattern
from bot.lessons.parse import read
from bot.lessons.problems import ContentProblem, Place
from bot.lessons.replay import Judged, Replay
from bot.lessons.scripts import Line, Script, scripts
from tests.fakes.clock import FakeClock
from tests.lessons.writing import ERROR, write

HERE = Place("lesson.md", 7)
LOST = "kills-the-engine"


class Stage:
    """A sandbox that answers as it was told to; it counts what it is asked."""

    def __init__(self, answers: dict[str, list[tuple[int, str]]], judged: Sequence[Judged] = ()) -> None:
        self.answers = {line: list(given) for line, given in answers.items()}
        self.judged = list(judged)
        self.ran: list[str] = []
        self.files: dict[str, str] = {}
        self.begun: list[str] = []

    async def fresh(self, *, new: bool) -> None:
        self.begun.append("new" if new else "clean")

    async def run(self, line: str) -> tuple[int, str]:
        self.ran.append(line)
        given = self.answers[line]
        return given.pop(0) if len(given) > 1 else given[0]

    async def run_raw(self, line: str) -> tuple[int, str]:
        code, output = await self.run(line)
        return code, f"raw: {output}"

    async def write(self, path: str, text: str) -> None:
        if path == LOST:
            raise GoraeError("practice-trouble")
        self.files[path] = text

    async def judge(self, mission: Mission) -> Judged:
        del mission
        return self.judged.pop(0) if len(self.judged) > 1 else self.judged[0]


class Hurried(FakeClock):
    """Time that passes as soon as someone waits for it."""

    async def sleep(self, seconds: float) -> None:
        self.advance(seconds=seconds)


async def rehearse(
    stage: Stage, *wanted: Script, memory: Path, errors: Sequence[ErrorPattern] = (), engine: str = "1"
) -> tuple[list[str], int]:
    told: list[tuple[str, Sequence[ContentProblem]]] = []
    replay = Replay(
        errors, Hurried(), engine=engine, memory=memory, told=lambda name, found: told.append((name, found))
    )
    problems, ran = await replay.run(wanted, [stage])
    assert len(told) == ran
    return [problem.key for problem in problems], ran


def script(*lines: Line) -> Script:
    return Script("try:01/a", HERE, lines, {"index.html": "hi"})


def mission(outcome: str, *, untouched: int = -1) -> Script:
    given = Mission(
        "01/m",
        "01",
        "01/a",
        "",
        "",
        1,
        {},
        {},
        (),
        (Check("up", "container-running", {"container": "web"}),),
        (),
        (),
        (),
        (),
    )
    lines = (Line("docker run web", HERE),)
    return Script("mission:01/m solution", HERE, lines, mission=given, outcome=outcome, untouched=untouched)


async def test_what_is_claimed_and_comes_true_is_no_problem(tmp_path: Path) -> None:
    stage = Stage({"docker ps": [(0, "CONTAINER ID   IMAGE")]})
    found = await rehearse(stage, script(Line("docker ps", HERE, ("CONTAINER ID",))), memory=tmp_path / "m.json")
    assert found == ([], 1)
    assert stage.files == {"index.html": "hi"}


@pytest.mark.parametrize(
    ("line", "answer", "key"),
    [
        (Line("docker pull x", HERE), (1, "no such image"), "replay-exit"),
        (Line("docker pull x", HERE, ("Downloaded",)), (0, "Up to date"), "replay-lacks"),
        (Line("docker pull x", HERE, exit=None, shown=("Status: fine",)), (0, "Status: bad"), "replay-lacks"),
    ],
)
async def test_what_is_claimed_and_does_not_come_true_is_told(
    tmp_path: Path, line: Line, answer: tuple[int, str], key: str
) -> None:
    stage = Stage({"docker pull x": [answer]})
    assert await rehearse(stage, script(line), memory=tmp_path / "m.json") == ([key], 1)


async def test_a_server_is_given_time_to_answer(tmp_path: Path) -> None:
    stage = Stage({"curl localhost": [(7, ""), (7, ""), (0, "Welcome")]})
    line = Line("curl localhost", HERE, ("Welcome",))
    assert await rehearse(stage, script(line), memory=tmp_path / "m.json") == ([], 1)
    assert stage.ran == ["curl localhost"] * 3


async def test_a_line_that_changes_things_is_run_once_a_sandbox(tmp_path: Path) -> None:
    stage = Stage({"docker rm x": [(1, ""), (1, ""), (0, "")]})
    assert await rehearse(stage, script(Line("docker rm x", HERE)), memory=tmp_path / "m.json") == (["replay-exit"], 1)
    assert (stage.ran, stage.begun) == (["docker rm x"] * 2, ["clean", "new"])


async def test_a_sandbox_that_is_lost_is_the_trouble_of_one_script(tmp_path: Path) -> None:
    stage = Stage({"docker ps": [(0, "")]})
    first = replace(script(Line("docker ps", HERE)), files={LOST: "x"})
    second = replace(script(Line("docker ps", HERE)), name="try:01/b")
    assert await rehearse(stage, first, second, memory=tmp_path / "m.json") == (["replay-lost"], 2)
    assert stage.begun == ["clean", "new", "clean"]


@pytest.mark.parametrize(
    ("wanted", "first"),
    [
        (script(Line("docker ps", HERE)), "clean"),
        (script(Line("docker events --since 10m --until 0s", HERE)), "new"),
        (mission("start"), "clean"),
        (mission("solved", untouched=0), "new"),
        (mission("solved"), "clean"),
    ],
)
async def test_only_what_could_see_a_past_and_solutions_need_a_sandbox_that_has_none(
    tmp_path: Path, wanted: Script, first: str
) -> None:
    stage = Stage({line.text: [(0, "")] for line in wanted.lines}, [Judged(("up",), "start")])
    await rehearse(stage, wanted, memory=tmp_path / "m.json")
    assert stage.begun[0] == first


async def test_a_script_that_goes_wrong_only_once_is_no_problem_of_the_course(tmp_path: Path) -> None:
    stage = Stage({"docker rm x": [(1, ""), (0, "")]})
    assert await rehearse(stage, script(Line("docker rm x", HERE)), memory=tmp_path / "m.json") == ([], 1)


async def test_what_went_well_is_not_run_again_until_it_or_the_engine_changes(tmp_path: Path) -> None:
    stage = Stage({"docker ps": [(0, "ok")], "docker ps -a": [(0, "ok")]})
    memory = tmp_path / "m.json"
    first = script(Line("docker ps", HERE))
    moved = replace(first, place=Place("lesson.md", 99), lines=(Line("docker ps", Place("lesson.md", 100)),))
    assert await rehearse(stage, first, memory=memory) == ([], 1)
    assert await rehearse(stage, moved, memory=memory) == ([], 0)
    assert await rehearse(stage, first, memory=memory, engine="2") == ([], 1)
    assert await rehearse(stage, script(Line("docker ps -a", HERE)), memory=memory, engine="2") == ([], 1)


async def test_what_went_wrong_is_run_again(tmp_path: Path) -> None:
    stage = Stage({"docker ps": [(1, "")]})
    memory = tmp_path / "m.json"
    assert (await rehearse(stage, script(Line("docker ps", HERE)), memory=memory))[0] == ["replay-exit"]
    stage.answers["docker ps"] = [(0, "")]
    assert await rehearse(stage, script(Line("docker ps", HERE)), memory=memory) == ([], 1)


@pytest.mark.parametrize(
    ("wanted", "judged", "keys"),
    [
        (mission("solved"), [Judged((), "")], []),
        (mission("solved"), [Judged(("up",), "start")], ["replay-unsolved"]),
        (mission("start"), [Judged(("up",), "start")], []),
        (mission("start"), [Judged(("up",), "swapped")], ["replay-hint"]),
        (mission("start"), [Judged((), "")], ["replay-solved-wrong"]),
        (mission("solved", untouched=0), [Judged(("up",), "start"), Judged((), "")], []),
        (mission("solved", untouched=0), [Judged((), "")], ["replay-solved-empty"]),
    ],
)
async def test_a_mission_is_judged_by_its_checks(
    tmp_path: Path, wanted: Script, judged: list[Judged], keys: list[str]
) -> None:
    stage = Stage({"docker run web": [(0, "")]}, judged)
    assert (await rehearse(stage, wanted, memory=tmp_path / "m.json"))[0] == keys


async def test_an_error_is_recognised_as_itself_and_no_other(tmp_path: Path) -> None:
    general = ErrorPattern("general", "Error response", "", "", "", "")
    special = ErrorPattern("special", "No such container", "No such container", "", "", "")
    stage = Stage({"docker rm x": [(1, "Error response from daemon: No such container: x")]})
    wanted = Script("error:special", HERE, (Line("docker rm x", HERE, exit=None),), error=special)
    memory = tmp_path / "m.json"
    assert (await rehearse(stage, wanted, memory=memory, errors=[general, special]))[0] == ["replay-error"]
    assert (await rehearse(stage, wanted, memory=memory, errors=[special, general]))[0] == []


@pytest.mark.parametrize(
    ("example", "also", "keys"),
    [
        ("Error response from daemon: No such container: web", (), []),
        ("No such container", (), []),
        ("No such container: oven", (), ["replay-example"]),
        ("No such container", ("removal of container is already in progress",), []),
        ("No such container", ("is running",), ["replay-example"]),
    ],
)
async def test_the_messages_that_an_error_shows_are_those_that_came(
    tmp_path: Path, example: str, also: tuple[str, ...], keys: list[str]
) -> None:
    error = ErrorPattern("missing", "No such container", example, "", "", "", also=also)
    stage = Stage(
        {
            "docker rm oven": [(1, "removal of container is already in progress")],
            "docker rm web": [(1, "Error response from daemon: No such container: web")],
        }
    )
    lines = tuple(Line(line, HERE, exit=None) for line in stage.answers)
    wanted = Script("error:missing", HERE, lines, error=error)
    assert await rehearse(stage, wanted, errors=[error], memory=tmp_path / "m.json") == (keys, 1)


async def test_a_sentence_of_a_program_is_looked_for_in_the_program(tmp_path: Path) -> None:
    folder = write(tmp_path / "content")
    (folder / "errors").mkdir()
    said = ERROR.replace("made_by: [docker rm web]", "in_program: {dockerd: 'No such container: %s'}")
    (folder / "errors" / "some.yaml").write_text(said, encoding="utf-8")
    (found,) = (script for script in scripts(read([folder])) if script.name.startswith("error:"))
    (line,) = found.lines
    assert line.is_raw
    assert "'No such container: %s'" in line.text
    stage = Stage({line.text: [(1, "")]})
    assert await rehearse(stage, found, memory=tmp_path / "m.json") == (["replay-exit"], 1)
    stage.answers[line.text] = [(0, "No such container: %s")]
    assert await rehearse(stage, found, memory=tmp_path / "m.json") == ([], 1)


async def test_a_line_that_practice_refuses_is_typed_where_no_policy_reads_it(tmp_path: Path) -> None:
    folder = write(tmp_path / "content")
    (folder / "errors").mkdir()
    raw = ERROR.replace("made_by: [docker rm web]", "raw: [docker --context nope rm web]")
    (folder / "errors" / "some.yaml").write_text(raw, encoding="utf-8")
    reading = read([folder])
    (found,) = (script for script in scripts(reading) if script.error is not None)
    stage = Stage({"docker --context nope rm web": [(1, "Error response from daemon: No such container: web")]})
    assert await rehearse(stage, found, errors=reading.course.errors, memory=tmp_path / "m.json") == ([], 1)
    assert [line.is_raw for line in found.lines] == [True]
    (folder / "errors" / "some.yaml").write_text(raw.replace("raw:", "made_by: [ls]\n  raw:"), encoding="utf-8")
    assert [problem.key for problem in read([folder]).problems] == ["error-origin"]
