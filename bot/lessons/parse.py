"""The files of one or more content folders, read into a `Course`, with every problem of every file at once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bot.lessons import schema
from bot.lessons.build import build_card, build_error, build_refusal, build_term, with_inherited
from bot.lessons.lesson import LessonReader
from bot.lessons.markdown import read_document
from bot.lessons.model import Action, Card, Course, ErrorPattern, Lesson, RefusalText, Term, Wish
from bot.lessons.problems import ContentProblem, Place
from bot.lessons.shapes import Origins, shaped
from bot.lessons.yaml_text import YamlText

PATTERNS: Final = (
    "lessons/*/lesson.md",
    "lessons/*/index.yaml",
    "commands/*.md",
    "errors/*.yaml",
    "refusals/*.yaml",
    "wishes/*.yaml",
    "glossary.yaml",
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read. `course` holds all that could be understood; it is whole only when there are no problems."""

    folders: tuple[Path, ...]
    course: Course
    problems: tuple[ContentProblem, ...]
    origins: Origins
    links: Mapping[str, tuple[tuple[str, Place], ...]]


def files(folder: Path) -> list[Path]:
    """Return the files of the course in a content folder, in a steady order."""
    return sorted(path for pattern in PATTERNS for path in folder.glob(pattern))


def version(folders: Sequence[Path]) -> str:
    """Return a hash of all files of the course, by name and content."""
    digest = hashlib.sha256()
    for folder in folders:
        for path in files(folder):
            for piece in (path.relative_to(folder).as_posix().encode(), path.read_bytes()):
                digest.update(len(piece).to_bytes(8, "big") + piece)
    return digest.hexdigest()


def read(folders: Sequence[Path]) -> Reading:
    """Read the course from `folders`. What a later folder holds is added to, or replaces by id, what is before it."""
    return _Reader().read(folders)


class _Reader:
    def __init__(self) -> None:
        self._problems: list[ContentProblem] = []
        self._origins = Origins()
        self._links: dict[str, tuple[tuple[str, Place], ...]] = {}
        self._lessons: dict[str, Lesson] = {}
        self._cards: dict[str, Card] = {}
        self._errors: dict[str, ErrorPattern] = {}
        self._refusals: dict[str, RefusalText] = {}
        self._terms: dict[str, Term] = {}
        self._actions: dict[str, Action] = {}
        self._wishes: list[Wish] = []

    def read(self, folders: Sequence[Path]) -> Reading:
        stamp = version(folders)
        for folder in folders:
            self._folder(folder)
        course = Course(
            version=stamp,
            lessons=tuple(sorted(self._lessons.values(), key=lambda lesson: (lesson.number, lesson.id))),
            cards=with_inherited(self._cards),
            errors=tuple(self._errors.values()),
            refusals=tuple(self._refusals.values()),
            terms=tuple(self._terms.values()),
            actions=tuple(self._actions.values()),
            wishes=tuple(self._wishes),
        )
        problems = tuple(sorted(self._problems, key=lambda problem: problem.place))
        return Reading(tuple(folders), course, problems, self._origins, self._links)

    def _folder(self, folder: Path) -> None:
        fresh: set[str] = set()
        for path in sorted(folder.glob("lessons/*/lesson.md")):
            self._lesson(path, fresh)
        for path in sorted(folder.glob("commands/*.md")):
            self._card(path, fresh)
        for path in sorted(folder.glob("errors/*.yaml")):
            self._errors_of(path, fresh)
        for path in sorted(folder.glob("refusals/*.yaml")):
            for yaml, number, value in self._items(path):
                if (refusal := shaped(schema.RefusalShape, value, yaml, self._problems, number)) and self._is_first(
                    f"refusal:{refusal.key}", fresh, yaml, number
                ):
                    self._refusals[refusal.key] = build_refusal(refusal)
        for path in sorted(folder.glob("wishes/*.yaml")):
            self._wishes_of(path)
        if (glossary := folder / "glossary.yaml").exists():
            self._glossary(glossary, fresh)

    def _errors_of(self, path: Path, fresh: set[str]) -> None:
        for yaml, number, value in self._items(path):
            if (error := shaped(schema.ErrorShape, value, yaml, self._problems, number)) and self._is_first(
                f"error:{error.id}", fresh, yaml, number
            ):
                self._errors[error.id] = build_error(error)

    def _wishes_of(self, path: Path) -> None:
        for yaml, number, value in self._items(path):
            if wish := shaped(schema.WishShape, value, yaml, self._problems, number):
                self._origins.add(f"wish:{len(self._wishes)}", yaml, number)
                self._wishes.append(Wish(tuple(wish.commands), tuple(wish.asked), wish.outside))

    def _text(self, path: Path) -> str:
        try:
            return path.read_text(encoding="utf-8")
        except UnicodeDecodeError as error:
            line = path.read_bytes()[: error.start].count(b"\n") + 1
            self._problems.append(ContentProblem(Place(str(path), line), "not-utf8"))
            return ""

    def _is_first(self, name: str, fresh: set[str], spot: YamlText | Place, *path: str | int) -> bool:
        """Whether `name` is new in this folder; a second one is a problem."""
        earlier = self._origins.add(name, spot, *path)
        if name in fresh and earlier is not None:
            place = self._origins.place(name)
            self._problems.append(
                ContentProblem(place, "id-twice", {"name": name.partition(":")[2], "earlier": earlier})
            )
            return False
        fresh.add(name)
        return True

    def _items(self, path: Path) -> Iterator[tuple[YamlText, int, object]]:
        yaml = YamlText(self._text(path), Place(str(path), 1))
        value = yaml.read(self._problems)
        if isinstance(value, list):
            for number, item in enumerate(value):
                yield yaml, number, item
        elif value is not None:
            self._problems.append(ContentProblem(yaml.place(), "not-list", {"where": path.name}))

    def _lesson(self, path: Path, fresh: set[str]) -> None:
        reader = LessonReader(path.parent.name, str(path), self._text(path), self._problems)
        index = path.with_name("index.yaml")
        index_text = self._text(index) if index.exists() else ""
        lesson = reader.read(YamlText(index_text, Place(str(index), 1)))
        if lesson is None:
            return
        for name, spot in reader.spots:
            self._is_first(name, fresh, spot)
        self._links.update(reader.links)
        self._lessons[lesson.id] = lesson

    def _card(self, path: Path, fresh: set[str]) -> None:
        document = read_document(self._text(path), str(path), self._problems)
        if document.front is None:
            self._problems.append(ContentProblem(Place(str(path), 1), "no-front-matter"))
            return
        value = document.front.read(self._problems)
        shape = shaped(schema.CardShape, value, document.front, self._problems) if value is not None else None
        if shape is None or not self._is_first(f"card:{shape.id}", fresh, document.front):
            return
        if path.stem != shape.id.replace(" ", "-"):
            self._problems.append(
                ContentProblem(document.front.place("id"), "file-name", {"name": shape.id.replace(" ", "-") + ".md"})
            )
        if not document.body:
            self._problems.append(ContentProblem(Place(str(path), 1), "card-without-body"))
        self._links[f"card:{shape.id}"] = tuple(
            (href, Place(str(path), line)) for part in document.parts for href, line in part.links
        )
        self._cards[shape.id] = build_card(shape, document.body)

    def _glossary(self, path: Path, fresh: set[str]) -> None:
        yaml = YamlText(self._text(path), Place(str(path), 1))
        value = yaml.read(self._problems)
        if not isinstance(value, dict):
            return
        for name, shape in (("terms", schema.TermShape), ("actions", schema.ActionShape)):
            for number, item in enumerate(value.get(name) or []):
                made = shaped(shape, item, yaml, self._problems, name, number)
                if isinstance(made, schema.TermShape) and self._is_first(f"term:{made.id}", fresh, yaml, name, number):
                    self._terms[made.id] = build_term(made)
                if isinstance(made, schema.ActionShape) and self._is_first(
                    f"action:{made.id}", fresh, yaml, name, number
                ):
                    self._actions[made.id] = Action(made.id, tuple(made.words))
        for unknown in set(value) - {"terms", "actions"}:
            self._problems.append(ContentProblem(yaml.place(unknown), "field-unknown", {"where": unknown}))
