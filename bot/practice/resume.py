"""A sandbox that ended, built again in a fresh one: files first, then the lines that made the rest."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from typing import Protocol

from bot.core.clock import Clock
from bot.core.people import Member
from bot.practice.again import worth_repeating
from bot.practice.inventory import Inventory, take_inventory
from bot.practice.updates import Failed, Finished, NeedsFresh, PracticeUpdate, Resumed, ResumeUpdate, Resuming
from bot.practice.workspace import unpack
from bot.storage.commands import CommandJournal, Entry
from bot.storage.snapshots import Snapshot, Snapshots
from sandbox.engine import Cause
from sandbox.errors import SandboxGoneError
from sandbox.limits import Limits
from sandbox.policy.settings import PolicySettings
from sandbox.sessions import Session

RESUME_SECONDS = 300.0
"""How long a sandbox is worked on; what is left then is named."""


class Repeats(Protocol):
    """Runs a line again as the learner, under the policy, where it was typed; its containers are written down."""

    def __call__(self, member: Member, entry: Entry) -> AsyncGenerator[PracticeUpdate]:
        """Yield what happens; the last update is the outcome."""
        ...


class Resume:
    """Brings a learner's last sandbox back. The caller holds the owner's lock and hands in a fresh session."""

    def __init__(
        self, journal: CommandJournal, snapshots: Snapshots, limits: Limits, policy: PolicySettings, clock: Clock
    ) -> None:
        self._journal = journal
        self._snapshots = snapshots
        self._limits = limits
        self._policy = policy
        self._clock = clock

    async def wanted(self, user_id: int, live: str, *, fresh: bool = False) -> Snapshot | Failed | NeedsFresh:
        """Return what would be brought back into the session `live` ("" is none yet), or why nothing is.

        `fresh`: what is in that session does not matter.
        """
        before = await self._snapshots.latest(user_id, but=live)
        now = await self._snapshots.of(user_id, live) if live else None
        if before is None:
            return Failed("nothing_to_resume")
        if fresh:
            return before
        if live and before.resumed_into == live:
            return Failed("resumed_already")
        if now is not None and not (Inventory.from_json(now.inventory).is_empty and not now.files):
            return NeedsFresh()
        return before

    async def carry_out(
        self, member: Member, session: Session, before: Snapshot, repeat: Repeats, is_stopped: Callable[[], bool]
    ) -> AsyncGenerator[ResumeUpdate]:
        """Build it again and tell how it goes; the last update is `Resumed`. Raises `SandboxGoneError`."""
        if session.runner is None:
            raise SandboxGoneError("sandbox_gone")
        inventory = Inventory.from_json(before.inventory)
        has_files = await unpack(session.runner, self._limits, before.files)
        lines = worth_repeating(await self._journal.of_session(before.session), inventory.names, self._policy)
        until = self._clock.monotonic() + RESUME_SECONDS
        failed: list[str] = []
        for number, entry in enumerate(lines):
            if self._clock.monotonic() > until or is_stopped():
                failed += [left.line for left in lines[number:]]
                break
            yield Resuming(number, len(lines), entry.line)
            outcome = await self._outcome(repeat(member, entry))
            if not _is_as_before(entry, outcome):
                failed.append(entry.line)
        yield Resuming(len(lines), len(lines), "")
        missing = await self._complete(member, session, inventory, repeat, is_stopped)
        await self._snapshots.resumed(member.user_id, before.session, session.lease.session)
        yield Resumed(
            files=not before.files or has_files,
            containers=len(inventory.containers) - sum(kind == "container" for kind, _ in missing),
            missing=tuple(missing),
            failed=tuple(failed),
            left_out=before.left_out,
        )

    async def _complete(
        self,
        member: Member,
        session: Session,
        wanted: Inventory,
        repeat: Repeats,
        is_stopped: Callable[[], bool],
    ) -> list[tuple[str, str]]:
        """Pull, start and stop until what is there is what was there; return what is still missing (kind, name)."""
        now = await self._inventory(session)
        lines = [f"docker pull {image}" for image in sorted(wanted.images - now.images)]
        running = {container.name: container.is_running for container in now.containers}
        lines += [
            f"docker {'start' if container.is_running else 'stop'} {container.name}"
            for container in wanted.containers
            if running.get(container.name, container.is_running) != container.is_running
        ]
        for line in lines:
            if not is_stopped():
                await self._outcome(repeat(member, _entry(member, session, line)))
        now = await self._inventory(session)
        missing = [("container", name) for name in sorted(wanted.names - now.names)]
        missing += [("image", name) for name in sorted(wanted.images - now.images)]
        missing += [("volume", name) for name in sorted(wanted.volumes - now.volumes)]
        missing += [("network", name) for name in sorted(wanted.networks - now.networks)]
        return missing

    async def _inventory(self, session: Session) -> Inventory:
        taken = None if session.runner is None else await take_inventory(session.runner, self._limits)
        return taken or Inventory()

    async def _outcome(self, updates: AsyncGenerator[PracticeUpdate]) -> PracticeUpdate:
        last: PracticeUpdate = Failed("sandbox_gone")
        async with aclosing(updates):
            async for update in updates:
                last = update
        return last


def _is_as_before(entry: Entry, outcome: PracticeUpdate) -> bool:
    if not isinstance(outcome, Finished):
        return False
    return outcome.exit_code in {0, entry.exit_code}


def _entry(member: Member, session: Session, line: str) -> Entry:
    return Entry(
        user_id=member.user_id,
        session=session.lease.session,
        at=session.lease.last_used_at,
        line=line,
        exit_code=0,
        cause=Cause.EXIT.value,
        seconds=0.0,
        changes_state=True,
    )


def summary(resumed: Resumed) -> Sequence[tuple[str, str]]:
    """Return all that could not be brought back, as kind and name, for the wording."""
    lines = [("line", line) for line in resumed.failed]
    files = [("file", name) for name in resumed.left_out]
    return [*resumed.missing, *lines, *files, *([] if resumed.files else [("files", "")])]
