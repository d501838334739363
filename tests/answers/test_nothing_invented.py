"""Over all questions there are: no answer names a command or a flag that the content does not hold."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.answers.answer import Decision
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


@pytest.mark.parametrize("path", SETS, ids=lambda path: path.stem)
def test_every_command_and_flag_of_an_answer_stands_in_the_content(engine: Engine, path: Path) -> None:
    held = words_of(engine.index.course)
    flags = set(FLAG.findall(held))
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
            if wrong:
                invented.append((question, wrong))
    assert invented == []


def test_every_answer_says_where_its_words_stand(engine: Engine) -> None:
    passages = {passage.address for part in engine.index.parts for passage in part.section.passages}
    cards = {f"card:{name}" for name in engine.index.cards}
    others = {f"error:{error.id}" for error in engine.index.course.errors}
    others |= {f"term:{term.id}" for term in engine.index.course.terms}
    for path in SETS:
        for line in path.read_text("utf-8").splitlines():
            answer = engine.ask(json.loads(line)["question"])
            assert set(answer.sources) <= passages | cards | others
            assert answer.sources or answer.decision is Decision.ABSTAIN
