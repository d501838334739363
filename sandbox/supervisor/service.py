"""The supervisor's life: set up once, keep the engine while it is leased, linger, stop in order."""

from __future__ import annotations

import asyncio
import contextlib
import json
from dataclasses import replace

from sandbox.docker_engine import DockerClient, Instance
from sandbox.docker_engine.images import Images
from sandbox.errors import SandboxError
from sandbox.sockets import ShortPath
from sandbox.supervisor import packages
from sandbox.supervisor.control import MOST_LINE, Failed, Progress, Ready, encode
from sandbox.supervisor.layout import Layout
from sandbox.supervisor.outer import Kind, OuterEngine
from sandbox.supervisor.seed import make_seed
from sandbox.supervisor.stock import Stock

RESTARTS = 5
HEARD_SECONDS = 5.0


class Supervisor:
    """Serves one data folder until nobody needs it any more."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._clients: set[asyncio.StreamWriter] = set()
        self._latest: Progress | Ready | Failed = Progress("starting")
        self._linger_seconds = 0.0
        self._linger_known = False
        self._ending = False
        self._free = asyncio.Event()  # nobody holds a lease
        self._leased = asyncio.Event()
        self._stop = asyncio.Event()
        self._engine = OuterEngine(layout.engine, layout.cache, Kind.PRACTICE, layout.name)

    def stop(self) -> None:
        """Ask for the end."""
        self._stop.set()

    async def run(self) -> None:
        """Serve until the last lease is gone and the linger over, or `stop` is called."""
        self._layout.control.unlink(missing_ok=True)
        name = ShortPath(self._layout.control)
        server = await asyncio.start_unix_server(self._serve, path=name.text, limit=MOST_LINE)
        self._layout.control.chmod(0o600)
        self._free.set()
        try:
            async with asyncio.TaskGroup() as group:
                work = group.create_task(self._keep_engine())
                idle = group.create_task(self._await_idle())
                stopped = group.create_task(self._stop.wait())
                await asyncio.wait((work, idle, stopped), return_when=asyncio.FIRST_COMPLETED)
                for task in (work, idle, stopped):
                    task.cancel()
        finally:
            self._ending = True
            server.close()
            self._layout.control.unlink(missing_ok=True)
            await self._engine.stop()
            for client in list(self._clients):
                client.close()
            name.close()

    async def _await_idle(self) -> None:
        """Return when nobody held a lease for as long as the longest linger that a client asked for."""
        while True:
            await self._free.wait()
            self._leased.clear()
            # The very first client may need a moment between starting us and its lease.
            try:
                async with asyncio.timeout(max(self._linger_seconds, 0.0 if self._linger_known else 30.0)):
                    await self._leased.wait()
            except TimeoutError:
                if self._free.is_set():
                    return

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Hold one client's lease until it lets go."""
        try:
            words = json.loads(await reader.readline())
            if words.get("stop") is True:
                self._clients.add(writer)  # closed when everything has ended
                self.stop()
                return
            linger_seconds = float(words["linger_seconds"])
        except (ValueError, KeyError, TypeError, AttributeError, OSError):
            writer.close()
            return
        if self._ending:  # too late: without a word, so that the client starts the next one
            writer.close()
            return
        self._linger_seconds = max(self._linger_seconds, linger_seconds)
        self._linger_known = True
        self._clients.add(writer)
        self._free.clear()
        self._leased.set()
        try:
            writer.write(encode(self._latest))
            await writer.drain()
            while await reader.read(1024):
                pass
        except OSError:
            pass
        finally:
            self._clients.discard(writer)
            writer.close()
            if not self._clients:
                self._free.set()

    def _tell(self, event: Progress | Ready | Failed) -> None:
        self._latest = event
        for client in list(self._clients):
            with contextlib.suppress(OSError):
                client.write(encode(event))

    def _progress(self, stage: str, fraction: float | None, values: dict[str, str]) -> None:
        self._tell(Progress(stage, fraction, values))

    async def _keep_engine(self) -> None:
        """Set everything up, say `ready`, and start the engine again if it ends."""
        try:
            instance = await self._set_up()
        except SandboxError as error:
            self._tell(Failed(error.key, error.values))
            await self._be_heard()
            return
        for _ in range(RESTARTS):
            self._tell(Ready(str(self._layout.socket), instance))
            await self._engine.wait()
            await self._engine.stop()
            self._progress("restarting", None, {})
            await self._engine.start()
        self._tell(Failed("engine_start_failed", {"log": str(self._layout.log)}))
        await self._drain()

    async def _be_heard(self) -> None:
        """Tell a failure to whoever started us: it came at once where root is missing, before they could connect."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(HEARD_SECONDS):
                await self._leased.wait()
        await self._drain()

    async def _drain(self) -> None:
        """Give clients the time to read the last event."""
        for client in list(self._clients):
            with contextlib.suppress(OSError, TimeoutError):
                async with asyncio.timeout(2):
                    await client.drain()

    async def _set_up(self) -> Instance:
        missing = packages.missing_packages()
        packages.require_root(missing)
        if missing:
            self._progress("packages", None, {"packages": " ".join(missing)})
            await packages.install(missing, self._layout.log / "packages.log")
        stock = Stock(self._layout, self._progress)
        await stock.fill()
        self._progress("engine", None, {})
        self._write_registry_config(stock)
        await self._engine.start()
        client = DockerClient(self._layout.socket, threads=2, timeout_seconds=600)
        try:
            instance = Instance(
                name=self._layout.name,
                image=stock.sandbox_tag,
                registry_folder="/run/gorae-registry",
                seed_folder=f"/run/gorae-cache/{stock.seed.name}",
            )
            await self._forget_old_sandboxes(client)
            images = Images(client)
            if not await images.has(stock.sandbox_tag):
                self._progress("load", None, {})
                await images.load(stock.sandbox_archive)
            if not stock.seed.exists():
                self._progress("seed", None, {})
                async with stock.one_maker():
                    if not stock.seed.exists():
                        await make_seed(stock, client, instance, self._layout)
            if not stock.seed.exists():
                instance = replace(instance, seed_folder="")
            for tag in await images.tags(stock.sandbox_tag.partition(":")[0]):
                if tag != stock.sandbox_tag:
                    await images.remove(tag)
            await asyncio.to_thread(stock.forget_old)
        finally:
            await client.close()
        return instance

    async def _forget_old_sandboxes(self, client: DockerClient) -> None:
        """Remove containers of an earlier life of this engine: what they held was in memory and is gone."""

        def sweep(api: object) -> None:
            for entry in api.containers(all=True):  # type: ignore[attr-defined]
                api.remove_container(entry["Id"], force=True, v=True)  # type: ignore[attr-defined]

        await client.call(sweep)

    def _write_registry_config(self, stock: Stock) -> None:
        (self._layout.engine / "etc" / "registry.yml").write_text(
            "version: 0.1\nlog: {level: error}\n"
            f"storage: {{filesystem: {{rootdirectory: /run/gorae-cache/{stock.registry_store.name}}}, "
            "maintenance: {readonly: {enabled: true}}}\n"
            "http: {net: unix, addr: /run/gorae/registry/registry.sock}\n"
        )
