"""Everything a learner may want to know of their sandbox at a glance."""

from __future__ import annotations

from dataclasses import dataclass

from bot.practice.service import PracticeService, Status
from sandbox.limits import MIB

FIELDS = "--format={{.Names}}\t{{.Image}}\t{{.State}}\t{{.Ports}}"
ENGINE_FOLDER, WORKSPACE = "/var/lib/docker", "/home/learner"
MOST_CONTAINERS = 50


@dataclass(frozen=True, slots=True)
class ContainerRow:
    """One container. `state` is Docker's own word: running, exited, paused, created, restarting, dead."""

    name: str
    image: str
    state: str
    ports: str = ""

    @property
    def is_running(self) -> bool:
        """Whether it runs now."""
        return self.state == "running"


@dataclass(frozen=True, slots=True)
class Room:
    """What is taken of a disk, in bytes."""

    used_bytes: int
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Overview:
    """A learner's sandbox now; `None` where something could not be told."""

    status: Status
    disk: Room | None
    workspace: Room | None
    containers: tuple[ContainerRow, ...] | None
    images: int | None


async def overview(practice: PracticeService, user_id: int) -> Overview | None:
    """Return what a learner's sandbox holds and uses, or `None` when there is none. Raises `SandboxError`."""
    status = await practice.status(user_id)
    if status is None:
        return None
    disks = await practice.inside.execute(
        user_id, ("df", "--block-size=1", "--output=used,size", ENGINE_FOLDER, WORKSPACE)
    )
    rooms = _rooms(disks.stdout.decode()) if disks.exit_code == 0 else (None, None)
    listed = await practice.inside.execute(user_id, ("docker", "ps", "-a", FIELDS))
    images = await practice.inside.execute(user_id, ("docker", "images", "-q"))
    return Overview(
        status=status,
        disk=rooms[0],
        workspace=rooms[1] or Room(0, status.limits.workspace_mib * MIB),
        containers=_containers(listed.stdout.decode("utf-8", "replace")) if listed.exit_code == 0 else None,
        images=len(set(images.stdout.split())) if images.exit_code == 0 else None,
    )


def _rooms(printed: str) -> tuple[Room | None, Room | None]:
    rows = [line.split() for line in printed.splitlines()[1:]]
    rooms = [Room(int(used), int(size)) for used, size in rows if used.isdigit() and size.isdigit()]
    return (rooms[0], rooms[1]) if len(rooms) == 2 else (None, None)  # noqa: PLR2004 - one for each folder asked about


def _containers(printed: str) -> tuple[ContainerRow, ...]:
    rows = [line.split("\t") for line in printed.splitlines()[:MOST_CONTAINERS]]
    return tuple(ContainerRow(*row) for row in rows if len(row) == len(FIELDS.split("\t")))
