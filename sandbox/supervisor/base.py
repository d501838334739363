"""`debian:trixie-slim` made from the machine's own apt sources, for where no hub is reached."""

from __future__ import annotations

import asyncio
import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from sandbox.errors import SandboxError

RECIPE = "2"
SUITE = "trixie"
# What Debian's own slim images leave out, for what is installed later too.
SLIM = tuple(
    f"--dpkgopt=path-exclude=/usr/share/{name}/*"
    for name in ("doc", "groff", "info", "linda", "lintian", "locale", "man")
)
DEFAULT_MIRROR = "http://deb.debian.org/debian"
BUNDLE = Path("/etc/ssl/certs/ca-certificates.crt")
CERTIFICATE = re.compile(r"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)
EXTRA = Path("/usr/local/share/ca-certificates")


def source_lines(apt_folder: Path = Path("/etc/apt")) -> tuple[str, ...]:
    """Return apt source lines for trixie, from the mirrors that this machine uses for Debian."""
    mirror, security = DEFAULT_MIRROR, ""
    for address, suites in _sources(apt_folder):
        if "security" in address or any("security" in suite for suite in suites):
            security = security or address
        elif re.search(r"/debian/?$", address):
            mirror = address
    lines = [f"deb {mirror} {SUITE} main", f"deb {mirror} {SUITE}-updates main"]
    if security:
        lines.append(f"deb {security} {SUITE}-security main")
    return tuple(lines)


def _sources(apt_folder: Path) -> Iterator[tuple[str, list[str]]]:
    """Yield (address, suites) of each Debian source of a machine, one-line and deb822 style (sources.list(5))."""
    lists = [apt_folder / "sources.list", *sorted((apt_folder / "sources.list.d").glob("*.list"))]
    for file in lists:
        for line in file.read_text().splitlines() if file.is_file() else ():
            found = re.match(r"deb\s+(?:\[[^]]*\]\s+)?(\S+)\s+(\S+)", line.strip())
            if found:
                yield found[1], [found[2]]
    for file in sorted((apt_folder / "sources.list.d").glob("*.sources")):
        for stanza in re.split(r"\n\s*\n", file.read_text()):
            keys = dict(re.findall(r"^([A-Za-z-]+):[ \t]*(.*)$", stanza, re.MULTILINE))
            if "deb" in keys.get("Types", "").split() and keys.get("Enabled", "yes") != "no":
                for address in keys.get("URIs", "").split():
                    yield address, keys.get("Suites", "").split()


def extra_certificates() -> str:
    """Return the certificates that an administrator added to this machine's trust store, as PEM."""
    texts = [file.read_text(errors="ignore") for file in sorted(EXTRA.rglob("*.crt"))] if EXTRA.is_dir() else []
    return "\n".join(certificate for text in texts for certificate in CERTIFICATE.findall(text))


def base_key(sources: tuple[str, ...], certificates: str) -> str:
    """Return the name of a base made of these inputs."""
    return hashlib.sha256("\0".join((RECIPE, *sources, certificates)).encode()).hexdigest()[:16]


async def make_base(archive: Path, sources: tuple[str, ...], certificates: str, log: Path) -> None:
    """Write the root file system as a tar file, whole or not at all.

    Raises:
        SandboxError: `base_failed`, with the log's path.

    """
    with tempfile.TemporaryDirectory(prefix="base-", dir=archive.parent) as name:
        work = Path(name)
        hooks = await asyncio.to_thread(_prepare, work, sources, certificates)
        with log.open("ab") as stream:
            child = await asyncio.create_subprocess_exec(
                *("nice", "mmdebstrap", "--variant=minbase", "--include=ca-certificates", *SLIM, *hooks),
                *(SUITE, str(work / "base.tar"), str(work / "apt.list")),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=stream,
                stderr=stream,
                env={**os.environ, "TMPDIR": str(work), "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"},
            )
            if await child.wait() != 0:
                raise SandboxError("base_failed", {"log": str(log)})
        await asyncio.to_thread(shutil.move, work / "base.tar", archive)


def _prepare(work: Path, sources: tuple[str, ...], certificates: str) -> list[str]:
    """Write what mmdebstrap reads and return its hooks: they put extra certificates into the base's trust store."""
    work.chmod(0o755)  # apt downloads as a user of its own
    (work / "apt.list").write_text("\n".join(sources) + "\n")
    hooks: list[str] = []
    for number, certificate in enumerate(CERTIFICATE.findall(certificates)):
        (work / f"gorae-{number}.crt").write_text(certificate + "\n")
        hooks.append(f"--customize-hook=copy-in {work}/gorae-{number}.crt {EXTRA}")
    return [*hooks, '--customize-hook=chroot "$1" update-ca-certificates'] if hooks else []
