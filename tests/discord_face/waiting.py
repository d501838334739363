"""How a test lets time pass."""

from __future__ import annotations

from tests.fake_discord import FakeDiscord


async def let_pass(fake: FakeDiscord, seconds: float) -> None:
    """Move time on, once somebody waits for that moment or an earlier one."""
    await fake.clock.wait_for_sleepers(within=seconds)
    fake.clock.advance(seconds)
