"""Writes down every line a learner ran and, after those that change something, what is in the sandbox then."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass

from bot.core.clock import Clock
from bot.core.people import Member
from bot.practice.inventory import Inventory, take_inventory
from bot.practice.updates import Finished
from bot.practice.workspace import list_files, pack
from bot.storage.commands import CommandJournal, Entry
from bot.storage.snapshots import Snapshot, Snapshots
from sandbox.errors import SandboxGoneError
from sandbox.limits import Limits
from sandbox.policy.plan import Plan, Variable
from sandbox.sessions import Session


@dataclass(frozen=True, slots=True)
class Typed:
    """A line and where it was typed."""

    line: str
    plan: Plan
    directory: str
    variables: tuple[Variable, ...]

    @property
    def changes_state(self) -> bool:
        """Whether anything may be different after it."""
        pipelines = [step.pipeline for step in self.plan.steps]
        return any(
            pipeline.redirect is not None or any(command.changes_state for command in pipeline.commands)
            for pipeline in pipelines
        )


class Keeper:
    """Keeps the journal and the snapshots."""

    def __init__(
        self,
        journal: CommandJournal,
        snapshots: Snapshots,
        limits: Limits,
        clock: Clock,
        *,
        takes_snapshots: bool = True,
    ) -> None:
        self._takes_snapshots = takes_snapshots
        self._journal = journal
        self._snapshots = snapshots
        self._limits = limits
        self._clock = clock
        self._before: dict[str, tuple[str, Inventory]] = {}  # by owner: the session and its last look

    async def write_down(
        self, member: Member, session: Session, typed: Typed, finished: Finished, *, with_snapshot: bool = True
    ) -> None:
        """Keep a line that ran and, when it may have changed something, what there is now."""
        made: tuple[tuple[str, str], ...] = ()
        if typed.changes_state and self._takes_snapshots:
            with contextlib.suppress(SandboxGoneError):  # the next command says so; what was kept before stays
                inventory, made = await self._look(session)
                if inventory is not None and with_snapshot:
                    await self._keep(session, inventory)
        await self._journal.add(
            Entry(
                user_id=member.user_id,
                session=session.lease.session,
                at=self._clock.now(),
                line=typed.line,
                exit_code=finished.exit_code,
                cause=finished.cause.value,
                seconds=finished.seconds,
                changes_state=typed.changes_state,
                directory=typed.directory,
                variables=typed.variables,
                made=made,
            )
        )

    async def keep_now(self, session: Session) -> None:
        """Keep what there is now."""
        if not self._takes_snapshots:
            return
        with contextlib.suppress(SandboxGoneError):
            inventory, _ = await self._look(session)
            if inventory is not None:
                await self._keep(session, inventory)

    async def _look(self, session: Session) -> tuple[Inventory | None, tuple[tuple[str, str], ...]]:
        """Return what there is now and which containers (id, name) came since the last look."""
        if session.runner is None or (now := await take_inventory(session.runner, self._limits)) is None:
            return None, ()
        owner, key = session.lease.owner, session.lease.session
        seen_in, before = self._before.get(owner, ("", Inventory()))
        if seen_in != key:
            before = await self._stored(int(owner), key)
        self._before[owner] = (key, now)
        known = {container.id for container in before.containers}
        return now, tuple((one.id, one.name) for one in now.containers if one.id not in known)

    async def _keep(self, session: Session, inventory: Inventory) -> None:
        """Keep what there is and the files of the workspace."""
        if session.runner is None:
            return
        user_id, key = int(session.lease.owner), session.lease.session
        before = await self._snapshots.of(user_id, key)
        listing = await list_files(session.runner, self._limits)
        files, left_out = (before.files, before.left_out) if before else (b"", ())
        if before is None or before.digest != listing.digest:
            packed = await pack(session.runner, self._limits, listing)
            files, left_out = (
                (b"", (*listing.kept, *listing.left_out)) if packed is None else (packed, listing.left_out)
            )
        snapshot = Snapshot(
            user_id=user_id,
            session=key,
            at=self._clock.now(),
            inventory=inventory.to_json(),
            files=files,
            digest=listing.digest,
            left_out=left_out,
        )
        await self._snapshots.save(snapshot)

    async def _stored(self, user_id: int, session: str) -> Inventory:
        stored = await self._snapshots.of(user_id, session)
        return Inventory() if stored is None else Inventory.from_json(stored.inventory)
