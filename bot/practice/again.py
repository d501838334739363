"""Which lines of a journal bring a sandbox back, and how they must read to work a second time. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.storage.commands import Entry
from sandbox.engine import Cause
from sandbox.policy import parse
from sandbox.policy.plan import Command, Plan, Refusal
from sandbox.policy.settings import PolicySettings

MAKING = frozenset({"docker run", "docker create"})
LASTING = frozenset({"--volume", "--mount"})
"""With these a container may leave something behind when it is gone."""
LIFECYCLE = MAKING | {"docker start", "docker stop", "docker restart", "docker kill", "docker rm", "docker wait"}
LEAST_ID = 2
MAKES = re.compile(r"\bdocker\s+(?:container\s+)?(?:run|create)\b")


def worth_repeating(journal: Sequence[Entry], left: frozenset[str], policy: PolicySettings) -> list[Entry]:
    """Return the lines to repeat, in their order, each as it must be typed.

    `left` names the containers that were there in the end. Left out are lines that only touched files (these are
    brought back themselves), that failed or were cut short, and the whole life of containers that came and went
    without leaving anything. Docker's own names are written out and ids replaced by names, for both would differ.
    """
    read = [(entry, parse.read(entry.line, settings_at(entry, policy))) for entry in journal]
    useful = [(entry, plan) for entry, plan in read if isinstance(plan, Refusal) or _is_useful(entry, plan)]
    made = [container for entry, _ in useful for container in entry.made]
    gone = _gone_for_good(useful, {name for _, name in made} - left)
    return [
        replace(entry, line=_repeatable(entry, plan, made))
        for entry, plan in useful
        if isinstance(plan, Refusal) or not _is_only_about(entry, plan, gone, made)
    ]


def settings_at(entry: Entry, policy: PolicySettings) -> PolicySettings:
    """Return the policy's settings as they were where a line was typed; any image may be one that was made there."""
    return replace(policy, directory=entry.directory, variables=entry.variables, images=("*",), stock=frozenset())


def _commands(plan: Plan) -> list[Command]:
    return [command for step in plan.steps for command in step.pipeline.commands]


def _is_useful(entry: Entry, plan: Plan) -> bool:
    if not any(command.changes_state and command.name.startswith("docker") for command in _commands(plan)):
        return False
    if len(plan.steps) > 1:
        return True
    if entry.exit_code != 0 or entry.cause != Cause.EXIT.value:
        return bool(entry.made)  # a run that failed to start has left a container, and the learner may be looking at it
    command = _commands(plan)[0]
    return not (command.name == "docker run" and not entry.made and not _leaves_something(command))


def _leaves_something(command: Command) -> bool:
    return any(option.name in LASTING for option in command.options)


def _gone_for_good(useful: Sequence[tuple[Entry, Plan | Refusal]], gone: set[str]) -> set[str]:
    """Return those of the containers that are gone of which no other line speaks but to start, stop and remove."""
    kept: set[str] = set()
    for entry, plan in useful:
        names = {name for _, name in entry.made} | set(entry.line.split())
        is_simple = (
            isinstance(plan, Plan)
            and len(plan.steps) == 1
            and len(commands := _commands(plan)) == 1
            and commands[0].name in LIFECYCLE
            and not _leaves_something(commands[0])
        )
        if not is_simple:
            kept |= gone & names
    return gone - kept


def _is_only_about(entry: Entry, plan: Plan, gone: set[str], made: Sequence[tuple[str, str]]) -> bool:
    commands = _commands(plan)
    if len(commands) != 1 or commands[0].name not in LIFECYCLE:
        return False
    if commands[0].name in MAKING:
        return bool(entry.made) and all(name in gone for _, name in entry.made)
    named = {_named(word, made) for word in commands[0].arguments}
    return bool(named) and named <= gone


def _named(word: str, made: Sequence[tuple[str, str]]) -> str:
    """Return the name of the container that `word` is the id of, or the word."""
    if len(word) < LEAST_ID or re.fullmatch(r"[0-9a-f]+", word) is None:
        return word
    names = {name for container_id, name in made if container_id.startswith(word)}
    return names.pop() if len(names) == 1 else word


def _repeatable(entry: Entry, plan: Plan | Refusal, made: Sequence[tuple[str, str]]) -> str:
    if isinstance(plan, Refusal):
        return entry.line
    commands = _commands(plan)
    making = [command for command in commands if command.name in MAKING]
    if not making:
        return re.sub(r"(?<!\S)[0-9a-f]{2,64}(?!\S)", lambda match: _named(match[0], made), entry.line)
    is_nameless = not any(option.name == "--name" for option in making[0].options)
    if len(making) == 1 and len(entry.made) == 1 and is_nameless:
        return MAKES.sub(lambda match: f"{match[0]} --name={entry.made[0][1]}", entry.line, count=1)
    return entry.line
