"""Sandboxes to hand out: a few warm spares, a bound on all, and a fair queue in front."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum

import structlog

from sandbox.engine import Sandbox, SandboxEngine
from sandbox.errors import SandboxError
from sandbox.limits import Limits
from sandbox.spares import Spares
from sandbox.timing import Clock

MOST_SPARES = 8
log = structlog.get_logger("pool")


class Bound(StrEnum):
    """What keeps the number of sandboxes down: how many there may be, or the memory they share."""

    COUNT = "count"
    MEMORY = "memory"


@dataclass(eq=False)
class _Ticket:
    """One who waits. `tell` is called with the place (1 is next) whenever it changes."""

    tell: Callable[[int], None]
    turn: asyncio.Event = field(default_factory=asyncio.Event)


class Pool:
    """Hands out sandboxes, first come first served.

    `spares` are kept warm as far as there is room, and more while many arrive (`sandbox.spares`). `new_session` makes
    a fresh name.
    """

    def __init__(
        self, engine: SandboxEngine, limits: Limits, new_session: Callable[[], str], clock: Clock, *, spares: int = 1
    ) -> None:
        self._engine = engine
        self._new_session = new_session
        self._clock = clock
        self._spares = Spares(spares, MOST_SPARES)
        self._warm: deque[Sandbox] = deque()
        self._handed: set[str] = set()
        self._waiting: deque[_Ticket] = deque()
        self._promised = 0  # places of those whose turn has come and who have not taken theirs yet
        self._being_made = 0
        self._makers = asyncio.Semaphore(2)
        self._wanted = asyncio.Event()
        by_memory = max(1, limits.total_memory_mib // limits.planned_memory_mib)
        self.capacity = min(limits.live_sandboxes, by_memory)
        self.bound = Bound.MEMORY if by_memory < limits.live_sandboxes else Bound.COUNT

    @property
    def used(self) -> int:
        """How many sandboxes there are or are being made."""
        return len(self._warm) + len(self._handed) + self._being_made

    @property
    def waiting(self) -> int:
        """How many wait for one."""
        return len(self._waiting)

    @property
    def warm(self) -> tuple[Sandbox, ...]:
        """The spares."""
        return tuple(self._warm)

    def adopt(self, handed: Iterable[str]) -> None:
        """Count sandboxes that have an owner already, from an earlier life of this program or another program."""
        self._handed.update(handed)

    async def take(self, tell: Callable[[int], None]) -> Sandbox:
        """Return a sandbox that is now the caller's; wait for a place when there is none.

        Args:
            tell: called with the place in the queue (1 is next) whenever the caller has to wait.

        Raises:
            SandboxError: it could not be made.

        """
        self._spares.arrived(self._clock.monotonic())
        await self._await_turn(tell)
        try:
            if self._warm:
                spare = self._warm.popleft()
                self._handed.add(spare.sandbox_id)
                return spare
            made = await self._make()
            self._handed.add(made.sandbox_id)
            return made
        finally:
            self._wanted.set()
            self._next()

    async def give_back(self, sandbox_id: str) -> None:
        """Remove a sandbox and let the next in the queue in. One that is gone already is a success."""
        try:
            await self._engine.remove(sandbox_id)
        finally:
            self.forget(sandbox_id)

    def forget(self, sandbox_id: str) -> None:
        """Count a sandbox that is gone as gone."""
        self._handed.discard(sandbox_id)
        for spare in [spare for spare in self._warm if spare.sandbox_id == sandbox_id]:
            self._warm.remove(spare)  # in place: one that is being made is about to join this very queue
        self._next()
        self._wanted.set()

    async def keep_warm(self, *, pause_seconds: float = 1.5) -> None:
        """Make spares for as long as this runs; a pause first leaves the machine to the learner who took one.

        Spares that nobody came for are removed when the crowd is over.
        """
        while True:
            self._wanted.clear()
            while not self._waiting and len(self._warm) < self._wanted_now() and self._free > 0:
                try:
                    self._warm.append(await self._make())
                except SandboxError as error:
                    log.warning("no spare", reason=str(error))
                    break
                self._next()
            while len(self._warm) > self._wanted_now():
                await self._remove_spare()
            await self._await_change()
            await asyncio.sleep(pause_seconds)

    def _wanted_now(self) -> int:
        return self._spares.wanted(self._clock.monotonic())

    async def _remove_spare(self) -> None:
        try:
            await self.give_back(self._warm.pop().sandbox_id)
        except SandboxError as error:
            log.warning("spare not removed", reason=str(error))

    async def _await_change(self) -> None:
        """Return when a sandbox was taken or given back, or when fewer spares may be wanted than there are."""
        loop = asyncio.get_running_loop()
        changed = loop.create_task(self._wanted.wait())
        quiet = loop.create_task(self._clock.sleep(self._spares.quiet_seconds(self._clock.monotonic())))
        try:
            await asyncio.wait((changed, quiet), return_when=asyncio.FIRST_COMPLETED)
        finally:
            changed.cancel()
            quiet.cancel()

    async def _make(self) -> Sandbox:
        self._being_made += 1
        try:
            async with self._makers:
                started = self._clock.monotonic()
                made = await self._engine.create(self._new_session())
                self._spares.made(self._clock.monotonic() - started)
                return made
        finally:
            self._being_made -= 1

    @property
    def _free(self) -> int:
        """How many more sandboxes may be made."""
        return self.capacity - self.used - self._promised

    def _has_room(self) -> bool:
        return len(self._warm) + self.capacity - self.used > self._promised

    async def _await_turn(self, tell: Callable[[int], None]) -> None:
        if not self._waiting and self._has_room():
            return
        ticket = _Ticket(tell)
        self._waiting.append(ticket)
        tell(len(self._waiting))
        try:
            await ticket.turn.wait()
        except asyncio.CancelledError:
            if ticket.turn.is_set():
                self._promised -= 1
                self._next()
            else:
                self._waiting.remove(ticket)
                self._tell_places()
            raise
        self._promised -= 1  # the caller takes its place before anything else runs

    def _next(self) -> None:
        while self._waiting and self._has_room():
            self._promised += 1
            self._waiting.popleft().turn.set()
            self._tell_places()

    def _tell_places(self) -> None:
        for place, ticket in enumerate(self._waiting, 1):
            ticket.tell(place)
