"""A container that meets its own memory limit is told of that limit, and no other is."""

from __future__ import annotations

import pytest

from sandbox.engine import Cause
from tests.engine.room import Room

pytestmark = [pytest.mark.engine, pytest.mark.asyncio(loop_scope="module")]


@pytest.mark.parametrize("option", ["--rm", "--name=small"])
async def test_a_container_that_met_its_own_memory_limit_is_told_so_with_that_limit(room: Room, option: str) -> None:
    await room.done("docker pull busybox")
    finished = await room.done(f"docker run {option} -m 24m busybox tail /dev/zero")
    assert (finished.cause, finished.exit_code) == (Cause.CONTAINER_MEMORY, 137)
    assert finished.values["limit_mib"] == 24


async def test_a_program_that_runs_in_a_container_meets_its_limit_too(room: Room) -> None:
    await room.done("docker rm -f small")
    await room.done("docker run -d --name small -m 24m busybox sleep 100")
    finished = await room.done("docker exec small tail /dev/zero")
    assert (finished.cause, finished.values["container"]) == (Cause.CONTAINER_MEMORY, "small")
    await room.done("docker rm -f small")


async def test_a_container_whose_program_was_killed_met_no_limit(room: Room) -> None:
    finished = await room.done("docker run --rm -m 24m busybox sh -c 'sleep 9 & kill -9 $!; wait $!'")
    assert (finished.cause, finished.exit_code) == (Cause.EXIT, 137)
