"""A command line, word by word: what is typed, matched to the grammar of the policy and to the command cards."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.commands import files
from bot.commands.details import detail_of
from bot.commands.explained import Block, Explained, Part, Role
from bot.commands.matching import OPERATORS, flag_by_name, flag_of_card, is_long_with_one_dash, slot_of
from bot.lessons.model import Card
from sandbox.policy import book, compose_commands, system
from sandbox.policy.block import clean
from sandbox.policy.closed import CLOSED_PROGRAMS
from sandbox.policy.grammar import Flag, Spec
from sandbox.policy.lex import Named, Output, Text, Token, tokens
from sandbox.policy.suggest import closest
from sandbox.policy.trouble import Refused

_MOST_CHARACTERS = 4000
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
        return Explained(block, text, tuple(files.explain(text, block)))
    return _Lines(text, {card.id: card for card in cards}).run()


@dataclass(frozen=True, slots=True)
class _Word:
    """A word as typed, and as it is read."""

    typed: str
    text: str


class _Lines:
    def __init__(self, text: str, cards: Mapping[str, Card]) -> None:
        self.text, self.cards = text, cards
        self.used: list[str] = []

    def run(self) -> Explained:
        try:
            found = tokens(self.text)
        except Refused as refused:
            return Explained(
                Block.COMMAND, self.text, (Part(refused.word or self.text, Role.UNKNOWN, key=refused.key),)
            )
        parts: list[Part] = []
        words: list[_Word] = []
        for token in found:
            if not token.operator:
                words.append(self._word(token))
                continue
            is_redirect = bool(parts) and parts[-1].key in ("operator-write", "operator-append")
            parts += self._redirected(words) if is_redirect else self._command(words)
            words = []
            if token.operator != "\n":
                parts.append(Part(token.operator, Role.OPERATOR, key=OPERATORS[token.operator]))
        is_redirect = bool(parts) and parts[-1].key in ("operator-write", "operator-append")
        parts += self._redirected(words) if is_redirect else self._command(words)
        return Explained(Block.COMMAND, self.text, tuple(parts), tuple(dict.fromkeys(self.used)))

    def _word(self, token: Token) -> _Word:
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
        return _Word(self.text[token.start : token.end], text)

    def _redirected(self, words: Sequence[_Word]) -> Iterator[Part]:
        if words:
            yield Part(words[0].typed, Role.ARGUMENT, key="argument-output-file", values={"value": words[0].text})
        yield from self._command(words[1:])

    def _command(self, words: Sequence[_Word]) -> Iterator[Part]:
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
            yield from self._command(rest[1:]) if key == "sudo" else self._others(rest[1:])
        else:
            yield Part(first.typed, Role.UNKNOWN, key="unknown-program", values={"value": first.text})
            yield from self._others(rest[1:])

    def _others(self, words: Sequence[_Word]) -> Iterator[Part]:
        return (Part(word.typed, Role.ARGUMENT, key="argument-other") for word in words)

    def _card_part(self, typed: str, name: str) -> Part:
        card = self.cards.get(name)
        if card is None:
            key = "program" if name.startswith("docker") else f"program-{name}"
            return Part(typed, Role.COMMAND, key=key, values={"name": name})
        self.used.append(name)
        role = Role.COMMAND if card.is_open else Role.CLOSED
        return Part(typed, role, says=card.summary)

    def _docker(self, words: list[_Word]) -> Iterator[Part]:
        """Find the command among its words; compose has flags of its own in between."""
        rest = words[1:]
        head = [words[0]]
        between: list[Part] = []
        if rest and rest[0].text == "compose":
            head.append(rest.pop(0))
            base = Spec("docker compose", compose_commands.GLOBALS, closed=compose_commands.GLOBALS_CLOSED)
            while rest and rest[0].text.startswith("-"):
                found, count = self._flag(rest, base)
                between += found
                rest = rest[count:]
            if rest:
                head.append(rest.pop(0))
        elif rest and not rest[0].text.startswith("-"):
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
        yield from self._card_arguments(rest, self.cards.get(name))

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
        return Part(typed, Role.UNKNOWN, key="unknown-command", values={"value": words})

    def _arguments(self, words: Sequence[_Word], spec: Spec) -> Iterator[Part]:
        rest, places = list(words), 0
        arguments: list[_Word] = []
        while rest:
            word = rest[0]
            if word.text == "--":
                rest.pop(0)
                yield Part(word.typed, Role.OPERATOR, key="operator-end-of-flags")
                arguments += rest
                yield from self._places(rest, spec, places)
                return
            if word.text.startswith("-") and word.text != "-" and not spec.reads:
                parts, count = self._flag(rest, spec)
                yield from parts
                rest = rest[count:]
                continue
            if not spec.goes_on:
                yield from self._places(rest, spec, places)
                return
            yield from self._places([rest.pop(0)], spec, places)
            places += 1

    def _places(self, words: Sequence[_Word], spec: Spec, start: int) -> Iterator[Part]:
        for number, word in enumerate(words, start):
            slot = slot_of(spec, number)
            if slot == _INNER_SLOT and not spec.goes_on:
                inner = " ".join(other.typed for other in words[number - start :])
                yield Part(inner, Role.INNER, key="inner-command")
                return
            key, detail, values = detail_of(slot, word.text, spec.name)
            if word.text.startswith("$("):
                yield Part(word.typed, Role.ARGUMENT, key="substitution")
                inner_parts = _Lines(word.text[2:-1], self.cards).run().parts
                yield from (replace(part, depth=part.depth + 1) for part in inner_parts)
                continue
            yield Part(word.typed, Role.ARGUMENT, key=key, detail=detail, values=values)

    def _flag(self, words: Sequence[_Word], spec: Spec) -> tuple[list[Part], int]:
        """Return the parts of the first word's flags, and how many words they took."""
        word = words[0]
        card = self.cards.get(spec.name)
        if word.text.startswith("--"):
            name, equals, value = word.text.partition("=")
            flag = flag_by_name(spec, name)
            if flag is None and name not in spec.closed and name != "--help":
                return self._unknown_long(words, name, spec, card)
            if flag is None or flag.kind is None or equals:
                return [self._flag_part(word.typed, name, flag, spec, card, value)], 1
            following = words[1] if len(words) > 1 else None
            typed = f"{word.typed} {following.typed}" if following else word.typed
            part = self._flag_part(typed, name, flag, spec, card, following.text if following else "")
            return [part], 2 if following else 1
        return self._shorts(words, spec, card)

    def _unknown_long(self, words: Sequence[_Word], name: str, spec: Spec, card: Card | None) -> tuple[list[Part], int]:
        """Name an unknown flag, and take its value along where a flag that takes one was probably meant."""
        near = closest(name, [flag.long for flag in spec.flags])
        meant = flag_by_name(spec, near) if near else None
        if meant is None:
            return [self._flag_part(words[0].typed, name, None, spec, card, "")], 1
        takes_next = meant.kind is not None and "=" not in words[0].text and len(words) > 1
        typed = f"{words[0].typed} {words[1].typed}" if takes_next else words[0].typed
        values = {"value": name, "meant": meant.long}
        return [Part(typed, Role.UNKNOWN, key="unknown-flag-near", values=values)], 2 if takes_next else 1

    def _shorts(self, words: Sequence[_Word], spec: Spec, card: Card | None) -> tuple[list[Part], int]:
        letters, parts = words[0].text[1:], []
        if is_long_with_one_dash(words[0].text, spec):
            value = {"value": words[0].text, "meant": f"-{words[0].text}"}
            return [Part(words[0].typed, Role.UNKNOWN, key="one-dash", values=value)], 1
        while letters:
            name, letters = f"-{letters[0]}", letters[1:]
            flag = next((flag for flag in spec.flags if flag.short == name), None)
            if flag is None or flag.kind is None:
                parts.append(self._flag_part(name, name, flag, spec, card, ""))
                continue
            if letters:
                typed = f"{name}{letters}"
                parts.append(self._flag_part(typed, name, flag, spec, card, letters.removeprefix("=")))
                return parts, 1
            following = words[1] if len(words) > 1 else None
            typed = f"{name} {following.typed}" if following else name
            parts.append(self._flag_part(typed, name, flag, spec, card, following.text if following else ""))
            return parts, 2 if following else 1
        return parts, 1

    def _flag_part(self, typed: str, name: str, flag: Flag | None, spec: Spec, card: Card | None, value: str) -> Part:
        known = flag_of_card(card, name, flag)
        says = known.says if known else ""
        if name in spec.closed:
            return Part(typed, Role.CLOSED, says=says, key=spec.closed[name])
        if flag is None and name == "--help":
            return Part(typed, Role.FLAG, key="flag-help")
        if flag is None:
            values = {"value": name, "command": spec.name}
            return Part(typed, Role.UNKNOWN, says=says, key="unknown-flag", values=values)
        detail, values = "", {}
        if flag.kind is not None and value:
            _, detail, values = detail_of(flag.kind.name, value, spec.name)
        values = {**values, "long": flag.long if flag.long.startswith("--") else ""}
        return Part(typed, Role.FLAG, says=says, key="" if says else "flag", detail=detail, values=values)

    def _card_arguments(self, words: Sequence[_Word], card: Card | None) -> Iterator[Part]:
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
