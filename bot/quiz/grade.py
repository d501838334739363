"""Right or not, by meaning: pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from bot.lessons.model import QuizItem, QuizKind
from bot.quiz.question import Question

Compare = Callable[[str, str], str | None]
"""Two command lines → `None` when they mean the same, else a wording of what differs (empty when all of it)."""

HINT_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Grade:
    """`share` is 0..1 before a hint is counted; `remarks` belong to the choices taken, `difference` to a near miss."""

    is_right: bool
    share: float
    response: str
    right_answer: str
    remarks: tuple[str, ...] = ()
    difference: str = ""

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
        right_answer=", ".join(choice.text for choice in item.choices if choice.is_right),
        remarks=tuple(choice.remark for choice in taken if choice.remark),
    )


def _order(question: Question, numbers: tuple[int, ...]) -> Grade:
    if len(numbers) != len(question.order):
        raise UnreadableAnswerError(str(numbers))
    given = tuple(question.item.steps[question.order[number - 1]] for number in numbers)
    is_right = given == question.item.steps
    return Grade(is_right, float(is_right), " → ".join(given), " → ".join(question.item.steps))


def _blank(item: QuizItem, answer: str) -> Grade:
    is_right = fold(answer) in {fold(accepted) for accepted in item.answer}
    return Grade(is_right, float(is_right), answer.strip(), item.answer[0])


def _command(item: QuizItem, answer: str, compare: Compare) -> Grade:
    differences = [compare(answer, accepted) for accepted in item.answer]
    if any(difference is None for difference in differences):
        return Grade(is_right=True, share=1.0, response=answer.strip(), right_answer=item.answer[0])
    # The shortest word of difference belongs to the accepted line that is nearest.
    nearest = min((d for d in differences if d), key=len, default="")
    return Grade(is_right=False, share=0.0, response=answer.strip(), right_answer=item.answer[0], difference=nearest)


def fold(text: str) -> str:
    """Return the text without case, spaces, quotes and particles that do not change a typed word."""
    folded = re.sub(r"[\s`'\"·.,!?]+", "", unicodedata.normalize("NFC", text).casefold())
    return re.sub(r"(?<=[가-힣])(이에요|예요|입니다|이다|요)$", "", folded)
