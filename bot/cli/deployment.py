"""Practice without root: the compose file's engine, where the person agrees. Asked once, remembered."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from bot.render.practice import trouble_text
from bot.settings import Settings
from sandbox.deployment import Deployment
from sandbox.errors import SandboxError

ANSWER = "use-compose"
NO = frozenset({"n", "no", "아니요", "아니오", "아니"})


async def with_deployment(settings: Settings, *, may_ask: bool) -> Settings:
    """Return settings that use the compose file's engine, where it was asked for, or the person said yes once.

    Where it can't be had, what is in the way is told and the settings are returned as they came.
    """
    deployment = Deployment(settings.data_folder)
    if settings.engine != "compose" and not await _is_wanted(
        deployment, settings.data_folder / ANSWER, may_ask=may_ask
    ):
        return settings
    sys.stderr.write(trouble_text("stage-compose", {}) + " …\n")
    try:
        socket = await deployment.start(settings.images)
    except SandboxError as error:
        sys.stderr.write(trouble_text(error.key, error.values) + "\n")
        return settings
    return settings.model_copy(update={"engine": f"unix://{socket}"})


async def _is_wanted(deployment: Deployment, answer: Path, *, may_ask: bool) -> bool:
    if (before := _remembered(answer)) is not None:
        return before
    if not may_ask or not await deployment.is_offered():
        return False
    said = await asyncio.to_thread(input, trouble_text("ask-compose", {}) + " ")
    return _remember(answer, is_wanted=said.strip().lower() not in NO)


def _remembered(answer: Path) -> bool | None:
    return answer.read_text("utf-8") == "yes" if answer.exists() else None


def _remember(answer: Path, *, is_wanted: bool) -> bool:
    answer.parent.mkdir(parents=True, exist_ok=True)
    answer.write_text("yes" if is_wanted else "no", "utf-8")
    return is_wanted
