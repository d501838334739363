"""What the course quotes in a sentence as the words of a program was printed in a replay."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from bot.lessons.claims import claim
from bot.lessons.library import BUILT_IN
from bot.lessons.model import Course
from bot.lessons.parse import read
from bot.lessons.transcript import claimed_output
from tests.content.course import cards, errors

CODE = re.compile(r"`([^`]+)`")
# What people type or write in a file, in several words.
WRITTEN = re.compile(
    r"(?:docker|sudo|curl|cd|sh|pip|exec|down|up) |[-./~$]|[A-Z]+ |[a-z_]+: |[a-z0-9./:_-]+(?:=|$)|[{{\[<]",
    flags=re.ASCII,
)
GAP = re.compile(r"…|[가-힣]+")  # what is left out, or to be filled in
WORDS = re.compile(r"[A-Za-z]{2,}\S* +\S")


@cache
def course() -> Course:
    return read([BUILT_IN]).course


def texts() -> Iterator[tuple[str, str]]:
    yield from in_lessons()
    for card in cards():
        said = [card.summary, card.body, *(flag.says for flag in card.flags), *(one.says for one in card.examples)]
        for text in (*said, *(text for mistake in card.mistakes for text in (mistake.why, mistake.cure))):
            yield card.id, text
    for error in errors():
        yield error.id, f"{error.title} {error.cause} {error.cure}"
    for refusal in course().refusals:
        yield refusal.key, f"{refusal.what} {refusal.why} {refusal.instead}"
    for term in course().terms:
        yield term.id, term.says


def in_lessons() -> Iterator[tuple[str, str]]:
    for lesson in course().lessons:
        for section in lesson.sections:
            for passage in section.passages:
                if passage.form in {"paragraph", "item", "table"}:
                    yield passage.address, passage.text
        for item in lesson.quiz:
            for text in (item.prompt, item.explanation, item.hint):
                yield item.id, text
            for choice in item.choices:
                yield item.id, f"{choice.text} {choice.remark}"
        for attempt in (attempt for section in lesson.sections for attempt in section.tries):
            yield attempt.id, attempt.after


@cache
def printed() -> str:
    """Return all that a replay compares with what is printed."""
    found = [message for error in errors() for message in error.messages]
    for lesson in course().lessons:
        for section in lesson.sections:
            for passage in section.passages:
                if passage.form == "console":
                    found += [line for lines in claimed_output(passage.text) for line in lines]
            found += [text for attempt in section.tries for line in attempt.run for text in line.expect]
        for item in lesson.quiz:
            claimed = claim(item)
            found += [*claimed.expect, *(line for lines in claimed.shown for line in lines)]
    return "\n".join(found).casefold()


def quotes(text: str) -> list[str]:
    return [code for code in CODE.findall(text) if WORDS.search(code) and not WRITTEN.match(code)]


def test_what_is_quoted_was_printed() -> None:
    quoted = [(place, quote) for place, text in texts() for quote in quotes(text)]
    assert len(quoted) > 20
    unseen = [
        (place, quote)
        for place, quote in quoted
        if not all(piece.strip().casefold() in printed() for piece in GAP.split(quote))
    ]
    assert unseen == []


def test_a_quote_is_told_from_what_people_write() -> None:
    assert quotes("`No such thing: x`라고 나와요. `docker ps -a`, `./my site`, `FROM my image`, `build: my site`") == [
        "No such thing: x"
    ]
