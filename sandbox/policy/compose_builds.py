"""What a compose project builds: every service's `build`, put together from its files as compose does it."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sandbox.policy import compose
from sandbox.policy import paths as p
from sandbox.policy.dockerfile import Given, given_arguments
from sandbox.policy.dockerfile_words import Held, Values
from sandbox.policy.image_names import short_name
from sandbox.policy.interpolation import ANY, fill_in
from sandbox.policy.settings import PolicySettings

_NAMES = ("Dockerfile", "dockerfile")  # where no file is named; BuildKit takes the second where the first is not there
_BY_NAME = frozenset({"args", "additional_contexts"})
_MOST_EXTENDED = 20


@dataclass(frozen=True, slots=True)
class Build:
    """One build: its Dockerfile (the first of `paths` that is there, or `text` itself) and what it is given.

    `asks_registry`: what is there already counts for nothing.
    """

    paths: tuple[str, ...]
    text: str | None
    given: Given
    asks_registry: bool


def builds(texts: Sequence[str], settings: PolicySettings, use: compose.Use, words: list[str]) -> Iterator[Build]:
    """Yield what a project builds. `words` are the `--build-arg` of the line. Raises `Refused`.

    The files have been checked (`compose.check`), in `settings.directory`, which is the project's.
    """
    services: dict[str, dict[str, Any]] = {}
    for text in texts:
        for document in compose.documents(text):
            found = compose.mapping(document.get("services"), "services")
            for name in found:
                services[name] = _merged(services.get(name, {}), _extended(name, found, use))
    for service in services.values():
        if service.get("build"):
            yield _build(service, settings, use, words)


def asks_registry(texts: Sequence[str], values: Values) -> bool:
    """Whether a project asks for an image that is there already: what one file says of a service holds in all."""
    for text in texts:
        for document in compose.documents(text):
            for name, part in compose.mapping(document.get("services"), "services").items():
                service = compose.mapping(part, name)
                policy = fill_in(str(service.get("pull_policy", "")), values)
                if policy not in compose.HERE or service.get("platform") is not None:
                    return True
    return False


def _extended(name: str, services: Mapping[str, Any], use: compose.Use, depth: int = 0) -> dict[str, Any]:
    """Return the parts of a service that matter here, after those of the one that it extends."""
    service = compose.mapping(services.get(name), name)
    build = service.get("build")
    own = {
        "build": {"context": build} if isinstance(build, str) else _filled(compose.mapping(build, "build"), use),
        "platform": service.get("platform"),
    }
    extends = service.get("extends")
    base = extends.get("service") if isinstance(extends, Mapping) else extends
    if base is None or depth > _MOST_EXTENDED:
        return own
    return _merged(_extended(fill_in(str(base), use.values), services, use, depth + 1), own)


def _filled(build: Mapping[str, Any], use: compose.Use) -> dict[str, Any]:
    return {**build, **{name: _named(build[name], use) for name in _BY_NAME if name in build}}


def _merged(base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    old, new = base.get("build", {}), over["build"]
    joined = {name: {**old.get(name, {}), **new.get(name, {})} for name in _BY_NAME}
    build = {**old, **new, **joined} if old or new else {}
    return {"build": build, "platform": over["platform"] or base.get("platform")}


def _named(value: object, use: compose.Use) -> dict[str, str | None]:
    """Return `NAME: value` or `- NAME=value` as names and values, variables filled in; a name alone has `None`."""
    if isinstance(value, Mapping):
        filled = {str(name): None if item is None else compose.written(item) for name, item in value.items()}
        return {name: None if item is None else fill_in(item, use.values) for name, item in filled.items()}
    parts = [fill_in(compose.written(item), use.values).partition("=") for item in compose.listed(value)]
    return {name: item if equals else None for name, equals, item in parts}


def _build(service: Mapping[str, Any], settings: PolicySettings, use: compose.Use, words: list[str]) -> Build:
    build = service["build"]
    arguments: dict[str, str | Held] = {}
    for name, value in build["args"].items():
        if value is not None:
            arguments[name] = value
        elif (held := use.values.get(name, use.values.get(ANY))) is not None:
            arguments[name] = held
    arguments |= given_arguments(words, use.values)
    # Only a name in its plain form is sure to be found by the builder.
    contexts = frozenset(name for name in build["additional_contexts"] if name == short_name(name))
    inline = build.get("dockerfile_inline")
    context = str(build.get("context", "."))
    names = (str(build["dockerfile"]),) if "dockerfile" in build else _NAMES
    return Build(
        paths=tuple(_path(context, name, settings, use) for name in names),
        text=None if inline is None else fill_in(str(inline), use.values),
        given=Given(arguments, contexts),
        asks_registry=bool(build.get("pull") or build.get("platforms") or service["platform"]),
    )


def _path(context: str, name: str, settings: PolicySettings, use: compose.Use) -> str:
    return p.inside(compose.path_of(posixpath.join(context, name), settings, use), settings)
