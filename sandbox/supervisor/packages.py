"""The machine's packages that practice needs: what is missing, and installing it where that is allowed."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from sandbox.errors import SandboxError

# Program → Debian package, and why it is needed is told by `practice.packages` in the templates.
NEEDED: Final[Mapping[str, str]] = {
    "dockerd": "docker.io",
    "docker-init": "docker.io",
    "docker-registry": "docker-registry",
    "mmdebstrap": "mmdebstrap",
    "unshare": "util-linux",
    "setpriv": "util-linux",
    "ip": "iproute2",
    "iptables": "iptables",
    "newuidmap": "uidmap",
}
PATH: Final = "/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin"
POLICY: Final = Path("/usr/sbin/policy-rc.d")


def missing_packages() -> tuple[str, ...]:
    """Return the Debian packages that are not there yet, in a stable order."""
    return tuple(sorted({package for program, package in NEEDED.items() if shutil.which(program, path=PATH) is None}))


def require_root(missing: tuple[str, ...]) -> None:
    """Raise `SandboxError` (`needs_root`) when this process may not run an engine."""
    if os.geteuid() != 0:
        raise SandboxError("needs_root", {"packages": " ".join(missing)})


async def install(missing: tuple[str, ...], log: Path) -> None:
    """Install packages with apt, without letting them start a service.

    Args:
        missing: names of Debian packages.
        log: the file that takes what apt says.

    Raises:
        SandboxError: `packages_missing` where there is no apt or it fails, with the names and the log.

    """
    values = {"packages": " ".join(missing), "log": str(log)}
    if shutil.which("apt-get", path=PATH) is None:
        raise SandboxError("packages_missing", values)
    kept = _refuse_services()
    try:
        for arguments in (("update", "-qq"), ("install", "-y", "-qq", "--no-install-recommends", *missing)):
            with log.open("ab") as stream:
                child = await asyncio.create_subprocess_exec(
                    "apt-get",
                    *("-o", "DPkg::Lock::Timeout=300", *arguments),
                    stdin=asyncio.subprocess.DEVNULL,
                    stdout=stream,
                    stderr=stream,
                    env={**os.environ, "DEBIAN_FRONTEND": "noninteractive", "PATH": PATH},
                )
                if await child.wait() != 0:
                    raise SandboxError("packages_missing", values)
    finally:
        _restore_services(kept)
    if missing_packages():
        raise SandboxError("packages_missing", {**values, "packages": " ".join(missing_packages())})


def _refuse_services() -> tuple[bytes, int] | None:
    """Tell Debian's invoke-rc.d to start nothing; return what stood there before."""
    kept = (POLICY.read_bytes(), POLICY.stat().st_mode) if POLICY.exists() else None
    POLICY.write_text("#!/bin/sh\nexit 101\n")
    POLICY.chmod(0o755)
    return kept


def _restore_services(kept: tuple[bytes, int] | None) -> None:
    if kept is None:
        POLICY.unlink(missing_ok=True)
    else:
        POLICY.write_bytes(kept[0])
        POLICY.chmod(kept[1])
