"""The image layers that all sandboxes share, read-only.

A sandbox of its own pulls every image of the registry once, with its engine's store on a volume. The layers of that
store become the seed; beside them lies `skeleton.tar`, the small metadata with which a fresh sandbox's engine finds
each layer "Already exists" when it pulls (`image/overlay2/layerdb`, `distribution`, and per layer `link`, `lower`,
`committed` and a link to the layer itself). Images are not in it: a learner's `docker images` starts empty.
It depends on the store's layout (overlay2, seen with Docker 26.1.5); where anything is not as expected there is no
seed, and pulls unpack in the sandbox.
"""

from __future__ import annotations

import asyncio
import hashlib
import io
import os
import shutil
import tarfile
from collections.abc import Sequence
from pathlib import Path

import structlog

from sandbox.docker_engine import DockerClient, DockerSandboxes, Instance
from sandbox.engine import Ended, Mode, Output, Request
from sandbox.errors import SandboxError
from sandbox.limits import MIB, Limits
from sandbox.supervisor.layout import FIRST_ID, Layout
from sandbox.supervisor.stock import Stock, course_images
from sandbox.supervisor.wall import SystemClock

VOLUME = "gorae-seed"
MOUNT = "/seed"
METADATA = ("image/overlay2/layerdb/sha256", "image/overlay2/layerdb/tmp", "image/overlay2/distribution")
SMALL = ("link", "lower", "committed")
log = structlog.get_logger("seed")


async def make_seed(stock: Stock, client: DockerClient, instance: Instance, layout: Layout) -> bool:
    """Make the seed of a stock; return whether there is one. Never raises for a layout that is not as expected."""
    sandboxes = DockerSandboxes(
        client,
        Instance(name=instance.name, image=instance.image, registry_folder=instance.registry_folder),
        Limits(memory_mib=2048, cpus=2, disk_mib=512),
        SystemClock(),
        store_volume=VOLUME,
    )
    try:
        made = await sandboxes.create("seed")
        await pull_all(sandboxes, made.sandbox_id)
        await client.call(lambda api: api.stop(made.sandbox_id, timeout=20))
        mounted = await client.call(lambda api: str(api.inspect_volume(VOLUME)["Mountpoint"]))
        store = layout.engine / Path(mounted).relative_to("/run/gorae")
        return await asyncio.to_thread(_keep, store, stock.seed)
    except (OSError, SandboxError, ValueError) as error:
        log.warning("no shared layers", reason=repr(error))
        return False
    finally:
        await sandboxes.remove("gorae-seed")
        await client.call(lambda api: api.remove_volume(VOLUME, force=True))


async def pull_all(sandboxes: DockerSandboxes, sandbox_id: str) -> None:
    """Pull every image of the course in a sandbox. Raises `SandboxError` (`seed_failed`) with the one that failed."""
    runner = await sandboxes.open(sandbox_id)
    try:
        for image in course_images():
            for tag in image.tags:
                request = Request(
                    commands=(("docker", "pull", "--quiet", f"{image.name}:{tag}"),),
                    deadline_seconds=300,
                    output_bytes=MIB,
                    output_bytes_a_second=MIB,
                    mode=Mode.PIPE,
                )
                said = b""
                async for event in runner.run(request):
                    if isinstance(event, Output):
                        said += event.content
                    elif isinstance(event, Ended) and event.exit_code != 0:
                        raise SandboxError("seed_failed", {"image": image.name, "line": said.decode()[-300:]})
    finally:
        await runner.close()


def _keep(store: Path, seed: Path) -> bool:
    """Move the layers of an engine's store to the seed and write the skeleton."""
    layers = sorted(path for path in (store / "overlay2").iterdir() if path.name != "l")
    if not layers or not all((layer / "diff").is_dir() and (layer / "link").is_file() for layer in layers):
        message = "unexpected store layout"
        raise ValueError(message)
    partial = seed.with_name("seed.partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir()
    partial.chmod(0o755)
    (partial / "skeleton.tar").write_bytes(skeleton(store, layers))
    (partial / "overlay2").mkdir()
    for layer in layers:
        target = partial / "overlay2" / layer.name
        target.mkdir()
        _move(layer / "diff", target / "diff")
    partial.rename(seed)
    return True


def skeleton(store: Path, layers: Sequence[Path]) -> bytes:
    """Return the tar of what a fresh engine must hold to find the layers of `store`, which lie at `MOUNT`."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as tar:
        for name in METADATA:
            if (store / name).exists():
                tar.add(store / name, name, filter=_as_seen_inside)
        _add(tar, "image/overlay2/layerdb/mounts", tarfile.DIRTYPE, 0o700)
        _add(tar, "overlay2", tarfile.DIRTYPE, 0o710)
        _add(tar, "overlay2/l", tarfile.DIRTYPE, 0o700)
        _hold(tar, store / "image/overlay2/layerdb/sha256")
        for layer in layers:
            _add(tar, f"overlay2/{layer.name}", tarfile.DIRTYPE, 0o710)
            for name in SMALL:
                if (layer / name).is_file():
                    tar.add(layer / name, f"overlay2/{layer.name}/{name}", filter=_as_seen_inside)
            if (layer / "work").is_dir():
                _add(tar, f"overlay2/{layer.name}/work", tarfile.DIRTYPE, 0o700)
            _link(tar, f"overlay2/{layer.name}/diff", f"{MOUNT}/overlay2/{layer.name}/diff")
            _link(tar, f"overlay2/l/{(layer / 'link').read_text().strip()}", f"../{layer.name}/diff")
    return packed.getvalue()


def _move(source: Path, target: Path) -> None:
    """Move a layer, its owners, modes, attributes and devices as they are."""
    try:
        source.rename(target)
    except OSError:
        if os.spawnlp(os.P_WAIT, "cp", "cp", "-a", str(source), str(target)) != 0:  # noqa: S606  no shell, on purpose
            raise


def _as_seen_inside(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = max(0, member.uid - FIRST_ID)
    member.gid = max(0, member.gid - FIRST_ID)
    member.uname = member.gname = ""
    return member


def _hold(tar: tarfile.TarFile, layers: Path) -> None:
    """Give each image's last layer an empty child that no image uses.

    An engine drops layers that nothing refers to any more; these it keeps, so that an image that was removed is pulled
    again as fast as the first time.
    """
    parents = {file.read_text() for file in layers.glob("*/parent")}
    for layer in sorted(path for path in layers.iterdir() if f"sha256:{path.name}" not in parents):
        parent = f"sha256:{layer.name}"
        child = hashlib.sha256(f"{parent} held".encode()).hexdigest()
        place = f"image/overlay2/layerdb/sha256/{child}"
        _add(tar, place, tarfile.DIRTYPE, 0o700)
        for name, text in (("diff", f"sha256:{child}"), ("parent", parent), ("cache-id", child), ("size", "0")):
            member = tarfile.TarInfo(f"{place}/{name}")
            member.size, member.mode = len(text), 0o644
            tar.addfile(member, io.BytesIO(text.encode()))
        _add(tar, f"overlay2/{child}", tarfile.DIRTYPE, 0o710)
        _add(tar, f"overlay2/{child}/diff", tarfile.DIRTYPE, 0o755)


def _add(tar: tarfile.TarFile, name: str, kind: bytes, mode: int) -> None:
    member = tarfile.TarInfo(name)
    member.type, member.mode = kind, mode
    tar.addfile(member)


def _link(tar: tarfile.TarFile, name: str, target: str) -> None:
    member = tarfile.TarInfo(name)
    member.type, member.linkname, member.mode = tarfile.SYMTYPE, target, 0o777
    tar.addfile(member)
