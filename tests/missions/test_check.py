from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from bot.lessons.exercises import Check
from bot.missions.check import KINDS, Look, Lookup, State, holds, lookups

WEB: Mapping[str, Any] = {
    "Name": "/web",
    "State": {"Status": "running", "ExitCode": 0},
    "Config": {
        "Image": "nginx",
        "Env": ["MODE=study", "PATH=/bin"],
        "Labels": {"com.docker.compose.service": "front", "com.docker.compose.project": "shop"},
    },
    "HostConfig": {
        "PortBindings": {"80/tcp": [{"HostIp": "", "HostPort": "8080"}]},
        "Memory": 67108864,
        "Tmpfs": {"/cache": "rw,size=10m", "/run": ""},
    },
    "Mounts": [{"Type": "volume", "Name": "bread", "Destination": "/data"}],
    "NetworkSettings": {"Networks": {"shopnet": {}}},
}
DONE: Mapping[str, Any] = {
    "Name": "/done",
    "State": {"Status": "exited", "ExitCode": 3},
    "Config": {"Image": "busybox:1.37", "Healthcheck": None},
}
STATE = State(
    containers={"web": WEB, "done": DONE},
    images={"nginx:latest": {"Size": 50 * 1024 * 1024}, "busybox:1.37": {"Size": 4}},
    networks={"shopnet": {"Driver": "bridge"}},
    volumes={"bread": {}},
    found={
        Lookup(Look.HTTP, ("8080", "/")): "<title>Welcome to nginx!</title>",
        Lookup(Look.HTTP, ("9090", "/")): None,
        Lookup(Look.FILE, ("Dockerfile",)): "FROM nginx\n",
        Lookup(Look.IN_CONTAINER, ("web", "/etc/motd")): "안녕",
        Lookup(Look.IN_VOLUME, ("bread", "note.txt")): "반죽",
        Lookup(Look.LOGS, ("web",)): "GET / 200",
    },
)


@pytest.mark.parametrize(
    ("kind", "fields", "expected"),
    [
        ("container-running", {"container": "web"}, True),
        ("container-running", {"container": "web", "image": "nginx"}, True),
        ("container-running", {"container": "web", "image": "nginx:latest"}, True),
        ("container-running", {"container": "web", "image": "redis"}, False),
        ("container-running", {"container": "done"}, False),
        ("container-running", {"container": "nobody"}, False),
        ("container-running", {"container": "nobody", "image": ""}, False),
        ("container-exited", {"container": "done"}, True),
        ("container-exited", {"container": "done", "code": "3"}, True),
        ("container-exited", {"container": "done", "code": "0"}, False),
        ("container-exited", {"container": "web"}, False),
        ("container-created", {"container": "done", "image": "busybox"}, True),
        ("container-created", {"container": "done", "image": "nginx"}, False),
        ("container-absent", {"container": "nobody"}, True),
        ("container-absent", {"container": "done"}, False),
        ("image-present", {"image": "nginx"}, True),
        ("image-present", {"image": "nginx:1.26"}, False),
        ("image-absent", {"image": "redis"}, True),
        ("image-absent", {"image": "busybox:1.37"}, False),
        ("image-size-below", {"image": "nginx", "mib": "60"}, True),
        ("image-size-below", {"image": "nginx", "mib": "50"}, False),
        ("port-published", {"container": "web", "host": "8080", "container_port": "80"}, True),
        ("port-published", {"container": "web", "host": "80", "container_port": "8080"}, False),
        ("port-published", {"container": "web"}, True),
        ("port-published", {"container": "done"}, False),
        ("port-answers", {"port": "8080", "text": "welcome"}, True),
        ("port-answers", {"port": "8080", "text": "apache"}, False),
        ("port-answers", {"port": "9090"}, False),
        ("file-has", {"path": "Dockerfile", "text": "FROM nginx"}, True),
        ("file-has", {"path": "Dockerfile", "text": "RUN"}, False),
        ("file-in-container", {"container": "web", "path": "/etc/motd"}, True),
        ("network-exists", {"network": "shopnet"}, True),
        ("network-absent", {"network": "shopnet"}, False),
        ("network-has", {"network": "shopnet", "containers": ("web",)}, True),
        ("network-has", {"network": "shopnet", "containers": ("web", "done")}, False),
        ("volume-exists", {"volume": "bread"}, True),
        ("volume-absent", {"volume": "butter"}, True),
        ("volume-holds", {"volume": "bread", "path": "note.txt", "text": "반죽"}, True),
        ("volume-mounted", {"container": "web", "volume": "bread", "path": "/data"}, True),
        ("volume-mounted", {"container": "web", "volume": "bread", "path": "/"}, False),
        ("env-is", {"container": "web", "name": "MODE", "value": "study"}, True),
        ("env-is", {"container": "web", "name": "MODE", "value": "stud"}, False),
        ("logs-contain", {"container": "web", "text": "GET /"}, True),
        ("inspect-equals", {"target": "web", "path": "HostConfig.Memory", "value": "67108864"}, True),
        ("inspect-equals", {"target": "web", "path": "Config.Env.0", "value": "MODE=study"}, True),
        ("inspect-equals", {"target": "web", "path": "Config.Nope.Deep", "value": "x"}, False),
        ("inspect-equals", {"target": "nobody", "path": "Id", "value": "x"}, False),
        ("inspect-has", {"target": "web", "path": "HostConfig.Tmpfs./cache"}, True),
        ("inspect-has", {"target": "web", "path": "HostConfig.Tmpfs./cache", "text": "size=10m"}, True),
        ("inspect-has", {"target": "web", "path": "HostConfig.Tmpfs./run"}, True),
        ("inspect-has", {"target": "web", "path": "HostConfig.Tmpfs./run", "text": "size"}, False),
        ("inspect-has", {"target": "web", "path": "HostConfig.Tmpfs./var"}, False),
        ("inspect-has", {"target": "web", "path": "HostConfig.Nope./cache"}, False),
        ("inspect-has", {"target": "done", "path": "Config.Healthcheck"}, False),
        ("inspect-has", {"target": "nobody", "path": "Id"}, False),
        ("containers-count", {"count": "1"}, True),
        ("containers-count", {"count": "2", "all": "true"}, True),
        ("compose-running", {"service": "front"}, True),
        ("compose-running", {"service": "front", "project": "other"}, False),
    ],
)
def test_a_check_holds_by_what_the_engine_shows(
    kind: str,
    fields: Mapping[str, str | tuple[str, ...]],
    expected: bool,
) -> None:
    assert holds(Check("c", kind, fields), STATE) is expected
    assert holds(Check("c", kind, fields, is_negated=True), STATE) is not expected


def test_on_an_empty_engine_only_absence_holds() -> None:
    filler = {name: "x" for kind in KINDS.values() for name in (*kind.needs, *kind.may)} | {"mib": "1"}
    on_empty = {name for name in KINDS if holds(Check("c", name, filler), State())}
    assert on_empty == {"container-absent", "image-absent", "network-absent", "volume-absent"}


def test_what_must_be_fetched_is_known_before_looking() -> None:
    checks = (Check("a", "port-answers", {"port": "8080"}), Check("b", "container-running", {"container": "web"}))
    assert lookups(checks) == {Lookup(Look.HTTP, ("8080", "/"))}
