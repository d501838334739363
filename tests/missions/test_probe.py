from __future__ import annotations

from typing import Any

import pytest

from bot.missions.check import State
from bot.missions.probe import LISTINGS, look
from tests.missions.engine import Engine

WEB = {"Id": "1f", "Name": "/web", "State": {"Status": "running"}}
NGINX = {"Id": "sha256:2a", "RepoTags": ["nginx:latest", "mine:1.0"], "Size": 7}
BRIDGE = {"Id": "3b", "Name": "bridge"}
BREAD = {"Name": "bread", "Driver": "local"}
ANSWERS: dict[str, Any] = {
    "containers/json?all=1": [{"Id": "1f"}, {"Id": "gone"}],
    "images/json": [{"Id": "sha256:2a"}],
    "networks": [{"Id": "3b"}],
    "volumes": {"Volumes": [BREAD], "Warnings": None},
    "containers/1f/json": WEB,
    "images/sha256:2a/json": NGINX,
    "networks/3b": BRIDGE,
}


async def test_what_the_engine_holds_is_found_by_name_and_what_vanished_meanwhile_is_not() -> None:
    assert await look(Engine(ANSWERS), 1, []) == State(
        containers={"web": WEB},
        images={"nginx:latest": NGINX, "mine:1.0": NGINX},
        networks={"bridge": BRIDGE},
        volumes={"bread": BREAD},
    )


@pytest.mark.parametrize("answer", ["", "curl: (7) Couldn't connect", {"message": "the engine is going down"}, None])
async def test_an_engine_that_does_not_answer_holds_nothing(answer: object) -> None:
    assert await look(Engine(dict.fromkeys(LISTINGS, answer)), 1, []) == State()
