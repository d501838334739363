"""Practice as replies: what ran, what it printed, how it ended."""

from __future__ import annotations

from collections.abc import Mapping

from bot.render.wording import keys, say


def stage_text(stage: str, values: Mapping[str, str]) -> str:
    """Return the wording of a stage of the engine's set-up."""
    key = f"stage-{stage.replace('_', '-')}"
    return say("practice", key if key in keys("practice") else "stage-other", **values)


def trouble_text(key: str, values: Mapping[str, object]) -> str:
    """Return the wording of a failure of the sandbox (`sandbox.errors.SandboxError`)."""
    return say("practice", key, **values)
