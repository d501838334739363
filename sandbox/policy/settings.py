"""What the policy is told from outside: the workspace, the images, the limits, and where the learner stands."""

from __future__ import annotations

from dataclasses import dataclass

from sandbox.policy.plan import Variable


@dataclass(frozen=True, slots=True)
class PolicySettings:
    """One frozen value an operator's settings and a learner's session make up.

    `images`: patterns (`fnmatch`, on the name without tag: `nginx`, `bitnami/*`, `library/*` for every official image)
    of what may be pulled and run. `stock`: all that the registry holds, where it gets no more; empty is "not known".
    `own_images`: what is in the learner's sandbox, by short name and tag (`web:latest`) or id: open whatever the two
    above say.
    `hosts`: registries that may stand in front of an image's name; all others are refused.
    `reserved_ports`: ports of the sandbox itself (its registry mirror), closed to `-p` and curl.
    `follow_seconds`: how long `logs -f`, `stats`, `events` are shown. `sleep_seconds`: the longest `sleep`.
    `directory` (relative to the workspace) and `variables` are the learner's place: `Plan` hands back the next ones.
    """

    workspace: str = "/home/learner"
    user: str = "learner"
    images: tuple[str, ...] = ("*",)
    stock: frozenset[str] = frozenset()
    own_images: frozenset[str] = frozenset()
    hosts: frozenset[str] = frozenset({"docker.io", "index.docker.io", "registry-1.docker.io"})
    reserved_ports: frozenset[int] = frozenset({5000})
    follow_seconds: float = 10.0
    sleep_seconds: float = 20.0
    most_characters: int = 8000
    most_steps: int = 50
    most_piped: int = 8
    most_depth: int = 2
    directory: str = ""
    variables: tuple[Variable, ...] = ()
