"""The one way in: text to a plan, or to a refusal that teaches. Default deny; nothing else is ever raised."""

from __future__ import annotations

from collections.abc import Sequence

from sandbox.policy.block import clean
from sandbox.policy.commands import read_command
from sandbox.policy.grammar import Arg
from sandbox.policy.plan import Command, Plan, Refusal
from sandbox.policy.settings import PolicySettings
from sandbox.policy.steps import read_plan
from sandbox.policy.trouble import Refused

_MOST_CORRECTIONS = 4


def read(text: str, settings: PolicySettings) -> Plan | Refusal:
    """Return what a learner's text may do, or why not.

    `text` is one line or a pasted block: comments, prompts, code fences and continued lines are understood. Nothing is
    ever raised.
    """
    if len(text) > settings.most_characters:
        return Refusal("too-long", text[:40], text[:200], values={"most": str(settings.most_characters)})
    cleaned = clean(text)
    try:
        return read_plan(cleaned, settings)
    except Refused as refused:
        return Refusal(
            refused.key,
            refused.word,
            _line(cleaned, refused),
            _correct(cleaned, refused, settings),
            refused.filled,
        )


def recheck(words: Sequence[str], settings: PolicySettings) -> Command | Refusal:
    """Return the command of words whose substitutions have been filled in, read by the same rules.

    What comes out of a container or a file decides nothing by itself: a `--privileged` in it is refused here.
    """
    line = " ".join(words)
    if not words:
        return Refusal("empty", "", line)
    try:
        return read_command([Arg((word,)) for word in words], settings)
    except Refused as refused:
        return Refusal(refused.key, refused.word, line, values=refused.filled)


def _line(text: str, refused: Refused) -> str:
    start = min(refused.start or 0, len(text))
    end = text.find("\n", start)
    return text[text.rfind("\n", 0, start) + 1 : len(text) if end < 0 else end]


def _correct(text: str, refused: Refused, settings: PolicySettings) -> str | None:
    """Return the text with what is probably meant, when that is allowed as a whole."""
    for _ in range(_MOST_CORRECTIONS):
        corrected = _replaced(text, refused)
        if corrected is None or corrected == text or not corrected.strip():
            return None
        corrected = corrected.strip()
        try:
            read_plan(corrected, settings)
        except Refused as again:
            text, refused = corrected, again
        else:
            return corrected
    return None


def _replaced(text: str, refused: Refused) -> str | None:
    if refused.suggestion is not None:
        return refused.suggestion
    if refused.instead is None or refused.start is None or refused.end is None or refused.start < 0:
        return None
    rest = text[refused.end :]
    return text[: refused.start] + refused.instead + (rest if refused.instead else rest.lstrip(" "))
