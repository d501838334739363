"""What the audit says of a line, whatever becomes of it."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.core.people import Member
from bot.practice.updates import Failed, Finished, PracticeUpdate, Preparing, Refused, Running, WantsTerminal
from bot.practice.witness import Witness
from bot.storage.audit import Audit
from bot.storage.database import Database
from sandbox.engine import Cause
from sandbox.policy.plan import Refusal
from tests.fakes.clock import FakeClock

KIM = Member(1, "kim", guild_id=5)
REFUSED = Refused(Refusal("flag_privileged", "--privileged", "docker run --privileged nginx"))


@pytest.fixture
async def audit(tmp_path: Path) -> AsyncIterator[Audit]:
    database = await Database.open(tmp_path / "gorae.db")
    yield Audit(database)
    await database.close()


async def seen(audit: Audit, *updates: PracticeUpdate) -> tuple[bool, str, int | None]:
    async def told() -> AsyncGenerator[PracticeUpdate]:
        for update in updates:
            yield update

    watched = Witness(audit, FakeClock(datetime(2026, 3, 2, tzinfo=UTC))).watch(KIM, "docker ps", told())
    assert [update async for update in watched] == list(updates)
    (kept,) = await audit.of_member(5, 1)
    return kept.is_allowed, kept.reason, kept.exit_code


FINISHED = Finished(steps=(), exit_code=137, cause=Cause.MEMORY, seconds=0.1)


@pytest.mark.parametrize(
    ("updates", "verdict"),
    [
        ((REFUSED,), (False, "flag_privileged", None)),
        ((Failed("too_many_commands"),), (False, "too_many_commands", None)),
        ((Preparing(), Running(()), FINISHED), (True, "memory", 137)),
        ((Running(()), Failed("engine_unreachable")), (True, "engine_unreachable", None)),
        ((Running(()), REFUSED), (False, "flag_privileged", None)),
        ((Preparing(), Running(())), (True, "", None)),
    ],
)
async def test_every_line_leaves_one_verdict(
    audit: Audit, updates: tuple[PracticeUpdate, ...], verdict: tuple[bool, str, int | None]
) -> None:
    assert await seen(audit, *updates) == verdict


async def test_a_line_that_only_asks_for_a_terminal_is_judged_when_it_opens(audit: Audit) -> None:
    async def told() -> AsyncGenerator[PracticeUpdate]:
        yield WantsTerminal("docker run -it busybox sh")

    witness = Witness(audit, FakeClock(datetime(2026, 3, 2, tzinfo=UTC)))
    assert [update async for update in witness.watch(KIM, "docker run -it busybox sh", told())]
    assert await audit.of_member(5, 1) == []
    await witness.opened(KIM, "docker run -it busybox sh", "terminal")
    assert [(kept.is_allowed, kept.reason) for kept in await audit.of_member(5, 1)] == [(True, "terminal")]


async def test_what_was_typed_elsewhere_is_not_shown_to_a_group(audit: Audit) -> None:
    await audit.begin(Member(1, "kim"), "docker images", datetime(2026, 3, 2, tzinfo=UTC))
    assert await audit.of_member(5, 1) == []
    assert [kept.line for kept in await audit.of_member(None, 1)] == ["docker images"]
