"""What differs between a typed command and the expected one, in words."""

from __future__ import annotations

from bot.render.wording import say
from sandbox.policy.compare import Difference, DifferenceKind, same_meaning

FAR = (DifferenceKind.PROGRAM, DifferenceKind.UNREADABLE)


def difference_text(difference: Difference) -> str:
    """Return one Korean sentence that says what differs without giving the answer away where it need not."""
    return say(
        "difference",
        difference.kind.value,
        given=difference.given,
        expected=difference.expected,
        name=difference.name,
    )


def is_near_miss(told: str) -> bool:
    """Say whether what was told of a difference is of a command that is nearly right, not of another one or none."""
    return told not in {"", *(say("difference", kind, given="", expected="", name="") for kind in FAR)}


def compare(given: str, accepted: str) -> str | None:
    """Serve `bot.quiz.grade.Compare`: `None` where two command lines mean the same, else what differs."""
    difference = same_meaning(given, accepted)
    return None if difference is None else difference_text(difference)
