"""What an error message means, and the commands that cure it or are wanted beside it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import replace

from bot.answers.answer import SOMEWHAT_NEAR, Answer, CardPiece, Decision, Shape, Trouble, places
from bot.answers.command import Choosing, besides
from bot.answers.counted import asks_for_steps
from bot.answers.index import Index
from bot.answers.korean import asks_how
from bot.answers.lacking import beyond
from bot.answers.named import longest_name
from bot.answers.parts import Matches
from bot.answers.question import Question
from bot.answers.quote import card_piece
from bot.lessons.messages import filled, filled_line, groups_of, last_lines
from bot.lessons.model import ErrorPattern

MOST_CARDS = 2
LIKELY_TWO = 0.4  # so likely are two wanted by who asks for both in other words
LEAST_ASKED = 0.35  # so likely is what somebody asks how to do beside an error
BEYOND = 0.8  # so likely the course does not treat what is asked beside a message: what it means does not answer that
HALF = 0.5  # of what is asked beside it: what speaks of that much answers it after all
LEAST_CURE = 0.05  # so likely is the one of a message's cures that is asked for
_ASKS = re.compile(r"\bhow\b|\?\s*$", re.IGNORECASE)  # a line of English that asks
_ASCII_START, _ASCII_END = re.compile(r"^[\x00-\x7f]+"), re.compile(r"[\x00-\x7f]+$")  # around a message: its rest
_LATIN = re.compile("[A-Za-z]")  # what every message has: most questions have none, and no pattern is tried
_QUOTE = re.compile(r"[\"'“‘(\[]?[A-Za-z][\x20-\x7e…“”‘’·]*")  # a run of English, with what stands in it
_WORD, _HANGUL = re.compile("[A-Za-z]{2,}"), re.compile("[가-힣]")
_LINE = re.compile(r"(?:sudo )?docker [a-z]")
_FAILURE = re.compile(
    r"error|denied|fail|cannot|can't|could not|unable|invalid|no such|not found|in use|is not|already|refused|requires"
    r"|no space|unknown|unauthorized|conflict",
    re.IGNORECASE,
)
LEAST_WORDS = 5  # of a message
_CALL = re.compile(r"(?<![\w-])docker(?: [a-z][a-z-]*)+")


def find_trouble(patterns: Iterable[ErrorPattern], text: str, lesson: str | None = None) -> Trouble | None:
    """Return the last error message of the text that a pattern knows; within a lesson only where it explains it."""
    for line in filter(_LATIN.search, last_lines(text)):
        for pattern in patterns:
            if lesson is not None and not pattern.section.startswith(f"{lesson}/"):
                continue
            if (match := re.search(pattern.pattern, line)) is not None:
                groups = groups_of(match)
                title, cause, cure = (filled(text, groups) for text in (pattern.title, pattern.cause, pattern.cure))
                return Trouble(pattern, title, cause, cure, filled_line(pattern.fix, groups))
    return None


def beside_quote(text: str) -> str:
    """Return what a learner says in Korean beside a message in English, nothing where there is no such message."""
    said = _QUOTE.sub(lambda run: " " if _is_message(run[0]) else run[0], text)
    return said.strip() if said != text and _HANGUL.search(said) else ""


def _is_message(run: str) -> bool:
    """Return whether a run of English is what a program says when something fails, and not a command line."""
    return len(_WORD.findall(run)) >= LEAST_WORDS and _FAILURE.search(run) is not None and _LINE.match(run) is None


def for_trouble(index: Index, question: Question, matches: Matches, trouble: Trouble, lesson: str | None) -> Answer:
    """Return what a message means, and the command that cures it: the one that failed is no cure.

    A command that is surely wanted beside the message comes with its example; a cure has its own line. Where the course
    surely does not treat what is asked beside it, that is said first.
    """
    found = sorted(matches.parts, key=lambda match: not match.part.address.startswith(trouble.pattern.section or "/"))
    asking = _asking(index, question, trouble)
    outside = matches.evidence["outside"] if asking.matter else 0.0
    if outside >= BEYOND and _told_share(index, asking, trouble) < HALF:
        score = max(1 - outside, SOMEWHAT_NEAR if trouble.pattern.section else 0.0)
        near, docs = places(index, found), beyond(index, question)
        blank = Answer(question.asked, Decision.ABSTAIN, round(score, 4), Shape.TEXT, near, lesson=lesson)
        return replace(blank, trouble=trouble, beyond=docs)
    beside = _wanted_beside(index, question, matches, trouble, lesson)
    wanted = beside or _called(trouble.fix or trouble.cure, index.cards)[: 1 if trouble.fix else None]
    cards = [index.cards[name] for name in wanted if name in index.cards]
    pieces = tuple(card_piece(card, question) if beside else CardPiece(card, None) for card in cards[:MOST_CARDS])
    return Answer(
        question.asked,
        Decision.ANSWER,
        round(1 - outside, 4),
        Shape.ERROR,
        places(index, found),
        commands=tuple(card.id for card in cards),
        cards=pieces,
        trouble=trouble,
        lesson=lesson,
    )


def _wanted_beside(
    index: Index, question: Question, matches: Matches, trouble: Trouble, lesson: str | None
) -> tuple[str, ...]:
    """Return the command that is surely wanted beside a message, by what asks and is not the message's own.

    Who pastes a message as docker prints it, without a word of Korean or a question, has asked for nothing beside it.
    """
    taught = index.scopes[lesson].commands
    asking = _asking(index, question, trouble)
    if not asking.matter:
        return () if question.asked.isascii() else besides(matches, taught)
    asked = index.match(asking, lesson)
    choosing = Choosing(index, asking, asked, taught)
    both = _in_two(trouble, asked, taught) if asks_for_steps(asking.text) else ()
    if len(both) > 1 and not asking.deeds:
        return both
    if asked.counts.get("2", 0.0) >= LIKELY_TWO and len(two := choosing.in_turn() or choosing.best()) > 1:
        cure = _called(trouble.cure, taught)
        return tuple(sorted(two, key=cure.index)) if set(two) <= set(cure) else two
    if len(both) > 1:
        return both
    if found := besides(asked, taught) or _of_cures(trouble, asked, index.cards):
        return found
    best = choosing.best() if asks_how(asking.text) else ()
    is_asked = len(best) == 1 and (best[0] in asking.commands or asked.wishes.get(best[0], 0.0) >= LEAST_ASKED)
    return best if is_asked else besides(matches, taught)


def _asking(index: Index, question: Question, trouble: Trouble) -> Question:
    """Return what is asked beside a message: in Korean, or by a line of English that asks."""
    lines = [_beside_message(line, trouble.pattern) for line in question.asked.splitlines()]
    return index.reader.read(" ".join(line for line in lines if not line.isascii() or _ASKS.search(line)))


def _told_share(index: Index, asking: Question, trouble: Trouble) -> float:
    """Return what share of what is asked beside a message its explanation speaks of."""
    told = index.reader.plain(f"{trouble.title} {trouble.cause} {trouble.cure}")
    weights = {feature: index.weight(feature) for feature in asking.matter}
    return sum(weights[feature] for feature in set(told) & weights.keys()) / (sum(weights.values()) or 1.0)


def _of_cures(trouble: Trouble, asked: Matches, cards: Collection[str]) -> tuple[str, ...]:
    """Return the one of several commands that the cure names which a learner asks for, none where it is not clear."""
    shares = {name: asked.wishes.get(name, 0.0) for name in _called(f"{trouble.fix}\n{trouble.cure}", cards)}
    best = max(shares, key=lambda name: shares[name], default="")
    is_clear = len(shares) > 1 and shares[best] >= LEAST_CURE and shares[best] > sum(shares.values()) / 2
    return (best,) if is_clear else ()


def _in_two(trouble: Trouble, asked: Matches, taught: Collection[str]) -> tuple[str, ...]:
    """Return the likelier two of the commands that have to do with a message, in the order of its cure."""
    cure = _called(trouble.cure, taught)
    known = (*cure, *(name for name in trouble.pattern.commands if name in taught))
    likelier = sorted(dict.fromkeys(known), key=lambda name: -asked.wishes.get(name, 0.0))[:MOST_CARDS]
    return tuple(name for name in dict.fromkeys(known) if name in likelier)


def _beside_message(line: str, pattern: ErrorPattern) -> str:
    """Return a line without the message in it: what a learner wrote in Korean before and behind it."""
    if (found := re.search(pattern.pattern, line)) is None:
        return line
    return f"{_ASCII_END.sub('', line[: found.start()])} {_ASCII_START.sub('', line[found.end() :])}".strip()


def _called(text: str, cards: Collection[str]) -> tuple[str, ...]:
    """Return the commands that a text calls, each by the longest name that is one."""
    longest = (longest_name(call[0].split(), cards) for call in _CALL.finditer(text))
    return tuple(dict.fromkeys(filter(None, longest)))
