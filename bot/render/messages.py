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


def render_help(verbs: frozenset[str], *, is_admin: bool = False) -> Reply:
    """Say what can be done here, with three buttons to try; who manages the group is told of its commands too."""
    text = say("help", "help", verbs=verbs, is_admin=is_admin)
    return Reply(text=text, choices=_first_tries(verbs), visibility=Visibility.PERSONAL)


def render_guild_welcome(verbs: frozenset[str]) -> Reply:
    """Greet a study group that took the bot in, with three buttons to try."""
    return Reply(text=say("help", "guild-welcome", verbs=verbs), choices=_first_tries(verbs))


def render_greeting(kind: str, verbs: frozenset[str]) -> Reply:
    """Say a word back: `hello`, `thanks`, `bye`, `nod`, or how to begin (`start`), with something to go on with."""
    first = (Choice("1강 펼치기", "lesson:list:1", Emphasis.PRIMARY),) if kind == "start" and "lesson" in verbs else ()
    tries = _first_tries(verbs)
    choices = {"hello": tries, "start": (*first, *tries[1:]), "thanks": tries[1:2]}.get(kind, ())
    return Reply(text=say("help", f"greet-{kind}"), choices=choices)


def _first_tries(verbs: frozenset[str]) -> tuple[Choice, ...]:
    choices = [Choice("도커가 뭐야?", "ask:example:0", Emphasis.PRIMARY)]
    if "quiz" in verbs:
        choices.append(Choice("퀴즈 풀기", "quiz:start:mix:5"))
    if "run" in verbs:
        choices.append(Choice("docker ps 실행해 보기", "run:example:ps"))
    return tuple(choices)


def welcome(name: str) -> Reply:
    """Greet at the start of a conversation."""
    return Reply(text=say("help", "welcome", name=name))
