"""Variables of a learner's session: which may be set, which stand by themselves."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from sandbox.policy.dockerfile_words import Held
from sandbox.policy.plan import Command, Variable
from sandbox.policy.settings import PolicySettings
from sandbox.policy.trouble import Refused

UNKNOWN = "unknown-variable"
"""The key of a refusal that another session, in which the variable was set, would not make."""

# What decides where programs look and what they run, for docker, compose, curl and the C library.
_CLOSED_NAMES = re.compile(
    r"DOCKER_.*|BUILDKIT.*|BUILDX.*|COMPOSE_(?!PROJECT_NAME$|PROFILES$).*|LD_.*|PATH|HOME|USER|PWD|SHELL|IFS|ENV|BASH.*|"
    r"(?:HTTPS?|ALL|NO|FTP)_PROXY|SSH_.*|XDG_.*|CURL.*|TMPDIR|GO.*|SSL_.*|OTEL_.*|GLIBC_.*|MALLOC_.*|RES_OPTIONS|HOSTALIASES|LOCPATH|NLSPATH|PYTHON.*|LANG|LC_.*|TERM|GREP_.*|POSIXLY_.*",
    re.IGNORECASE,
)
# Set in a sandbox, to what is nobody's business here.
_OURS = ("PATH", "LANG", "TERM", "DOCKER_CONFIG", "BUILDX_CONFIG", "DOCKER_CLI_HINTS", "HOSTNAME", "COLUMNS", "LINES")
_MOST_VALUE = 2000
_MOST_VARIABLES = 50


def checked(name: str, value: str) -> Variable:
    """Return a variable that may be set. Raises `Refused` without a place."""
    if name == "DOCKER_HOST":
        raise Refused("remote-host", name)
    is_switch = name == "DOCKER_BUILDKIT" and value in ("0", "1")
    if (_CLOSED_NAMES.fullmatch(name) and not is_switch) or len(value) > _MOST_VALUE or "\x00" in value:
        raise Refused("closed-variable", name)
    return Variable(name, value)


def value_of(name: str, settings: PolicySettings) -> str:
    """Return what a variable holds. Raises `Refused` for one that was never set."""
    place = f"{settings.workspace}/{settings.directory}".rstrip("/")
    own = {"HOME": settings.workspace, "PWD": place, "USER": settings.user}
    own |= {variable.name: variable.value for variable in settings.variables}
    if name not in own:
        raise Refused(UNKNOWN, f"${name}")
    return own[name]


def environment(command: Command, settings: PolicySettings) -> dict[str, str | Held]:
    """Return what the environment of a command holds when it runs, as far as that is known here."""
    place = f"{settings.workspace}/{command.directory}".rstrip("/")
    own = {"HOME": settings.workspace, "PWD": place, "USER": settings.user}
    return {**dict.fromkeys(_OURS, Held.UNKNOWN), **own, **dict(command.environment)}


def with_set(settings: PolicySettings, variables: Iterable[Variable], *, is_exported: bool) -> PolicySettings:
    """Return the settings with variables set; what was exported once stays so. Raises `Refused` for too many."""
    held = {variable.name: variable for variable in settings.variables}
    for variable in variables:
        was = held.get(variable.name)
        held[variable.name] = replace(variable, is_exported=is_exported or bool(was and was.is_exported))
    if len(held) > _MOST_VARIABLES:
        raise Refused("too-many-steps", "=", values={"most": str(_MOST_VARIABLES)})
    return replace(settings, variables=tuple(held[name] for name in sorted(held)))


def without(settings: PolicySettings, names: Iterable[str]) -> PolicySettings:
    """Return the settings without some variables."""
    gone = set(names)
    return replace(settings, variables=tuple(item for item in settings.variables if item.name not in gone))
