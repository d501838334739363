"""What commands do, and to what: which of them run the errand that a question is about."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.answers.deed import Errand
from bot.answers.korean import Intent
from bot.answers.question import Question


@dataclass(frozen=True, slots=True)
class Task:
    """What a command does, and to what, as concepts."""

    deeds: frozenset[str]
    things: frozenset[str]


_REMOVE, _CLEAN = "a:remove", "a:clean"  # who clears up removes; who removes may do so one by one
# Deeds that say enough by themselves: `그만 끄고 싶어요`, `nginx 받기`.
_PLAIN = frozenset({"a:pull", "a:run", "a:start", "a:stop", "a:restart", "a:kill", _REMOVE, "a:pause", "a:unpause"})
_UNNAMED = frozenset({"container", "image"})  # what they are done to where nothing else is named
_KEPT = frozenset({"docker volume", "docker network", "docker compose", "compose-service", "cache"})
_WANTS = re.compile(r"(?<![지되르])는\s?[거것]\s*$|싶|려면|려고|기\s*$|줘|뭐였|더라|[래까]\s*$")


def about(tasks: Mapping[str, Task], question: Question) -> tuple[str, ...]:
    """Return the commands a question is about: those it names, else those that do such a thing to such a thing."""
    if question.commands and tasks:
        return question.commands
    best: list[tuple[float, str]] = []
    for name, task in tasks.items():
        if name in question.concepts:
            best.append((3.0, name))
        elif question.actions & task.deeds and question.concepts & task.things:
            best.append((1 + 1 / (1 + len(task.things - question.concepts)), name))
    top = max((score for score, _ in best), default=0.0)
    return tuple(name for score, name in best if score == top)


def doing(tasks: Mapping[str, Task], question: Question) -> tuple[str, ...]:
    """Return the commands that run the last errand of a question, which is what it asks for."""
    return running(tasks, question.errands[-1], question) if question.errands else ()


def running(tasks: Mapping[str, Task], errand: Errand, question: Question) -> tuple[str, ...]:
    """Return the commands that run one errand of a question.

    The name of a program stands for its image or container, and so does nothing where the deed is plain.
    """
    deeds = {_REMOVE, _CLEAN} if errand.deed == _REMOVE else {errand.deed}
    doers = {name: task.things for name, task in tasks.items() if not deeds.isdisjoint(task.deeds)}
    others = _KEPT & question.concepts
    is_open = errand.deed in _PLAIN and not others and errand.things.isdisjoint(_UNNAMED)
    for kinds in (errand.things, *((_UNNAMED & question.concepts, _UNNAMED) if is_open else ())):
        if fitting := tuple(name for name, things in doers.items() if not kinds.isdisjoint(things)):
            return fitting
    return ()


def is_asked(question: Question) -> bool:
    """Return whether a question wants to do a thing, or says nothing but what to do."""
    return Intent.COMMAND in question.intents or not question.words or _WANTS.search(question.text) is not None
