"""The client's side of the supervisor: a lease on the practice engine of one data folder."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from sandbox.errors import SandboxError
from sandbox.sockets import ShortPath
from sandbox.supervisor.control import MOST_LINE, Failed, Progress, Ready, decode
from sandbox.supervisor.layout import Layout

CONNECT_SECONDS = 20.0
RETRY_SECONDS = 1.0
STOP_SECONDS = 15.0


class EmbeddedEngine:
    """`async with EmbeddedEngine(data_folder, tell) as ready`: the engine runs at least as long as the block.

    `tell` is called with each `Progress`. After the last lease the engine lingers for the longest `linger_seconds` any
    client asked for. `cache_folder` (default: below the data folder) holds what is built once.
    """

    def __init__(
        self,
        data_folder: Path,
        tell: Callable[[Progress], None],
        *,
        linger_seconds: float = 0.0,
        cache_folder: Path | None = None,
    ) -> None:
        self._layout = Layout.of(data_folder, cache_folder)
        self._tell = tell
        self._linger_seconds = linger_seconds
        self._writer: asyncio.StreamWriter | None = None
        self._reader: asyncio.StreamReader | None = None

    async def __aenter__(self) -> Ready:
        """Start or join the supervisor and wait until the engine answers. Raises `SandboxError`."""
        reader, self._writer, line = await self._connect()
        try:
            while line:
                match decode(line):
                    case Progress() as progress:
                        self._tell(progress)
                    case Ready() as ready:
                        self._reader = reader
                        return ready
                    case Failed(key, values):
                        raise SandboxError(key, values)  # noqa: TRY301  one way out, below
                line = await reader.readline()
        except ConnectionError:
            pass  # killed while we waited: told below
        except BaseException:
            await self._let_go()
            raise
        await self._let_go()
        raise SandboxError("engine_start_failed", {"log": str(self._layout.log)})

    async def lost(self) -> None:
        """Return when the supervisor is gone or has given the engine up; its restarts are its own business."""
        with contextlib.suppress(ConnectionError):
            while self._reader is not None and (line := await self._reader.readline()):
                if isinstance(decode(line), Failed):
                    return

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Give the lease back."""
        await self._let_go()

    async def _let_go(self) -> None:
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter, bytes]:
        """Lease the live supervisor, or start one. Returns the connection and the first line it said."""
        await asyncio.to_thread(self._layout.prepare)
        name = ShortPath(self._layout.control)
        clock = asyncio.get_running_loop()
        started_at = clock.time() - RETRY_SECONDS
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                while True:
                    try:
                        if (leased := await self._lease(name.text)) is not None:
                            return leased
                    except (FileNotFoundError, ConnectionRefusedError):
                        # One that is just ending still holds the lock: ours then ends at once, and another follows.
                        if clock.time() - started_at >= RETRY_SECONDS:
                            started_at = clock.time()
                            await self._start()
                    await asyncio.sleep(0.05)
        except TimeoutError as error:
            raise SandboxError("engine_start_failed", {"log": str(self._layout.log)}) from error
        finally:
            name.close()

    async def _lease(self, path: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter, bytes] | None:
        """Connect and be heard, or return `None`: one that is ending lets connections in and drops them wordless."""
        reader, writer = await asyncio.open_unix_connection(path, limit=MOST_LINE)
        line = b""
        try:
            writer.write(json.dumps({"linger_seconds": self._linger_seconds}).encode() + b"\n")
            await writer.drain()
            line = await reader.readline()
        except ConnectionError:
            pass
        finally:
            if not line:
                writer.close()
        return (reader, writer, line) if line else None

    async def _start(self) -> None:
        """Start a supervisor that outlives us; of several started at once, the one that gets the lock stays."""
        with (self._layout.log / "supervisor.log").open("ab") as log:
            child = await asyncio.create_subprocess_exec(
                *("setsid", "--fork", sys.executable, "-m", "sandbox.supervisor"),
                *(str(self._layout.data), str(self._layout.cache)),
                cwd=Path(__file__).parent.parent,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
            await child.wait()


async def stop_engine(data_folder: Path) -> bool:
    """End a data folder's engine in order, whoever holds a lease. Returns whether one ran, when it is gone.

    Raises `TimeoutError` when it has not ended within `STOP_SECONDS`.
    """
    layout = Layout.of(data_folder)
    async with asyncio.timeout(STOP_SECONDS):
        asked = await _ask_to_stop(layout)
        # One that was ending already hears nobody any more, and still writes into the folder: its lock tells.
        ran = False
        while _is_held(layout.lock):
            ran = True
            await asyncio.sleep(0.05)
    return asked or ran


async def _ask_to_stop(layout: Layout) -> bool:
    """Ask a supervisor that listens for its end and wait until it hangs up. Returns whether one listened."""
    if not layout.control.exists():
        return False
    name = ShortPath(layout.control)
    try:
        reader, writer = await asyncio.open_unix_connection(name.text, limit=MOST_LINE)
    except (FileNotFoundError, ConnectionRefusedError):
        return False
    finally:
        name.close()
    try:
        with contextlib.suppress(ConnectionError):  # it was ending already
            writer.write(b'{"stop": true}\n')
            await writer.drain()
            while await reader.read(MOST_LINE):
                pass
    finally:
        writer.close()
    return True


def _is_held(path: Path) -> bool:
    """Say whether a live supervisor holds its data folder's lock."""
    try:
        with path.open("rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False
