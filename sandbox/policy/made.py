"""Which images a command gives a name to: what stands behind it in the same text may run them."""

from __future__ import annotations

from sandbox.policy.image_names import reference
from sandbox.policy.plan import Command, Pipeline

# The place of the name among a command's arguments.
_NAMED = {"docker tag": 1, "docker commit": 1, "docker import": 1}


def images_made(pipeline: Pipeline) -> frozenset[str]:
    """Return the names and tags of the images that a pipeline would make. Whether it did is for the runtime to see."""
    return frozenset(reference(name) for command in pipeline.commands for name in _names(command))


def _names(command: Command) -> tuple[str, ...]:
    if command.name == "docker build":
        return tuple(option.value or "" for option in command.options if option.name == "--tag")
    place = _NAMED.get(command.name)
    return () if place is None else command.arguments[place : place + 1]
