"""Is it alive, is it ready, and if not, why."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

CHECK_SECONDS = 2.0

Check = Callable[[], Awaitable[bool]]


@dataclass(frozen=True, slots=True)
class Health:
    """What a look at every part found: its name, and whether it answers."""

    parts: Mapping[str, bool]

    @property
    def is_ready(self) -> bool:
        """Whether all parts answer."""
        return all(self.parts.values())

    @property
    def missing(self) -> tuple[str, ...]:
        """The parts that do not."""
        return tuple(name for name, holds in self.parts.items() if not holds)


async def look(checks: Mapping[str, Check]) -> Health:
    """Ask every part at once; one that raises or takes longer than two seconds does not answer."""

    async def ask(check: Check) -> bool:
        try:
            async with asyncio.timeout(CHECK_SECONDS):
                return await check()
        except Exception:  # noqa: BLE001 - whatever is wrong with a part, it is not ready
            return False

    answers = await asyncio.gather(*(ask(check) for check in checks.values()))
    return Health(dict(zip(checks, answers, strict=True)))
