"""The limits' own rules."""

from __future__ import annotations

import ast
import re
from dataclasses import FrozenInstanceError, fields, replace
from pathlib import Path
from typing import Any

import pytest

from sandbox.limits import BOUNDS, Limits

PROJECT = Path(__file__).parents[2]
# Each limit: the test in which it is reached on purpose, and the block of words a person then gets.
LIMITS_TEST = "tests/engine/test_limits.py"
COMMANDS_TEST = "tests/engine/test_commands.py"
POOL_TEST = "tests/sandbox/test_pool.py"
REAPER_TEST = "tests/sandbox/test_reaper.py"
SHOWN: dict[str, tuple[str, str, str]] = {
    "cpus": (LIMITS_TEST, "test_what_the_processors_limit_kept_from_ending_in_time_is_told_so", "cause_cpu"),
    "memory_mib": (
        LIMITS_TEST,
        "test_a_container_that_takes_too_much_memory_ends_and_the_engine_lives",
        "cause_memory",
    ),
    "pids": (COMMANDS_TEST, "test_a_command_that_cannot_fork_is_told_so_before_its_deadline", "cause_pids"),
    "disk_mib": (LIMITS_TEST, "test_a_full_disk_is_the_learners_own", "cause_disk"),
    "workspace_mib": (LIMITS_TEST, "test_a_full_workspace_is_the_learners_own", "cause_workspace"),
    "open_files": (LIMITS_TEST, "test_who_runs_out_of_files_is_told", "cause_files"),
    "output_bytes": (LIMITS_TEST, "test_output_is_cut_at_its_limit_to_the_byte_and_says_so", "cause_output"),
    "output_bytes_a_second": (LIMITS_TEST, "test_what_the_rate_kept_from_ending_in_time_is_told_so", "cause_rate"),
    "command_seconds": (LIMITS_TEST, "test_whatever_a_command_does_it_ends_at_its_deadline", "cause_deadline"),
    "commands_a_minute": ("tests/engine/test_practice.py", "test_too_many_commands_a_minute_wait", "too_many_commands"),
    "lifetime_seconds": (
        COMMANDS_TEST,
        "test_a_command_that_runs_when_its_sandbox_is_too_old_is_told_so",
        "cause_lifetime",
    ),
    "idle_seconds": (
        REAPER_TEST,
        "test_an_idle_sandbox_ends_after_half_an_hour_and_its_owner_is_told_once",
        "notice_sandbox_renewed",
    ),
    "live_sandboxes": (POOL_TEST, "test_no_more_sandboxes_live_than_allowed_and_who_waits_knows_the_place", "waiting"),
    "total_memory_mib": (
        LIMITS_TEST,
        "test_all_sandboxes_together_take_no_more_memory_than_allowed",
        "cause_shared_memory",
    ),
    "planned_memory_mib": (POOL_TEST, "test_total_memory_bounds_the_number_too", "waiting"),
    "longest_lifetime_seconds": (
        REAPER_TEST,
        "test_an_extension_gives_one_more_lifetime_but_not_beyond_a_day",
        "cause_lifetime",
    ),
}
NAMES = [field.name for field in fields(Limits)]


UNSEEN = {"stdin_bytes"}  # a step size, nothing that a person meets
IN_TERMINALS = {"terminal_seconds"}  # worded with the other ends of a terminal


@pytest.mark.parametrize("name", [name for name in NAMES if name not in UNSEEN | IN_TERMINALS])
def test_every_limit_is_reached_in_a_test_of_its_own_and_has_words_of_its_own(name: str) -> None:
    path, test, words = SHOWN[name]
    body = _body(PROJECT / path, test)
    assert "assert" in body
    # It sets the limit or reads what was measured against it, or it asks for the cause that names it.
    cause = words.removeprefix("cause_").upper()
    assert name in body or f"Cause.{cause}" in body or f"EndReason.{cause}" in body, (name, test)
    assert f"{{% block {words} %}}" in (PROJECT / "bot/render/templates/practice.j2").read_text()


def _body(path: Path, test: str) -> str:
    """Return the text of a test."""
    text = path.read_text("utf-8")
    (found,) = (
        node
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name == test
    )
    return ast.get_source_segment(text, found) or ""


@pytest.mark.parametrize("name", NAMES)
def test_the_doctor_shows_every_limit(name: str) -> None:
    assert re.search(rf"limits\.{name}\b", (PROJECT / "bot/render/templates/doctor.j2").read_text())


def test_every_limit_has_bounds_and_every_bound_a_limit() -> None:
    assert set(BOUNDS) == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("off", [0, -1, float("inf"), float("nan"), None, True])
def test_no_limit_can_be_switched_off(name: str, off: object) -> None:
    changed: dict[str, Any] = {name: off}
    with pytest.raises(ValueError, match=name):
        replace(Limits(), **changed)


@pytest.mark.parametrize("name", NAMES)
def test_a_limit_beyond_its_bounds_names_itself(name: str) -> None:
    least, most = BOUNDS[name]
    for value in (least / 2, most * 2):
        changed: dict[str, Any] = {name: value}
        with pytest.raises(ValueError, match=name):
            replace(Limits(), **changed)


def test_limits_do_not_change() -> None:
    with pytest.raises(FrozenInstanceError):
        Limits().pids = 1  # type: ignore[misc]


def test_the_disk_fits_into_the_memory_it_is_kept_in() -> None:
    with pytest.raises(ValueError, match="disk_mib"):
        Limits(memory_mib=256, disk_mib=256)


def test_learners_containers_leave_memory_for_their_engine() -> None:
    assert Limits(memory_mib=768).inner_memory_mib == 608
    assert Limits(memory_mib=192, disk_mib=64).inner_memory_mib == 64
