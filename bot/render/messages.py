"""Replies that belong to no one feature."""

from __future__ import annotations

from bot.core.errors import GoraeError
from bot.core.reply import Choice, Emphasis, Reply, Visibility
from bot.render.wording import say


def render_error(error: GoraeError) -> Reply:
    """Put an expected failure into words, for the person alone."""
    return Reply(text=error_text(error), visibility=Visibility.PERSONAL)


def error_text(error: GoraeError) -> str:
    """Return the Korean wording of an expected failure."""
    return say("errors", error.key, **error.values)


def render_unexpected() -> Reply:
    """Say that something failed that should not have, without its internals."""
    return Reply(text=say("errors", "unexpected"), visibility=Visibility.PERSONAL)


def render_help(verbs: frozenset[str]) -> Reply:
    """Say what can be done here, with three buttons to try."""
    choices = [Choice("도커가 뭐야?", "ask:example:0", Emphasis.PRIMARY)]
    if "quiz" in verbs:
        choices.append(Choice("퀴즈 풀기", "quiz:start:mix:5"))
    if "run" in verbs:
        choices.append(Choice("docker ps 실행해 보기", "run:example:ps"))
    return Reply(text=say("help", "help", verbs=verbs), choices=tuple(choices), visibility=Visibility.PERSONAL)


def welcome(name: str) -> Reply:
    """Greet at the start of a conversation."""
    return Reply(text=say("help", "welcome", name=name))
