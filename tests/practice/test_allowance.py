"""What a group leaves its learners never goes over what the operator allows."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.core.groups import GroupSettings
from bot.core.people import Member
from bot.practice.allowance import Allowance, Allowances
from bot.storage.database import Database
from bot.storage.groups import Groups
from sandbox.limits import Limits
from tests.fakes.clock import FakeClock

LIMITS = Limits(commands_a_minute=30, lifetime_seconds=3600)
KIM = Member(1, "kim", guild_id=5)


@pytest.fixture
async def groups(tmp_path: Path) -> AsyncIterator[Groups]:
    database = await Database.open(tmp_path / "gorae.db")
    yield Groups(database, GroupSettings())
    await database.close()


@pytest.mark.parametrize(
    ("values", "allowed"),
    [
        ({}, Allowance(30, 3600)),
        ({"commands_a_minute": 5, "sandbox_minutes": 15}, Allowance(5, 900)),
        ({"commands_a_minute": 500, "sandbox_minutes": 6000}, Allowance(30, 3600)),
    ],
)
async def test_the_smaller_limit_holds(groups: Groups, values: dict[str, int], allowed: Allowance) -> None:
    await groups.change(5, 7, FakeClock().now(), values)
    assert await Allowances(groups, LIMITS).of(KIM) == allowed
    assert await Allowances(groups, LIMITS).of(Member(1, "kim")) == Allowance(30, 3600)
