"""Two things side by side, each in the words that the lesson or the command's card has for it. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from bot.answers.answer import Column
from bot.answers.index import Index
from bot.answers.parts import Matches, Part
from bot.answers.question import Question
from bot.lessons.model import Passage, Term

TWO = 2  # a comparison has two sides
NEAR_PARTS = 3  # a part that compares just these two is looked for among so many
_LEAD = re.compile(r"^(?:\*\*(?P<strong>[^*]+)\*\*|`(?P<code>[^`]+)`)\s*:")
_BEGIN = re.compile(r"^`(?P<name>[A-Z]+)`(?:은|는)(?![가-힣])")  # an instruction of a Dockerfile
_BRACKET = re.compile(r"\(.*\)$")
_PROSE = frozenset({"paragraph", "item"})


def columns(
    index: Index, question: Question, matches: Matches, names: Sequence[str]
) -> tuple[tuple[Column, ...], Part | None]:
    """Return the two sides of a comparison, and the part that compares them where one does; no sides if it lacks words.

    A part near the question that sets just these two against each other comes first, by leads or by a table. Else each
    command has the sentence of the course that says what it does, or its card's; and each thing the part that defines
    it.
    """
    if question.commands and not {*question.commands, *question.said}.issuperset(names):
        names = ()  # one was named, and the other is a guess
    names = sorted(names, key=lambda name: _place(question.text, name.rpartition(" ")[2]))
    asked = _names(index, question, names)
    for match in matches.parts[:NEAR_PARTS]:
        part, text = match.part, question.text
        if sides := _led(part, asked) or _told(part, text) or _tabled(part, asked, text):
            return sides, part
    if len(names) == TWO and all(name in index.cards for name in names):
        return tuple(_command(index, matches, name) for name in names), None
    best = matches.parts[0].part.section
    led = [(lead["strong"], item) for item in best.passages if (lead := _LEAD.match(item.text)) and lead["strong"]]
    is_of_both = best.index.kind == "comparison" or all(
        _is_said(_BRACKET.sub("", lead), question.text) for lead, _ in led
    )
    if len(led) == TWO and is_of_both:
        return tuple(Column(lead, (item,)) for lead, item in led), None
    if best.index.kind == "comparison":
        return (), None  # it compares in its own words
    told = [_defining(matches, term) for term in _terms(index, question)]
    parts = [part for part in told if part is not None and part.section.passages]
    if len(parts) == TWO and parts[0] is not parts[1]:
        return tuple(Column(part.section.title, part.section.passages[:1]) for part in parts), None
    return (), None


def _names(index: Index, question: Question, names: Sequence[str]) -> Sequence[Collection[str]]:
    """Return the names of each thing that is compared."""
    if len(names) == TWO:
        return [{name} for name in names]
    return [_called(term) for term in _terms(index, question)]


def _terms(index: Index, question: Question) -> Sequence[Term]:
    """Return the terms of a question, in the order in which it names them."""
    found = [term for term in index.course.terms if term.id in question.concepts]
    return sorted(found, key=lambda term: _first_place(question.text, _called(term)))


def _first_place(text: str, names: Collection[str]) -> int:
    return min((place for name in names if (place := text.find(name)) >= 0), default=len(text))


def _called(term: Term) -> Collection[str]:
    return {name.lower() for name in (term.ko, term.en, *term.also)}


def _led(part: Part, asked: Sequence[Collection[str]]) -> tuple[Column, ...]:
    """Return the two things that a part tells of behind their names: `` `docker run`: … ``."""
    leads = [(lead["strong"] or lead["code"], one) for one in part.section.passages if (lead := _LEAD.match(one.text))]
    found = [next(((lead, one) for lead, one in leads if lead.lower() in names), None) for names in asked]
    return tuple(Column(lead, (one,)) for lead, one in filter(None, found)) if _are_two(found) else ()


def _told(part: Part, text: str) -> tuple[Column, ...]:
    """Return the two things that a part tells of in sentences that begin with them: `` `ENV`는 … ``."""
    begun = [(begin["name"], one) for one in part.section.passages if (begin := _BEGIN.match(one.text))]
    found = {name: one for name, one in reversed(begun) if _is_said(name, text)}
    return (
        tuple(Column(name, (found[name],)) for name in sorted(found, key=lambda name: text.find(name.lower())))
        if len(found) == TWO
        else ()
    )


def _tabled(part: Part, asked: Sequence[Collection[str]], text: str) -> tuple[Column, ...]:
    """Return two columns of a table (`장점 | 단점`, ` | RUN | CMD`), or two of its rows, with what each line is of."""
    for passage in part.section.passages:
        if passage.form != "table":
            continue
        head, *rows = [[cell.strip() for cell in line.split(" | ")] for line in passage.text.split("\n")]
        if len(head) == TWO and all(_is_said(title, text) for title in head):
            return tuple(_column(passage, head[at], (("", row[at]) for row in rows)) for at in (0, 1))
        if len(head) == TWO + 1 and not head[0] and all(_is_said(title, text) for title in head[1:]):
            return tuple(_column(passage, head[at], ((row[0], row[at]) for row in rows)) for at in (1, 2))
        found = [next((row for row in rows if row[0].lower() in names), None) for names in asked]
        if not _are_two(found):
            found = [row for row in rows if _is_said(row[0], text)]
        if _are_two(found):
            return tuple(_column(passage, row[0], zip(head[1:], row[1:], strict=False)) for row in filter(None, found))
    return ()


def _are_two(found: Sequence[object]) -> bool:
    return len(found) == TWO and None not in found and found[0] is not found[1]


def _is_said(title: str, text: str) -> bool:
    return _place(text, title) < len(text)


def _place(text: str, name: str) -> int:
    """Return where a question says a name as a word by itself, its length where it does not."""
    found = re.search(rf"(?<![a-z0-9-]){re.escape(name.lower())}(?![a-z0-9-])", text)
    return found.start() if found else len(text)


def _column(table: Passage, title: str, lines: Iterable[tuple[str, str]]) -> Column:
    text = "\n".join(f"{name}: {cell}" if name else f"- {cell}" for name, cell in lines)
    return Column(title, (replace(table, text=text, form="paragraph"),))


def _command(index: Index, matches: Matches, name: str) -> Column:
    """Return a command with the paragraph that says what it does, else with its card."""
    told = re.compile(rf"`{re.escape(name)}(?: [^`-][^`]*)?`(?:은|는)(?![가-힣])")
    pool = (one for match in matches.parts if name in match.part.commands for one in match.part.section.passages)
    says = next((one for one in pool if one.form in _PROSE and told.match(one.text)), None)
    return Column(name, (says,)) if says else Column(name, (), index.cards[name])


def _defining(matches: Matches, term: Term) -> Part | None:
    return next((match.part for match in matches.parts if term.means and match.part.address == term.means), None)
