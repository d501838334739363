"""An operator's settings and the limits that hold are one thing."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest

from bot.core.errors import ConfigurationError
from bot.practice.limits import limits_of
from bot.settings import Settings
from sandbox.limits import Limits

# A value that is not the default for each setting, and the limit that it becomes.
SET: dict[str, tuple[str, float, float]] = {
    "cpus": ("sandbox_cpus", 2.5, 2.5),
    "memory_mib": ("sandbox_memory_mib", 2048, 2048),
    "pids": ("sandbox_pids", 100, 100),
    "disk_mib": ("sandbox_disk_mib", 300, 300),
    "workspace_mib": ("workspace_mib", 5, 5),
    "open_files": ("open_files", 1000, 1000),
    "output_bytes": ("output_kib", 10, 10240),
    "output_bytes_a_second": ("output_kib_a_second", 20, 20480),
    "command_seconds": ("command_seconds", 7.5, 7.5),
    "commands_a_minute": ("commands_a_minute", 12, 12),
    "lifetime_seconds": ("sandbox_lifetime_minutes", 10, 600),
    "idle_seconds": ("sandbox_idle_minutes", 7, 420),
    "live_sandboxes": ("live_sandboxes", 3, 3),
    "total_memory_mib": ("sandboxes_memory_mib", 5000, 5000),
    "planned_memory_mib": ("planned_memory_mib", 99, 99),
    "longest_lifetime_seconds": ("sandbox_longest_minutes", 300, 18000),
    "stdin_bytes": ("input_kib", 30, 30720),
    "terminal_seconds": ("terminal_minutes", 2, 120),
}


def settings_with(**changed: float) -> Settings:
    return Settings(_env_file=None, **changed)  # type: ignore[call-arg, arg-type]


@pytest.mark.parametrize("field", [field.name for field in fields(Limits)])
def test_every_limit_is_an_operators_to_set(field: str) -> None:
    setting, value, limit = SET[field]
    assert getattr(limits_of(settings_with(**{setting: value})), field) == limit != getattr(Limits(), field)


def test_where_nothing_is_set_the_limits_are_the_usual_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    for setting, *_ in SET.values():
        monkeypatch.delenv(f"GORAE_{setting.upper()}", raising=False)
    found = limits_of(settings_with())
    assert found == replace(Limits(), total_memory_mib=found.total_memory_mib)


def test_a_small_sandbox_has_a_disk_that_fits_into_it() -> None:
    assert limits_of(settings_with(sandbox_memory_mib=256)).disk_mib == 128


def test_a_disk_that_does_not_fit_is_an_error_that_names_its_setting() -> None:
    with pytest.raises(ConfigurationError) as caught:
        limits_of(settings_with(sandbox_memory_mib=512, sandbox_disk_mib=512))
    assert caught.value.values == {"variable": "GORAE_SANDBOX_DISK_MIB"}
