"""One start of the bot in a process of its own: when it is ready, and where its memory goes. Prints JSON."""

from __future__ import annotations

import asyncio
import json
import sys
import time

from bot.app import opened
from bot.cli.logs import log_level
from bot.cli.serving import started_at
from bot.core.clock import SystemClock
from bot.core.people import Member
from bot.settings import read_settings


def resident_mib() -> float:
    """Return the process's resident memory (proc(5), VmRSS)."""
    with open("/proc/self/status", encoding="ascii") as file:  # noqa: PTH123 - a file of the kernel
        (line,) = [line for line in file if line.startswith("VmRSS:")]
    return int(line.split()[1]) / 1024


def age() -> float:
    """Return the seconds since this process began."""
    return time.clock_gettime(time.CLOCK_BOOTTIME) - started_at()


async def main() -> None:
    """Open the product as `serve` does, wait for practice, ask one question."""
    seen = {"imported_mib": resident_mib(), "imported_seconds": age()}
    async with opened(read_settings(), SystemClock(), lambda _progress: None, linger_seconds=1800, spares=0) as product:
        seen |= {"course_mib": resident_mib(), "course_seconds": age()}
        await product.door.settled.wait()
        seen |= {
            "ready_seconds": age(),
            "ready_cpu_seconds": time.process_time(),
            "has_engine": float(product.door.service is not None),
        }
        async for _ in product.conversation.say(Member(-1, "bench"), "도커가 뭐야?"):
            pass
        seen |= {"answered_mib": resident_mib(), "answered_seconds": age(), "answered_cpu_seconds": time.process_time()}
        await asyncio.sleep(5)
        seen |= {"idle_mib": resident_mib()}
    sys.stdout.write(json.dumps(seen))


if __name__ == "__main__":
    log_level("CRITICAL")
    asyncio.run(main())
