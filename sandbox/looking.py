"""The learner's files that decide what a command does are read, just before it runs, for the policy to judge."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from sandbox.engine import Runner
from sandbox.judged import read_copies
from sandbox.limits import Limits
from sandbox.own_images import knowing_own
from sandbox.policy.looked_at import Wanted, judge, project_of
from sandbox.policy.plan import Command, Refusal
from sandbox.policy.settings import PolicySettings
from sandbox.programs import FAILED, HOME, OK, absolute, read_output

# A file may be absent, a folder or closed, as docker will find it too. What tells each reader another thing (a pipe)
# may not stand for one. Of a long file so much is read as shows that it is too long (64 Ki characters).
_READ = """
if [ -f "$1" ]; then head -c 300000 -- "$1" || exit 1; elif [ -e "$1" ] && [ ! -d "$1" ]; then exit 3; else exit 1; fi
"""
MOST_FILES = 60  # that one command leads to, with those that are not there


async def look_at_files(
    runner: Runner, limits: Limits, command: Command, output: str, settings: PolicySettings
) -> Command | Refusal:
    """Refuse a file that asks for what is closed here, and a path that a link leads out of the workspace.

    Returns the command as it may run: compose reads what was judged. `output` is the file that the output goes to: it
    is emptied first, and may not be one of those that decide.

    Raises:
        SandboxError: `file_not_written` where there is no room for what was judged.

    """
    if command.name.startswith("docker") and command.paths:
        real = await _real(runner, limits, command.paths)
        if not real or not all(map(_is_inside, real)):
            return Refusal("path-outside", command.paths[0], command.name)
    texts: dict[str, str | None] = {}
    for _ in range(MOST_FILES):
        found = await knowing_own(runner, limits, settings, partial(judge, command, texts))
        if isinstance(found, Wanted):
            code, text = await read_output(runner, ("sh", "-c", _READ, "sh", absolute(found.path)), limits)
            if code not in (OK, FAILED):
                return _changing(found.path, command)
            texts[found.path] = text if code == OK else None
        elif found is None and output and texts and await _is_among(runner, limits, output, texts):
            return _changing(output, command)
        elif found is not None:
            return found
        else:
            project = project_of(command, texts, settings)
            return command if project is None else await read_copies(runner, limits, command, project)
    return Refusal("path-outside", command.name, command.name)


def _changing(path: str, command: Command) -> Refusal:
    return Refusal("changing-file", path, command.name, values={"word": path})


def _is_inside(path: str) -> bool:
    return path == HOME or path.startswith(HOME + "/")


async def _is_among(runner: Runner, limits: Limits, output: str, read: Iterable[str]) -> bool:
    """Return whether a file is one of those that were read, or would have been, by whatever links."""
    real = await _real(runner, limits, (output, *read))
    return not real or real[0] in real[1:]


async def _real(runner: Runner, limits: Limits, paths: Iterable[str]) -> list[str]:
    """Return paths with their links followed, or nothing where that cannot be told."""
    code, text = await read_output(runner, ("realpath", "-m", "--", *map(absolute, paths)), limits)
    return text.splitlines() if code == OK else []
