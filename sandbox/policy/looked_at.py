"""The checks of a learner's own files, by kind: what decides what docker does is read before docker reads it."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from sandbox.policy import compose, dockerfile
from sandbox.policy.plan import FileKind, Refusal, UsedFile
from sandbox.policy.settings import PolicySettings

# What compose takes from a `.env` for itself (docs.docker.com, "Set or change pre-defined environment variables"):
# COMPOSE_FILE would make it read files that nobody looked at.
_CLOSED_LINE = re.compile(
    r"^\s*(?:export\s+)?(?P<name>COMPOSE_(?!PROJECT_NAME\b|PROFILES\b)\w+|DOCKER_\w+|BUILDKIT_\w+|BUILDX_\w+)\s*[=:]",
    re.MULTILINE | re.IGNORECASE,
)


def check_env(text: str, settings: PolicySettings | None = None) -> Refusal | None:
    """Return why a `.env` file is not used, or `None`. Never raises."""
    del settings
    found = _CLOSED_LINE.search(text.replace("\ufeff", ""))
    if found is None:
        return None
    name = found["name"]
    return Refusal("closed-variable", name, found[0].strip(), values={"word": name})


def look(kind: FileKind, path: str, text: str, settings: PolicySettings) -> Refusal | tuple[UsedFile, ...]:
    """Return why a file is not used, or the files it leads to, which are looked at in their turn.

    `path` is relative to the workspace; what the file names is read from its own folder. A compose file leads
    to the Dockerfiles it builds from.
    """
    inside = replace(settings, directory=posixpath.dirname(path))
    if kind is FileKind.ENV:
        return check_env(text) or ()
    if kind is FileKind.DOCKERFILE:
        return dockerfile.check(text, inside) or ()
    return compose.check(text, inside) or tuple(
        UsedFile(FileKind.DOCKERFILE, (dockerfile_path,)) for dockerfile_path in compose.builds(text, inside)
    )


CHECKS: Mapping[FileKind, Callable[[str], Refusal | None]] = {
    FileKind.COMPOSE: compose.check,
    FileKind.DOCKERFILE: dockerfile.check,
    FileKind.ENV: check_env,
}
