"""Commands named in running text are commands that practice takes: in lessons, quiz items, missions, cards and errors.

A line may lack what comes last (`docker rm`), for it is then only a command's name; a line with a place to fill
(`docker rm <이름>`) is held against the flags docker lists by the tests of the cards. A command whose card is closed
carries its reason there, a wrong choice in its remark.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from bot.lessons.exercises import QuizItem
from bot.lessons.model import Card, Lesson
from bot.lessons.parse import Reading
from bot.lessons.problems import ContentProblem, Place
from sandbox.policy.parse import read
from sandbox.policy.plan import Refusal
from sandbox.policy.settings import PolicySettings

_CODE: Final = re.compile(r"`([^`]+)`")
_PLAIN: Final = re.compile(r"(?<![\w/.-])docker(?: [\w./:@%|+-]+)+", re.ASCII)
_GOES_ON: Final = re.compile(r"(?:=|\s*[<\[{'\"(…])")  # with what is no plain word
_TO_FILL: Final = re.compile(r"[‹<\[{…가-힣]|\.\.\.")
_UNFINISHED: Final = ("missing-", "flag-needs-value", "load-needs-file")
_COMMAND: Final = "docker "
_PROMPT: Final = "$ "


def check_inline(reading: Reading) -> Iterator[ContentProblem]:
    """Yield a problem for each command in running text that the policy refuses for more than what it leaves out."""
    closed = tuple(f"{card.id} " for card in reading.course.cards if _is_closed(card))
    for place, line in _lines(reading):
        if _TO_FILL.search(line) or f"{line} ".startswith(closed):
            continue
        plan = read(line, PolicySettings())
        if isinstance(plan, Refusal) and not plan.key.startswith(_UNFINISHED):
            yield ContentProblem(place, "command-named", {"line": line, "word": plan.word, "reason": plan.key})


def _is_closed(card: Card) -> bool:
    return not card.is_open or all(example.no_run for example in card.examples)


def _lines(reading: Reading) -> Iterator[tuple[Place, str]]:
    for lesson in reading.course.lessons:
        yield from _lesson(reading, lesson)
        for item in lesson.quiz:
            yield from _quiz(reading, item)
    for card in reading.course.cards:
        yield from _card(reading, card)
    for error in reading.course.errors:
        for name in ("cause", "cure"):
            place = reading.origins.place(f"error:{error.id}", name)
            yield from ((place, line) for line in _named(getattr(error, name)))
    for refusal in reading.course.refusals:
        for name in ("what", "why", "instead"):
            place = reading.origins.place(f"refusal:{refusal.key}", name)
            yield from ((place, line) for line in _named(getattr(refusal, name)))


def _lesson(reading: Reading, lesson: Lesson) -> Iterator[tuple[Place, str]]:
    texts = [(f"lesson:{lesson.id}", lesson.intro)]
    texts += [
        (f"passage:{passage.address}", passage.text)
        for section in lesson.sections
        for passage in section.passages
        if passage.form in {"paragraph", "item", "table"}
    ]
    for name, text in texts:
        yield from ((reading.origins.place(name), line) for line in _in_code(text))
    for mission in lesson.missions:
        place = reading.origins.place(f"mission:{mission.id}")
        said = [mission.story, *(check.not_yet for check in mission.checks), *(hint.say for hint in mission.hints)]
        yield from ((place, line) for text in said for line in _named(text))


def _quiz(reading: Reading, item: QuizItem) -> Iterator[tuple[Place, str]]:
    place = reading.origins.place(f"quiz:{item.id}")
    for text in (item.prompt, item.hint, item.explanation, *(choice.remark for choice in item.choices)):
        yield from ((place, line) for line in _named(text))
    shown = [choice.text.strip("`") for choice in item.choices if choice.is_right] + list(item.steps)
    shown += [line.removeprefix(_PROMPT) for line in item.code.splitlines()]
    yield from ((place, line) for line in shown if line.startswith(_COMMAND))


def _card(reading: Reading, card: Card) -> Iterator[tuple[Place, str]]:
    name = f"card:{card.id}"
    for number, form in enumerate(() if _is_closed(card) else card.forms):
        place = reading.origins.place(name, "forms", number)
        yield from ((place, line) for line in form.form.split(" / ") if line.startswith(_COMMAND))
    texts = [card.summary, card.body, *(flag.says for flag in card.flags), *(form.says for form in card.forms)]
    texts += [text for mistake in card.mistakes for text in (mistake.why, mistake.cure)]
    texts += [example.says for example in card.examples]
    yield from ((reading.origins.place(name), line) for text in texts for line in _named(text))


def _in_code(text: str) -> Iterator[str]:
    yield from (code for code in _CODE.findall(text) if code.startswith(_COMMAND))


def _named(text: str) -> Iterator[str]:
    """Yield the commands of a text in which they need not stand between backticks."""
    yield from _in_code(text)
    plain = _CODE.sub(" · ", text)
    for found in _PLAIN.finditer(plain):
        if not _GOES_ON.match(plain, found.end()):
            yield found[0].rstrip(".:|-+ ")
