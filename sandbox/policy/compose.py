"""A learner's compose file, looked at before compose reads it: what `docker run` may not do, a service may not either.

Known keys only. Where compose would fill in a variable, the value must be harmless whatever the variable holds.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from sandbox.policy import compose_keys as keys
from sandbox.policy import dockerfile
from sandbox.policy import kinds as k
from sandbox.policy import paths as p
from sandbox.policy.grammar import Kind
from sandbox.policy.plan import Refusal
from sandbox.policy.settings import PolicySettings
from sandbox.policy.suggest import closest
from sandbox.policy.trouble import Refused

_MOST_CHARACTERS = 64 * 1024
_MOST_NODES = 5000
_VARIABLE = re.compile(r"\$(?:\{[^}]*\}|[A-Za-z_]\w*)")
_OWN_VARIABLE = re.compile(r"\$\{?(PWD|HOME)\}?")


def check(text: str, settings: PolicySettings | None = None) -> Refusal | None:
    """Return why a compose file is not used, or `None`. `settings.directory` is the folder the file is in.

    Never raises. Files it builds from are listed by `builds`; their Dockerfiles are checked on their own.
    """
    settings = settings or PolicySettings()
    try:
        for document in _documents(text):
            _Checker(settings).file(document)
    except Refused as refused:
        line = next((line.strip() for line in text.split("\n") if refused.word and refused.word in line), refused.word)
        return Refusal(refused.key, refused.word, line, values=refused.filled)
    return None


def builds(text: str, settings: PolicySettings | None = None) -> tuple[str, ...]:
    """Return the Dockerfiles a compose file builds from, relative to the workspace. A bad file has none."""
    settings = settings or PolicySettings()
    found: list[str] = []
    try:
        for document in _documents(text):
            for service in _mapping(document.get("services"), "services").values():
                build = service.get("build") if isinstance(service, Mapping) else None
                if build is None or (isinstance(build, Mapping) and "dockerfile_inline" in build):
                    continue
                named = {"context": build} if isinstance(build, str) else build
                folder, name = str(named.get("context", ".")), str(named.get("dockerfile", "Dockerfile"))
                found.append(p.inside(posixpath.join(folder, name), settings))
    except Refused:
        return ()
    return tuple(dict.fromkeys(found))


def _documents(text: str) -> Iterator[Mapping[str, Any]]:
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
            yield _mapping(document, "services")


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


def _mapping(value: object, word: str) -> Mapping[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
        raise Refused("compose-broken", word)
    return value


def _list(value: object) -> list[Any]:
    if value is None:
        return []
    if isinstance(value, Mapping):
        return [f"{key}={item}" for key, item in value.items()]
    return list(value) if isinstance(value, list | set | tuple) else [value]


class _Checker:
    def __init__(self, settings: PolicySettings) -> None:
        self.settings = settings

    def file(self, document: Mapping[str, Any]) -> None:
        self._known(document, keys.TOP, keys.TOP_CLOSED)
        for name, service in _mapping(document.get("services"), "services").items():
            self._service(_mapping(service, name))
        for name, network in _mapping(document.get("networks"), "networks").items():
            self._network(name, _mapping(network, name))
        for name, volume in _mapping(document.get("volumes"), "volumes").items():
            self._known(_mapping(volume, name), keys.VOLUME, keys.VOLUME_CLOSED)
            if _mapping(volume, name).get("driver", "local") != "local":
                raise Refused("volume-driver", "driver")
        for group in ("secrets", "configs"):
            for name, entry in _mapping(document.get(group), group).items():
                self._known(_mapping(entry, name), keys.SECRET, {})
                if "file" in _mapping(entry, name):
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
            is_given = name == "image" and "build" in service  # the name of what is built here
            for value in _list(service.get(name)):
                self._value(k.LOCAL_IMAGE if is_given else kind, value)
        for name in keys.NAMESPACES:
            if (mode := service.get(name)) is not None:
                self._namespace(name, str(mode))
        for volume in _list(service.get("volumes")):
            self._volume(volume)
        for port in _list(service.get("ports")):
            self._port(port)
        if "build" in service:
            self._build(service["build"])
        self._files(service)
        self._joined(service.get("networks"))
        self._deploy(_mapping(service.get("deploy"), "deploy"))
        self._value(k.LOG_DRIVER, _mapping(service.get("logging"), "logging").get("driver", "json-file"))

    def _files(self, service: Mapping[str, Any]) -> None:
        for file in (*_list(service.get("env_file")), *_list(service.get("label_file"))):
            self._path(file["path"] if isinstance(file, Mapping) and "path" in file else file)
        extends = service.get("extends")
        if isinstance(extends, Mapping) and "file" in extends:
            raise Refused("compose-include", "extends")

    def _joined(self, networks: object) -> None:
        for network in networks.values() if isinstance(networks, Mapping) else ():
            self._known(_mapping(network, "networks"), keys.JOINED, keys.JOINED_CLOSED)

    def _namespace(self, name: str, value: str) -> None:
        pattern = rf"none|bridge|private|shareable|(?:service|container):{k.NAME_PATTERN}"
        if not re.fullmatch(pattern, value):
            raise Refused(keys.NAMESPACES[name], f"{name}: {value}")

    def _value(self, kind: Kind, value: object) -> None:
        is_unknown = "$" in str(value).partition(":")[0]  # a variable may stand for an image's tag, or for all of it
        settings = replace(self.settings, images=("*",), stock=frozenset()) if is_unknown else self.settings
        kind.read(_VARIABLE.sub("1", str(value)), settings)

    def _port(self, port: object) -> None:
        if isinstance(port, Mapping):
            published, target = str(port.get("published", "")), str(port.get("target", ""))
            port = f"{published}:{target}" if published else target
        self._value(k.PUBLISH, port)

    def _path(self, value: object) -> str:
        settings = self.settings
        own = {"PWD": posixpath.join(settings.workspace, settings.directory), "HOME": settings.workspace}
        text = _OWN_VARIABLE.sub(lambda found: own[found[1]], str(value))
        if "$" in text:
            raise Refused("compose-variable", str(value))
        if text.startswith("~"):
            text = settings.workspace + text[1:]
        return p.bind_source(text, settings)[0]

    def _volume(self, volume: object) -> None:
        if isinstance(volume, Mapping):
            self._long_volume(_mapping(volume, "volumes"))
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
        if "propagation" in _mapping(volume.get("bind"), "bind"):
            raise Refused("mount-option", "propagation")

    def _build(self, build: object) -> None:
        named = {"context": build} if isinstance(build, str) else _mapping(build, "build")
        self._known(named, keys.BUILD, keys.BUILD_CLOSED)
        context = named.get("context", ".")
        if re.match(r"[a-z+]+://|git@|.*\.git(?:#|$)", str(context)):
            raise Refused("remote-build", str(context))
        self._path(context)
        self._path(posixpath.join(str(context), str(named.get("dockerfile", "Dockerfile"))))
        if named.get("network", "default") not in ("default", "none"):
            raise Refused("network-host", f"network: {named['network']}")
        for extra in _list(named.get("additional_contexts")):
            p.BUILD_CONTEXT.read(str(extra), self.settings)
        if "dockerfile_inline" in named and (found := dockerfile.check(str(named["dockerfile_inline"]), self.settings)):
            raise Refused(found.key, found.word, values=found.values)

    def _deploy(self, deploy: Mapping[str, Any]) -> None:
        resources = _mapping(deploy.get("resources"), "resources")
        for part in resources.values():
            if "devices" in _mapping(part, "resources"):
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
