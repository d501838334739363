"""Looking at what a learner's engine holds: by its own API, and by requests inside the sandbox."""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from bot.lessons.exercises import Check
from bot.missions.check import Look, Lookup, State, lookups

LOG_LINES = "200"
LOOKING_GLASS = "gorae-look"
TEXT_LIMIT = 64 * 1024
ENGINE = "http://engine"
RETRY = ("--retry", "8", "--retry-delay", "1", "--retry-all-errors")  # an engine that was killed is started again
ASK = ("curl", "-s", "-g", *RETRY, "-w", "\\n", "--unix-socket", "/var/run/docker.sock")  # a line an answer
LISTINGS = ("containers/json?all=1", "images/json", "networks", "volumes")


@dataclass(frozen=True, slots=True)
class Ran:
    """How a program ended and what it printed."""

    exit_code: int
    stdout: bytes


class Workbench(Protocol):
    """A learner's sandbox as graders use it: programs of our own choosing, not the learner's words."""

    async def execute(self, user_id: int, argv: Sequence[str]) -> Ran:
        """Run a program in the learner's sandbox, as the learner, and return its standard output."""
        ...

    async def run_line(self, user_id: int, line: str) -> tuple[int, str]:
        """Run a line under the policy as if the learner had typed it; return the exit code and the output."""
        ...

    async def write_file(self, user_id: int, path: str, text: str) -> None:
        """Put a file into the learner's workspace."""
        ...


async def look(bench: Workbench, user_id: int, checks: Iterable[Check]) -> State:
    """Fetch what `checks` need to be decided."""
    listed = await _answers(bench, user_id, LISTINGS)
    containers = await _inspected(bench, user_id, "containers/{}/json", listed[0])
    images = await _inspected(bench, user_id, "images/{}/json", listed[1])
    networks = await _inspected(bench, user_id, "networks/{}", listed[2])
    volumes = (listed[3].get("Volumes") if isinstance(listed[3], dict) else None) or ()
    by_name = {str(document["Name"]).lstrip("/"): document for document in containers}
    state = State(
        containers=by_name,
        images={tag: document for document in images for tag in document.get("RepoTags") or ()},
        networks={str(document["Name"]): document for document in networks},
        volumes={str(document["Name"]): document for document in volumes},
    )
    found = {wanted: await _find(bench, user_id, wanted, state) for wanted in sorted(lookups(checks), key=str)}
    return State(state.containers, state.images, state.networks, state.volumes, found)


async def _inspected(bench: Workbench, user_id: int, question: str, listed: object) -> list[Mapping[str, Any]]:
    """Return the whole documents of what was listed; for one that vanished meanwhile the engine has another answer."""
    if not isinstance(listed, list):
        return []
    answers = await _answers(bench, user_id, [question.format(one["Id"]) for one in listed])
    return [answer for answer in answers if isinstance(answer, dict) and "Id" in answer]


async def _answers(bench: Workbench, user_id: int, questions: Sequence[str]) -> list[Any]:
    """Ask the learner's engine, all in one request; `None` stands for what it did not answer."""
    if not questions:
        return []
    ran = await bench.execute(user_id, (*ASK, *(f"{ENGINE}/{question}" for question in questions)))
    answers: list[Any] = []
    for line in filter(None, ran.stdout.splitlines()):
        try:
            answers.append(json.loads(line))
        except ValueError:
            answers.append(None)
    return [*answers, *[None] * len(questions)][: len(questions)]


async def _find(bench: Workbench, user_id: int, wanted: Lookup, state: State) -> str | None:
    words = wanted.words
    if wanted.kind is Look.HTTP:
        url = f"http://localhost:{words[0]}{words[1]}"
        return _text(await bench.execute(user_id, ("curl", "--silent", "--fail", "--max-time", "3", url)))
    if wanted.kind is Look.FILE:
        return _text(await bench.execute(user_id, ("cat", "--", words[0])))
    if wanted.kind is Look.LOGS:
        return _text(await bench.execute(user_id, ("docker", "logs", "--tail", LOG_LINES, words[0])))
    if wanted.kind is Look.IN_CONTAINER:
        return await _copied(bench, user_id, words[0], words[1])
    return await _in_volume(bench, user_id, words[0], words[1], state)


async def _in_volume(bench: Workbench, user_id: int, volume: str, path: str, state: State) -> str | None:
    if volume not in state.volumes:
        return None
    for name, container in state.containers.items():
        for mount in container.get("Mounts") or ():
            if mount.get("Name") == volume:
                return await _copied(bench, user_id, name, f"{mount['Destination']}/{path.lstrip('/')}")
    if not (image := next(iter(state.images), None)):
        return None
    # Nothing has it mounted: a container that is made, read and removed, but never started.
    create = ("docker", "create", "--name", LOOKING_GLASS, "-v", f"{volume}:/{LOOKING_GLASS}", image, "true")
    await bench.execute(user_id, create)
    try:
        return await _copied(bench, user_id, LOOKING_GLASS, f"/{LOOKING_GLASS}/{path.lstrip('/')}")
    finally:
        await bench.execute(user_id, ("docker", "rm", LOOKING_GLASS))


async def _copied(bench: Workbench, user_id: int, container: str, path: str) -> str | None:
    ran = await bench.execute(user_id, ("docker", "cp", "--follow-link", f"{container}:{path}", "-"))
    if ran.exit_code != 0:
        return None
    try:
        with tarfile.open(fileobj=io.BytesIO(ran.stdout)) as archive:
            for member in archive:
                if member.isfile() and (content := archive.extractfile(member)) is not None:
                    return content.read(TEXT_LIMIT).decode("utf-8", "replace")
    except tarfile.TarError:
        return None
    return None


def _text(ran: Ran) -> str | None:
    return ran.stdout.decode("utf-8", "replace") if ran.exit_code == 0 else None
