"""The answers to all that one message asks, one below the other: each with its place in the course and its buttons."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.answers.answer import Answer
from bot.core.reply import Choice, Reply
from bot.lessons.model import Passage
from bot.render.answers import (
    MOST_LABEL,
    answer_text,
    beside,
    citation,
    places_to_open,
    plain_text,
    render_answer,
)
from bot.render.runs import runs
from bot.render.wording import say

MOST = 1800  # characters of a message with several answers; Discord takes two thousand
MOST_ASKED = 60  # characters of a question above its answer
# Characters of the passages of the first answer and of each further one: the first pair with which all of it fits.
LENGTHS = ((MOST, 300), (700, 300), (500, 150), (300, 0), (0, 0))
MOST_RUNS = (2, 1)  # buttons that run what the first answer shows, and each further one
_MARKS = re.compile(r"[`*_~|<>#\\]|^\s*(?:\d{1,2}[.)]|[-•])\s+")


def render_answers(answer: Answer) -> Reply:
    """Show the answer to a message; with those to what else it asks, the first whole and the others shorter."""
    if not answer.further:
        return render_answer(answer)
    shown = _fitting(answer)
    return Reply(
        text=_text(answer, shown),
        choices=(
            *(choice for number, one in enumerate(shown, 1) for choice in _buttons(number, one)),
            *_verdicts(shown),
        ),
    )


def plain_answers(answer: Answer) -> str:
    """Return all answers to a message, with their citations, as text without Markdown emphasis."""
    if not answer.further:
        return plain_text(answer)
    texts = (f"{number}. {_asked(one)}\n\n{plain_text(one)}" for number, one in enumerate(answer.every, 1))
    return "\n\n".join((*texts, *_left(answer)))


def _fitting(answer: Answer) -> Sequence[Answer]:
    """Return the answers, as much of each as fits one message."""
    for first, further in LENGTHS:
        shown = [_shortened(one, further if place else first) for place, one in enumerate(answer.every)]
        if len(_text(answer, shown)) <= MOST:
            break
    return shown


def _shortened(answer: Answer, most: int) -> Answer:
    """Return an answer with so many characters of its passages, and its cards without more than an example."""
    kept: list[Passage] = []
    for passage in answer.passages:
        most -= len(passage.text)
        if most < 0:
            break
        kept.append(passage)
    is_all = len(kept) == len(answer.passages)
    has_more = bool(answer.cards or answer.columns or answer.term or answer.rephrased)
    if not kept and not has_more:
        kept = [*answer.passages[:1]]
    cards = answer.cards if is_all else tuple(replace(piece, is_told=False) for piece in answer.cards)
    return replace(answer, passages=tuple(kept), cards=cards)


def _text(answer: Answer, shown: Sequence[Answer]) -> str:
    texts = (
        f"> **{number}.** {_asked(one)}\n{_body(one, is_first=number == 1)}" for number, one in enumerate(shown, 1)
    )
    return "\n\n".join((*texts, *_left(answer)))


def _body(answer: Answer, *, is_first: bool) -> str:
    text = answer_text(answer, beside=beside(answer), is_short=not is_first).strip()
    note = citation(answer)
    return f"{text}\n{note}" if note else text


def _asked(answer: Answer) -> str:
    """Return a question as one line that is no Markdown."""
    words = " ".join(_MARKS.sub("", answer.question).split())
    return words if len(words) <= MOST_ASKED else f"{words[: MOST_ASKED - 1]}…"


def _left(answer: Answer) -> Iterator[str]:
    if answer.unanswered:
        yield say("answers", "unanswered", count=len(answer.every))


def _buttons(number: int, answer: Answer) -> list[Choice]:
    most = MOST_RUNS[number > 1]
    return [_numbered(number, choice) for choice in (*places_to_open(answer)[:1], *runs(answer)[:most])]


def _numbered(number: int, choice: Choice) -> Choice:
    return replace(choice, label=f"{number}. {choice.label}"[:MOST_LABEL])


def _verdicts(shown: Sequence[Answer]) -> list[Choice]:
    """Return one button that praises all answers, and for each one that says it was not what was looked for."""
    if not all(one.id for one in shown):
        return []
    ids = ":".join(str(one.id) for one in shown)
    bad = [Choice(say("answers", "bad"), f"ask:bad:{one.id}") for one in shown]
    return [Choice(say("answers", "good"), f"ask:good:{ids}"), *(_numbered(at, one) for at, one in enumerate(bad, 1))]
