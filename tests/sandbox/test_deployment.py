"""The compose engine of someone without root, as the docker command line is asked for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from sandbox.deployment import Deployment
from sandbox.errors import SandboxError


async def test_what_the_bot_alone_is_given_is_not_handed_to_compose(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A relative `GORAE_CONTENT` would name a volume that is not there, and compose would refuse the whole file."""
    program = tmp_path / "docker"
    program.write_text(f"#!/bin/sh\nenv >{tmp_path}/environment\necho no\nexit 1\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    for name in ("DISCORD_TOKEN", "GORAE_CONTENT", "GORAE_SECRETS"):
        monkeypatch.setenv(name, "course")
    with pytest.raises(SandboxError) as refusal:
        await Deployment(tmp_path / "data").start(("postgres", "bitnami/*"))
    assert refusal.value.values == {"line": "no"}
    given = dict(line.split("=", 1) for line in (tmp_path / "environment").read_text().splitlines() if "=" in line)
    assert {given[name] for name in ("DISCORD_TOKEN", "GORAE_CONTENT", "GORAE_SECRETS")} == {""}
    assert given["GORAE_IMAGES"] == "postgres,bitnami/*"
    assert given["GORAE_ENGINE_SOCKETS"] == str(tmp_path / "data" / "engine" / "sockets")
