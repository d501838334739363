"""Which images learners may use: the course's always, others by an operator's patterns where they can be had."""

from __future__ import annotations

from collections.abc import Sequence

from sandbox.policy.settings import PolicySettings
from sandbox.supervisor.stock import course_images


def policy_of(patterns: Sequence[str], *, is_embedded: bool = False) -> PolicySettings:
    """Return the policy under which the course's images and those that fit a pattern are open.

    The embedded engine's registry (`is_embedded`) holds the course's images and gets no others: they are refused with
    words of their own, whatever the patterns say.
    """
    names = tuple(image.name for image in course_images())
    return PolicySettings(
        images=tuple(dict.fromkeys((*names, *patterns))), stock=frozenset(names) if is_embedded else frozenset()
    )
