"""Explanations of command lines, commands found again and error messages as replies."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

from bot.commands.errors import Trouble
from bot.commands.explained import Block, Explained, Part, Role
from bot.commands.remind import Found, Kind
from bot.core.reply import Choice, Code, Emphasis, Reply, is_action
from bot.lessons.model import Card, RefusalText
from bot.render.lines import MOST_LABEL, line_choices
from bot.render.wording import keys, say

CARD_ACTION = "cmd:card:"
MOST_CHOICES = 5
MOST_TEXT = 1500  # a Discord message holds 2,000 characters, its other parts included
_WORD_COLUMNS = 24
_INDENT = "  "


def render_explained(explained: Explained, refusals: Iterable[RefusalText] = ()) -> Reply:
    """Show a text taken apart: one line a word, meanings in one column."""
    if not explained.parts:
        return Reply(text=say("commands", "explained-nothing"))
    told = {text.key: text for text in refusals}
    table = "\n".join(_row(part, told) for part in explained.parts)
    heading = say("commands", "explained-heading", block=explained.block.value, count=_commands(explained))
    notes = []
    for role, key in ((Role.UNKNOWN, "explained-unknown"), (Role.CLOSED, "explained-closed")):
        words = [part.word.partition("\n")[0] for part in explained.parts if part.role is role and _is_named(part)]
        if words:
            notes.append(say("commands", key, words="` `".join(words)))
    return Reply(text=heading, code=Code(_cut(table)), note=" ".join(notes), choices=_run_choices(explained))


def meaning(part: Part, told: dict[str, RefusalText] | None = None) -> str:
    """Return what a part means, in one line."""
    told = told or {}
    title = told[part.key].title if part.key in told else ""
    if part.role is Role.CLOSED:
        return f"{part.says} {say('commands', 'closed', title=title)}".strip()
    if part.says:
        # With a detail of its own, the first sentence of the card is enough.
        says = (part.says.partition("요. ")[0] + "요" if part.detail and "요. " in part.says else part.says).rstrip(".")
    elif part.key in _keys():
        says = say("commands", part.key, **part.values)
    else:
        says = say("commands", "unread", title=title)
    detail = say("commands", f"detail-{part.detail}", **part.values) if part.detail else ""
    return f"{says}: {detail}" if detail else says


def render_found(found: Found) -> Reply:
    """Show the commands, the flags or the difference that was asked for."""
    if found.kind is Kind.FLAG:
        return Reply(text=say("commands", "found-flag", word=found.word, flags=found.flags))
    if found.kind is Kind.NOTHING:
        text = say("commands", "found-none", query=found.query[:60].replace("`", ""), near=found.cards)
        more = say("commands", "found-cards", cards=found.cards) if found.cards else ""
        return Reply(text=f"{text}\n{more}".strip(), choices=_opening(found.cards))
    if found.kind is Kind.DIFFERENCE:
        examples = "\n".join(
            f"$ {card.examples[0].line}\n# {card.examples[0].says}" for card in found.cards if card.examples
        )
        return Reply(text=say("commands", "found-difference", cards=found.cards), code=Code(examples, "bash"))
    if len(found.cards) == 1 or found.is_sure:
        return render_card(found.cards[0])
    return Reply(text=say("commands", "found-cards", cards=found.cards), choices=_opening(found.cards))


def render_card(card: Card) -> Reply:
    """Show a command card: what it does, its forms, its first examples."""
    lines = [f"# {form.says}\n{form.form}" for form in card.forms]
    return Reply(
        text=say("commands", "found-one", card=card),
        code=Code("\n\n".join(lines), "bash") if lines else None,
        choices=_examples((card,)),
    )


def render_trouble(trouble: Trouble) -> Reply:
    """Show what an error message means and what helps, for below a failing command."""
    text = say("commands", "error-found", title=trouble.title, cause=trouble.cause, cure=trouble.cure)
    choices = line_choices((trouble.fix,)) if trouble.fix else ()
    if trouble.section:
        choices = (*choices, Choice("강의에서 보기", f"lesson:open:{trouble.section}"))
    return Reply(text=text, choices=choices[:MOST_CHOICES])


def next_choice(line: str) -> Choice | None:
    """Return the button of a likely next step, or `None` where there is none that fits a button."""
    return next(iter(line_choices((line,), "다음")), None) if line else None


def background_note() -> str:
    """Say why a line of the foreground waited until its time was up."""
    return say("commands", "in-background")


def columns(text: str) -> int:
    """Return how many columns a text takes in a fixed-width face; Hangul takes two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def _keys() -> frozenset[str]:
    return keys("commands")


def _is_named(part: Part) -> bool:
    """Say whether the part is worth naming again below: not what could not be read at all."""
    return part.role is Role.CLOSED or part.key in _keys()


def _row(part: Part, told: dict[str, RefusalText]) -> str:
    first, *more = part.word.split("\n")[:12]
    word = _INDENT * part.depth + first
    says = meaning(part, told)
    if more:
        return "\n".join([word, *more, f"{_INDENT}└ {says}"])
    if columns(word) > _WORD_COLUMNS:
        return f"{word}\n{' ' * _WORD_COLUMNS}  {says}"
    return f"{word}{' ' * (_WORD_COLUMNS - columns(word))}  {says}"


def _cut(table: str) -> str:
    if len(table) <= MOST_TEXT:
        return table
    return table[:MOST_TEXT].rpartition("\n")[0] + "\n…"


def _commands(explained: Explained) -> int:
    roles = (Role.COMMAND, Role.CLOSED, Role.UNKNOWN)
    return sum(1 for part in explained.parts if part.role in roles and not part.word.startswith("-")) or 1


def _run_choices(explained: Explained) -> tuple[Choice, ...]:
    is_open = all(part.role not in (Role.CLOSED, Role.UNKNOWN) for part in explained.parts)
    return line_choices((explained.text,)) if is_open and explained.block is Block.COMMAND else ()


def _opening(cards: Sequence[Card]) -> tuple[Choice, ...]:
    """Return a button for each card: who looks for a command has not decided to run one (`prune` may be among them)."""
    return tuple(
        Choice(f"{card.id} 자세히"[:MOST_LABEL], f"{CARD_ACTION}{card.id}", Emphasis.PRIMARY)
        for card in cards[:MOST_CHOICES]
        if is_action(CARD_ACTION + card.id)
    )


def _examples(cards: Sequence[Card]) -> tuple[Choice, ...]:
    lines = [example.line for card in cards if card.is_open for example in card.examples if not example.no_run]
    return line_choices(lines[:3])
