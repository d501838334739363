"""The deployment's files are sound: what compose and systemd say of them, and what no service may have.

That they work is shown in `tests/e2e/test_deployment.py`.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from bot.settings import Settings
from tests.engine_fixtures import PROJECT, LiveEngine, open_bench

COMPOSE = PROJECT / "docker-compose.yml"
UNIT = PROJECT / "deploy" / "gorae.service"

# systemd.exec(5): what of a service's protection reaches into the containers that it makes.
FORBIDS_SANDBOXES = {
    *("ProtectHostname", "ProtectClock", "ProtectKernelTunables", "ProtectControlGroups", "ProtectProc", "ProcSubset"),
    *("PrivateDevices", "PrivateUsers", "DeviceAllow", "DevicePolicy", "RestrictNamespaces", "RestrictSUIDSGID"),
    *("NoNewPrivileges", "CapabilityBoundingSet", "SystemCallFilter", "RestrictAddressFamilies", "ProtectSystem"),
}


USUAL_BOT_MIB = 300  # docs/performance.md: with 200 members


def variable(field: str) -> str:
    return field.upper() if field.startswith("discord_") else f"GORAE_{field.upper()}"


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    return dict(YAML(typ="safe").load(COMPOSE.read_text())["services"])


@pytest.mark.engine
@pytest.mark.parametrize("profiles", [(), ("--profile", "metrics"), ("--profile", "backup")])
async def test_docker_compose_accepts_the_file(live_engine: LiveEngine, profiles: tuple[str, ...]) -> None:
    async with open_bench(live_engine, "compose") as bench:
        await bench.run("mkdir", "-p", "app")
        await bench.run("tee", "app/docker-compose.yml", stdin=COMPOSE.read_bytes())
        ran = await bench.run("docker", "compose", "-f", "app/docker-compose.yml", *profiles, "config", "--quiet")
    assert ran.exit_code == 0, ran.text
    assert "warn" not in ran.stderr.lower()


@pytest.mark.engine
async def test_what_stands_in_the_file_of_settings_reaches_the_bot(live_engine: LiveEngine) -> None:
    set_here = {
        "DISCORD_TOKEN_FILE": "/run/secrets/token",
        "GORAE_MESSAGE_CONTENT": "true",
        "GORAE_JOURNAL_DAYS": "7",
        "GORAE_WEB_PORT": "9999",
        "GORAE_CONTENT": "/srv/course",
        "GORAE_SECRETS": "/srv/secrets",
    }
    async with open_bench(live_engine, "settings") as bench:
        await bench.run("mkdir", "-p", "app")
        await bench.run("tee", "app/docker-compose.yml", stdin=COMPOSE.read_bytes())
        lines = "".join(f"{name}={value}\n" for name, value in set_here.items())
        await bench.run("tee", "app/.env", stdin=lines.encode())
        ran = await bench.run("docker", "compose", "-f", "app/docker-compose.yml", "config", "--format", "json")
    bot = json.loads(ran.stdout)["services"]["bot"]
    reached = {name: value for name, value in bot["environment"].items() if value is not None}
    assert reached == {
        "DISCORD_TOKEN_FILE": "/run/secrets/token",
        "GORAE_MESSAGE_CONTENT": "true",
        "GORAE_JOURNAL_DAYS": "7",
        "GORAE_CONTENT": "/content",
        "GORAE_SANDBOXES_MEMORY_MIB": "1024",
        "GORAE_WEB": "0.0.0.0:8722",
        "GORAE_WEB_URL": "http://127.0.0.1:9999",
    }
    mounted = {volume["target"]: volume["source"] for volume in bot["volumes"]}
    assert (mounted["/content"], mounted["/run/secrets"]) == ("/srv/course", "/srv/secrets")


def test_no_service_is_privileged_or_has_anything_of_the_hosts(services: dict[str, Any]) -> None:
    for name, service in services.items():
        assert "privileged" not in service, name
        assert "host" not in str(service.get("network_mode", "")), name
        for volume in service["volumes"]:
            assert not volume.startswith(("/", "~")), (name, volume)
            assert "docker.sock" not in volume, (name, volume)
    assert services["engine"]["network_mode"] == "none"


def test_every_service_has_limits_a_health_check_and_nothing_it_does_not_need(services: dict[str, Any]) -> None:
    checked_in_their_image = {
        "engine": "sandbox",
        "registry": "sandbox/registry_image",
        "prometheus": "deploy/prometheus",
    }
    for name, service in services.items():
        assert service["cap_drop"] == ["ALL"], name
        assert service["restart"] == "unless-stopped", name
        assert "mem_limit" in service, name
        assert service["cpu_shares"] > 0, name
        assert "pids_limit" in service, name
        assert service["logging"]["options"]["max-file"], name
        assert ("healthcheck" in service) != (name in checked_in_their_image), name
        assert service["read_only"], name
        if name != "engine":
            assert service["security_opt"] == ["no-new-privileges:true"], name
    for folder in checked_in_their_image.values():
        assert "\nHEALTHCHECK " in (PROJECT / folder / "Dockerfile").read_text(), folder


def test_what_listens_is_reached_from_this_machine_only(services: dict[str, Any]) -> None:
    ports = [port for service in services.values() for port in service.get("ports", [])]
    assert ports
    assert all(port.startswith("127.0.0.1:") for port in ports)


def test_compose_hands_every_setting_on_but_those_of_its_own(services: dict[str, Any]) -> None:
    known = {variable(name) for name in Settings.model_fields}
    assert set(services["bot"]["environment"]) == known - {"GORAE_DATA", "GORAE_CACHE", "GORAE_ENGINE"}
    assert set(services["backup"]["environment"]) - {"EVERY"} == {
        name for name in services["bot"]["environment"] if re.match("GORAE_(S3|BACKUP_(?!HOURS)|TIME_ZONE)", name)
    }


def test_what_is_not_set_is_not_set_for_the_bot_either(services: dict[str, Any]) -> None:
    """A default said twice would one day be two defaults."""
    of_the_deployment = {"GORAE_CONTENT", "GORAE_WEB", "GORAE_WEB_URL", "GORAE_SANDBOXES_MEMORY_MIB"}
    assert {name for name, value in services["bot"]["environment"].items() if value is not None} == of_the_deployment


def test_sandboxes_together_get_less_than_their_engine_and_all_fits_the_server_we_recommend(
    services: dict[str, Any],
) -> None:
    default = {
        name: re.fullmatch(r"(?:\$\{\w+:-)?(\d+)([mg])\}?", service["mem_limit"]) for name, service in services.items()
    }
    mib = {name: int(found[1]) * {"m": 1, "g": 1024}[found[2]] for name, found in default.items() if found}
    together = re.search(r":-(\d+)", services["bot"]["environment"]["GORAE_SANDBOXES_MEMORY_MIB"])
    assert together
    assert int(together[1]) + 256 <= mib["engine"]
    assert mib["engine"] + mib["registry"] + USUAL_BOT_MIB <= 2048


def test_what_is_mounted_from_here_is_here(services: dict[str, Any]) -> None:
    mounted = [volume.split(":")[0] for service in services.values() for volume in service["volumes"]]
    here = [name for name in mounted if name.startswith("./")]
    assert here
    assert all((PROJECT / name).is_dir() for name in here)


def test_the_unit_forbids_nothing_that_sandboxes_are_made_with() -> None:
    """Seen with systemd 252 as process 1: with `ProtectHostname=` every sandbox ended at sethostname(2)."""
    set_there = {line.partition("=")[0] for line in UNIT.read_text().splitlines() if "=" in line and line[0] != "#"}
    assert not set_there & FORBIDS_SANDBOXES


def test_systemd_accepts_the_unit(tmp_path: Path) -> None:
    unit = UNIT.read_text()
    assert "RestartPreventExitStatus=78" in unit
    assert "Delegate=yes" in unit
    if shutil.which("systemd-analyze") is not None:  # not part of the machine's kernel: what it runs must be there
        (tmp_path / UNIT.name).write_text(unit.replace("/opt/gorae/.venv/bin/gorae", sys.executable))
        said = subprocess.run(  # noqa: S603 - our own file
            ["systemd-analyze", "verify", str(tmp_path / UNIT.name)],  # noqa: S607
            capture_output=True,
            text=True,
            check=False,
        )
        assert (said.returncode, said.stderr) == (0, "")
