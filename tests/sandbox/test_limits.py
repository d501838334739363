"""The limits' own rules."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, fields, replace
from typing import Any

import pytest

from sandbox.limits import BOUNDS, Limits

NAMES = [field.name for field in fields(Limits)]


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
