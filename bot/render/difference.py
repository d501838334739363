"""What differs between a typed command and the expected one, in words."""

from __future__ import annotations

from bot.quiz.grade import Miss
from bot.render.wording import say
from sandbox.policy.compare import Difference, DifferenceKind, same_meaning


def difference_text(difference: Difference) -> str:
    """Return one Korean sentence that says what differs without giving the answer away where it need not."""
    return say(
        "difference",
        difference.kind.value,
        given=difference.given,
        expected=difference.expected,
        name=difference.name,
    )


def compare(given: str, accepted: str) -> Miss | None:
    """Serve `bot.quiz.grade.Compare`."""
    difference = same_meaning(given, accepted)
    if difference is None:
        return None
    return Miss(difference_text(difference), difference.reach, is_near=_is_near(difference, accepted))


def _is_near(difference: Difference, accepted: str) -> bool:
    """Say whether a command is nearly right: not another one, and no riddle unless a likely reading of it is near."""
    if difference.kind is DifferenceKind.UNREADABLE and difference.expected:
        meant = same_meaning(difference.expected, accepted)
        return meant is None or _is_near(meant, accepted)
    return difference.kind not in {DifferenceKind.PROGRAM, DifferenceKind.UNREADABLE}
