from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from bot.core.errors import GoraeError
from bot.missions.probe import Ran
from bot.talk.cleaning import LEFT_FILES, LEFT_KIB, Appearance, clean, look

NEW = Appearance({"networks": []}, ("1", "gorae-runner"), 500_000, 9_000)
EMPTY: tuple[Any, ...] = ([], [], {"Volumes": []}, [{"Name": "none"}, {"Name": "bridge"}], {"BuildCache": []})
WITH_CONTAINERS = ([{"Id": "1f"}, {"Id": "2a"}], *EMPTY[1:])


class Sandbox:
    """Shows one look after the other, the last for ever; it counts what it is told to remove."""

    def __init__(self, *looks: Sequence[Any] | str) -> None:
        self._looks = list(looks)
        self.removed: list[tuple[str, ...]] = []

    async def execute(self, user_id: int, argv: Sequence[str]) -> Ran:
        del user_id
        if "-delete" in argv[2]:
            self.removed.append(tuple(argv[4:]))
            return Ran(0, b"")
        shown = self._looks.pop(0) if len(self._looks) > 1 else self._looks[0]
        if shown == "lost":
            raise GoraeError("practice-trouble")
        account = shown if isinstance(shown, str) else "\n\n".join(map(json.dumps, shown))
        return Ran(0, f"./notes.txt f 644 1000\ngorae-runner\n1\n 500000 9000\n{account}\n".encode())

    async def run_line(self, user_id: int, line: str) -> tuple[int, str]:
        del user_id
        raise AssertionError(line)

    async def write_file(self, user_id: int, path: str, text: str) -> None:
        del user_id, text
        raise AssertionError(path)


@pytest.mark.parametrize(
    ("seen", "is_as_new"),
    [
        (NEW, True),
        (replace(NEW, free_kib=NEW.free_kib - LEFT_KIB, free_files=NEW.free_files - LEFT_FILES), True),
        (replace(NEW, free_kib=NEW.free_kib - LEFT_KIB - 1), False),
        (replace(NEW, free_files=NEW.free_files - LEFT_FILES - 1), False),
        (replace(NEW, traces=("2", "gorae-runner")), False),
        (replace(NEW, traces=("./notes.txt f 644 1000", *NEW.traces)), False),
        (replace(NEW, account={"networks": [{"Name": "bakery"}]}), False),
    ],
)
def test_a_sandbox_is_as_new_when_nothing_but_its_engines_own_books_has_grown(
    seen: Appearance, *, is_as_new: bool
) -> None:
    assert seen.is_as(NEW) is is_as_new


async def test_nothing_is_removed_where_there_is_nothing() -> None:
    sandbox = Sandbox(EMPTY)
    new = await look(sandbox, 1)
    assert new is not None
    assert await clean(sandbox, 1, new)
    assert sandbox.removed == []


async def test_what_is_still_being_removed_is_removed_once_more() -> None:
    sandbox = Sandbox(EMPTY, WITH_CONTAINERS, WITH_CONTAINERS, EMPTY)
    new = await look(sandbox, 1)
    assert new is not None
    assert await clean(sandbox, 1, new)
    removals = tuple(f"http://engine/containers/{name}?force=1&v=1" for name in ("1f", "2a"))
    assert sandbox.removed == [removals, removals]


@pytest.mark.parametrize("shown", [WITH_CONTAINERS, "lost", "curl: (7) Couldn't connect", ""])
async def test_what_stays_or_does_not_answer_is_not_clean(shown: Sequence[Any] | str) -> None:
    sandbox = Sandbox(EMPTY, shown)
    new = await look(sandbox, 1)
    assert new is not None
    assert not await clean(sandbox, 1, new)
