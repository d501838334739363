"""Whether two lines mean the same, and what differs when they nearly do: for grading typed commands.

Both are read by the policy's own grammar. What the policy closes (`docker push`) is compared word by word, flags in any
order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from sandbox.policy.normal import Meaning, meaning
from sandbox.policy.parse import read
from sandbox.policy.plan import Join, Pipeline, Plan, Refusal
from sandbox.policy.settings import PolicySettings


class DifferenceKind(StrEnum):
    """How a given line departs from the expected one, the farthest off first (see `Difference.reach`)."""

    UNREADABLE = "unreadable"  # the given line is refused for its form: `given` is the word, `expected` a suggestion
    PROGRAM = "program"  # another command
    MISSING_OPTION = "missing-option"
    EXTRA_OPTION = "extra-option"
    OPTION_VALUE = "option-value"
    SWAPPED_PORTS = "swapped-ports"
    ARGUMENT = "argument"
    MISSING_ARGUMENT = "missing-argument"
    EXTRA_ARGUMENT = "extra-argument"
    IMAGE_TAG = "image-tag"
    SWAPPED_ARGUMENTS = "swapped-arguments"
    STEPS = "steps"  # more or fewer commands
    REDIRECT = "redirect"
    JOIN = "join"  # `||` where the other line goes on after a success, or the other way round


@dataclass(frozen=True, slots=True)
class Difference:
    """The most telling difference. `name` is the option (`--publish`) where it is about one."""

    kind: DifferenceKind
    given: str = ""
    expected: str = ""
    name: str = ""

    @property
    def reach(self) -> int:
        """How far the given line got before it departed: of accepted lines, the one reached farthest was meant."""
        return list(DifferenceKind).index(self.kind)


def same_meaning(given: str, expected: str, settings: PolicySettings | None = None) -> Difference | None:
    """Return `None` where two lines do the same, else what differs. Never raises."""
    wide = replace(settings or PolicySettings(), images=("*",), reserved_ports=frozenset())
    one, other = read(given, wide), read(expected, wide)
    if isinstance(one, Plan) and isinstance(other, Plan):
        return _plans(one, other)
    if isinstance(one, Refusal) and isinstance(other, Refusal):
        return _words(given, expected)
    if isinstance(one, Refusal):
        return Difference(DifferenceKind.UNREADABLE, one.word, one.suggestion or "", one.key)
    return _words(given, expected) or Difference(DifferenceKind.PROGRAM, given, expected)


def _plans(given: Plan, expected: Plan) -> Difference | None:
    pairs = list(zip(given.steps, expected.steps, strict=False))
    for one, other in pairs:
        if found := _pipelines(one.pipeline, other.pipeline):
            return found
        if (one.join is Join.IF_FAILED) != (other.join is Join.IF_FAILED):
            return Difference(DifferenceKind.JOIN, one.join.value, other.join.value)
    if len(given.steps) != len(expected.steps):
        return Difference(DifferenceKind.STEPS, str(len(given.steps)), str(len(expected.steps)))
    return None


def _pipelines(given: Pipeline, expected: Pipeline) -> Difference | None:
    for one, other in zip(given.commands, expected.commands, strict=False):
        if found := _meanings(meaning(one), meaning(other)):
            return found
    if len(given.commands) != len(expected.commands):
        return Difference(DifferenceKind.STEPS, str(len(given.commands)), str(len(expected.commands)))
    if given.redirect != expected.redirect:
        path, other_path = given.redirect, expected.redirect
        return Difference(DifferenceKind.REDIRECT, path.path if path else "", other_path.path if other_path else "")
    return None


def _meanings(given: Meaning, expected: Meaning) -> Difference | None:
    if given.name != expected.name:
        return Difference(DifferenceKind.PROGRAM, given.name, expected.name)
    return _swapped_ports(given, expected) or _options(given.options, expected.options) or _arguments(given, expected)


def _swapped_ports(given: Meaning, expected: Meaning) -> Difference | None:
    for one in given.options.get("--publish", ()):
        turned = ":".join(reversed(one.split(":")))
        if one not in expected.options.get("--publish", ()) and turned in expected.options.get("--publish", ()):
            return Difference(DifferenceKind.SWAPPED_PORTS, one, turned, "--publish")
    return None


def _options(given: Mapping[str, Sequence[str]], expected: Mapping[str, Sequence[str]]) -> Difference | None:
    for name, values in expected.items():
        if name not in given:
            return Difference(DifferenceKind.MISSING_OPTION, "", " ".join(values), name)
    for name, values in given.items():
        if name not in expected:
            return Difference(DifferenceKind.EXTRA_OPTION, " ".join(values), "", name)
    for name, values in expected.items():
        if list(given[name]) != list(values):
            only_given = [value for value in given[name] if value not in values]
            only_expected = [value for value in values if value not in given[name]]
            return Difference(DifferenceKind.OPTION_VALUE, " ".join(only_given), " ".join(only_expected), name)
    return None


def _arguments(given: Meaning, expected: Meaning) -> Difference | None:
    one, other = list(given.arguments), list(expected.arguments)
    if one == other:
        return None
    if _bare(one) == _bare(other):
        return Difference(DifferenceKind.SWAPPED_ARGUMENTS, " ".join(one), " ".join(other))
    missing, extra = Counter(other) - Counter(one), Counter(one) - Counter(other)
    if not extra:
        return Difference(DifferenceKind.MISSING_ARGUMENT, "", " ".join(missing.elements()))
    if not missing:
        return Difference(DifferenceKind.EXTRA_ARGUMENT, " ".join(extra.elements()), "")
    left, right = next(iter(extra)), next(iter(missing))
    is_tag = left.rpartition(":")[0] == right.rpartition(":")[0] != "" and "/" not in left.rpartition(":")[2]
    return Difference(DifferenceKind.IMAGE_TAG if is_tag else DifferenceKind.ARGUMENT, left, right)


def _bare(words: Sequence[str]) -> list[str]:
    return sorted(word.removesuffix(":latest") for word in words)


def _words(given: str, expected: str) -> Difference | None:
    """Compare what no grammar reads: flags (anywhere) as a set, the other words in order."""
    one, other = given.split(), expected.split()
    flags, other_flags = _flags(one), _flags(other)
    words = [word for word in one if not word.startswith("-")]
    other_words = [word for word in other if not word.startswith("-")]
    if words[:2] != other_words[:2]:
        return Difference(DifferenceKind.PROGRAM, " ".join(words[:2]), " ".join(other_words[:2]))
    if missing := sorted(other_flags - flags):
        return Difference(DifferenceKind.MISSING_OPTION, "", "", missing[0])
    if extra := sorted(flags - other_flags):
        return Difference(DifferenceKind.EXTRA_OPTION, "", "", extra[0])
    if words != other_words:
        return Difference(DifferenceKind.ARGUMENT, " ".join(words[2:]), " ".join(other_words[2:]))
    return None


def _flags(words: Sequence[str]) -> set[str]:
    return {word for word in words if word.startswith("-")}
