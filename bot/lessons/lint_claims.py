"""Whatever is shown as the output of a program is something a replay produces, or says that no program printed it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bot.lessons.claims import SHELLS, answers, claim, is_part_of_a_file
from bot.lessons.model import Passage, QuizItem, QuizKind
from bot.lessons.parse import Reading
from bot.lessons.problems import ContentProblem, Place
from bot.lessons.transcript import PROMPT

WRITTEN: Final = frozenset({"dockerfile", "yaml", "html", "css", "python", "javascript", "ini", "toml", "nginx", "sql"})
"""Languages that people write. Anything else in a block may be what a program printed."""


def check_claims(reading: Reading) -> Iterator[ContentProblem]:
    """Yield a problem for each output that nothing produces."""
    for lesson in reading.course.lessons:
        for passage in (passage for section in lesson.sections for passage in section.passages):
            yield from _passage(passage, reading.origins.place(f"passage:{passage.address}"))
        for item in lesson.quiz:
            place = reading.origins.place(f"quiz:{item.id}")
            yield from (ContentProblem(place, key) for key in _quiz(item))


def _passage(passage: Passage, place: Place) -> Iterator[ContentProblem]:
    if passage.form == "console" and passage.no_run:
        yield ContentProblem(place, "console-no-run")
    if passage.form != "code" or passage.language in SHELLS:
        return
    prompts = [line for line in passage.text.splitlines() if line.startswith(PROMPT)]
    for line in prompts:  # whoever shows an output claims it, and only a transcript is replayed
        yield ContentProblem(place, "prompt-outside", {"line": line})
    if not prompts and passage.language not in WRITTEN and not passage.file and not passage.what:
        yield ContentProblem(place, "output-unproduced", {"language": passage.language})


def _quiz(item: QuizItem) -> Iterator[str]:
    claimed = claim(item)
    if claimed.is_twice:
        yield "quiz-run-twice"
    if not claimed.typed:
        if item.kind is QuizKind.OUTPUT or item.code or item.setup or item.expect:
            yield "quiz-unproduced"
        return
    if claimed.excerpt and not is_part_of_a_file(claimed.excerpt, item):
        yield "quiz-no-file"
    if not claimed.is_asked:
        return
    said = answers(item)
    if not said or any(all(word not in answer for answer in said) for word in claimed.expect):
        yield "quiz-expects-other"
