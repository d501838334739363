"""A used sandbox made as new again, and the proof of it: all that can be seen of it is what a new one showed.

The look is the engine's own account (containers, images with what only builds see, volumes, networks, the build
cache), every file a learner could have written, processes, the engine's starts, and the room left on its disk,
which would tell of layers that nothing names any more. What stays different and cannot be seen by looking: the engine
counts on where it was (`-p 80` gets the next free port, a network the next subnet) and remembers events.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from bot.core.errors import GoraeError
from bot.missions.probe import Workbench

LEFT_KIB: Final = 16 * 1024  # the engine's own books grow by some 200 KiB with a build
LEFT_FILES: Final = 256  # … and by a few files
ROUNDS: Final = 2  # a container that ran with `--rm` may be in the middle of its removal
_ACCOUNT: Final = ("containers/json?all=1", "images/json?all=1", "volumes", "networks", "system/df?type=build-cache")
_LOOK: Final = """
find . /tmp /dev/shm -mindepth 1 -printf '%p %y %m %U\\n'
ps -u learner -o comm=
cat /run/gorae/starts
df -k --output=avail,iavail /var/lib/docker | tail -n 1
curl -sg --unix-socket /var/run/docker.sock -w '\\n' "$@"
"""
_CLEAN: Final = """
ask() { curl -sg --unix-socket /var/run/docker.sock -X "$@"; }
[ $# -eq 0 ] || ask DELETE "$@"
ask POST 'http://engine/images/prune?filters={"dangling":["false"]}' \\
  'http://engine/volumes/prune?filters={"all":["true"]}' http://engine/networks/prune 'http://engine/build/prune?all=true'
find . /tmp /dev/shm -mindepth 1 -delete
"""


@dataclass(frozen=True, slots=True)
class Appearance:
    """What a look showed: `account` has the engine's answer to each question, `traces` files, processes and starts."""

    account: Mapping[str, Any]
    traces: tuple[str, ...]
    free_kib: int
    free_files: int

    def is_as(self, new: Appearance) -> bool:
        """Say whether nothing tells this sandbox from what it was when it was new."""
        return (
            (self.account, self.traces) == (new.account, new.traces)
            and new.free_kib - self.free_kib <= LEFT_KIB
            and new.free_files - self.free_files <= LEFT_FILES
        )


async def look(bench: Workbench, user_id: int) -> Appearance | None:
    """Look at a sandbox, or at a new one where there is none; `None` when its engine does not answer."""
    questions = [f"http://engine/{question}" for question in _ACCOUNT]
    try:
        ran = await bench.execute(user_id, ("sh", "-c", _LOOK, "sh", *questions))
    except GoraeError:
        return None
    lines = [line for line in ran.stdout.decode().splitlines() if line]
    *traces, room = lines[: -len(_ACCOUNT)] or [""]
    try:
        account = dict(zip(_ACCOUNT, map(json.loads, lines[-len(_ACCOUNT) :]), strict=True))
        free_kib, free_files = map(int, room.split())
        account["networks"].sort(key=lambda network: network["Name"])
    except (ValueError, KeyError, TypeError, AttributeError):
        return None  # an engine that is going down answers with something else
    return Appearance(account, tuple(sorted(traces)), free_kib, free_files)


async def clean(bench: Workbench, user_id: int, new: Appearance) -> bool:
    """Remove all that is in a sandbox, and say whether it now is as it was when it was `new`."""
    for _ in range(ROUNDS):
        seen = await look(bench, user_id)
        if seen is None:
            return False
        if seen.is_as(new):
            return True
        containers = [container["Id"] for container in seen.account[_ACCOUNT[0]]]
        removals = [f"http://engine/containers/{container}?force=1&v=1" for container in containers]
        try:
            await bench.execute(user_id, ("sh", "-c", _CLEAN, "sh", *removals))
        except GoraeError:
            return False
    seen = await look(bench, user_id)
    return seen is not None and seen.is_as(new)
