"""Practice without root: the compose file's engine, where the person agrees. Asked once, remembered."""

from __future__ import annotations

import asyncio
import sys

from bot.render.practice import trouble_text
from bot.settings import Settings
from sandbox.deployment import Deployment
from sandbox.errors import SandboxError

ANSWER = "use-compose"


async def with_deployment(settings: Settings, *, may_ask: bool) -> Settings:
    """Return settings that use the compose file's engine, where a daemon answers and the person said yes once."""
    answer = settings.data_folder / ANSWER
    deployment = Deployment(settings.data_folder)
    if not answer.exists():
        if not may_ask or not await deployment.is_offered():
            return settings
        said = await asyncio.to_thread(input, trouble_text("ask-compose", {}) + " ")
        answer.parent.mkdir(parents=True, exist_ok=True)
        answer.write_text("no" if said.strip().lower() in {"n", "no", "아니요", "아니"} else "yes", "utf-8")
    if answer.read_text("utf-8") != "yes":
        return settings
    sys.stderr.write(trouble_text("stage-compose", {}) + " …\n")
    try:
        socket = await deployment.start()
    except SandboxError as error:
        sys.stderr.write(trouble_text(error.key, error.values) + "\n")
        return settings
    return settings.model_copy(update={"engine": f"unix://{socket}"})
