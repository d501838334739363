"""What `gorae doctor` looks at for practice: findings by key, worded elsewhere."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from sandbox.limits import Limits
from sandbox.sockets import ShortPath
from sandbox.supervisor.layout import Layout
from sandbox.supervisor.packages import PATH, missing_packages
from sandbox.supervisor.stock import Stock

OLDEST_KERNEL = (5, 11)  # overlay2 inside a user namespace (Linux 5.11, fs/overlayfs)
OLDEST_ENGINE = (20, 10)
SHARED_LAYERS_SEEN = (26, 1)  # the engine whose store's layout shared layers were checked with (`supervisor/seed.py`)
PING_SECONDS = 5
ROOM_GIB = 4.0


class State(StrEnum):
    """How a finding stands: fine, fine with a remark, or in the way of practice."""

    FINE = "fine"
    REMARK = "remark"
    TROUBLE = "trouble"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. `key` names its wording (`check-kernel`, …); `values` fill it."""

    key: str
    state: State
    values: dict[str, str | int | float] = field(default_factory=dict)


def look(layout: Layout, limits: Limits) -> tuple[Finding, ...]:
    """Look at this machine: nothing is changed, no engine is started."""
    return tuple(_look(layout, limits))


def _look(layout: Layout, limits: Limits) -> Iterator[Finding]:
    yield _kernel()
    yield _cgroups()
    yield _user_namespaces()
    yield _file_systems()
    yield _tmpfs()
    yield Finding("check-root", State.FINE if os.geteuid() == 0 else State.TROUBLE)
    missing = missing_packages()
    yield Finding("check-packages", State.TROUBLE if missing else State.FINE, {"packages": " ".join(missing)})
    yield _engine()
    yield _memory(limits)
    yield _room(layout)
    yield from _stock(layout)


def _kernel() -> Finding:
    release = os.uname().release
    found = re.match(r"(\d+)\.(\d+)", release)
    is_new_enough = found is not None and (int(found[1]), int(found[2])) >= OLDEST_KERNEL
    oldest = ".".join(map(str, OLDEST_KERNEL))
    return Finding(
        "check-kernel", State.FINE if is_new_enough else State.TROUBLE, {"kernel": release, "oldest": oldest}
    )


def _cgroups() -> Finding:
    root = Path("/sys/fs/cgroup")
    if (root / "cgroup.controllers").exists():
        held = set((root / "cgroup.controllers").read_text().split())
        version = 2
    else:
        held = {path.name for path in root.iterdir() if path.is_dir()} if root.is_dir() else set()
        version = 1
    missing = sorted({"memory", "pids", "cpu"} - held)
    return Finding(
        "check-cgroups", State.TROUBLE if missing else State.FINE, {"version": version, "missing": " ".join(missing)}
    )


def _user_namespaces() -> Finding:
    try:
        most = int(Path("/proc/sys/user/max_user_namespaces").read_text())
    except (OSError, ValueError):
        most = 0
    is_allowed = most > 0 and _may_divide_users()
    return Finding("check-user-namespaces", State.FINE if is_allowed else State.TROUBLE, {"most": most})


def _may_divide_users() -> bool:
    """Try it: a chroot (user_namespaces(7): EPERM), or a container's filter, refuses what the limit allows."""
    program = shutil.which("unshare", path=PATH)
    if program is None or os.geteuid() != 0:
        return True  # told by `check-packages`; others than root don't start the engine
    tried = subprocess.run([program, "--user", "/bin/true"], capture_output=True, timeout=20, check=False)  # noqa: S603 - found on our own path
    return tried.returncode == 0


def _file_systems() -> Finding:
    known = {line.split()[-1] for line in Path("/proc/filesystems").read_text().splitlines()}
    missing = sorted({"tmpfs", "overlay", "proc", "sysfs"} - known)
    # A module that is loaded at its first use is not listed before.
    return Finding("check-file-systems", State.REMARK if missing else State.FINE, {"missing": " ".join(missing)})


def _tmpfs() -> Finding:
    """Mount one in a namespace of its own, as large as a workspace: a container's rights may not be enough for it."""
    program = shutil.which("unshare", path=PATH)
    if program is None or os.geteuid() != 0:
        return Finding("check-tmpfs", State.REMARK)  # it takes root to try
    mount = "mount -t tmpfs -o size=1m,nosuid none /mnt && touch /mnt/written"
    tried = subprocess.run(  # noqa: S603 - found on our own path
        [program, "--mount", "--propagation", "private", "sh", "-c", mount],
        capture_output=True,
        timeout=20,
        check=False,
    )
    return Finding("check-tmpfs", State.FINE if tried.returncode == 0 else State.TROUBLE)


def _engine() -> Finding:
    program = shutil.which("dockerd", path=PATH)
    if program is None:
        return Finding("check-engine", State.TROUBLE, {"version": ""})
    said = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=20, check=False).stdout  # noqa: S603  found on our own path
    found = re.search(r"version (\d+)\.(\d+)\S*", said)
    number = (int(found[1]), int(found[2])) if found is not None else (0, 0)
    version = found[0].removeprefix("version ").rstrip(",") if found is not None else "?"
    state = State.TROUBLE if number < OLDEST_ENGINE else State.REMARK if number < SHARED_LAYERS_SEEN else State.FINE
    seen = ".".join(map(str, SHARED_LAYERS_SEEN))
    return Finding("check-engine", state, {"version": version, "seen": seen})


def machine_memory_mib() -> int:
    """Return how much memory this machine has (MemTotal of proc_meminfo(5)), 0 when it does not say."""
    found = re.search(r"MemTotal:\s+(\d+) kB", Path("/proc/meminfo").read_text())
    return int(found[1]) // 1024 if found else 0


def _memory(limits: Limits) -> Finding:
    total_mib = machine_memory_mib()
    wanted_mib = min(limits.total_memory_mib, limits.live_sandboxes * limits.memory_mib)
    is_enough = total_mib >= wanted_mib
    values: dict[str, str | int | float] = {"total_mib": total_mib, "wanted_mib": wanted_mib}
    return Finding("check-memory", State.FINE if is_enough else State.REMARK, values)


def _room(layout: Layout) -> Finding:
    folder = next(path for path in (layout.cache, *layout.cache.parents) if path.exists())
    free_gib = shutil.disk_usage(folder).free / 1024**3
    values: dict[str, str | int | float] = {"free_gib": round(free_gib, 1), "wanted_gib": ROOM_GIB}
    return Finding("check-room", State.FINE if free_gib >= ROOM_GIB else State.REMARK, values)


def _stock(layout: Layout) -> Iterator[Finding]:
    """Whether what is built once is there: it is made at the first start."""
    stock = Stock(layout, lambda _stage, _fraction, _values: None)
    for key, path in (
        ("check-image", stock.sandbox_archive),
        ("check-seed", stock.seed),
    ):
        yield Finding(key, State.FINE if path.exists() else State.REMARK)
    yield _registry(layout, stock.registry_store)


def _registry(layout: Layout, store: Path) -> Finding:
    """Ask it while the engine runs (`GET /v2/`, distribution-spec); else see whether it has what it serves."""
    if _said(layout.control) is None:
        return Finding("check-registry", State.FINE if store.exists() else State.REMARK, {"is_running": 0})
    said = _said(layout.engine / "registry" / "registry.sock", b"GET /v2/ HTTP/1.0\r\nHost: registry\r\n\r\n")
    is_fine = said is not None and said.split(b" ")[1:2] == [b"200"]
    return Finding("check-registry", State.FINE if is_fine else State.TROUBLE, {"is_running": 1})


def _said(address: Path, asked: bytes = b"") -> bytes | None:
    """Return how a socket answers what is asked of it; `None` when nobody listens there."""
    try:
        name = ShortPath(address)
    except FileNotFoundError:
        return None
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(PING_SECONDS)
            connection.connect(name.text)
            connection.sendall(asked)
            return connection.recv(64) if asked else b""
    except OSError:
        return None
    finally:
        name.close()
