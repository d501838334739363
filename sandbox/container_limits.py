"""Which container's own limit a command met: the sandbox's are the runner's to tell, these were the learner's to set.

The kernel's counts are gone with a container's control group, and its engine's word of it comes late or never (`--rm`):
what is left is what the line itself says, or the container that it names.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from sandbox.engine import Cause, Ended, Runner
from sandbox.limits import Limits
from sandbox.policy.plan import Command
from sandbox.programs import read_output

KILLED = 137
NAMING = frozenset({"docker exec", "docker start", "docker attach"})
SIZE = re.compile(r"([\d.]+)([bkmgt]?)i?b?", re.IGNORECASE)  # github.com/docker/go-units, RAMInBytes
POWERS = "bkmgt"


async def name_limit(runner: Runner, commands: Sequence[Command], ended: Ended, limits: Limits) -> Ended:
    """Return how a command ended, with the limit of its container (`-m`, `--pids-limit`, `--ulimit`) that was met.

    Raises `SandboxGoneError`.
    """
    if len(commands) != 1 or not commands[0].name.startswith("docker"):
        return ended
    command = commands[0]
    is_killed = ended.exit_code == KILLED and ended.machine_oom_kills > 0
    if ended.cause is Cause.SHARED_MEMORY or (ended.cause is Cause.EXIT and is_killed):
        return await _name_memory(runner, command, ended, limits)
    if ended.cause is Cause.PIDS and ended.pids_limit == 0:
        return replace(ended, pids_limit=_number(_asked_for(command, "--pids-limit")))
    if ended.cause is Cause.FILES:
        return replace(ended, files_limit=_number(_asked_for(command, "--ulimit", "nofile=").partition(":")[0]))
    return ended


async def _name_memory(runner: Runner, command: Command, ended: Ended, limits: Limits) -> Ended:
    """Tell whose limit it was: the container's own, the sandbox's (met before, too), or that of all sandboxes."""
    ended = replace(ended, oom_kills=max(1, ended.oom_kills))
    limit_bytes, container = _bytes(_asked_for(command, "--memory")), _asked_for(command, "--name")
    if limit_bytes == 0 and command.arguments and command.name in NAMING:
        words = ("docker", "inspect", "--type=container", "--format={{.HostConfig.Memory}} {{.Name}}")
        _, told = await read_output(runner, (*words, command.arguments[0]), limits)
        limit, _, container = told.strip().partition(" ")
        limit_bytes = _number(limit)
    if limit_bytes > 0:
        container = container.removeprefix("/")
        return replace(ended, cause=Cause.CONTAINER_MEMORY, memory_limit_bytes=limit_bytes, container=container)
    return replace(ended, cause=Cause.MEMORY if ended.memory_limit_bytes > 0 else Cause.SHARED_MEMORY)


def _asked_for(command: Command, flag: str, start: str = "") -> str:
    """Return what a line gives its container, without `start`: with `--rm` nothing else is left to tell."""
    values = [option.value for option in command.options if option.name == flag and option.value is not None]
    return next((value.removeprefix(start) for value in values if value.startswith(start)), "")


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else 0


def _bytes(size: str) -> int:
    found = SIZE.fullmatch(size)
    return int(float(found[1]) * 1024 ** POWERS.index(found[2].lower() or "b")) if found else 0
