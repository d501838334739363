"""A plan as it is carried out: whatever is filled in or read meanwhile, only what the policy allows is run."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.engine import Cause, Ended, Output, Request, Stream
from sandbox.errors import SandboxError
from sandbox.ledger import Lease
from sandbox.limits import Limits
from sandbox.plans import CONTAINER_FILE, Event, PlanRunner, StepRefused
from sandbox.policy.parse import read, recheck
from sandbox.policy.plan import Plan, Refusal
from sandbox.policy.settings import PolicySettings
from sandbox.programs import HOME
from sandbox.sessions import Session
from tests.fakes.sandboxes import FakeRunner
from tests.sandbox.policy.test_fuzz import WORDS
from tests.sandbox.policy.test_fuzz import lines as typed_lines

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
NARROW = PolicySettings(images=("nginx", "busybox"))
COPIES = "/tmp/judged.a1B2c3"  # noqa: S108 - the sandbox's own
# What the runtime runs beside the learner's own commands.
OWN_PROGRAMS = frozenset({"realpath", "sh", "test", "rm"})


@dataclass
class Learner(FakeRunner):
    """A sandbox whose `echo` prints what it is given, with the images and files that a test puts there."""

    images: str = ""
    files: dict[str, str] = field(default_factory=dict)
    pipes: frozenset[str] = frozenset()
    links: dict[str, str] = field(default_factory=dict)
    is_full: bool = False

    def __post_init__(self) -> None:
        super().__init__()

    async def run(self, request: Request) -> AsyncGenerator[Output | Ended]:
        self.requests.append(request)
        argv = request.commands[0]
        text, code = "", 0
        if argv[0] == "echo":
            text = " ".join(argv[1:])
        elif argv[:2] == ("docker", "images"):
            text = self.images
        elif argv[0] == "realpath":
            text = "\n".join(self.links.get(path, path) for path in argv[3:])
        elif argv[:2] == ("docker", "rmi"):
            self.images = ""
        elif argv[0] == "cp":
            self.files[f"/home/learner/{argv[2]}"] = self.files[f"/home/learner/{argv[1]}"]
        elif request.stdin:
            text, code = COPIES, int(self.is_full)
        elif argv[0] == "sh":
            text, code = self.files.get(argv[-1], ""), 3 if argv[-1] in self.pipes else int(argv[-1] not in self.files)
        yield Output(Stream.STDOUT, text.encode())
        yield Ended(cause=Cause.EXIT, exit_code=code, seconds=0.0)

    @property
    def reached(self) -> list[tuple[str, ...]]:
        """What reached the engine of the learner's own, with the workspace's names for copies of its files."""
        ran = [argv for request in self.requests for argv in request.commands if argv[0] == "docker"]
        own = [tuple(word for word in argv if word != f"--cidfile={CONTAINER_FILE}") for argv in ran]
        return [tuple(word.replace(COPIES, HOME) for word in argv) for argv in own]


async def carry_out(learner: Learner, line: str, rules: PolicySettings) -> list[Event]:
    plan = read(line, rules)
    assert isinstance(plan, Plan), plan
    lease = Lease(owner="kim", session="s", sandbox_id="x", created_at=NOON, last_used_at=NOON, expires_at=NOON)
    return [event async for event in PlanRunner(Limits()).run(Session(lease), learner, plan, rules)]


def refused(events: list[Event]) -> Refusal | None:
    return next((event.refusal for event in events if isinstance(event, StepRefused)), None)


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("docker run $(echo --privileged) nginx", "privileged"),
        ("docker run $(echo nginx) $(echo --privileged)", ""),
        ("docker rm $(echo -f /var/run/docker.sock)", "bad-name"),
        ("docker run -e $(echo A=1) $(echo ghcr.io/a/b)", "other-registry"),
    ],
)
async def test_what_a_substitution_brings_in_is_judged_before_it_runs(line: str, key: str) -> None:
    learner = Learner()
    found = read(line, PolicySettings())
    refusal = found if isinstance(found, Refusal) else refused(await carry_out(learner, line, PolicySettings()))
    assert (refusal.key if refusal else "") == key
    if key:
        assert learner.reached == []


async def test_an_image_that_is_not_open_runs_when_the_learner_has_made_it() -> None:
    learner = Learner(images="web:latest sha256:4af9\nnginx:latest sha256:77aa\n<none>:<none> sha256:c0de\n")
    line = "docker tag nginx web && docker run -d web"
    assert refused(await carry_out(learner, line, NARROW)) is None
    assert learner.reached[-1] == ("docker", "run", "--detach", "web")
    for name in ("4af9", "c0"):
        assert refused(await carry_out(learner, f"docker run -d $(echo {name})", NARROW)) is None


async def test_a_name_that_nothing_was_made_of_is_not_pulled_by_it() -> None:
    learner = Learner(images="nginx:latest sha256:77aa\n")
    refusal = refused(await carry_out(learner, "docker tag nothing evil/web; docker run -d evil/web", NARROW))
    assert refusal is not None
    assert (refusal.key, refusal.word) == ("closed-image", "evil/web")
    assert not [argv for argv in learner.reached if argv[1] == "run"]


async def test_a_file_may_name_what_the_learner_has_made_and_nothing_else_that_is_closed() -> None:
    learner = Learner(images="web:latest sha256:4af9\n", files={"/home/learner/Dockerfile": "FROM web\n"})
    assert refused(await carry_out(learner, "docker build -t other .", NARROW)) is None
    for closed in ("FROM evil/web\n", "FROM evil/web:1\n", "ARG X=evil/web\nFROM $X\n"):
        learner.files["/home/learner/Dockerfile"] = closed
        refusal = refused(await carry_out(learner, "docker build -t other .", NARROW))
        assert refusal is not None
        assert refusal.key == "closed-image"
    # The same name with another tag would be pulled.
    learner = Learner(images="evil/web:mine sha256:4af9\n", files={"/home/learner/Dockerfile": "FROM evil/web\n"})
    assert refused(await carry_out(learner, "docker build -t other .", NARROW)) is not None


async def test_what_is_filled_in_for_a_later_command_is_seen_when_the_first_is_looked_at() -> None:
    files = {"/home/learner/Dockerfile": "FROM nginx\n", "/home/learner/evil": "FROM evil/web\n"}
    learner = Learner(files=files)
    refusal = refused(await carry_out(learner, 'docker build . | grep "$(cp evil Dockerfile)"', NARROW))
    assert refusal is not None
    assert refusal.key == "closed-image"
    assert [argv for argv in learner.reached if argv[1] == "build"] == []


async def test_an_image_that_a_later_command_s_filling_in_takes_away_is_not_pulled_by_its_name() -> None:
    learner = Learner(images="evil/web:mine sha256:4af9\n")
    line = 'docker run evil/web:mine | grep "$(docker rmi -f evil/web:mine)"'
    refusal = refused(await carry_out(learner, line, replace(NARROW, own_images=frozenset({"evil/web:mine"}))))
    assert refusal is not None
    assert refusal.key == "closed-image"
    assert [argv for argv in learner.reached if argv[1] == "run"] == []


@pytest.mark.parametrize("path", [".env", "compose.yaml", "compose.override.yml", "linked"])
async def test_no_file_that_decides_is_emptied_for_the_output_after_it_was_read(path: str) -> None:
    learner = Learner(
        files={"/home/learner/compose.yaml": "services: {a: {image: nginx}}\n"},
        links={"/home/learner/linked": "/home/learner/.env"},
    )
    refusal = refused(await carry_out(learner, f"docker compose config > {path}", NARROW))
    assert refusal is not None
    assert (refusal.key, refusal.word) == ("changing-file", path)
    assert refused(await carry_out(learner, "docker compose config > other.yaml", NARROW)) is None


async def test_what_tells_every_reader_another_thing_stands_for_no_file() -> None:
    learner = Learner(pipes=frozenset({"/home/learner/Dockerfile"}))
    refusal = refused(await carry_out(learner, "docker build .", NARROW))
    assert refusal is not None
    assert (refusal.key, learner.reached) == ("changing-file", [])


@settings(max_examples=200, deadline=None)
@given(typed_lines, st.lists(st.one_of(st.sampled_from(WORDS), st.text("ab-/=:.$ \n", max_size=8)), max_size=4))
def test_nothing_that_is_refused_reaches_the_engine_whatever_is_printed_meanwhile(
    line: str, printed: list[str]
) -> None:
    """Every program of the learner's that starts is one that the policy allows by itself."""
    rules = PolicySettings()
    quoted = " ".join(f"'{word}'" for word in printed if "'" not in word and "\n" not in word)
    for text in (
        line,
        f"docker run $(echo {quoted}) nginx",
        f"docker rm $(echo {quoted})",
        f"docker run $(echo {quoted})",
    ):
        learner = Learner()
        if isinstance(read(text, rules), Plan):
            with suppress(SandboxError):  # an inner one is refused, or prints too much
                asyncio.run(_all(learner, text, rules))
        for argv in learner.reached:
            assert argv[:2] == ("docker", "images") or not isinstance(recheck(list(argv), rules), Refusal), argv


async def _all(learner: Learner, text: str, rules: PolicySettings) -> None:
    await carry_out(learner, text, rules)
