"""Ids are for ever: learners' reviews, progress and buttons hang on them. `ids.lock` is the list of all ever used."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from bot.lessons.model import Course
from bot.lessons.parse import Reading, read
from bot.lessons.problems import ContentProblem, Place

LOCK: Final = "ids.lock"
_RETIRED: Final = "retired "
_HEAD: Final = """\
# 한 번 쓴 id는 영원해요. `gorae content lint --accept`가 이 목록을 고쳐요. / Every id ever used; written by --accept.
# 사라진 id는 retired로 남고, 다시 쓸 수 없어요. / An id that was taken away stays here as retired and is never reused.
"""


def ids(course: Course) -> list[str]:
    """Return the ids of the course that something outside of its files may hang on, as `kind:id`."""
    found = [f"lesson:{lesson.id}" for lesson in course.lessons]
    for lesson in course.lessons:
        found += [f"part:{section.address}" for section in lesson.sections]
        found += [f"try:{lesson.id}/{attempt.id}" for section in lesson.sections for attempt in section.tries]
        found += [f"quiz:{item.id}" for item in lesson.quiz]
        found += [f"mission:{mission.id}" for mission in lesson.missions]
    found += [f"card:{card.id}" for card in course.cards]
    found += [f"error:{error.id}" for error in course.errors]
    return sorted(found)


def check_ids(reading: Reading, folder: Path) -> Iterator[ContentProblem]:
    """Yield a problem for each id that is new, gone or used again, against the folder's `ids.lock` (if it has one).

    Where there are several folders this one is read alone: what another adds or replaces is that folder's own affair.
    """
    path = folder / LOCK
    if not path.exists():
        return
    alone = reading if reading.folders == (folder,) else read([folder])
    locked, present = _read(path), set(ids(alone.course))
    for name, (line, is_retired) in locked.items():
        if is_retired and name in present:
            yield ContentProblem(alone.origins.place(name), "id-reused", {"name": name})
        elif not is_retired and name not in present:
            yield ContentProblem(Place(str(path), line), "id-vanished", {"name": name})
    for name in sorted(present - set(locked)):
        yield ContentProblem(alone.origins.place(name), "id-new", {"name": name})


def accept(course: Course, folder: Path) -> tuple[int, int]:
    """Write the course's ids to `ids.lock`; those that are gone become retired. Returns how many are new and gone."""
    path = folder / LOCK
    locked = _read(path) if path.exists() else {}
    present = set(ids(course))
    gone = {name for name in locked if name not in present}
    lines = sorted([*present, *(_RETIRED + name for name in gone)])
    path.write_text(_HEAD + "\n".join(lines) + "\n", encoding="utf-8")
    return len(present - set(locked)), sum(not locked[name][1] for name in gone)


def _read(path: Path) -> dict[str, tuple[int, bool]]:
    found = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line and not line.startswith("#"):
            found[line.removeprefix(_RETIRED)] = (number, line.startswith(_RETIRED))
    return found
