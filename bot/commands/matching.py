"""Words matched to flags and places: of the policy's grammars, of the command cards."""

from __future__ import annotations

from bot.lessons.model import Card
from bot.lessons.model import Flag as CardFlag
from sandbox.policy.grammar import Flag, Spec

OPERATORS = {
    "|": "operator-pipe", "&&": "operator-and", "||": "operator-or", ";": "operator-then", ">": "operator-write",
    ">>": "operator-append", "2>&1": "operator-merge", "2>/dev/null": "operator-hide",
}  # fmt: skip
# Flags of xargs whose value is the next word.
XARGS_VALUES = frozenset({"-I", "-n", "-P", "-d", "-L", "-a", "-s", "-E", "--max-args", "--max-procs", "--delimiter"})


def slot_of(spec: Spec, number: int) -> str:
    """Return the name of the place of an argument, the last one repeating."""
    place = 0
    for slot in spec.slots:
        most = slot.most if slot.most is not None else number + 1
        if place <= number < place + max(most, 1):
            return slot.name
        place += most
    return spec.slots[-1].name if spec.slots else "other"


def flag_by_name(spec: Spec, name: str) -> Flag | None:
    """Return the flag of a grammar by its long name."""
    return next((flag for flag in spec.flags if name in (flag.long, *flag.also)), None)


def flag_of_card(card: Card | None, name: str, flag: Flag | None) -> CardFlag | None:
    """Return what a card says of a flag, by any of its names."""
    wanted = {name} | ({flag.long, flag.short, *flag.also} - {""} if flag else set())
    return next((known for known in card.every_flag if wanted & {known.long, known.short}), None) if card else None


def is_long_with_one_dash(text: str, spec: Spec) -> bool:
    """Say whether a long flag was typed with one dash (`-name`)."""
    name = f"-{text}".partition("=")[0]
    return len(text) > 3 and (flag_by_name(spec, name) is not None or name in spec.closed)  # noqa: PLR2004 - -it is short
