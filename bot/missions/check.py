"""The closed set of check kinds: what each looks up, and when it holds. Pure; a new kind is one entry of `KINDS`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from bot.lessons.exercises import Check

MIB = 1024 * 1024
_NOTHING = object()


class Look(StrEnum):
    """What a lookup asks for."""

    HTTP = "http"  # (port, path) → body of a 2xx or 3xx answer of the sandbox's localhost
    FILE = "file"  # (path,) → text of a workspace file
    IN_CONTAINER = "in-container"  # (container, path) → text of a file in a container
    IN_VOLUME = "in-volume"  # (volume, path) → text of a file in a volume
    LOGS = "logs"  # (container,) → the end of its logs


@dataclass(frozen=True, slots=True)
class Lookup:
    """One thing to fetch beside the lists every check sees."""

    kind: Look
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class State:
    """What a learner's engine holds.

    `containers`, `networks`, `volumes` are the engine's inspect documents by name, `images` by every tag
    (`nginx:latest`). `found` has a text for each lookup that was there, `None` for one that was not.
    """

    containers: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    images: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    networks: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    volumes: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    found: Mapping[Lookup, str | None] = field(default_factory=dict)


class Fields:
    """The fields of a check with their defaults."""

    def __init__(self, fields: Mapping[str, str | tuple[str, ...]]) -> None:
        self._fields = fields

    def __getitem__(self, name: str) -> str:
        """Return a text field; a missing one is empty."""
        value = self._fields.get(name, "")
        return value if isinstance(value, str) else " ".join(value)

    def many(self, name: str) -> tuple[str, ...]:
        """Return a list field."""
        value = self._fields.get(name, ())
        return (value,) if isinstance(value, str) else value

    def has(self, name: str) -> bool:
        """Say whether the field was given."""
        return name in self._fields


Holds = Callable[[Fields, State], bool]
Looks = Callable[[Fields], Lookup]


@dataclass(frozen=True, slots=True)
class Kind:
    """How a kind of check is decided, which fields it needs and may have, and what it looks up."""

    holds: Holds
    needs: tuple[str, ...]
    may: tuple[str, ...] = ()
    looks: Looks | None = None


def lookups(checks: Iterable[Check]) -> frozenset[Lookup]:
    """Return what must be fetched before `holds` can decide these checks."""
    wanted = ((KINDS[check.kind], check) for check in checks)
    return frozenset(kind.looks(Fields(check.fields)) for kind, check in wanted if kind.looks is not None)


def holds(check: Check, state: State) -> bool:
    """Decide a check; raises `KeyError` for a kind that does not exist (the linter refuses those)."""
    return KINDS[check.kind].holds(Fields(check.fields), state) is not check.is_negated


def _container(fields: Fields, state: State) -> Mapping[str, Any] | None:
    return state.containers.get(fields["container"])


def _status(container: Mapping[str, Any] | None) -> str:
    return "" if container is None else str(container.get("State", {}).get("Status", ""))


def _with_tag(reference: str) -> str:
    return reference if ":" in reference.rsplit("/", 1)[-1] or "@" in reference else f"{reference}:latest"


def _of_image(container: Mapping[str, Any] | None, fields: Fields) -> bool:
    if container is None:
        return False
    wanted, used = fields["image"], str(container.get("Config", {}).get("Image", ""))
    return (
        not wanted or _with_tag(wanted) == _with_tag(used) or (":" not in wanted and used.partition(":")[0] == wanted)
    )


def _running(fields: Fields, state: State) -> bool:
    container = _container(fields, state)
    return _status(container) == "running" and _of_image(container, fields)


def _exited(fields: Fields, state: State) -> bool:
    container = _container(fields, state)
    if container is None or _status(container) != "exited":
        return False
    return not fields["code"] or str(container.get("State", {}).get("ExitCode")) == fields["code"]


def _created(fields: Fields, state: State) -> bool:
    container = _container(fields, state)
    return container is not None and _of_image(container, fields)


def _published(fields: Fields, state: State) -> bool:
    container = _container(fields, state) or {}
    bindings = container.get("HostConfig", {}).get("PortBindings") or {}
    return any(
        (not fields["container_port"] or port.partition("/")[0] == fields["container_port"])
        and any(not fields["host"] or str(binding.get("HostPort")) == fields["host"] for binding in hosts or ())
        for port, hosts in bindings.items()
    )


def _text(look: Looks) -> Holds:
    def decide(fields: Fields, state: State) -> bool:
        text = state.found.get(look(fields))
        return text is not None and fields["text"].casefold() in text.casefold()

    return decide


def _http(fields: Fields) -> Lookup:
    return Lookup(Look.HTTP, (fields["port"], fields["path"] or "/"))


def _file(fields: Fields) -> Lookup:
    return Lookup(Look.FILE, (fields["path"],))


def _in_container(fields: Fields) -> Lookup:
    return Lookup(Look.IN_CONTAINER, (fields["container"], fields["path"]))


def _in_volume(fields: Fields) -> Lookup:
    return Lookup(Look.IN_VOLUME, (fields["volume"], fields["path"]))


def _logs(fields: Fields) -> Lookup:
    return Lookup(Look.LOGS, (fields["container"],))


def _small(fields: Fields, state: State) -> bool:
    image = state.images.get(_with_tag(fields["image"]))
    return image is not None and float(image.get("Size", 0)) < float(fields["mib"]) * MIB


def _has_members(fields: Fields, state: State) -> bool:
    network = fields["network"]
    return network in state.networks and all(
        network in state.containers.get(name, {}).get("NetworkSettings", {}).get("Networks", {})
        for name in fields.many("containers")
    )


def _mounted(fields: Fields, state: State) -> bool:
    mounts = (_container(fields, state) or {}).get("Mounts") or ()
    return any(
        mount.get("Type") == "volume"
        and mount.get("Name") == fields["volume"]
        and (not fields["path"] or mount.get("Destination") == fields["path"])
        for mount in mounts
    )


def _env(fields: Fields, state: State) -> bool:
    values = (_container(fields, state) or {}).get("Config", {}).get("Env") or ()
    return f"{fields['name']}={fields['value']}" in values


def _inspected(fields: Fields, state: State) -> Any:  # noqa: ANN401 - a part of the engine's own document
    """Return what stands at a dotted path of the target's document; `_NOTHING` where the path ends before."""
    target = fields["target"]
    document: Any = next(
        (
            known[name]
            for known, name in (
                (state.containers, target),
                (state.images, _with_tag(target)),
                (state.networks, target),
                (state.volumes, target),
            )
            if name in known
        ),
        None,
    )
    for step in fields["path"].split("."):
        if isinstance(document, Mapping):
            document = document.get(step)
        elif isinstance(document, list) and step.isdecimal() and int(step) < len(document):
            document = document[int(step)]
        else:
            return _NOTHING
    return document


def _inspect(fields: Fields, state: State) -> bool:
    found = _inspected(fields, state)
    return found is not _NOTHING and _same(found, fields["value"])


def _inspect_has(fields: Fields, state: State) -> bool:
    found = _inspected(fields, state)
    return found not in (_NOTHING, None) and fields["text"].casefold() in str(found).casefold()


def _same(found: object, wanted: str) -> bool:
    if isinstance(found, bool) or found is None:
        return str(found).lower() == wanted.lower() or (found is None and wanted == "null")
    return str(found) == wanted


def _count(fields: Fields, state: State) -> bool:
    counted = [c for c in state.containers.values() if fields["all"].lower() == "true" or _status(c) == "running"]
    return str(len(counted)) == fields["count"]


def _compose(fields: Fields, state: State) -> bool:
    def is_of_service(container: Mapping[str, Any]) -> bool:
        labels = container.get("Config", {}).get("Labels") or {}
        return (
            labels.get("com.docker.compose.service") == fields["service"]
            and (not fields["project"] or labels.get("com.docker.compose.project") == fields["project"])
            and _status(container) == "running"
        )

    return any(is_of_service(container) for container in state.containers.values())


KINDS: Mapping[str, Kind] = {
    "container-running": Kind(_running, ("container",), ("image",)),
    "container-exited": Kind(_exited, ("container",), ("code",)),
    "container-created": Kind(_created, ("container",), ("image",)),
    "container-absent": Kind(lambda f, s: _container(f, s) is None, ("container",)),
    "image-present": Kind(lambda f, s: _with_tag(f["image"]) in s.images, ("image",)),
    "image-absent": Kind(lambda f, s: _with_tag(f["image"]) not in s.images, ("image",)),
    "image-size-below": Kind(_small, ("image", "mib")),
    "port-published": Kind(_published, ("container",), ("host", "container_port")),
    "port-answers": Kind(_text(_http), ("port",), ("text", "path"), _http),
    "file-has": Kind(_text(_file), ("path",), ("text",), _file),
    "file-in-container": Kind(_text(_in_container), ("container", "path"), ("text",), _in_container),
    "network-exists": Kind(lambda f, s: f["network"] in s.networks, ("network",)),
    "network-absent": Kind(lambda f, s: f["network"] not in s.networks, ("network",)),
    "network-has": Kind(_has_members, ("network", "containers")),
    "volume-exists": Kind(lambda f, s: f["volume"] in s.volumes, ("volume",)),
    "volume-absent": Kind(lambda f, s: f["volume"] not in s.volumes, ("volume",)),
    "volume-holds": Kind(_text(_in_volume), ("volume", "path"), ("text",), _in_volume),
    "volume-mounted": Kind(_mounted, ("container", "volume"), ("path",)),
    "env-is": Kind(_env, ("container", "name", "value")),
    "logs-contain": Kind(_text(_logs), ("container", "text"), (), _logs),
    "inspect-equals": Kind(_inspect, ("target", "path", "value")),
    "inspect-has": Kind(_inspect_has, ("target", "path"), ("text",)),
    "containers-count": Kind(_count, ("count",), ("all",)),
    "compose-running": Kind(_compose, ("service",), ("project",)),
}
