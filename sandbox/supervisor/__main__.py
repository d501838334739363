"""`python -m sandbox.supervisor DATA [CACHE]`: own a data folder's engine until nobody needs it any more."""

from __future__ import annotations

import asyncio
import fcntl
import signal
import sys
from pathlib import Path

from sandbox.supervisor.layout import Layout
from sandbox.supervisor.service import Supervisor

ALREADY_RUNNING = 3


async def serve(layout: Layout) -> None:
    """Run the supervisor, ended in order by SIGTERM or SIGINT."""
    supervisor = Supervisor(layout)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, supervisor.stop)
    await supervisor.run()


def main() -> int:
    """Take the data folder's lock, or end with 3 when another supervisor holds it."""
    layout = Layout.of(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else None)  # noqa: PLR2004
    layout.prepare()
    with layout.lock.open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return ALREADY_RUNNING
        asyncio.run(serve(layout))
    return 0


if __name__ == "__main__":
    sys.exit(main())
