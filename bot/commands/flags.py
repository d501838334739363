"""The flags of a command: by the grammar of the policy, by what it closes, and by the command cards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.commands.details import detail_of
from bot.commands.explained import Part, Role
from bot.commands.matching import flag_by_name, flag_of_card, is_long_with_one_dash
from bot.lessons.model import Card
from sandbox.policy.grammar import Flag, Spec
from sandbox.policy.suggest import closest

# The policy refuses a closed flag without asking what follows: of those that no card explains, these take no value.
_CLOSED_SWITCHES: Mapping[str, frozenset[str]] = {
    "docker": frozenset({
        "--privileged", "--oom-kill-disable", "--disable-content-trust", "--squash", "--bootstrap", "--cluster",
        "--use-api-socket", "--tls", "--tlsverify",
    }),
    "cp": frozenset({"-l", "--link", "-s", "--symbolic-link"}),
    "curl": frozenset({
        "-L", "--location", "--location-trusted", "-n", "--netrc", "--next", "-:", "-Z", "--parallel",
        "--haproxy-protocol",
    }),
    "tree": frozenset({"-R"}),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Word:
    """A word as typed, and as it is read."""

    typed: str
    text: str


@dataclass(frozen=True, slots=True)
class Flags:
    """What is known of the flags of one command."""

    spec: Spec
    card: Card | None

    def read(self, words: Sequence[Word]) -> tuple[list[Part], int]:
        """Return the parts of the first word's flags, and how many words they took."""
        if words[0].text.startswith("--"):
            return self._long(words)
        return self._shorts(words)

    def _long(self, words: Sequence[Word]) -> tuple[list[Part], int]:
        name, equals, value = words[0].text.partition("=")
        if self._is_known(name):
            return self._taking(words, words[0].typed, name, value if equals else None)
        if (meant := closest(name, self._long_names())) is not None:
            return self._meant(words, "unknown-flag-near", name, meant)
        return [self._part(words[0].typed, name)], 1

    def _shorts(self, words: Sequence[Word]) -> tuple[list[Part], int]:
        text, parts = words[0].text, list[Part]()
        if is_long_with_one_dash(text, self.spec):
            return self._meant(words, "one-dash", text, f"-{text}")
        lower = text.lower()
        if not self._is_known(text[:2]) and all(self._is_known(f"-{letter}") for letter in lower[1:]):
            return self._meant(words, "unknown-flag-near", text, lower)
        letters = text[1:]
        while letters:
            name, letters = f"-{letters[0]}", letters[1:]
            if not letters:
                found, count = self._taking(words, name, name)
                return [*parts, *found], count
            if not self._is_known(name):
                return [*parts, self._part(f"{name}{letters}", f"{name}{letters}".partition("=")[0])], 1
            if letters.startswith("=") or self._takes_value(name):
                return [*parts, self._part(f"{name}{letters}", name, letters.removeprefix("="))], 1
            parts.append(self._part(name, name))
        return parts, 1

    def _taking(self, words: Sequence[Word], typed: str, name: str, value: str | None = None) -> tuple[list[Part], int]:
        """Take the next word along where the flag takes a value and none was written with it."""
        if value is None and len(words) > 1 and self._takes_value(name):
            return [self._part(f"{typed} {words[1].typed}", name, words[1].text)], 2
        return [self._part(typed, name, value or "")], 1

    def _meant(self, words: Sequence[Word], key: str, name: str, meant: str) -> tuple[list[Part], int]:
        """Name an unknown flag, and take its value along where the flag that was probably meant takes one."""
        takes_next = len(words) > 1 and "=" not in words[0].text and self._takes_value(meant)
        typed = f"{words[0].typed} {words[1].typed}" if takes_next else words[0].typed
        return [Part(typed, Role.UNKNOWN, key=key, values={"value": name, "meant": meant})], 2 if takes_next else 1

    def _flag(self, name: str) -> Flag | None:
        return next((flag for flag in self.spec.flags if flag.short == name), None) or flag_by_name(self.spec, name)

    def _long_names(self) -> list[str]:
        of_card = [flag.long for flag in self.card.every_flag] if self.card else []
        names = [*(flag.long for flag in self.spec.flags), *self.spec.closed, *of_card]
        return [name for name in names if name.startswith("--")]

    def _is_known(self, name: str) -> bool:
        is_listed = name == "--help" or name in self.spec.closed or self._flag(name) is not None
        return is_listed or flag_of_card(self.card, name, None) is not None

    def _takes_value(self, name: str) -> bool:
        if (flag := self._flag(name)) is not None:
            return flag.kind is not None
        if (known := flag_of_card(self.card, name, None)) is not None:
            return bool(known.value)
        program = self.spec.name.partition(" ")[0]
        return name in self.spec.closed and name not in _CLOSED_SWITCHES.get(program, ())

    def _part(self, typed: str, name: str, value: str = "") -> Part:
        flag = self._flag(name)
        known = flag_of_card(self.card, name, flag)
        says = known.says if known else ""
        if name in self.spec.closed or (known and flag is None and name != "--help"):
            detail = "value" if value else ""
            return Part(typed, Role.CLOSED, says, self.spec.closed.get(name, ""), detail, {"value": value})
        if flag is None and name == "--help":
            return Part(typed, Role.FLAG, key="flag-help")
        if flag is None:
            return Part(typed, Role.UNKNOWN, key="unknown-flag", values={"value": name, "command": self.spec.name})
        detail, values = "", dict[str, str]()
        if flag.kind is not None and value:
            _, detail, found = detail_of(flag.kind.name, value, self.spec.name)
            values = dict(found)
        values["long"] = flag.long if flag.long.startswith("--") else ""
        return Part(typed, Role.FLAG, says=says, key="" if says else "flag", detail=detail, values=values)


def may_take_next(parts: Sequence[Part]) -> str:
    """Return the unknown flag that ends the parts where the word after it may be its value, else an empty text."""
    last = parts[-1] if parts else None
    return last.values["value"] if last and last.key == "unknown-flag" and "=" not in last.word else ""
