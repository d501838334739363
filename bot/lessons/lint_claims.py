"""Whatever is shown as the output of a program is something a replay produces, or says that no program printed it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from bot.lessons.claims import SHELLS, answers, claim, is_part_of_a_file
from bot.lessons.exercises import QuizItem, QuizKind
from bot.lessons.model import ErrorPattern, Passage
from bot.lessons.parse import Reading
from bot.lessons.problems import ContentProblem, Place
from bot.lessons.transcript import PROMPT

WRITTEN: Final = frozenset({"dockerfile", "yaml", "html", "css", "python", "javascript", "ini", "toml", "nginx", "sql"})
"""Languages that people write. Anything else in a block may be what a program printed."""

_PLACE: Final = re.compile(r"%[a-z]")  # where a program fills something into a sentence of its own


def check_claims(reading: Reading) -> Iterator[ContentProblem]:
    """Yield a problem for each output that nothing produces."""
    for lesson in reading.course.lessons:
        for passage in (passage for section in lesson.sections for passage in section.passages):
            yield from _passage(passage, reading.origins.place(f"passage:{passage.address}"))
        for item in lesson.quiz:
            place = reading.origins.place(f"quiz:{item.id}")
            yield from (ContentProblem(place, key) for key in _quiz(item))
    for error in reading.course.errors:
        yield from _error(reading, error)
    seen = [text.casefold() for error in reading.course.errors for text in error.messages]
    for card in reading.course.cards:
        for n, mistake in enumerate(card.mistakes):
            if not any(mistake.error.casefold() in text for text in seen):
                place = reading.origins.place(f"card:{card.id}", "mistakes", n)
                yield ContentProblem(place, "mistake-unseen", {"text": mistake.error})


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


def _error(reading: Reading, error: ErrorPattern) -> Iterator[ContentProblem]:
    """Yield what is wrong with where an error says it was seen, and with what it says comes on the way."""
    origin = f"error:{error.id}"
    whole = next((other for other in reading.course.errors if other.id == error.part_of), None)
    if error.part_of and (whole is None or not (whole.made_by or whole.raw)):
        place = reading.origins.place(origin, "part_of")
        yield ContentProblem(place, "error-whole-unknown", {"name": error.part_of})
    elif whole is not None and not any(error.example.casefold() in text.casefold() for text in whole.messages):
        place = reading.origins.place(origin, "example")
        yield ContentProblem(place, "error-no-part", {"text": error.example, "name": whole.id})
    for sentence in error.in_program.values():
        if not re.search(error.pattern, _PLACE.sub("1", sentence)):
            yield ContentProblem(
                reading.origins.place(origin, "in_program"), "error-other-sentence", {"text": sentence}
            )
    if error.also and not (error.made_by or error.raw):
        yield ContentProblem(reading.origins.place(origin, "also"), "error-also-unmade")
