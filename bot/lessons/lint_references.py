"""Every name in the course that points somewhere points to something that is there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from bot.lessons.exercises import Mission
from bot.lessons.model import Course
from bot.lessons.parse import Reading
from bot.lessons.problems import ContentProblem, Place

_PLACE: Final = re.compile(r"\{([a-z_]+)\}")
_NAMED_GROUP: Final = re.compile(r"\{(\w+)\}")


def check_references(reading: Reading) -> Iterator[ContentProblem]:
    """Yield a problem for each reference that leads nowhere.

    A file of an earlier folder may point into a lesson that a later folder replaced: nobody can mend that there.
    """
    for problem in _leading_nowhere(reading):
        target = str(problem.values.get("name", ""))
        if problem.key not in {"part-unknown", "link-broken"} or not _is_replaced(reading, target, problem.place):
            yield problem


def _is_replaced(reading: Reading, target: str, place: Place) -> bool:
    """Whether the lesson that `target` is in was read from a later folder than the file of `place`."""
    origin = f"lesson:{target.partition('/')[0]}"
    if origin not in reading.origins:
        return False
    lesson = reading.origins.place(origin)
    return _folder(reading, place) < _folder(reading, lesson)


def _folder(reading: Reading, place: Place) -> int:
    """Return the number of the folder that a file was read from: the last that it lies in."""
    path = Path(place.path)
    return max(number for number, folder in enumerate(reading.folders) if path.is_relative_to(folder))


def _leading_nowhere(reading: Reading) -> Iterator[ContentProblem]:
    yield from _lessons(reading)
    yield from _indexes(reading)
    yield from _cards(reading)
    yield from _errors(reading)
    yield from _refusals(reading)
    yield from _glossary(reading)
    yield from _wishes(reading)
    yield from _links(reading)
    for mission in (mission for lesson in reading.course.lessons for mission in lesson.missions):
        yield from _mission(reading, mission)


def parts(course: Course) -> dict[str, str]:
    """Return the titles of all lessons and parts by address."""
    found = {lesson.id: lesson.title for lesson in course.lessons}
    found |= {section.address: section.title for lesson in course.lessons for section in lesson.sections}
    return found


def _problem(reading: Reading, key: str, origin: str, /, *path: str | int, **values: object) -> ContentProblem:
    return ContentProblem(reading.origins.place(origin, *path), key, values)


def _lessons(reading: Reading) -> Iterator[ContentProblem]:
    known = parts(reading.course)
    numbers: dict[int, str] = {}
    for lesson in reading.course.lessons:
        origin = f"lesson:{lesson.id}"
        if (other := numbers.setdefault(lesson.number, lesson.id)) != lesson.id:
            yield _problem(reading, "number-twice", origin, "number", number=lesson.number, other=other)
        for place, earlier in enumerate(lesson.after):
            if earlier not in known:
                yield _problem(reading, "lesson-unknown", origin, "after", place, name=earlier)
        for item in lesson.quiz:
            if item.section not in known:
                yield _problem(reading, "part-unknown", f"quiz:{item.id}", "section", name=item.section)


def _indexes(reading: Reading) -> Iterator[ContentProblem]:
    course = reading.course
    cards = {card.id for card in course.cards}
    terms = _spellings(course)
    sections = [section for lesson in course.lessons for section in lesson.sections]
    passages = {passage.address for section in sections for passage in section.passages}
    for section in sections:
        origin, index = f"index:{section.address}", section.index
        if origin not in reading.origins:
            continue
        if index.easy and index.easy not in passages:
            yield _problem(reading, "passage-unknown", origin, section.id, "easy", name=index.easy)
        for place, one in enumerate(index.yes_no):
            if one.passage not in {passage.address for passage in section.passages}:
                where = (section.id, "yes_no", place, "reason")
                yield _problem(reading, "passage-unknown", origin, *where, name=one.passage)
        for place, command in enumerate(index.commands):
            if command not in cards:
                yield _problem(reading, "card-unknown", origin, section.id, "commands", place, name=command)
        for place, term in enumerate(index.terms):
            if terms and _spelling(term) not in terms:
                yield _problem(reading, "term-unknown", origin, section.id, "terms", place, name=term)


def _spelling(word: str) -> str:
    return word.replace(" ", "").lower()


def _spellings(course: Course) -> set[str]:
    words = [word for term in course.terms for word in (term.id, term.ko, term.en, *term.also, *term.typed)]
    words += [word for action in course.actions for word in (action.id, *action.words)]
    return {_spelling(word) for word in (*words, *(card.id for card in course.cards)) if word}


def _cards(reading: Reading) -> Iterator[ContentProblem]:
    course = reading.course
    known, cards = parts(course), {card.id for card in course.cards}
    for card in course.cards:
        for place, other in enumerate(card.related):
            if other not in cards:
                yield _problem(reading, "card-unknown", f"card:{card.id}", "related", place, name=other)
        for of in card.flags_of:
            if of.card not in cards:
                yield _problem(reading, "card-unknown", f"card:{card.id}", "flags_of", of.card, name=of.card)
        for place, address in enumerate(card.lessons):
            if address not in known:
                yield _problem(reading, "part-unknown", f"card:{card.id}", "lessons", place, name=address)


def _errors(reading: Reading) -> Iterator[ContentProblem]:
    course = reading.course
    known, cards = parts(course), {card.id for card in course.cards}
    for error in course.errors:
        origin = f"error:{error.id}"
        compiled = re.compile(error.pattern)
        if not compiled.search(error.example):
            yield _problem(reading, "error-no-match", origin, "example", name=error.id)
        for name in ("title", "cause", "cure", "fix"):
            for group in _NAMED_GROUP.findall(getattr(error, name)):
                if group not in compiled.groupindex:
                    yield _problem(reading, "group-unknown", origin, name, name=group)
        for place, command in enumerate(error.commands):
            if command not in cards:
                yield _problem(reading, "card-unknown", origin, "commands", place, name=command)
        if error.section and error.section not in known:
            yield _problem(reading, "part-unknown", origin, "section", name=error.section)


def _refusals(reading: Reading) -> Iterator[ContentProblem]:
    known = parts(reading.course)
    for refusal in reading.course.refusals:
        if refusal.section and refusal.section not in known:
            yield _problem(reading, "part-unknown", f"refusal:{refusal.key}", "section", name=refusal.section)


def _glossary(reading: Reading) -> Iterator[ContentProblem]:
    known = parts(reading.course)
    for term in reading.course.terms:
        if term.means and term.means not in known:
            yield _problem(reading, "part-unknown", f"term:{term.id}", "means", name=term.means)


def _wishes(reading: Reading) -> Iterator[ContentProblem]:
    cards = {card.id for card in reading.course.cards}
    earlier: dict[str, tuple[tuple[str, ...], bool]] = {}
    for number, wish in enumerate(reading.course.wishes):
        origin = f"wish:{number}"
        wanted = wish.commands, bool(wish.outside)
        for place, command in enumerate(wish.commands):
            if command not in cards:
                yield _problem(reading, "card-unknown", origin, "commands", place, name=command)
        for place, text in enumerate(wish.asked):
            if earlier.setdefault(text, wanted) != wanted:
                yield _problem(reading, "wish-twice", origin, "asked", place, name=text)


def _links(reading: Reading) -> Iterator[ContentProblem]:
    known = parts(reading.course)
    for origin, links in reading.links.items():
        lesson = "" if origin.startswith("card:") else origin.partition("/")[0]
        for href, place in links:
            address = urlsplit(href)
            if address.scheme == "https" and address.netloc:
                continue
            target = f"{lesson}/{href[1:]}" if href.startswith("#") else href
            if target not in known:
                yield ContentProblem(place, "link-broken", {"link": href, "name": target})


def _mission(reading: Reading, mission: Mission) -> Iterator[ContentProblem]:
    origin = f"mission:{mission.id}"
    texts: dict[str, Iterable[str]] = {
        "story": [mission.title, mission.story],
        "setup": mission.setup,
        "solution": mission.solution,
        "cleanup": mission.cleanup,
        "checks": [
            text
            for check in mission.checks
            for value in (check.not_yet, check.done, *check.fields.values())
            for text in ([value] if isinstance(value, str) else value)
        ],
        "hints": [hint.say for hint in mission.hints],
        "wrong": [line for attempt in mission.wrong for line in attempt.run],
    }
    used: set[str] = set()
    for name, lines in texts.items():
        for word in {word for line in lines for word in _PLACE.findall(line)}:
            used.add(word)
            if word not in mission.values:
                yield _problem(reading, "value-unknown", origin, name, name=word)
    for word in set(mission.values) - used - {w for text in mission.files.values() for w in _PLACE.findall(text)}:
        yield _problem(reading, "value-unused", origin, "values", word, name=word)
