"""Over all questions there are: no answer names a command, a flag or a source that the content does not hold."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.answers.answer import Decision
from bot.answers.index import Index
from bot.answers.service import Engine
from bot.lessons.model import Course
from bot.render.answers import render_answer

HERE = Path(__file__).parent
SETS = sorted(HERE.glob("*.jsonl"))
FLAG = re.compile(r"(?<![\w-])--?[a-z][a-z0-9-]*", re.IGNORECASE)
COMMAND = re.compile(r"\bdocker(?: [a-z][a-z-]*)+")


def words_of(course: Course) -> str:
    """Return every word of the content that an answer may show."""

    def texts() -> Iterator[str]:
        for lesson in course.lessons:
            yield lesson.title
            for section in lesson.sections:
                yield section.title
                yield from (passage.text for passage in section.passages)
        for card in course.cards:
            yield card.id
            yield card.summary
            yield from (f"{flag.short} {flag.long} {flag.says}" for flag in card.flags)
            yield from (form.form for form in card.forms)
            yield from (f"{example.line}\n{example.says}" for example in card.examples)
        for error in course.errors:
            yield from (error.title, error.cause, error.cure, error.fix)
        for term in course.terms:
            yield from (term.ko, term.en, term.says, term.docs, *(one.says for one in term.apart))

    return re.sub(r"\s+", " ", "\n".join(texts()))


def places_of(index: Index) -> set[str]:
    """Return every place that an answer may name as the source of its words."""
    course = index.course
    return {
        *(passage.address for part in index.parts for passage in part.section.passages),
        *(f"card:{name}" for name in index.cards),
        *(f"error:{error.id}" for error in course.errors),
        *(f"term:{term.id}" for term in course.terms),
    }


@pytest.mark.parametrize("path", SETS, ids=lambda path: path.stem)
def test_every_command_flag_and_source_of_an_answer_stands_in_the_content(engine: Engine, path: Path) -> None:
    held = words_of(engine.index.course)
    flags = set(FLAG.findall(held))
    places = places_of(engine.index)
    invented = []
    for line in path.read_text("utf-8").splitlines():
        question = json.loads(line)["question"]
        for lesson in (None, "01-docker"):
            answer = engine.ask(question, lesson)
            text = render_answer(answer).text
            named = set(COMMAND.findall(re.sub(r"[*`]", "", text)))
            wrong = {name for name in named if name not in held} | (set(FLAG.findall(text)) - flags)
            wrong |= set(answer.commands) - set(engine.index.cards)
            wrong -= {one.name for one in answer.missing}  # the question's own words, said not to be in the course
            wrong |= set(answer.sources) - places
            if wrong or not (answer.sources or answer.decision is Decision.ABSTAIN):
                invented.append((question, wrong))
    assert invented == []
