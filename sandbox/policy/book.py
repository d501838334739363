"""All grammars by the words that call them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from sandbox.policy import compose_commands, containers, images, networks, system, workspace
from sandbox.policy.grammar import Spec


@cache
def docker_specs() -> Mapping[str, Spec]:
    """Return the docker commands by what follows `docker` (`run`, `container run`, `compose up`)."""
    found: dict[str, Spec] = {}
    for spec in (*containers.SPECS, *images.SPECS, *networks.SPECS, *system.SPECS, *compose_commands.SPECS):
        for words in (spec.name.removeprefix("docker").strip(), *spec.also):
            found[words] = spec
    return found


@cache
def workspace_specs() -> Mapping[str, Spec]:
    """Return the workspace's commands by name."""
    return {spec.name: spec for spec in workspace.SPECS}


@cache
def names() -> tuple[str, ...]:
    """Return the canonical names of all commands, sorted."""
    every = {spec.name for spec in docker_specs().values()} | set(workspace_specs())
    return tuple(sorted(every | {"cd", "export", "unset"}))


def find(name: str) -> Spec | None:
    """Return the grammar of a canonical name (`docker run`, `docker container run` too, `curl`)."""
    if name == "docker" or name.startswith("docker "):
        return docker_specs().get(name.removeprefix("docker").strip())
    return workspace_specs().get(name)
