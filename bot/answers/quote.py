"""Which passages of a part answer, and which example of a card: each whole, in the order of the lesson."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import takewhile

from bot.answers.answer import CardPiece, Shape, parts_below
from bot.answers.index import Index
from bot.answers.korean import Intent
from bot.answers.parts import Part
from bot.answers.question import Question
from bot.lessons.model import Card, Passage
from bot.lessons.used_flags import used

MOST_TEXT = 700  # characters of quoted passages; about as much as is read in a chat
MOST_PASSAGES = 6
WHOLE_PART = 450  # a part no longer than this is quoted whole
NEARLY_AS_GOOD = 0.6  # of the best passage's worth
MOST_EXAMPLES = 2  # beside the first, where examples are asked for
ONTO_ALL = "$(docker "  # a line with it hands all of them to the command
_ALL = re.compile(r"전부|모두|모든|전체|몽땅|죄다|싹|(?<!\S)다(?!\S)|\ball\b", re.IGNORECASE)
CODE = frozenset({"code", "console"})
PROSE = frozenset({"paragraph", "item"})
_ANNOUNCES = re.compile(r"(?:이래요|(?:다음|아래)과? 같아요|이렇게 [^.]*요)[.:]?$|:$")
_LISTED = frozenset({"item", "table", *CODE})


def quoted(index: Index, question: Question, part: Part, shape: Shape, commands: Sequence[str]) -> tuple[Passage, ...]:
    """Return the passages to quote, in the order of the lesson.

    A short part is quoted whole. Of a longer one, and of the parts below it, what shares most with the question is,
    and the line that shows the command. A numbered list is quoted whole or not at all, and what is said of a block of
    code together with the block.
    """
    own = [passage for passage in part.section.passages if passage.form != "diagram"]
    below = [passage for section in parts_below(index, part.section) for passage in section.passages]
    pool = [*own, *(passage for passage in below if passage.form != "diagram")]
    is_narrow = shape in {Shape.YES_NO, Shape.REASON}
    if own and not below and not is_narrow and _size(own) <= WHOLE_PART:
        return tuple(own)
    worth = {passage.address: _relevance(index, question, passage) for passage in pool}
    least = max(worth.values(), default=0.0) * NEARLY_AS_GOOD
    ranked = sorted(pool, key=lambda passage: -worth[passage.address])
    shown = [passage for passage in own if shape is Shape.COMMAND and any(_lines(name, passage) for name in commands)]
    taken: list[Passage] = []
    for passage in ranked if is_narrow else [*own[:1], *shown[:1], *ranked]:
        if passage in taken or ((is_narrow or passage not in own) and worth[passage.address] < least):
            continue
        needed = _with_what_it_needs(pool, passage, alone=is_narrow)
        added = [each for each in needed if each not in taken]
        if taken and (_size(taken) + _size(added) > MOST_TEXT or len(taken) >= MOST_PASSAGES):
            continue
        taken += added
    return tuple(passage for passage in pool if passage in taken)


def _with_what_it_needs(pool: Sequence[Passage], passage: Passage, *, alone: bool) -> list[Passage]:
    """Return a passage with the rest of its numbered list, or with the code that it speaks of.

    Code that would stand `alone` comes with the paragraph that leads to it.
    """
    at = pool.index(passage)
    if passage.number:
        first = at - passage.number + 1
        rest = takewhile(lambda each: each.number > 1, pool[first + 1 :])
        return [pool[first], *rest] if first >= 0 and pool[first].number == 1 else [passage]
    if passage.form != "paragraph":
        before = [each for each in pool[max(at - 1, 0) : at] if _part_of(each) == _part_of(passage)]
        leads = alone and passage.form in CODE
        return [*(each for each in before if leads and each.form == "paragraph"), passage]
    if alone and announces(pool, at):
        return [passage, *takewhile(lambda each: each.form == pool[at + 1].form, pool[at + 1 :])]
    near = [each for each in pool[max(at - 2, 0) : at] if _part_of(each) == _part_of(passage) and each.form in CODE]
    return [*near[-1:], passage]


def announces(passages: Sequence[Passage], at: int) -> bool:
    """Return whether a passage only leads to the list, table or code behind it: "하는 일은 이래요."."""
    behind = passages[at + 1].form if at + 1 < len(passages) else ""
    return behind in _LISTED and _ANNOUNCES.search(passages[at].text) is not None


def _part_of(passage: Passage) -> str:
    return passage.address.partition("#")[0]


def card_piece(
    card: Card,
    question: Question,
    taught: Sequence[Passage] = (),
    shown: Collection[Passage] = (),
    meant: Collection[str] = (),
) -> CardPiece:
    """Return what to show of a card: the flags asked for, and the example that shows them best.

    `taught` are the passages of the part that is cited: the example is like their own lines, and left out of the text
    where the passages that are `shown` hold the command themselves. `meant` are the flags that a thing of the question
    stands for: `환경변수` for `-e`. Where flags are asked for, or all there are
    (`끄기 전부`), only an example with these will do, and it is shown even where practice can't run it.
    """
    spoken = question.flags or meant
    flags = tuple(flag for flag in card.flags if {flag.long, flag.short} & set(spoken))
    asked = {flag.long or flag.short for flag in flags if question.flags}
    every = [(place, used(card, example.line)) for place, example in enumerate(card.examples)]
    runs = [(place, has) for place, has in every if not card.examples[place].no_run]
    onto_all = [(place, has) for place, has in every if ONTO_ALL in card.examples[place].line]
    exact = _with_flags(asked, every) if asked else onto_all if _ALL.search(question.text) else []
    exact = [run for run in exact if run in runs] or exact
    lines = [used(card, line) for passage in taught for line in _lines(card.id, passage)]
    is_told = any(_lines(card.id, passage) for passage in shown)
    if not (exact or asked or is_told):
        exact = _with_flags({flag.long or flag.short for flag in flags}, runs)
    fitting = exact or ([] if asked else runs)
    ranked = sorted(fitting, key=lambda run: (-_likeness(run[1], lines), run[0]))
    first = ranked[0][0] if ranked else (0 if card.examples and not asked else None)
    if is_told and not exact and not (ranked and _likeness(ranked[0][1], lines) > 0):
        first = None
    wants_more = Intent.EXAMPLE in question.intents
    others = (place for place, has in runs if place != first and asked <= has)
    more = tuple(others)[:MOST_EXAMPLES] if wants_more else ()
    return CardPiece(card, first, flags, more, is_told=is_told and not asked and not exact)


def _with_flags(asked: Collection[str], examples: Sequence[tuple[int, set[str]]]) -> list[tuple[int, set[str]]]:
    """Return the examples that have the flags asked for, all or else as many as any has."""
    most = max((len(has.intersection(asked)) for _, has in examples), default=0)
    return [example for example in examples if len(example[1].intersection(asked)) == most] if most else []


def _likeness(used: Collection[str], lines: Sequence[Collection[str]]) -> float:
    """Return how like an example is to the lines of the lesson: flags in common, less those that no line has."""
    return max((len(set(used) & set(line)) - 0.4 * len(set(used) ^ set(line)) + 0.1 for line in lines), default=0.0)


def _lines(command: str, passage: Passage) -> list[str]:
    """Return the lines of a block of code that call a command."""
    if passage.form not in CODE:
        return []
    return [line for line in passage.text.splitlines() if re.search(rf"(?<![\w-]){re.escape(command)}(?![\w-])", line)]


def _size(passages: Sequence[Passage]) -> int:
    return sum(len(passage.text) for passage in passages)


def _relevance(index: Index, question: Question, passage: Passage) -> float:
    shared = question.matter & set(index.reader.plain(passage.text))
    return sum(index.weight(feature) for feature in shared)
