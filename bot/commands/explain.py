"""A command line, word by word: what is typed, matched to the grammar of the policy and to the command cards."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from bot.commands import files
from bot.commands.details import detail_of
from bot.commands.explained import Block, Explained, Line, Part, Role
from bot.commands.flags import Flags, Word, may_take_next
from bot.commands.matching import OPERATORS, XARGS_VALUES, flag_of_card, slot_of
from bot.commands.mended import mend
from bot.lessons.model import Card
from sandbox.policy import book, compose_commands, system, variables
from sandbox.policy.block import clean
from sandbox.policy.closed import CLOSED_PROGRAMS
from sandbox.policy.grammar import Spec
from sandbox.policy.lex import Named, Output, Text, Token, tokens
from sandbox.policy.parse import read
from sandbox.policy.plan import Refusal
from sandbox.policy.settings import PolicySettings
from sandbox.policy.suggest import closest
from sandbox.policy.trouble import Refused

_MOST_CHARACTERS = 4000
_WINDOWS_PATH = re.compile(r"[\"']?(?:[A-Za-z]:|%\w+%)\\")  # its backslashes are no signs of a shell
_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*=")
# Arguments after which everything belongs to the container.
_INNER_SLOT = "command"


def explain(text: str, cards: Iterable[Card]) -> Explained:
    """Return what each word of a command line, a Dockerfile or a compose file means.

    Nothing is refused here: what the policy closes is explained too, and marked; what nobody knows is named so.
    A text that can't be taken apart (an open quote) is one unknown part.
    """
    text = clean(text[:_MOST_CHARACTERS])
    if (block := files.kind_of(text)) is not Block.COMMAND:
        return Explained(block, text, (Line(text, tuple(files.explain(text, block))),))
    text, mended = mend(text)
    return replace(_Lines(text, {card.id: card for card in cards}).run(), mended=mended)


class _Lines:
    def __init__(self, text: str, cards: Mapping[str, Card]) -> None:
        self.text, self.cards = text, cards
        self.used: list[str] = []

    def run(self) -> Explained:
        try:
            found = tokens(self.text)
        except Refused as refused:
            part = Part(refused.word or self.text, Role.UNKNOWN, key=refused.key)
            return Explained(Block.COMMAND, self.text, (Line(self.text, (part,)),))
        lines = tuple(
            Line(self._typed(line), tuple(self._line(line)), (command := self._typed(line, " ")), _may_run(command))
            for is_end, group in groupby(found, lambda token: token.operator == "\n")
            if not is_end and (line := list(group))
        )
        return Explained(Block.COMMAND, self.text, lines, tuple(dict.fromkeys(self.used)))

    def _typed(self, line: Sequence[Token], gap: str = "") -> str:
        """Return a line as it was typed; `gap` stands for each backslash that leads to the next line."""
        text = self.text[line[0].start : line[0].end]
        for before, token in pairwise(line):
            between = self.text[before.end : token.start]
            text += (gap if gap and "\n" in between else between) + self.text[token.start : token.end]
        return text

    def _line(self, line: Sequence[Token]) -> Iterator[Part]:
        words: list[Word] = []
        is_redirect = False
        for token in line:
            if not token.operator:
                words.append(self._word(token))
                continue
            yield from self._redirected(words) if is_redirect else self._command(words)
            yield Part(token.operator, Role.OPERATOR, key=OPERATORS[token.operator])
            words, is_redirect = [], token.operator in (">", ">>")
        yield from self._redirected(words) if is_redirect else self._command(words)

    def _word(self, token: Token) -> Word:
        text = "".join(
            piece.text
            if isinstance(piece, Text)
            else f"${piece.name}"
            if isinstance(piece, Named)
            else f"$({piece.source})"
            for piece in token.pieces
        )
        if len(token.pieces) == 1 and isinstance(token.pieces[0], Output):
            text = f"$({token.pieces[0].source})"
        typed = self.text[token.start : token.end]
        return Word(typed, typed.strip("\"'") if _WINDOWS_PATH.match(typed) else text)

    def _redirected(self, words: Sequence[Word]) -> Iterator[Part]:
        if words:
            yield Part(words[0].typed, Role.ARGUMENT, key="argument-output-file", values={"value": words[0].text})
        yield from self._command(words[1:])

    def _command(self, words: Sequence[Word]) -> Iterator[Part]:
        rest = list(words)
        while rest and _ASSIGNMENT.match(rest[0].text):
            word = rest.pop(0)
            name, _, value = word.text.partition("=")
            yield Part(word.typed, Role.ASSIGNMENT, key="assignment", values={"name": name, "value": value})
        if not rest:
            return
        first = rest[0]
        if first.text == "docker":
            yield from self._docker(rest)
        elif (spec := book.workspace_specs().get(first.text)) is not None:
            yield self._card_part(first.typed, first.text)
            yield from self._arguments(rest[1:], spec)
        elif first.text in ("cd", "export", "unset"):
            yield Part(first.typed, Role.COMMAND, key=f"program-{first.text}")
            yield from (Part(word.typed, Role.ARGUMENT, key="argument-other") for word in rest[1:])
        elif (key := CLOSED_PROGRAMS.get(first.text)) is not None:
            yield Part(first.typed, Role.CLOSED, key=key)
            if key == "xargs":
                yield from self._after_xargs(rest[1:])
            else:
                yield from self._command(rest[1:]) if key == "sudo" else self._others(rest[1:])
        else:
            yield Part(first.typed, Role.UNKNOWN, key="unknown-program", values={"value": first.text})
            yield from self._others(rest[1:])

    def _after_xargs(self, words: Sequence[Word]) -> Iterator[Part]:
        """Explain the command that xargs runs, behind the flags of xargs itself."""
        rest = list(words)
        while rest and rest[0].text.startswith("-"):
            count = 2 if rest[0].text in XARGS_VALUES else 1
            yield Part(" ".join(word.typed for word in rest[:count]), Role.FLAG, key="flag", values={"long": ""})
            del rest[:count]
        yield from self._command(rest)

    def _others(self, words: Sequence[Word]) -> Iterator[Part]:
        return (Part(word.typed, Role.ARGUMENT, key="argument-other") for word in words)

    def _card_part(self, typed: str, name: str) -> Part:
        card = self.cards.get(name)
        if card is None:
            key = "program" if name.startswith("docker") else f"program-{name}"
            return Part(typed, Role.COMMAND, key=key, values={"name": name})
        self.used.append(name)
        role = Role.COMMAND if card.is_open else Role.CLOSED
        return Part(typed, role, says=card.summary)

    def _docker(self, words: list[Word]) -> Iterator[Part]:
        """Find the command among its words; docker and compose have flags of their own in between."""
        rest, head = words[1:], [words[0]]
        between = self._globals(rest, Spec("docker", book.docker_specs()[""].flags, closed=system.CLOSED_GLOBALS))
        if rest and rest[0].text == "compose":
            head.append(rest.pop(0))
            base = Spec("docker compose", compose_commands.GLOBALS, closed=compose_commands.GLOBALS_CLOSED)
            between += self._globals(rest, base)
            if rest:
                head.append(rest.pop(0))
        elif rest:
            head.append(rest.pop(0))
            if head[-1].text in system.GROUPS and rest and not rest[0].text.startswith("-"):
                head.append(rest.pop(0))
        name = " ".join(word.text for word in head)
        spec = book.find(name)
        typed = " ".join(word.typed for word in head)
        if spec is not None:
            yield self._card_part(typed, spec.name if spec.name in self.cards or name not in self.cards else name)
            yield from between
            yield from self._arguments(rest, spec)
            return
        yield self._unread(typed, name)
        yield from between
        yield from self._card_arguments(rest, self.cards.get(name) or self._near(name))

    def _globals(self, rest: list[Word], spec: Spec) -> list[Part]:
        """Take the flags that stand before a command off its words."""
        found: list[Part] = []
        while rest and rest[0].text.startswith("-"):
            parts, count = self._flags(spec).read(rest)
            found += parts
            del rest[:count]
            is_command = not rest or book.find(f"{spec.name} {rest[0].text}") or rest[0].text in system.GROUPS
            if not is_command and (flag := may_take_next(parts)) and not rest[0].text.startswith("-"):
                found.append(_maybe_value(rest.pop(0), flag))
        return found

    def _flags(self, spec: Spec) -> Flags:
        # What docker itself takes before any command stands on the card of its help.
        return Flags(spec, self.cards.get("docker help" if spec.name == "docker" else spec.name))

    def _unread(self, typed: str, name: str) -> Part:
        """Explain a docker command without a grammar: closed, a group, or none at all."""
        if name in self.cards:
            return self._card_part(typed, name)
        words = name.removeprefix("docker").strip()
        key = system.CLOSED_COMMANDS.get(words) or system.CLOSED_COMMANDS.get(words.split(" ")[0])
        if words in system.GROUPS:
            return Part(typed, Role.COMMAND, key="group", values={"name": name})
        if key is not None:
            return Part(typed, Role.CLOSED, key=key)
        if (near := self._near(name)) is not None:
            values = {"value": words, "meant": near.id.removeprefix("docker ")}
            return Part(typed, Role.UNKNOWN, key="unknown-command-near", values=values)
        return Part(typed, Role.UNKNOWN, key="unknown-command", values={"value": words})

    def _near(self, name: str) -> Card | None:
        """Return the card of the command that was probably meant."""
        words = {card.removeprefix("docker "): card for card in self.cards if card.startswith("docker ")}
        meant = closest(name.removeprefix("docker "), list(words))
        return self.cards[words[meant]] if meant is not None else None

    def _arguments(self, words: Sequence[Word], spec: Spec) -> Iterator[Part]:
        """Explain flags and arguments; `unsure` counts words that may be the value of an unknown flag before them."""
        rest, places, unsure = list(words), 0, 0
        flags = self._flags(spec)
        while rest:
            word = rest[0]
            if word.text == "--":
                yield Part(word.typed, Role.OPERATOR, key="operator-end-of-flags")
                yield from self._places(rest[1:], spec, places, unsure)
                return
            if word.text.startswith("-") and word.text != "-" and not spec.reads:
                parts, count = flags.read(rest)
                yield from parts
                rest = rest[count:]
                if rest and (flag := may_take_next(parts)) and not rest[0].text.startswith("-"):
                    yield _maybe_value(rest.pop(0), flag)
                    unsure += 1
                continue
            if not spec.goes_on:
                yield from self._places(rest, spec, places, unsure)
                return
            yield from self._places([rest.pop(0)], spec, places, unsure)
            places += 1

    def _places(self, words: Sequence[Word], spec: Spec, start: int, unsure: int) -> Iterator[Part]:
        for number, word in enumerate(words, start):
            slots = {slot_of(spec, place) for place in range(number, number + unsure + 1)}
            slot = slots.pop()
            if slots:
                yield Part(word.typed, Role.ARGUMENT, key="argument-unsure")
                continue
            if slot == _INNER_SLOT and not spec.goes_on:
                inner = " ".join(other.typed for other in words[number - start :])
                yield Part(inner, Role.INNER, key="inner-command")
                return
            if word.text.startswith("$("):
                yield Part(word.typed, Role.ARGUMENT, key="substitution")
                inner_parts = _Lines(word.text[2:-1], self.cards).run().parts
                yield from (replace(part, depth=part.depth + 1) for part in inner_parts)
                continue
            key, detail, values = detail_of(slot, word.text, spec.name)
            yield Part(word.typed, Role.ARGUMENT, key=key, detail=detail, values=values)

    def _card_arguments(self, words: Sequence[Word], card: Card | None) -> Iterator[Part]:
        """Explain the words of a command that only has a card: flags by the card, the rest as they are."""
        rest = list(words)
        while rest:
            word = rest.pop(0)
            name, _, _ = word.text.partition("=")
            known = flag_of_card(card, name, None) if name.startswith("-") else None
            if known is None:
                is_flag = word.text.startswith("-")
                key = "unknown-flag" if is_flag else "argument-other"
                values = {"value": name, "command": card.id if card else "docker"}
                yield Part(word.typed, Role.UNKNOWN if is_flag else Role.ARGUMENT, key=key, values=values)
                continue
            takes_next = bool(known.value) and "=" not in word.text and bool(rest)
            typed = f"{word.typed} {rest.pop(0).typed}" if takes_next else word.typed
            yield Part(typed, Role.FLAG, says=known.says)


def _may_run(line: str) -> bool:
    """Say whether practice takes a line; a variable may have been set before, and any image may be there."""
    found = read(line, PolicySettings())
    return not isinstance(found, Refusal) or found.key == variables.UNKNOWN


def _maybe_value(word: Word, flag: str) -> Part:
    return Part(word.typed, Role.ARGUMENT, key="argument-maybe-value", values={"flag": flag})
