"""The profile `prometheus` as an operator meets it: it reads the bot, and knows what dashboard and alerts ask for."""

from __future__ import annotations

import asyncio
import json
from typing import Any
from urllib.parse import quote

from scripts.dashboard import FIRING, GRAPHS, UP
from tests.e2e.operator import Operator
from tests.timing import PATIENCE_SECONDS

PROFILE = ("--profile", "prometheus")
GRAPHED = [query for _, _, lines in GRAPHS for query, _ in lines]
ROOT = "touch /usr/written 2>/dev/null && echo written; id -u"


async def begin(operator: Operator) -> None:
    """Start it; compose waits until it is healthy."""
    await operator.compose(*PROFILE, "up", "--detach", "--wait", "prometheus")


async def look(operator: Operator) -> None:
    """Its target is there, every rule and every query of the dashboard is evaluated, and what is up is seen to be."""
    assert (await _run(operator, ROOT)).split() == ["992"]
    async with asyncio.timeout(PATIENCE_SECONDS):  # a minute from its start, all rules have been looked at
        while any(health != "ok" for health in await _rules(operator)):  # noqa: ASYNC110 - in another process
            await asyncio.sleep(1)
    ((target,),) = [answer["activeTargets"] for answer in await _asked(operator, "targets")]
    assert (target["labels"]["instance"], target["health"]) == ("bot:8722", "up"), target
    up = await _asked(operator, *(("query", query) for _, query in UP))
    assert [[one["value"][1] for one in answer["result"]] for answer in up] == [["1"]] * len(UP), up
    await _asked(operator, *(("query", query) for query in (FIRING, *GRAPHED)))


async def _rules(operator: Operator) -> list[str]:
    ((group,),) = [answer["groups"] for answer in await _asked(operator, "rules")]
    return [rule["health"] for rule in group["rules"]]


async def _asked(operator: Operator, *asks: str | tuple[str, str]) -> list[Any]:
    """Return the data of answers of its API, which must all be successes."""
    words = [(ask,) if isinstance(ask, str) else ask for ask in asks]
    said = await _run(operator, "\n".join(f"{_asking(*ask)} || exit 1; echo" for ask in words))
    answers = [json.loads(line) for line in said.splitlines() if line]
    assert [answer["status"] for answer in answers] == ["success"] * len(asks), said
    return [answer["data"] for answer in answers]


def _asking(path: str, query: str = "") -> str:
    return f"busybox wget -q -O - 'http://127.0.0.1:9090/api/v1/{path}{query and '?query='}{quote(query)}'"


async def _run(operator: Operator, script: str) -> str:
    return await operator.compose(*PROFILE, "exec", "-T", "prometheus", "sh", "-c", script)
