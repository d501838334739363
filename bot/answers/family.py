"""Commands that belong together by name: a family and its commands, and twins with and without Compose. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from bot.answers.question import Question

COMPOSE = "docker compose"
PRUNE = "docker system prune"
THINGS = frozenset({"container", "image", "volume", "network", "docker volume", "docker network"})


def named_commands(question: Question, own: Sequence[str], taught: Collection[str]) -> tuple[str, ...]:
    """Return the commands that a question names and that are taught, families (`docker compose`) left out."""
    named = [name for name in question.commands if name in taught and not is_family(name, own)]
    return tuple(dict.fromkeys(_in_family(question, name, taught) for name in named))


def _in_family(question: Question, name: str, taught: Collection[str]) -> str:
    """Return the command of that name for what is spoken of: `compose로 띄운 것의 log`, `볼륨 prune`."""
    if name == PRUNE:
        spoken = THINGS & {concept.removeprefix("docker ") for concept in question.concepts}
        families = [f"docker {thing}" for thing in spoken] if len(spoken) == 1 and "system" not in question.text else []
    else:
        families = [COMPOSE] if COMPOSE in question.commands and name not in question.text else []
    siblings = (f"{family} {name.rpartition(' ')[2]}" for family in families)
    return next((sibling for sibling in siblings if sibling in taught), name)


def is_family(name: str, own: Sequence[str]) -> bool:
    """Return whether the name only says which family of commands is meant: `docker compose` of `docker compose up`."""
    return name == COMPOSE or any(other.startswith(f"{name} ") for other in own)


def are_siblings(one: str, other: str) -> bool:
    """Return whether two commands are the same but for Compose: `docker build`, `docker compose build`."""
    return one.rpartition(" ")[2] == other.rpartition(" ")[2] and one.startswith(COMPOSE) != other.startswith(COMPOSE)
