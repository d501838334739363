"""What a learner made may be run: a line that is refused for its image is read again, knowing what is there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from sandbox.engine import Runner
from sandbox.limits import Limits
from sandbox.policy.image_names import reference
from sandbox.policy.plan import Refusal
from sandbox.policy.settings import PolicySettings
from sandbox.programs import OK, read_output

Found = TypeVar("Found")
REFUSED = frozenset({"closed-image", "absent-image", "pulled-before-built"})
_LIST = ("docker", "images", "--all", "--no-trunc", "--format={{.Repository}}:{{.Tag}} {{.ID}}")


async def own_images(runner: Runner, limits: Limits) -> frozenset[str]:
    """Return the names, with tags, and ids of the images in a sandbox. Raises `SandboxGoneError`."""
    code, text = await read_output(runner, _LIST, limits)
    words = [word for word in text.split() if code == OK and "<none>" not in word]
    return frozenset(word if word.startswith("sha256:") else reference(word) for word in words)


async def knowing_own(
    runner: Runner, limits: Limits, settings: PolicySettings, read: Callable[[PolicySettings], Found | Refusal]
) -> Found | Refusal:
    """Return what `read` says, asked again with the images that are there when it refuses one.

    What `settings` knows of own images counts for nothing: an image that has gone again would be pulled.
    Raises `SandboxGoneError`.
    """
    found = read(replace(settings, own_images=frozenset()))
    if not isinstance(found, Refusal) or found.key not in REFUSED:
        return found
    return read(replace(settings, own_images=await own_images(runner, limits)))
