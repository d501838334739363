"""A learner's compose file, looked at before compose reads it: what `docker run` may not do, a service may not either.

Known keys only. Where compose would fill in a variable, the value must be harmless whatever the variable holds; an
image's name is judged as it will be.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from sandbox.policy import compose_keys as keys
from sandbox.policy import kinds as k
from sandbox.policy import paths as p
from sandbox.policy.dockerfile_words import Values
from sandbox.policy.grammar import Kind
from sandbox.policy.interpolation import fill_in
from sandbox.policy.plan import Refusal
from sandbox.policy.settings import PolicySettings
from sandbox.policy.suggest import closest
from sandbox.policy.trouble import Refused

_MOST_CHARACTERS = 64 * 1024
_MOST_NODES = 5000
_VARIABLE = re.compile(r"\$(?:\{[^}]*\}|[A-Za-z_]\w*)")
HERE = frozenset({"", "missing", "if_not_present", "build", "never"})  # pull policies that leave alone what is there
_OWN_VARIABLE = re.compile(r"\$\{?(PWD|HOME)\}?")


@dataclass(frozen=True, slots=True)
class Use:
    """What compose does with a file: `values` fill in its variables.

    `pulls`: it fetches images that are not there, before it builds them unless `builds_first`; with `asks_registry`
    those that are there too.
    """

    values: Values = field(default_factory=dict)
    pulls: bool = False
    builds_first: bool = False
    asks_registry: bool = False


def check(text: str, settings: PolicySettings | None = None, use: Use | None = None) -> Refusal | None:
    """Return why a compose file is not used, or `None`. `settings.directory` is the folder of the project.

    Never raises. What it builds from is listed by `compose_builds`; the Dockerfiles are checked on their own.
    """
    settings = settings or PolicySettings()
    try:
        for document in documents(text):
            _Checker(settings, use or Use()).file(document)
    except Refused as refused:
        line = next((line.strip() for line in text.split("\n") if refused.word and refused.word in line), refused.word)
        return Refusal(refused.key, refused.word, line, values=refused.filled)
    return None


def path_of(value: object, settings: PolicySettings, use: Use) -> str:
    """Return a path of a compose file, absolute, that is inside of the workspace. Raises `Refused`."""
    place = use.values.get("PWD")
    own = {
        "PWD": place if isinstance(place, str) else f"{settings.workspace}/{settings.directory}",
        "HOME": settings.workspace,
    }
    text = _OWN_VARIABLE.sub(lambda found: own[found[1]], str(value))
    if "$" in text:
        raise Refused("compose-variable", str(value))
    if text.startswith("~"):
        text = settings.workspace + text[1:]
    return p.bind_source(text, settings)[0]


def documents(text: str) -> Iterator[Mapping[str, Any]]:
    """Yield the documents of a file. Raises `Refused` for one that is broken."""
    if len(text) > _MOST_CHARACTERS:
        raise Refused("compose-broken", "", values={"problem": f"> {_MOST_CHARACTERS // 1024} KiB"})
    reader = YAML(typ="safe", pure=True)
    try:
        documents = list(reader.load_all(text))
    except (YAMLError, ValueError, TypeError, AttributeError, RecursionError, KeyError, IndexError) as error:
        mark = getattr(error, "problem_mark", None)
        line = str(mark.line + 1) if mark is not None else ""
        problem = getattr(error, "problem", None) or type(error).__name__
        raise Refused("compose-broken", "", values={"line": line, "problem": str(problem)[:120]}) from None
    for document in documents:
        if document is not None:
            _count(document)
            yield mapping(document, "services")


def _count(document: object) -> None:
    """Aliases may make a small file huge; count what a walk over it would meet."""
    waiting, count = [document], 0
    while waiting:
        node = waiting.pop()
        count += 1
        if count > _MOST_NODES:
            raise Refused("compose-broken", "", values={"line": "", "problem": f"> {_MOST_NODES}"})
        if isinstance(node, Mapping):
            waiting.extend(node.values())
        elif isinstance(node, list | set):
            waiting.extend(node)


def mapping(value: object, word: str) -> Mapping[str, Any]:
    """Return a part of a file that has names; nothing at all has none. Raises `Refused`."""
    if value is None:
        return {}
    if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
        raise Refused("compose-broken", word)
    return value


def listed(value: object) -> list[Any]:
    """Return a part of a file that may be written as a list, as names with values, or as one word."""
    if value is None:
        return []
    if isinstance(value, Mapping):
        return [f"{key}={item}" for key, item in value.items()]
    return list(value) if isinstance(value, list | set | tuple) else [value]


def written(value: object) -> str:
    """Return a value as compose writes it into a text."""
    return str(value).lower() if isinstance(value, bool) else str(value)


class _Checker:
    def __init__(self, settings: PolicySettings, use: Use) -> None:
        self.settings, self.use = settings, use

    def file(self, document: Mapping[str, Any]) -> None:
        self._known(document, keys.TOP, keys.TOP_CLOSED)
        for name, service in mapping(document.get("services"), "services").items():
            self._service(mapping(service, name))
        for name, network in mapping(document.get("networks"), "networks").items():
            self._network(name, mapping(network, name))
        for name, volume in mapping(document.get("volumes"), "volumes").items():
            self._known(mapping(volume, name), keys.VOLUME, keys.VOLUME_CLOSED)
            if mapping(volume, name).get("driver", "local") != "local":
                raise Refused("volume-driver", "driver")
        for group in ("secrets", "configs"):
            for name, entry in mapping(document.get(group), group).items():
                self._known(mapping(entry, name), keys.SECRET, {})
                if "file" in mapping(entry, name):
                    self._path(entry["file"])

    def _known(self, mapping: Mapping[str, Any], allowed: frozenset[str], closed: Mapping[str, str]) -> None:
        for name, value in mapping.items():
            if name in closed:
                if value not in (False, "false", None, [], {}):
                    raise Refused(closed[name], name)
            elif name not in allowed and not name.startswith("x-"):
                nearest = closest(name, sorted(allowed))
                raise Refused("compose-typo" if nearest else "compose-key", name, values={"nearest": nearest or ""})

    def _service(self, service: Mapping[str, Any]) -> None:
        self._known(service, keys.SERVICE, keys.SERVICE_CLOSED)
        for name, kind in keys.SERVICE_VALUES.items():
            for value in listed(service.get(name)):
                self._value(kind, value)
        if service.get("image") is not None:
            self._image(service)
        for name in keys.NAMESPACES:
            if (mode := service.get(name)) is not None:
                self._namespace(name, str(mode))
        for volume in listed(service.get("volumes")):
            self._volume(volume)
        for port in listed(service.get("ports")):
            self._port(port)
        if "build" in service:
            if not service["build"]:  # built here or not: what compose makes of that is not sure
                raise Refused("compose-broken", "build", values={"problem": "build: (blank)"})
            self._build(service["build"])
        self._files(service)
        self._joined(service.get("networks"))
        self._deploy(mapping(service.get("deploy"), "deploy"))
        self._value(k.LOG_DRIVER, mapping(service.get("logging"), "logging").get("driver", "json-file"))

    def _files(self, service: Mapping[str, Any]) -> None:
        for file in (*listed(service.get("env_file")), *listed(service.get("label_file"))):
            self._path(file["path"] if isinstance(file, Mapping) and "path" in file else file)
        extends = service.get("extends")
        if isinstance(extends, Mapping) and "file" in extends:
            raise Refused("compose-include", "extends")

    def _joined(self, networks: object) -> None:
        for network in networks.values() if isinstance(networks, Mapping) else ():
            self._known(mapping(network, "networks"), keys.JOINED, keys.JOINED_CLOSED)

    def _namespace(self, name: str, value: str) -> None:
        pattern = rf"none|bridge|private|shareable|(?:service|container):{k.NAME_PATTERN}"
        if not re.fullmatch(pattern, value):
            raise Refused(keys.NAMESPACES[name], f"{name}: {value}")

    def _image(self, service: Mapping[str, Any]) -> None:
        """Judge a name as compose will have it. What is built here may have any name, unless it is pulled first."""
        policy, use = fill_in(str(service.get("pull_policy", "")), self.use.values), self.use
        is_wanted = use.asks_registry or policy not in HERE
        is_built = "build" in service
        is_pulled = use.pulls and (is_wanted or not (use.builds_first or policy in ("build", "never")))
        if is_built and (self.settings.stock or not is_pulled):
            self._value(k.LOCAL_IMAGE, service["image"])
            return
        is_asked = is_wanted or service.get("platform") is not None
        settings = replace(self.settings, own_images=frozenset()) if is_asked else self.settings
        try:
            k.judge_image(fill_in(str(service["image"]), self.use.values), settings)
        except Refused as refused:
            if is_built and refused.key == "closed-image":
                raise Refused("pulled-before-built", refused.word, values=refused.values) from None
            raise

    def _value(self, kind: Kind, value: object) -> None:
        """Read a value that is harmless whatever its variables hold."""
        kind.read(_VARIABLE.sub("1", str(value)), self.settings)

    def _port(self, port: object) -> None:
        if isinstance(port, Mapping):
            published, target = str(port.get("published", "")), str(port.get("target", ""))
            port = f"{published}:{target}" if published else target
        self._value(k.PUBLISH, port)

    def _path(self, value: object) -> str:
        return path_of(value, self.settings, self.use)

    def _volume(self, volume: object) -> None:
        if isinstance(volume, Mapping):
            self._long_volume(mapping(volume, "volumes"))
            return
        source, colon, rest = str(volume).partition(":") if "${" not in str(volume) else _split_variable(str(volume))
        if colon and source.startswith(("/", ".", "~", "$")):
            source = self._path(source)
        p.VOLUME_MOUNT.read(f"{source}{colon}{rest}", self.settings)

    def _long_volume(self, volume: Mapping[str, Any]) -> None:
        self._known(volume, keys.MOUNT, {})
        kind = str(volume.get("type", "volume"))
        if kind not in ("bind", "volume", "tmpfs"):
            raise Refused("bad-mount", kind)
        if kind == "bind":
            self._path(volume.get("source", ""))
        elif volume.get("source") is not None and not re.fullmatch(k.NAME_PATTERN, str(volume["source"])):
            raise Refused("bad-mount", str(volume["source"]))
        if "propagation" in mapping(volume.get("bind"), "bind"):
            raise Refused("mount-option", "propagation")

    def _build(self, build: object) -> None:
        named = {"context": build} if isinstance(build, str) else mapping(build, "build")
        self._known(named, keys.BUILD, keys.BUILD_CLOSED)
        context = named.get("context", ".")
        if p.is_remote(str(context)):
            raise Refused("remote-build", str(context))
        self._path(context)
        self._path(posixpath.join(str(context), str(named.get("dockerfile", "Dockerfile"))))
        if named.get("network", "default") not in ("default", "none"):
            raise Refused("network-host", f"network: {named['network']}")
        for extra in listed(named.get("additional_contexts")):
            p.BUILD_CONTEXT.read(fill_in(str(extra), self.use.values), self.settings)
        for argument in listed(named.get("args")):
            if fill_in(str(argument), self.use.values).upper().startswith("BUILDKIT_SYNTAX"):
                raise Refused("dockerfile-syntax", str(argument))

    def _deploy(self, deploy: Mapping[str, Any]) -> None:
        resources = mapping(deploy.get("resources"), "resources")
        for part in resources.values():
            if "devices" in mapping(part, "resources"):
                raise Refused("gpus", "devices")

    def _network(self, name: str, network: Mapping[str, Any]) -> None:
        self._known(network, keys.NETWORK, keys.NETWORK_CLOSED)
        if network.get("driver", "bridge") not in ("bridge", "default"):
            raise Refused("network-driver", f"driver: {network['driver']}")
        outer = network.get("external")
        outer_name = outer.get("name") if isinstance(outer, Mapping) else None
        if "host" in (network.get("name", name), outer_name) or "$" in str(network.get("name", "")):
            raise Refused("network-host", "name: host")


def _split_variable(volume: str) -> tuple[str, str, str]:
    """Split `${PWD}/a:/b` at the colon that stands outside of braces."""
    depth = 0
    for at, letter in enumerate(volume):
        depth += {"{": 1, "}": -1}.get(letter, 0)
        if letter == ":" and depth == 0:
            return volume[:at], ":", volume[at + 1 :]
    return volume, "", ""
