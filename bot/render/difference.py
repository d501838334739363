"""What differs between a typed command and the expected one, in words."""

from __future__ import annotations

from bot.render.wording import say
from sandbox.policy.compare import Difference, same_meaning


def difference_text(difference: Difference) -> str:
    """Return one Korean sentence that says what differs without giving the answer away where it need not."""
    return say(
        "difference",
        difference.kind.value,
        given=difference.given,
        expected=difference.expected,
        name=difference.name,
    )


def compare(given: str, accepted: str) -> str | None:
    """Serve `bot.quiz.grade.Compare`: `None` where two command lines mean the same, else what differs."""
    difference = same_meaning(given, accepted)
    return None if difference is None else difference_text(difference)
