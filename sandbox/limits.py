"""Every limit a sandbox lives under, in one frozen value. None can be left out or switched off."""

from __future__ import annotations

from dataclasses import dataclass, fields

KIB = 1024
MIB = 1024 * KIB


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one sandbox, one command and all sandboxes together may use.

    Sizes are MiB or bytes, times are seconds, as the names say. Every value must be positive and within the bounds
    below; there is no value that means "unlimited". `terminal_seconds` is how long a terminal may go without a key.
    `total_memory_mib` is what all sandboxes together may use: the kernel holds it. `planned_memory_mib` is what one
    counts for when it is asked whether there is room for one more; as much as `memory_mib` promises every sandbox all
    of its memory, less lets more in, since few use all of theirs at once. These are the defaults of an operator's
    settings too; only `total_memory_mib` follows the machine there.

    Raises:
        ValueError: when a value is out of its bounds, naming the field.

    """

    cpus: float = 1.0
    memory_mib: int = 1024
    pids: int = 512
    disk_mib: int = 512
    workspace_mib: int = 32
    open_files: int = 4096
    output_bytes: int = 64 * 1024
    output_bytes_a_second: int = 256 * 1024
    command_seconds: float = 30.0
    commands_a_minute: int = 30
    lifetime_seconds: float = 4 * 3600.0
    idle_seconds: float = 30 * 60.0
    live_sandboxes: int = 20
    total_memory_mib: int = 16 * 1024
    planned_memory_mib: int = 256
    longest_lifetime_seconds: float = 24 * 3600.0
    stdin_bytes: int = 256 * 1024
    terminal_seconds: float = 15 * 60.0

    def __post_init__(self) -> None:
        """Check every field against its bounds."""
        for field in fields(self):
            least, most = BOUNDS[field.name]
            value = getattr(self, field.name)
            if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
                message = f"{field.name} must be between {least} and {most}, not {value!r}"
                raise ValueError(message)
        if self.disk_mib >= self.memory_mib:
            message = "disk_mib must be below memory_mib: the disk is kept in memory"
            raise ValueError(message)
        if self.memory_mib > self.total_memory_mib:
            message = "total_memory_mib must be at least memory_mib: one sandbox must fit"
            raise ValueError(message)

    @property
    def inner_memory_mib(self) -> int:
        """What the learner's own containers may use together; the rest keeps the engine alive."""
        return max(64, self.memory_mib - 160)


# The least and the most each limit may be set to.
BOUNDS: dict[str, tuple[float, float]] = {
    "cpus": (0.1, 64),
    "memory_mib": (192, 64 * 1024),
    "pids": (64, 32768),
    "disk_mib": (64, 32 * 1024),
    "workspace_mib": (1, 1024),
    "open_files": (256, 1_048_576),
    "output_bytes": (1024, 8 * MIB),
    "output_bytes_a_second": (1024, 64 * MIB),
    "command_seconds": (0.1, 3600),
    "commands_a_minute": (1, 100_000),
    "lifetime_seconds": (1, 7 * 86400),
    "idle_seconds": (1, 7 * 86400),
    "live_sandboxes": (1, 10_000),
    "total_memory_mib": (192, 4 * 1024 * 1024),
    "planned_memory_mib": (64, 64 * 1024),
    "longest_lifetime_seconds": (1, 30 * 86400),
    "stdin_bytes": (1024, 512 * 1024),
    "terminal_seconds": (1, 86400),
}
USUAL = Limits()
"""What holds where nothing else is said."""
