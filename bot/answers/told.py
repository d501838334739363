"""What the lessons tell of a thing by its name: the sentences that begin with it, or that end by giving it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.answers.korean import squash
from bot.lessons.model import Course, Passage, Section

_TELLS = frozenset({"paragraph", "item"})
# `**볼륨**(Volume)은 …`, `` `ENV`는 … ``, `도커(Docker)는 …`; within a sentence behind `…이고, `.
_BEGINS = re.compile(
    r"(?:^|(?<=[.?!] )|(?<=고, ))(?:\*\*(?P<bold>[^*]+)\*\*|`(?P<code>[^`]+)`|(?P<plain>[가-힣]{2,12})(?=\([A-Z]))"
    r"(?:\([^)]*\))?(?:은|는)(?![가-힣])"
)
_COUNTS = re.compile(r"[가-힣0-9] ?가지(?:예요|가 있어요|뿐이에요)\.$")  # says how many there are, not what it is
_ENDS = re.compile(
    r"\*\*(?P<bold>[^*]+)\*\*(?:\([^)]*\))?(?: [가-힣]+)?이?라고 (?:해요|불러요)"
)  # … **볼륨**이라고 해요
_LEAD = re.compile(r"^(?:\*\*(?P<bold>[^*]+)\*\*|`(?P<code>[^`]+)`|(?P<plain>[가-힣]{2,8})) ?: ")
_BRACKET = re.compile(r"^(?P<name>[^()]+)\((?P<other>[^()]+)\)$")


@dataclass(frozen=True, slots=True)
class Told:
    """A name as a lesson writes it, and the words there that are about it; `begins` where these begin with it."""

    name: str
    section: str
    passage: Passage
    begins: bool


def told(course: Course) -> Mapping[str, Sequence[Told]]:
    """Return what the lessons tell, by the name without spaces and signs, in the order of the course."""
    found: dict[str, list[Told]] = {}
    for lesson in course.lessons:
        for section in lesson.sections:
            for one in _told(section):
                found.setdefault(squash(one.name), []).append(one)
    return found


def leads(section: Section) -> Iterator[tuple[str, Passage]]:
    """Yield the passages of a section that stand behind a name: `` `docker run`: … ``."""
    for passage in section.passages:
        if passage.form == "item" and (lead := _LEAD.match(passage.text)):
            yield lead["bold"] or lead["code"] or lead["plain"], passage


def rows(table: Passage) -> tuple[list[str], list[list[str]]]:
    """Return the head of a table and the rows below it, cell by cell."""
    head, *below = [[cell.strip() for cell in line.split(" | ")] for line in table.text.split("\n")]
    if len(head) > 1 and table.text.startswith(" | "):
        head[0] = ""
    return head, below


def names_of(title: str) -> frozenset[str]:
    """Return the names in the title of a row or a lead, without spaces and signs: `CI(지속적 통합)`, `on-failure:3`."""
    found = _BRACKET.match(title)
    names = (title, title.partition(":")[0], *((found["name"], found["other"]) if found else ()))
    return frozenset(filter(None, map(squash, names)))


def _told(section: Section) -> Iterator[Told]:
    for passage in section.passages:
        if passage.form not in _TELLS:
            continue
        begun = list(_BEGINS.finditer(passage.text))
        for one, following in zip(begun, [*begun[1:], None], strict=False):
            text = passage.text[one.start() : following.start() if following else None].strip()
            if not text.endswith(",") and not _COUNTS.search(text):
                name = one["bold"] or one["code"] or one["plain"]
                yield Told(name, section.address, replace(passage, text=text), begins=True)
        for one in _ENDS.finditer(passage.text):
            yield Told(one["bold"], section.address, passage, begins=False)
