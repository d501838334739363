"""The limits an operator set, in the one value that everything is held to."""

from __future__ import annotations

from bot.core.errors import ConfigurationError
from bot.settings import Settings
from sandbox.checks import machine_memory_mib
from sandbox.limits import KIB, USUAL, Limits


def limits_of(settings: Settings) -> Limits:
    """Return the limits an operator set.

    Where nothing is said, sandboxes together get three quarters of the machine, and the disk of a small sandbox is half
    of its memory. Raises `ConfigurationError` (`settings-wrong`) for values that do not fit each other.
    """
    memory_mib = settings.sandbox_memory_mib
    disk_mib = settings.sandbox_disk_mib or min(USUAL.disk_mib, memory_mib // 2)
    total_mib = settings.sandboxes_memory_mib or machine_memory_mib() * 3 // 4
    if disk_mib >= memory_mib:
        raise ConfigurationError("settings-wrong", {"variable": "GORAE_SANDBOX_DISK_MIB"})
    return Limits(
        cpus=settings.sandbox_cpus,
        memory_mib=memory_mib,
        pids=settings.sandbox_pids,
        disk_mib=disk_mib,
        workspace_mib=settings.workspace_mib,
        open_files=settings.open_files,
        output_bytes=settings.output_kib * KIB,
        output_bytes_a_second=settings.output_kib_a_second * KIB,
        command_seconds=settings.command_seconds,
        commands_a_minute=settings.commands_a_minute,
        lifetime_seconds=settings.sandbox_lifetime_minutes * 60.0,
        idle_seconds=settings.sandbox_idle_minutes * 60.0,
        live_sandboxes=settings.live_sandboxes,
        total_memory_mib=max(memory_mib, total_mib),
        planned_memory_mib=settings.planned_memory_mib,
        longest_lifetime_seconds=settings.sandbox_longest_minutes * 60.0,
        stdin_bytes=settings.input_kib * KIB,
        terminal_seconds=settings.terminal_minutes * 60.0,
    )
