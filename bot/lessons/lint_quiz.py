"""A quiz item can be answered from the part it rests on, and has one answer.

The rule for "supported": of the content words of the right answer (of each right choice, of each step, of the best of
the accepted answers), at least two thirds are found in the part it rests on, in the parts below it or in the text of
the `##` part above it. Two Korean words are the same when they begin alike: particles and endings differ at the end
(`이미지를`, `이미지가`), so the first two syllables are compared, and shorter words whole or as a beginning.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import product
from typing import Final

from bot.lessons.exercises import QuizItem, QuizKind
from bot.lessons.model import Lesson, Section
from bot.lessons.parse import Reading
from bot.lessons.problems import ContentProblem
from sandbox.policy.compare import same_meaning

SUPPORTED_SHARE: Final = 2 / 3
_WORD: Final = re.compile(r"[가-힣]+|-{1,2}[a-z][a-z-]*|[a-z0-9][a-z0-9._:/-]*")
_COMMAND: Final = re.compile(r"`?docker ")
_EMPTY_WORDS: Final = frozenset(
    [
        "것",
        "수",
        "때",
        "더",
        "안",
        "못",
        "잘",
        "그",
        "이",
        "저",
        "및",
        "또는",
        "그리고",
        "하나",
        "한",
        "두",
        "있어요",
        "없어요",
        "해요",
        "돼요",
        "예요",
        "이에요",
        "하는",
        "되는",
        "있는",
        "없는",
        "위해",
        "대한",
        "모두",
        "다시",
        "바로",
        "먼저",
        "함께",
        "여러",
        "같은",
        "다른",
        "새",
        "꼭",
        "않아요",
        "아니에요",
        "나와요",
        "때마다",
        "은",
        "는",
        "이",
        "가",
        "을",
        "를",
        "에",
        "에서",
        "와",
        "과",
        "도",
        "로",
        "으로",
        "의",
        "만",
        "라는",
        "이라는",
    ]
)


def check_quiz(reading: Reading) -> Iterator[ContentProblem]:
    """Yield a problem for each item whose answer its part does not hold, or that has two right answers."""
    for lesson in reading.course.lessons:
        for item in lesson.quiz:
            place = reading.origins.place(f"quiz:{item.id}")
            for text, count in Counter(_plain(choice.text) for choice in item.choices).items():
                if count > 1:
                    yield ContentProblem(place, "quiz-choices-equal", {"text": text})
            for right, other in _equally_right(item):
                yield ContentProblem(place, "quiz-two-right", {"right": right, "other": other})
            if _is_told_by_length(item):
                yield ContentProblem(place, "quiz-gives-away")
            support = _support(lesson, item)
            if support is None:
                continue  # the section is unknown: told elsewhere
            found = {_plain(word) for word in words(support)}
            for answer, missing in _unsupported(item, found):
                yield ContentProblem(place, "quiz-unsupported", {"answer": answer, "words": ", ".join(missing)})


def _equally_right(item: QuizItem) -> Iterator[tuple[str, str]]:
    """Yield a right choice and a wrong one that are command lines of one meaning (`-p` and `--publish`)."""
    for right, other in product(item.choices, item.choices):
        if right.is_right and not other.is_right and _COMMAND.match(right.text) and _COMMAND.match(other.text):
            one, another = right.text.strip("`"), other.text.strip("`")
            if same_meaning(another, one) is None:
                yield one, another


def _is_told_by_length(item: QuizItem) -> bool:
    """Whether the only right choice is more than twice as long as the longest wrong one."""
    right = [choice.text for choice in item.choices if choice.is_right]
    wrong = [choice.text for choice in item.choices if not choice.is_right]
    return len(right) == 1 and bool(wrong) and len(right[0]) > 2 * max(map(len, wrong)) + 10


def _unsupported(item: QuizItem, found: set[str]) -> Iterator[tuple[str, list[str]]]:
    if item.kind in {QuizKind.ONE, QuizKind.SEVERAL, QuizKind.OUTPUT}:
        wanted: Iterable[str] = [choice.text for choice in item.choices if choice.is_right]
    elif item.kind is QuizKind.ORDER:
        wanted = item.steps
    else:
        misses = [(answer, _missing(answer, found)) for answer in item.answer]
        if all(missing for _, missing in misses):
            yield misses[0]
        return
    for answer in wanted:
        if missing := _missing(answer, found):
            yield answer, missing


def _missing(answer: str, found: set[str]) -> list[str]:
    """Return the content words that are not found, or none when enough are."""
    wanted = list(dict.fromkeys(word for word in map(_plain, words(answer)) if word not in _EMPTY_WORDS))
    missing = [word for word in wanted if not is_found(word, found)]
    return missing if len(missing) > (1 - SUPPORTED_SHARE) * len(wanted) + 1e-9 else []


def words(text: str) -> list[str]:
    """Return the words of a text, Markdown marks and punctuation left out."""
    return _WORD.findall(unicodedata.normalize("NFC", text).lower())


def _plain(word: str) -> str:
    return unicodedata.normalize("NFC", word).lower().strip(" .,!?'\"`*")


def is_found(word: str, found: set[str]) -> bool:
    """Whether a word of the text begins as `word` does: its first two syllables, or a short one whole."""
    if word in found:
        return True
    if "가" <= word[0] <= "힣":
        head = word[:2]
        return any(other.startswith(head) or (len(word) == len(head) and other == word[0]) for other in found)
    return any(word in other for other in found)


def _support(lesson: Lesson, item: QuizItem) -> str | None:
    section = next((part for part in lesson.sections if part.address == item.section), None)
    if section is None:
        return None
    above = section.id.partition("/")[0]
    near = [
        part for part in lesson.sections if part.id == above or part.id.startswith(f"{section.id}/") or part is section
    ]
    return "\n".join([item.code, *(text for part in near for text in _texts(part))])


def _texts(part: Section) -> Iterator[str]:
    yield part.title
    yield part.markdown
    for diagram in part.diagrams:
        yield diagram.alt
    for attempt in part.tries:
        yield f"{attempt.title} {attempt.after}"
        for line in attempt.run:
            yield f"{line.line} {' '.join(line.expect)}"
