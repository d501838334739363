"""What a learner has in their sandbox, by name: looked up while they type, and never waited for long."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass

from bot.core.clock import Clock
from bot.core.tasks import Tasks
from bot.practice.door import Door
from bot.practice.service import PracticeService
from sandbox.errors import SandboxError
from sandbox.programs import HOME

WAIT_SECONDS = 0.08
"""How long a keystroke waits: what takes longer is there for the next one."""
FRESH_SECONDS = 5.0
LOOK_SECONDS = 3.0
MOST_LEARNERS = 500
MOST_FILES = 100
_LISTING = f"""
docker ps -a --format='c {{{{.Names}}}}' &
docker images --format='i {{{{.Repository}}}}:{{{{.Tag}}}}' &
find {HOME} -maxdepth 3 -name '.*' -prune -o -type f -printf 'f %P\\n' | head -n {MOST_FILES} &
wait
"""


@dataclass(frozen=True, slots=True)
class Names:
    """Names of containers, images (as they are written: without `:latest`) and files of the workspace."""

    containers: tuple[str, ...] = ()
    images: tuple[str, ...] = ()
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Known:
    names: Names
    at: float


class OwnNames:
    """Remembers the names for a few seconds.

    While a command runs the last ones known are told: nobody who types waits for it.
    """

    def __init__(self, door: Door, clock: Clock, tasks: Tasks) -> None:
        self._door = door
        self._clock = clock
        self._tasks = tasks
        self._known: OrderedDict[int, _Known] = OrderedDict()
        self._looking: dict[int, asyncio.Task[None]] = {}

    async def of(self, user_id: int) -> Names:
        """Return the names, as far as they are known within `WAIT_SECONDS`."""
        looking = self.look(user_id)
        if looking is not None:
            await asyncio.wait({looking}, timeout=WAIT_SECONDS)
        known = self._known.get(user_id)
        return Names() if known is None else known.names

    def look(self, user_id: int) -> asyncio.Task[None] | None:
        """Have the names looked up beside the caller, where that is needed and can be done now."""
        practice = self._door.service
        if practice is None or not practice.has_sandbox(user_id):
            self._known.pop(user_id, None)
            return None
        if user_id in self._looking or self._is_fresh(user_id) or practice.is_running(user_id):
            return self._looking.get(user_id)
        looking = self._looking[user_id] = self._tasks.start(self._look(practice, user_id), name="own names")
        looking.add_done_callback(lambda _: self._looking.pop(user_id, None))
        return looking

    def changed(self, user_id: int) -> None:
        """Take note that a command may have changed what there is."""
        known = self._known.get(user_id)
        if known is not None:
            self._known[user_id] = _Known(known.names, at=float("-inf"))

    def _is_fresh(self, user_id: int) -> bool:
        known = self._known.get(user_id)
        return known is not None and self._clock.monotonic() - known.at < FRESH_SECONDS

    async def _look(self, practice: PracticeService, user_id: int) -> None:
        try:
            async with asyncio.timeout(LOOK_SECONDS):
                ran = await practice.inside.execute(user_id, ("sh", "-c", _LISTING))
        except (TimeoutError, SandboxError):
            return
        self._known.pop(user_id, None)
        self._known[user_id] = _Known(_read(ran.stdout.decode(errors="replace")), self._clock.monotonic())
        if len(self._known) > MOST_LEARNERS:
            self._known.popitem(last=False)


def _read(listing: str) -> Names:
    found: dict[str, dict[str, None]] = {"c": {}, "i": {}, "f": {}}
    for line in listing.splitlines():
        kind, _, name = line.partition(" ")
        if kind in found and name and not name.startswith("<none>"):
            found[kind][name.removesuffix(":latest") if kind == "i" else name] = None
    return Names(tuple(found["c"]), tuple(found["i"]), tuple(sorted(found["f"])))
