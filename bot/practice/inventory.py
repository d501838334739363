"""What there is in a sandbox: asked of its engine in one request, kept as JSON, compared by name."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from typing import Any

from sandbox.engine import Runner
from sandbox.limits import Limits
from sandbox.programs import read_output

ENGINE = "http://engine"
LISTINGS = ("/containers/json?all=1", "/images/json", "/volumes", "/networks")
QUESTION = ("curl", "-s", "--unix-socket", "/var/run/docker.sock", *(f"{ENGINE}{path}" for path in LISTINGS))
OWN_NETWORKS = frozenset({"bridge", "host", "none"})
NAMELESS = re.compile(r"[0-9a-f]{64}")
"""Docker's name for a volume nobody named."""


@dataclass(frozen=True, slots=True)
class Container:
    """One container; `id` is the whole of it."""

    id: str
    name: str
    is_running: bool


@dataclass(frozen=True, slots=True)
class Inventory:
    """Everything a learner could name: containers, tagged images, named volumes, networks of their own."""

    containers: tuple[Container, ...] = ()
    images: frozenset[str] = frozenset()
    volumes: frozenset[str] = frozenset()
    networks: frozenset[str] = frozenset()

    @property
    def names(self) -> frozenset[str]:
        """The containers' names."""
        return frozenset(container.name for container in self.containers)

    @property
    def is_empty(self) -> bool:
        """Say whether there is nothing."""
        return not (self.containers or self.images or self.volumes or self.networks)

    def to_json(self) -> str:
        """Return it as JSON text."""
        lists = {key: sorted(value) if isinstance(value, frozenset) else value for key, value in asdict(self).items()}
        return json.dumps(lists, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Inventory:
        """Read `to_json` back."""
        kept = json.loads(text)
        return cls(
            tuple(Container(**container) for container in kept["containers"]),
            *(frozenset(kept[kind]) for kind in ("images", "volumes", "networks")),
        )


async def take_inventory(runner: Runner, limits: Limits) -> Inventory | None:
    """Ask the learner's engine; `None` when it does not answer. Raises `SandboxGoneError`."""
    code, text = await read_output(runner, QUESTION, limits)
    if code != 0:
        return None
    try:
        containers, images, volumes, networks = _documents(text)
        return Inventory(
            tuple(
                Container(one["Id"], one["Names"][0].lstrip("/"), one["State"] in {"running", "paused"})
                for one in containers
            ),
            frozenset(tag for one in images for tag in one.get("RepoTags") or () if "<none>" not in tag),
            frozenset(one["Name"] for one in volumes.get("Volumes") or () if not NAMELESS.fullmatch(one["Name"])),
            frozenset(one["Name"] for one in networks) - OWN_NETWORKS,
        )
    except (ValueError, KeyError, TypeError, IndexError, AttributeError):
        return None  # an engine that is going down answers with something else


def _documents(text: str) -> list[Any]:
    """Return the JSON documents that stand one after the other."""
    decoder, at = json.JSONDecoder(), 0
    found: list[Any] = []
    while at < len(text.rstrip()):
        document, at = decoder.raw_decode(text, at)
        found.append(document)
        while at < len(text) and text[at].isspace():
            at += 1
    return found
