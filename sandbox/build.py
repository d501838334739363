"""`python -m sandbox.build all`: make the images that the product consists of, on the build engine.

`practice` is what the embedded engine needs; `bot`, `engine` and `registry` are the compose deployment's, kept as tar
files in the cache folder. `--load` gives those to the machine's own Docker.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path

from sandbox.docker_engine import DockerClient
from sandbox.docker_engine.images import Images
from sandbox.errors import SandboxError
from sandbox.supervisor import packages
from sandbox.supervisor.layout import SOURCE, Layout
from sandbox.supervisor.stock import Stock

# Name → the folder it is built from, the stage to stop at, and the file that says how.
DEPLOYED = {
    "engine": (SOURCE, "engine", "Dockerfile"),
    "registry": (SOURCE, "", "registry_image/Dockerfile"),
    "bot": (SOURCE.parent, "", "Dockerfile"),
    "prometheus": (SOURCE.parent / "deploy" / "prometheus", "", "Dockerfile"),
}
DOCKER_SOCKET = Path("/var/run/docker.sock")


def _tell(stage: str, fraction: float | None, values: dict[str, str]) -> None:
    share = "" if fraction is None else f" {fraction:.0%}"
    sys.stderr.write(" ".join([stage, *values.values()]) + share + "\n")


async def build(layout: Layout, names: list[str], *, load: bool) -> list[Path]:
    """Build images and return their tar files. Raises `SandboxError`."""
    layout.prepare()
    missing = packages.missing_packages()
    packages.require_root(missing)
    if missing:
        _tell("packages", None, {"packages": " ".join(missing)})
        await packages.install(missing, layout.log / "packages.log")
    stock = Stock(layout, _tell)
    if "practice" in names:
        await stock.fill()
    made: list[Path] = []
    wanted = [name for name in DEPLOYED if name in names]
    if wanted:
        async with stock.one_maker(), stock.builder() as images:
            for name in wanted:
                folder, target, dockerfile = DEPLOYED[name]
                made.append(await stock.build_deployed(images, name, folder, target, dockerfile))
    if load:
        client = DockerClient(DOCKER_SOCKET, threads=1, timeout_seconds=900)
        try:
            for archive in made:
                _tell("load", None, {"image": archive.stem})
                await Images(client).load(archive)
        finally:
            await client.close()
    return made


def main() -> int:
    """Read the command line and build; 0 when all was built, 1 with the reason on standard error."""
    parser = argparse.ArgumentParser(prog="python -m sandbox.build", description=__doc__)
    parser.add_argument("names", nargs="+", choices=["all", "practice", *DEPLOYED])
    parser.add_argument("--data", type=Path, default=Path(".gorae"), help="the data folder")
    parser.add_argument("--cache", type=Path, help="where images are kept (default: below the data folder)")
    parser.add_argument("--load", action="store_true", help=f"give the images to the Docker at {DOCKER_SOCKET}")
    chosen = parser.parse_args()
    names = ["practice", *DEPLOYED] if "all" in chosen.names else chosen.names
    layout = Layout.of(chosen.data, chosen.cache)
    try:
        made = asyncio.run(build(layout, names, load=chosen.load))
    except SandboxError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.writelines(f"{archive}\n" for archive in made)
    if "practice" in names:
        # What `.env` says where the deployment's registry reaches no hub (docs/operations.md).
        sys.stdout.write(f"GORAE_REGISTRY_STORE={Stock(layout, _tell).registry_store}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
