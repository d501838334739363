"""One lesson folder: lesson.md with its blocks, and index.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bot.lessons import schema
from bot.lessons.build import build_mission, build_quiz, build_try
from bot.lessons.exercises import Mission, QuizItem, TryIt
from bot.lessons.markdown import SECTION, Block, RawPart, RawPassage, read_document
from bot.lessons.model import Diagram, Lesson, Passage, Section, SectionIndex, Table, YesNo
from bot.lessons.problems import ContentProblem, Place
from bot.lessons.schema_mission import MissionShape
from bot.lessons.shapes import shaped
from bot.lessons.yaml_text import YamlText

MOST_CHARACTERS: Final = 900  # of reading text in one part: what fits a phone without tiring


class LessonReader:
    """Reads one lesson; `spots` and `links` say afterwards where its things stand."""

    def __init__(self, name: str, path: str, text: str, problems: list[ContentProblem]) -> None:
        """`name` is the folder's name, `text` that of lesson.md; problems are added to `problems`."""
        self._id = name
        self._path = path
        self._text = text
        self._problems = problems
        self._quiz: list[QuizItem] = []
        self._missions: list[Mission] = []
        self.spots: list[tuple[str, YamlText | Place]] = []
        self.links: dict[str, tuple[tuple[str, Place], ...]] = {}

    def read(self, index: YamlText) -> Lesson | None:
        """Return the lesson, or `None` when its head can't be read."""
        document = read_document(self._text, self._path, self._problems)
        if document.front is None:
            self._problem(1, "no-front-matter")
            return None
        value = document.front.read(self._problems)
        head = shaped(schema.FrontMatter, value, document.front, self._problems) if value is not None else None
        if head is None:
            return None
        self.spots.append((f"lesson:{self._id}", document.front))
        if head.id != self._id:
            self._problems.append(ContentProblem(document.front.place("id"), "lesson-id", {"name": self._id}))
        intro, *parts = document.parts
        if intro.title != head.title:
            self._problem(intro.line, "title-differs", title=head.title, given=intro.title)
        self.links[self._id] = tuple((href, Place(self._path, line)) for href, line in intro.links)
        for block in intro.blocks:
            self._problems.append(ContentProblem(block.yaml.place(), "block-outside", {"kind": block.kind}))
        indexes = self._index(index, {part.id for part in parts})
        above = {part.id.partition("/")[0] for part in parts if part.level != SECTION}
        sections = tuple(self._section(part, indexes.get(part.id), part.id in above) for part in parts)
        if not sections:
            self._problem(1, "no-sections")
        return Lesson(
            id=self._id,
            number=head.number,
            title=head.title,
            summary=head.summary,
            minutes=head.minutes,
            after=tuple(head.after),
            sections=sections,
            quiz=tuple(self._quiz),
            missions=tuple(self._missions),
            intro=intro.markdown,
        )

    def _problem(self, line: int, key: str, **values: object) -> None:
        self._problems.append(ContentProblem(Place(self._path, line), key, values))

    def _section(self, part: RawPart, index: SectionIndex | None, has_parts: bool) -> Section:  # noqa: FBT001 - private
        address = f"{self._id}/{part.id}"
        self.spots.append((f"part:{address}", Place(self._path, part.line)))
        self.links[address] = tuple((href, Place(self._path, line)) for href, line in part.links)
        if not part.passages and not has_parts:
            self._problem(part.line, "part-empty", title=part.title)
        length = sum(len(passage.text) for passage in part.passages if passage.form != "diagram")
        if length > MOST_CHARACTERS:
            self._problem(part.line, "part-long", title=part.title, length=length, most=MOST_CHARACTERS)
        tries = tuple(made for block in part.blocks if (made := self._block(block, part.id)))
        return Section(
            id=part.id,
            address=address,
            title=part.title,
            level=part.level,
            passages=tuple(self._passage(address, n, raw) for n, raw in enumerate(part.passages, 1)),
            index=index or SectionIndex(),
            markdown=part.markdown,
            diagrams=tuple(Diagram(raw.text, raw.alt) for raw in part.passages if raw.form == "diagram"),
            tables=tuple(Table(raw.rows) for raw in part.passages if raw.form == "table"),
            tries=tries,
        )

    def _passage(self, address: str, number: int, raw: RawPassage) -> Passage:
        name = f"{address}#{number}"
        self.spots.append((f"passage:{name}", Place(self._path, raw.line)))
        return Passage(
            address=name,
            text=raw.alt if raw.form == "diagram" and raw.alt else raw.text,
            form=raw.form,
            language=raw.language,
            no_run=raw.attributes.get("no-run", ""),
            setup=raw.attributes.get("setup", ""),
            file=raw.attributes.get("file", ""),
            what=raw.attributes.get("what", ""),
            number=raw.number,
        )

    def _block(self, block: Block, part: str) -> TryIt | None:
        value = block.yaml.read(self._problems)
        if value is None:
            return None
        if block.kind == "try" and (attempt := shaped(schema.TryShape, value, block.yaml, self._problems)):
            self.spots.append((f"try:{self._id}/{attempt.id}", block.yaml))
            return build_try(attempt, block.files)
        if block.kind == "quiz" and (item := shaped(schema.QuizShape, value, block.yaml, self._problems)):
            self.spots.append((f"quiz:{self._id}/{item.id}", block.yaml))
            self._quiz.append(build_quiz(item, self._id, part, block.files))
        if block.kind == "mission" and (mission := shaped(MissionShape, value, block.yaml, self._problems)):
            self.spots.append((f"mission:{self._id}/{mission.id}", block.yaml))
            self._missions.append(build_mission(mission, self._id, part, block.files))
        return None

    def _index(self, yaml: YamlText, parts: set[str]) -> Mapping[str, SectionIndex]:
        value = yaml.read(self._problems)
        if not isinstance(value, dict):
            self._problems.append(ContentProblem(yaml.place(), "index-missing", {"lesson": self._id}))
            return {}
        found: dict[str, SectionIndex] = {}
        for name, item in value.items():
            if name not in parts:
                self._problems.append(ContentProblem(yaml.place(name), "index-unknown", {"name": name}))
            elif shape := shaped(schema.IndexShape, item, yaml, self._problems, name):
                self.spots.append((f"index:{self._id}/{name}", yaml))
                easy = f"{self._id}/{shape.easy}" if shape.easy else ""
                found[name] = SectionIndex(
                    shape.kind,
                    tuple(shape.terms),
                    tuple(shape.commands),
                    easy,
                    tuple(shape.phrasings),
                    tuple(YesNo(tuple(one.asks), one.yes, f"{self._id}/{one.reason}") for one in shape.yes_no),
                )
        for name in parts - set(found):
            self._problems.append(ContentProblem(yaml.place(), "index-lacks", {"name": name}))
        return found
