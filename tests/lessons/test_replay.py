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
from bot.lessons.scripts import Line, Script, needs_terminal, scripts
from bot.lessons.transcript import claimed_output, is_seen, missing
from tests.fakes.clock import FakeClock
from tests.lessons.writing import CARD, ERROR, LESSON, MISSION, add_card, write

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


def test_every_runnable_claim_of_a_course_becomes_a_script(tmp_path: Path) -> None:
    shown = "```console\n$ docker ps\nCONTAINER ID   IMAGE\n```\n\n```bash\ndocker run -it busybox sh\n```\n\n"
    attempt = "```try\nid: try-ps\ntitle: 보기\nrun:\n  - {line: docker ps, expect: [IMAGE]}\n```\n\n### 층"
    folder = add_card(write(tmp_path, LESSON.replace("### 층", shown + attempt)), CARD)
    found = {script.name: script for script in scripts(read([folder]))}
    assert set(found) == {"try:01-bread/try-ps", "shown:01-bread/image", "card:docker ps"}
    assert found["shown:01-bread/image"].lines[0].shown == ("CONTAINER ID   IMAGE",)
    assert len(found["shown:01-bread/image"].lines) == 1
    assert needs_terminal("docker run -it busybox sh")


def test_a_solution_is_tried_with_the_first_and_the_last_values_and_wrong_attempts_with_the_first(
    tmp_path: Path,
) -> None:
    found = scripts(read([write(tmp_path, LESSON.replace("### 층", MISSION))]))
    assert [(script.name, script.lines[0].text, script.untouched) for script in found] == [
        ("mission:01-bread/m-web solution", "docker run -d --name web -p 8080:80 nginx", 0),
        ("mission:01-bread/m-web solution with other values", "docker run -d --name shop -p 9090:80 nginx", -1),
        ("mission:01-bread/m-web wrong 1", "docker run -d nginx", -1),
        ("mission:01-bread/m-web wrong 2", "docker run -d --name web-1 nginx", -1),
        ("mission:01-bread/m-web wrong 3", "docker create --name web nginx", -1),
    ]
    judged = [script.mission.values for script in found if script.mission is not None]
    assert judged[:2] == [{"name": ("web",), "port": ("8080",)}, {"name": ("shop",), "port": ("9090",)}]


TRANSCRIPT = """\
$ docker pull nginx
Using default tag: latest
3da95a905ed5: Pull complete
...
Digest: sha256:90ba1b3fe8b8a0a9f1b7…
$ docker run -d \\
    nginx
5d6ff9e5a2c3
"""


def test_a_transcript_claims_its_output_line_by_line() -> None:
    first, second = claimed_output(TRANSCRIPT)
    assert first == (
        "Using default tag: latest",
        "3da95a905ed5: Pull complete",
        "Digest: sha256:90ba1b3fe8b8a0a9f1b7…",
    )
    assert second == ("5d6ff9e5a2c3",)


@pytest.mark.parametrize(
    ("claimed", "printed", "is_there"),
    [
        ("3da95a905ed5: Pull complete", "99f00ab12cd3: Pull complete", True),
        ("Digest: sha256:90ba1b3fe8b8a0a9f1b7…", f"Digest: sha256:{'ab' * 32}", True),
        ("web   Up 3 seconds   0.0.0.0:8080->80/tcp", "web     Up About a minute     0.0.0.0:8080->80/tcp", True),
        ("nginx  latest  a1b2c3d4e5f6  2 weeks ago  187MB", "nginx  latest  b1b2c3d4e5f7  3 days ago  16.2MB", True),
        ("web   Up 3 seconds", "web   Exited (0) 3 seconds ago", False),
        ("web   Exited (137) 3 seconds ago", "web   Exited (0) 3 seconds ago", False),
        ("uid=0(root) gid=0(root)", "uid=1000 gid=0(root)", False),
        ("web   0.0.0.0:8080->80/tcp", "web   0.0.0.0:9090->80/tcp", False),
        ("1:M 23 Nov 2026 21:33:39.508 # Ready", "1:M 3 Jan 2027 01:00:00.001 # Ready", True),
        ("Status: Downloaded newer image for nginx:latest", "Status: Image is up to date for nginx:latest", False),
        ("Error response from daemon: …", "Error response from daemon: Conflict. The name is in use.", True),
    ],
)
def test_what_varies_from_run_to_run_is_not_compared(claimed: str, printed: str, *, is_there: bool) -> None:
    assert (missing([claimed], printed) == []) is is_there


@pytest.mark.parametrize(
    ("text", "printed", "is_there"),
    [
        ("No such image: web", "docker: Error response from daemon: No such image: web.", True),
        ("No such image: web", "No such image:\nweb", False),
        ("Bind for 0.0.0.0:8080 failed", "endpoint a1: Bind for 0.0.0.0:9090 failed: port is allocated", True),
        (
            'of ref ebba6e14-23db-43f5-b050-48058686b94a::joug5kt2ehd4qm2fknqlc2jov: "/a"',
            'of ref 34ac18f7-015a-44b6-8445-a431cf81e142::muvjtf0nd7wvhtcuczsjzx9b8: "/a": not found',
            True,
        ),
    ],
)
def test_a_message_may_be_a_piece_of_a_line_with_other_figures(text: str, printed: str, *, is_there: bool) -> None:
    assert is_seen(text, printed) is is_there
