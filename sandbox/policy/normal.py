"""What a command means, apart from how it was said: defaults left out, values in one form."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass

from sandbox.policy.image_names import short_name
from sandbox.policy.plan import Command, Substitution, Word
from sandbox.policy.render import pipeline as written
from sandbox.policy.web import CURL

_UNITS = {"": 1, "b": 1, "k": 2**10, "m": 2**20, "g": 2**30, "t": 2**40}
_DEFAULTS: Mapping[str, frozenset[tuple[str, str]]] = {
    "docker run": frozenset({
        ("--restart", "no"), ("--pull", "missing"), ("--network", "bridge"), ("--network", "default"),
    }),
    "docker create": frozenset({("--restart", "no"), ("--pull", "missing"), ("--network", "bridge")}),
    "docker network create": frozenset({("--driver", "bridge")}),
    "docker volume create": frozenset({("--driver", "local")}),
    "docker stop": frozenset({("--time", "10")}),
    "docker restart": frozenset({("--time", "10")}),
    "docker kill": frozenset({("--signal", "KILL")}),
    "docker logs": frozenset({("--tail", "all")}),
    "docker compose logs": frozenset({("--tail", "all")}),
    "docker build": frozenset({("--file", "Dockerfile"), ("--network", "default"), ("--progress", "auto")}),
}  # fmt: skip
_SAME = {"docker container inspect": "docker inspect", "docker image inspect": "docker inspect"}
# Commands that do the same to each of their arguments: the order does not matter.
_EACH = frozenset({
    "docker rm", "docker rmi", "docker stop", "docker start", "docker restart", "docker kill", "docker pause",
    "docker unpause", "docker network rm", "docker volume rm", "docker wait", "rm", "mkdir", "touch",
    "docker compose up", "docker compose stop", "docker compose start", "docker compose restart", "docker compose logs",
})  # fmt: skip
_SIGNALS = {"9": "KILL", "15": "TERM", "2": "INT", "1": "HUP", "3": "QUIT"}
_ARGUMENT_IMAGES: Mapping[str, slice] = {
    "docker run": slice(0, 1), "docker create": slice(0, 1), "docker pull": slice(None), "docker rmi": slice(None),
    "docker tag": slice(None), "docker history": slice(None), "docker save": slice(None), "docker commit": slice(1, 2),
}  # fmt: skip
_MEMORY = frozenset({"--memory", "--memory-swap", "--memory-reservation", "--shm-size"})
_FORCED_ON_CURL = frozenset(flag.partition("=")[0] for flag in CURL.forced)


@dataclass(frozen=True, slots=True)
class Meaning:
    """A command's name, its options (values sorted) and its arguments, all in one form."""

    name: str
    options: Mapping[str, tuple[str, ...]]
    arguments: tuple[str, ...]


def meaning(command: Command) -> Meaning:
    """Return what a command means. Raises nothing."""
    name = _SAME.get(command.name, command.name)
    options: dict[str, list[str]] = {}
    defaults = _DEFAULTS.get(name, frozenset())
    for option in command.options:
        key, value = _option(option.name, option.value or "")
        if (key, value) not in defaults and not (name == "curl" and key in _FORCED_ON_CURL):
            options.setdefault(key, []).append(value)
    for setting, value in command.environment:
        options.setdefault("env", []).append(f"{setting}={value}")
    words = _arguments(command)
    if name in _EACH:
        words.sort()
    return Meaning(name, {key: tuple(sorted(values)) for key, values in options.items()}, tuple(words))


def _arguments(command: Command) -> list[str]:
    count = len(command.arguments)
    words = list(command.argv[len(command.argv) - count :]) if count else []
    texts = [_word(word) for word in words]
    images = _ARGUMENT_IMAGES.get(command.name)
    if images is not None:
        texts[images] = [image(text) for text in texts[images]]
    if command.name == "docker build":
        texts = [_folder(text) for text in texts]
    if command.name in ("ls", "cat", "rm", "mkdir", "touch", "cp", "mv", "head", "tail", "du", "tree"):
        texts = [_folder(text) for text in texts]
    if command.name == "curl":
        texts = [url(text) for text in texts]
    return texts


def _word(word: Word) -> str:
    return "".join(
        part if isinstance(part, str) else f"$({written(part.pipeline)})" if isinstance(part, Substitution) else "$?"
        for part in word.parts
    )


def image(text: str) -> str:
    """Return an image with its tag said: `nginx` is `nginx:latest`."""
    name = short_name(text)
    digest = text.partition("@")[2]
    if digest:
        return f"{name}@{digest}"
    tag = text.rpartition(":")[2] if ":" in text.rpartition("/")[2] else "latest"
    return f"{name}:{tag}"


def url(text: str) -> str:
    """Return a URL with its scheme and path said."""
    with_scheme = text if "://" in text else f"http://{text}"
    scheme, _, rest = with_scheme.partition("://")
    host, slash, path = rest.partition("/")
    host = host.lower().replace("127.0.0.1", "localhost").removesuffix(":80")
    return f"{scheme.lower()}://{host}/{path if slash else ''}"


def memory(text: str) -> str:
    """Return a size in bytes, where it is one (1 k = 1024, github.com/docker/go-units)."""
    found = re.fullmatch(r"(\d+(?:\.\d+)?)([kKmMgGtT]?)[iI]?[bB]?", text)
    return str(int(float(found[1]) * _UNITS[found[2].lower()])) if found else text


def _folder(text: str) -> str:
    return posixpath.normpath(text) if text else text


def _option(name: str, value: str) -> tuple[str, str]:
    if name == "--publish":
        value = value.removesuffix("/tcp").removeprefix("0.0.0.0:")
    elif name in _MEMORY:
        value = memory(value)
    elif name == "--cpus":
        value = f"{float(value):g}"
    elif name in ("--signal", "--stop-signal"):
        bare = value.upper().removeprefix("SIG")
        value = _SIGNALS.get(bare, bare)
    elif name == "--tag":
        value = image(value)
    elif name == "--format":
        value = re.sub(r"\s*\}\}", "}}", re.sub(r"\{\{\s*", "{{", value))
    elif name == "--volume":
        value = value.removesuffix(":rw")
    elif name == "--mount":
        return _mount(value)
    elif name == "--file":
        value = _folder(value)
    return name, value


def _mount(value: str) -> tuple[str, str]:
    """`--mount type=volume` and `bind` do what `--volume` does."""
    fields = dict(part.partition("=")[::2] for part in value.split(","))
    if fields.get("type", "volume") not in ("bind", "volume") or set(fields) - {"type", "source", "target", "readonly"}:
        return "--mount", value
    if "source" not in fields:
        return "--volume", fields["target"]
    tail = ":ro" if fields.get("readonly") in ("true", "1") else ""
    return "--volume", f"{fields['source']}:{fields['target']}{tail}"
