"""Right or not, by meaning: pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from bot.lessons.exercises import QuizItem, QuizKind
from bot.quiz.question import Question

HINT_SHARE = 0.5
_TYPED_MARKS = re.compile(r"[`'\"·.,!?]+")


@dataclass(frozen=True, slots=True)
class Miss:
    """How a typed line departs from an accepted one, in words. `reach` is the larger the more of it was right."""

    text: str
    reach: int = 0
    is_near: bool = False


Compare = Callable[[str, str], Miss | None]
"""A typed command line and an accepted one → `None` when they mean the same."""


@dataclass(frozen=True, slots=True)
class Grade:
    """`share` is 0..1 before a hint is counted; `remarks` belong to the choices taken, `miss` to a typed command."""

    is_right: bool
    share: float
    response: str
    right_answer: str
    remarks: tuple[str, ...] = ()
    miss: Miss | None = None

    def points(self, *, hinted: bool) -> float:
        """Return what the answer is worth: a hint costs half."""
        return self.share * (HINT_SHARE if hinted else 1.0)


class UnreadableAnswerError(ValueError):
    """The answer has no form that this kind of question takes."""


def grade(question: Question, answer: str, compare: Compare) -> Grade:
    """Grade `answer`: numbers as shown for choices and steps (`2`, `1 3`, `2 1 3`), text for typed kinds.

    Raises `UnreadableAnswerError` when the numbers do not exist or are not those asked for.
    """
    kind = question.item.kind
    if kind is QuizKind.COMMAND:
        return _command(question.item, answer, compare)
    if kind is QuizKind.BLANK:
        return _blank(question.item, answer)
    if kind is QuizKind.ORDER:
        return _order(question, _numbers(answer, len(question.order)))
    return _choices(question, _numbers(answer, len(question.order)))


def _numbers(answer: str, most: int) -> tuple[int, ...]:
    numbers = tuple(int(part) for part in re.findall(r"\d+", answer))
    if not numbers or any(not 1 <= number <= most for number in numbers) or len(set(numbers)) != len(numbers):
        raise UnreadableAnswerError(answer)
    return numbers


def _choices(question: Question, numbers: tuple[int, ...]) -> Grade:
    item = question.item
    if item.kind is not QuizKind.SEVERAL and len(numbers) != 1:
        raise UnreadableAnswerError(str(numbers))
    taken = [item.choices[question.order[number - 1]] for number in numbers]
    right = {choice.text for choice in item.choices if choice.is_right}
    chosen = {choice.text for choice in taken}
    is_right = chosen == right
    share = 1.0 if is_right else max(0.0, (len(chosen & right) - len(chosen - right)) / len(right))
    return Grade(
        is_right=is_right,
        share=share if item.kind is QuizKind.SEVERAL else float(is_right),
        response=", ".join(choice.text for choice in taken),
        right_answer=right_answer(item),
        remarks=tuple(choice.remark for choice in taken if choice.remark),
    )


def _order(question: Question, numbers: tuple[int, ...]) -> Grade:
    if len(numbers) != len(question.order):
        raise UnreadableAnswerError(str(numbers))
    given = tuple(question.item.steps[question.order[number - 1]] for number in numbers)
    is_right = given == question.item.steps
    return Grade(is_right, float(is_right), " → ".join(given), right_answer(question.item))


def _blank(item: QuizItem, answer: str) -> Grade:
    is_right = fold(answer) in {fold(accepted) for accepted in item.answer}
    return Grade(is_right, float(is_right), answer.strip(), right_answer(item))


def _command(item: QuizItem, answer: str, compare: Compare) -> Grade:
    found = [compare(answer, accepted) for accepted in item.answer]
    misses = [miss for miss in found if miss is not None]
    is_right = len(misses) < len(found)
    nearest = None if is_right else max(misses, key=lambda miss: miss.reach)
    return Grade(is_right, float(is_right), answer.strip(), right_answer(item), miss=nearest)


def right_answer(item: QuizItem) -> str:
    """Return the right answer as it is shown: the first accepted one where it is typed."""
    if item.kind is QuizKind.ORDER:
        return " → ".join(item.steps)
    return item.answer[0] if item.answer else ", ".join(choice.text for choice in item.choices if choice.is_right)


def fold(text: str) -> str:
    """Return the text without spaces, quotes, particles and case, but for the case of flags: `-f` is not `-F`."""
    words = _TYPED_MARKS.sub("", unicodedata.normalize("NFC", text)).split()
    folded = "".join(word if word.startswith("-") else word.casefold() for word in words)
    return re.sub(r"(?<=[가-힣])(이에요|예요|입니다|이다|요)$", "", folded)
