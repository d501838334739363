"""Explanations of command lines, commands found again and error messages as replies."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.commands.errors import Trouble
from bot.commands.explained import Block, Explained, Line, Part, Role
from bot.commands.mended import Mended
from bot.commands.remind import Found, Kind
from bot.core.reply import Choice, Code, Emphasis, Reply, is_action
from bot.lessons.model import Card, RefusalText
from bot.lessons.used_flags import foremost
from bot.render.columns import PHONE, columns, wrapped
from bot.render.lines import MOST_LABEL, line_choices
from bot.render.wording import keys, say

CARD_ACTION = "cmd:card:"
MOST_CHOICES = 5
MOST_FLAGS = 12  # of a card: a message holds no more, and a phone shows no more at a glance
MOST_TEXT = 1500  # a Discord message holds 2,000 characters, its other parts included
_MOST_LINE = 400
_WORD_COLUMNS = 12  # a longer word stands alone, what it means below it
_GAP = "  "
_INDENT = "  "


def render_explained(explained: Explained, refusals: Iterable[RefusalText] = ()) -> Reply:
    """Show a text taken apart: each line as it was typed, under it its words in their order, meanings in one column."""
    if not explained.parts:
        return Reply(text=say("commands", "explained-nothing"))
    told = {text.key: text for text in refusals}
    widths = [columns(_word(part)) for part in explained.parts]
    width = max((width for width in widths if width <= _WORD_COLUMNS), default=len(_INDENT))
    table = "\n\n".join(
        "\n".join([*_heading(line, explained.block), *(row for part in line.parts for row in _rows(part, told, width))])
        for line in explained.lines
    )
    heading = say("commands", "explained-heading", block=explained.block.value, count=_commands(explained))
    notes = []
    for role, key in ((Role.UNKNOWN, "explained-unknown"), (Role.CLOSED, "explained-closed")):
        words = [part.word.partition("\n")[0] for part in explained.parts if part.role is role and _is_named(part)]
        if words:
            notes.append(say("commands", key, words="` `".join(words)))
    mended = [say("commands", place.key, typed=place.typed, meant=place.meant) for place in _told(explained.mended)]
    text = "\n".join([*mended, heading])
    return Reply(text=text, code=Code(_cut(table)), note=" ".join(notes), choices=_run_choices(explained))


def meaning(part: Part, told: dict[str, RefusalText] | None = None) -> str:
    """Return what a part means, in one line."""
    told = told or {}
    title = told[part.key].title if part.key in told else ""
    detail = say("commands", f"detail-{part.detail}", **part.values) if part.detail else ""
    if part.role is Role.CLOSED:
        says = f"{part.says.rstrip('.')}: {detail}" if part.says and detail else part.says or detail
        return f"{says} {say('commands', 'closed', title=title)}".strip()
    if part.says:
        # With a detail of its own, the first sentence of the card is enough.
        says = (part.says.partition("요. ")[0] + "요" if part.detail and "요. " in part.says else part.says).rstrip(".")
    elif part.key in _keys():
        says = say("commands", part.key, **part.values)
    else:
        says = say("commands", "unread", title=title)
    return f"{says}: {detail}" if detail else says


def render_found(found: Found) -> Reply:
    """Show the commands, the flags or the difference that was asked for, behind the flags that there are not."""
    shown = _found(found)
    if not found.lacking:
        return shown
    card = found.cards[0] if found.cards and found.kind is Kind.CARDS else None
    lacking = say("commands", "found-lacking", flags=found.lacking, card=card)
    return replace(shown, text=f"{lacking}\n{shown.text}")


def _found(found: Found) -> Reply:
    if found.kind is Kind.FLAG:
        text = say("commands", "found-flag", word=found.word, flags=found.flags)
        return Reply(text=text, choices=_opening([entry.card for entry in found.flags]))
    if found.kind is Kind.NOTHING:
        text = say("commands", "found-none", query=found.query[:60].replace("`", ""), near=found.cards)
        more = say("commands", "found-cards", cards=found.cards) if found.cards else ""
        return Reply(text=f"{text}\n{more}".strip(), choices=_opening(found.cards))
    if found.kind is Kind.DIFFERENCE:
        examples = "\n".join(
            f"$ {card.examples[0].line}\n# {card.examples[0].says}" for card in found.cards if card.examples
        )
        text = say("commands", "found-difference", cards=found.cards)
        return Reply(text=text, code=Code(examples, "bash"), choices=_opening(found.cards))
    if len(found.cards) == 1 or found.is_sure:
        return render_card(found.cards[0])
    return Reply(text=say("commands", "found-cards", cards=found.cards), choices=_opening(found.cards))


def render_card(card: Card) -> Reply:
    """Show a command card: what it does, its foremost flags, its forms, an example; buttons run its first examples."""
    lines = [f"# {form.says}\n{form.form}" for form in card.forms]
    forms = {form.form for form in card.forms}
    others = sorted((each for each in card.examples if each.line not in forms), key=lambda each: bool(each.no_run))
    lines += [say("commands", "card-example", example=example) for example in others[:1]]
    flags = foremost(card, MOST_FLAGS)
    return Reply(
        text=say("commands", "found-one", card=card, flags=flags, more=len(card.flags) - len(flags)),
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


def _keys() -> frozenset[str]:
    return keys("commands")


def _is_named(part: Part) -> bool:
    """Say whether the part is worth naming again below: not what could not be read at all."""
    return part.role is Role.CLOSED or part.key in _keys()


def _heading(line: Line, block: Block) -> list[str]:
    """Return a command line as it was typed, ruled off; of a file, each line stands with its meaning already."""
    if block is not Block.COMMAND:
        return []
    text = line.text if len(line.text) <= _MOST_LINE else f"{line.text[: _MOST_LINE - 1]}…"
    return [text, "─" * min(PHONE, max(columns(row) for row in text.split("\n")))]


def _word(part: Part) -> str:
    return _INDENT * part.depth + part.word.partition("\n")[0]


def _rows(part: Part, told: dict[str, RefusalText], width: int) -> list[str]:
    """Return a word and what it means, which starts after `width` cells and ends where a phone does."""
    word, more = _word(part), part.word.split("\n")[1:12]
    start = width + len(_GAP)
    says = [" " * start + row for row in wrapped(meaning(part, told), PHONE - start)] or [""]
    if more or columns(word) > width:
        return [word, *more, *says]
    return [word + says[0][columns(word) :], *says[1:]]


def _cut(table: str) -> str:
    if len(table) <= MOST_TEXT:
        return table
    return table[:MOST_TEXT].rpartition("\n")[0] + "\n…"


def _commands(explained: Explained) -> int:
    roles = (Role.COMMAND, Role.CLOSED, Role.UNKNOWN)
    return sum(1 for part in explained.parts if part.role in roles and not part.word.startswith("-")) or 1


def _run_choices(explained: Explained) -> tuple[Choice, ...]:
    """Return a button for each line that practice takes, the first few."""
    if explained.block is not Block.COMMAND:
        return ()
    shut = (Role.CLOSED, Role.UNKNOWN)
    lines = [
        line.command for line in explained.lines if line.may_run and all(part.role not in shut for part in line.parts)
    ]
    return line_choices(lines)[:MOST_CHOICES]


def _told(mended: Sequence[Mended]) -> list[Mended]:
    """Return a place of each kind that was read as something else: one shows how it goes with all."""
    return list({place.key: place for place in reversed(mended)}.values())[::-1]


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
