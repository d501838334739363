"""Opening a terminal: the line is judged as any other, and the journal says that it opened one."""

from __future__ import annotations

import contextlib

from bot.core.people import Member
from bot.practice.lines import Lines
from bot.practice.parts import Parts
from bot.practice.terminal import Terminal
from bot.practice.turns import Turns
from bot.storage.commands import Entry
from sandbox.errors import SandboxGoneError
from sandbox.plans import with_container_file
from sandbox.policy.plan import Plan, Refusal
from sandbox.programs import end_container

TERMINAL_CAUSE = "terminal"
"""What the journal says of a line that opened a terminal."""


class Opening:
    """Opens terminals of plans that want one."""

    def __init__(self, parts: Parts, lines: Lines, turns: Turns) -> None:
        self._sessions = parts.sessions
        self._plans = parts.plans
        self._journal = parts.journal
        self._witness = parts.witness
        self._clock = parts.clock
        self._lines = lines
        self._turns = turns

    async def open(
        self, member: Member, owner: str, line: str, plan: Plan, rows: int, columns: int
    ) -> Terminal | Refusal:
        """Return the terminal of a line and its plan, or why it does not run. Nobody holds the owner's lock.

        Raises:
            SandboxError: `terminal_alone` when the line does more than one thing, `too_many_commands`, or there is no
                sandbox to be had.

        """
        request = self._plans.terminal_request(plan, rows, columns)
        await self._turns.take(member, owner, plan)
        async with self._sessions.lock(owner):
            session = await self._sessions.enter(owner, lambda _: None)
            runner = await self._sessions.open_runner(owner)
            looked = await self._plans.look(session, runner, plan, request, self._lines.settings(session))
        if isinstance(looked, Refusal):
            await runner.close()
            await self._witness.refused(member, line, looked.key)
            return looked
        await self._witness.opened(member, line, TERMINAL_CAUSE)
        request, container_file = with_container_file(looked, f"{self._clock.now().timestamp():.6f}")
        await self._journal.add(
            Entry(
                user_id=member.user_id,
                session=session.lease.session,
                at=self._clock.now(),
                line=line,
                exit_code=None,
                cause=TERMINAL_CAUSE,
                seconds=0.0,
                changes_state=False,  # what is typed into it cannot be brought back by its line
            )
        )
        return Terminal(
            runner,
            request,
            touch=lambda: self._sessions.touch(owner),
            tidy=lambda: self._end_container(owner, container_file),
            sandbox_end=lambda: session.ended,
        )

    async def _end_container(self, owner: str, container_file: str) -> None:
        """End the container of a terminal that was closed: nobody would ever type into it again."""
        if not container_file:
            return
        with contextlib.suppress(SandboxGoneError):
            runner = await self._sessions.open_runner(owner)
            try:
                await end_container(runner, container_file, self._sessions.limits)
            finally:
                await runner.close()
