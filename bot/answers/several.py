"""Two or three questions in one message, answered one after the other, each as if it followed the one before. Pure.

A message is taken for several only where each of them surely has an answer of its own; else it is one question, as it
was typed.
"""

from __future__ import annotations

from dataclasses import replace

from bot.answers import conversation
from bot.answers.answer import Answer, Decision, Shape
from bot.answers.cut import is_bare
from bot.answers.follow import Turn
from bot.answers.index import Index
from bot.answers.korean import asks_for_command, asks_how, asks_yes_or_no
from bot.answers.question import Question
from bot.answers.sentences import sentences, ways
from bot.answers.shape import answer
from bot.answers.trouble import find_trouble

MOST = 3  # answers to one message: more than that no screen of a phone can hold
ALIKE = 0.15  # so near is each to what learners ask, unless it leaves out what the one before was about
_OF_NOTHING = frozenset({Shape.GREETING, Shape.VAGUE, Shape.END, Shape.ERROR})


def ask(index: Index, question: Question, lesson: str | None = None) -> Answer:
    """Return the answer to a message that stands by itself, with those to what else it asks."""
    if (told := _each(index, question.asked, None, 0.0, lesson)) is not None:
        return told[0]
    return answer(index, question, lesson)


def reply(
    index: Index, typed: Question, before: Turn | None, at: float, lesson: str | None = None
) -> tuple[Answer, Turn | None]:
    """Return what `conversation.reply` does, with the answers to what else a message asks; the last is the turn."""
    return _each(index, typed.asked, before, at, lesson) or conversation.reply(index, typed, before, at, lesson)


def _each(
    index: Index, asked: str, before: Turn | None, at: float, lesson: str | None
) -> tuple[Answer, Turn | None] | None:
    """Return the answers to the questions of a message and the last turn, `None` where it is to be one question."""
    pieces, are_ways = sentences(asked), False
    if len(pieces) == 1:
        pieces, are_ways = ways(asked), True
    if len(pieces) == 1 or find_trouble(index.course.errors, asked, lesson) is not None:
        return None
    asked_each = [index.reader.read(piece) for piece in pieces[:MOST]]
    if not all(map(_is_about_something, asked_each)):
        return None
    found: list[Answer] = []
    turn = before
    for read in asked_each:
        one, turn = conversation.reply(index, read, turn, at, lesson)
        if not (_is_sure(one, read) and _is_asked_so(index, read, lesson)) or any(
            _repeats(one, other) for other in found
        ):
            return None
        found.append(_to_the_point(one, read))
    shown = {name for one in found for name in one.commands}
    if are_ways and shown and shown <= {*answer(index, index.reader.read(asked), lesson).commands}:
        return None  # one answer has the cards of both
    return replace(found[0], further=tuple(found[1:]), unanswered=pieces[MOST:]), turn


def _is_sure(found: Answer, read: Question) -> bool:
    """Return whether a piece of a message is surely answered.

    What yes or no would answer is so only where the course says which: else it may well lead to what is asked next.
    """
    if asks_yes_or_no(read.text) and not (asks_how(read.text) or is_bare(read.text)) and found.is_yes is None:
        return False
    return found.decision is Decision.ANSWER and found.shape not in _OF_NOTHING and not found.missing


def _is_asked_so(index: Index, read: Question, lesson: str | None) -> bool:
    """Return whether learners ask like this piece of a message: a remark on the question before it is none."""
    return is_bare(read.text) or index.match(read, lesson).evidence["phrasing"] >= ALIKE


def _is_about_something(read: Question) -> bool:
    """Return whether a piece of a message has something of the course in it, be it only what to do."""
    return bool(read.concepts or read.actions or read.commands or read.flags)


def _to_the_point(found: Answer, read: Question) -> Answer:
    """Return an answer without the cards that nobody asked for: a message with several has no room for them."""
    wants_card = read.commands or read.flags or asks_how(read.text) or asks_for_command(read.text) or is_bare(read.text)
    return found if wants_card or not (found.passages or found.columns) else replace(found, commands=(), cards=())


def _repeats(one: Answer, other: Answer) -> bool:
    """Return whether one of two answers shows nothing beside the other."""
    shown, told = set(one.sources), set(other.sources)
    return shown <= told or told <= shown
