"""Compose is given copies of what was judged, and what it says of them is shown with the workspace's names."""

from __future__ import annotations

import io
import tarfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.engine import Output, Stream
from sandbox.errors import SandboxError
from sandbox.judged import OwnNames
from sandbox.policy.settings import PolicySettings
from tests.sandbox.test_plans import COPIES, Learner, carry_out

HERE = "/home/learner"
WEB = "services: {web: {image: nginx}}\n"
# A copy's name, pieces of one, and what only looks like one.
PIECES = st.lists(st.sampled_from([f"{COPIES}/a", "/", COPIES[:4], COPIES[:12], COPIES[:-2], "x\n", f"{COPIES[:11]}x"]))


async def ran(line: str, **files: str) -> tuple[list[str], dict[str, str]]:
    """Return how compose was run for a line, and the copies it was given."""
    named = {f"{HERE}/{path}": text for path, text in files.items()}
    learner = Learner(files=named)
    await carry_out(learner, line, PolicySettings())
    (packed,) = (request.stdin for request in learner.requests if request.stdin)
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        copies = {name: (archive.extractfile(name) or io.BytesIO()).read().decode() for name in archive.getnames()}
    return list(learner.requests[-1].commands[0]), copies


@pytest.mark.parametrize(
    ("line", "files", "flags", "copies"),
    [
        (
            "docker compose up -d",
            {"compose.yaml": WEB},
            [".env", "compose.yaml", HERE],
            {".env": "", "compose.yaml": WEB},
        ),
        (
            "docker compose up -d",
            {"compose.yaml": WEB, "compose.override.yml": WEB, ".env": "A=1\n", "other": "x"},
            [".env", "compose.yaml", "compose.override.yml", HERE],
            {".env": "A=1\n", "compose.yaml": WEB, "compose.override.yml": WEB},
        ),
        (
            "docker compose -f app/b.yaml -f app/a.yaml up -d",
            {"app/a.yaml": WEB, "app/b.yaml": WEB},
            ["app/.env", "app/b.yaml", "app/a.yaml", f"{HERE}/app"],
            {"app/.env": "", "app/b.yaml": WEB, "app/a.yaml": WEB},
        ),
        (
            "docker compose --env-file=one -f a.yaml --project-directory=app up -d",
            {"a.yaml": WEB},
            ["one", "a.yaml", f"{HERE}/app"],
            {"a.yaml": WEB},
        ),
        (
            "cd app; docker compose up -d",
            {"compose.yaml": WEB},
            [".env", "compose.yaml", HERE],
            {".env": "", "compose.yaml": WEB},
        ),
        ("docker compose up -d", {}, [".env", COPIES], {".env": ""}),
    ],
)
async def test_compose_reads_what_was_judged_and_nothing_else(
    line: str, files: dict[str, str], flags: list[str], copies: dict[str, str]
) -> None:
    argv, given_copies = await ran(line, **files)
    *read_files, folder = flags
    kinds = ["--env-file", *["--file"] * (len(read_files) - 1)]
    expected = [f"{kind}={COPIES}/{path}" for kind, path in zip(kinds, read_files, strict=True)]
    assert argv == ["docker", "compose", *expected, f"--project-directory={folder}", "up", "--detach"]
    assert given_copies == copies


async def test_words_of_a_container_are_its_own() -> None:
    argv, _ = await ran("docker compose exec -T web cat --file=x", **{"compose.yaml": WEB})
    assert argv[-4:] == ["--no-TTY", "web", "cat", "--file=x"]
    argv, _ = await ran("docker compose -p it logs web", **{"compose.yaml": WEB})
    assert argv[-3:] == ["--project-name=it", "logs", "web"]


async def test_where_there_is_no_room_for_copies_nothing_runs() -> None:
    learner = Learner(files={f"{HERE}/compose.yaml": WEB}, is_full=True)
    with pytest.raises(SandboxError, match="file_not_written"):
        await carry_out(learner, "docker compose up -d", PolicySettings())
    assert learner.reached == []


@given(PIECES, st.integers(1, 20))
def test_names_are_shown_as_the_workspace_has_them_however_the_output_is_cut(pieces: list[str], size: int) -> None:
    text = "".join(pieces).encode()
    names = OwnNames()
    outputs = [Output(Stream.STDERR, text[at : at + size]) for at in range(0, len(text), size)]
    shown = b"".join(names.read(output).content for output in outputs) + b"".join(last.content for last in names.rest())
    assert shown == text.replace(COPIES.encode(), HERE.encode())
