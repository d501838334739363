"""Where everything of the practice engine lies below the data folder."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

# The range sandboxes' users are mapped to. It is not taken from /etc/subuid: nothing outside of our own mount
# namespace is written, and no process of the machine itself runs there.
FIRST_ID = 1_400_000_000
ID_COUNT = 65_536
SOURCE = Path(__file__).parent.parent


@dataclass(frozen=True, slots=True)
class Layout:
    """The folders and files of one data folder. `cache` holds what is built once and may be shared by data folders."""

    data: Path
    cache: Path

    @classmethod
    def of(cls, data: Path, cache: Path | None = None) -> Layout:
        """Return the layout of a data folder, whether it exists or not."""
        data = data.expanduser().absolute()
        return cls(data, (cache or data / "cache").expanduser().absolute())

    @property
    def name(self) -> str:
        """A word for this data folder that no other has on this machine."""
        return "gorae-" + hashlib.sha256(str(self.data.resolve()).encode()).hexdigest()[:12]

    @property
    def engine(self) -> Path:
        """The outer engine's folder: `/run/gorae` inside its namespaces."""
        return self.data / "engine"

    @property
    def socket(self) -> Path:
        """The outer engine's API socket."""
        return self.engine / "docker.sock"

    @property
    def control(self) -> Path:
        """The supervisor's own socket."""
        return self.engine / "control.sock"

    @property
    def lock(self) -> Path:
        """The file whose lock a live supervisor holds."""
        return self.engine / "lock"

    @property
    def log(self) -> Path:
        """The folder of logs."""
        return self.engine / "log"

    @property
    def builder(self) -> Path:
        """The build engine's folder."""
        return self.cache / "builder"

    def prepare(self) -> None:
        """Make the folders. The data folder itself is closed to other users; the engine does not pass through it."""
        self.data.mkdir(parents=True, exist_ok=True)
        self.cache.mkdir(parents=True, exist_ok=True)
        for folder in (self.engine, self.log, self.engine / "etc", self.engine / "registry"):
            folder.mkdir(exist_ok=True)
        self.engine.chmod(0o711)
        self.cache.chmod(0o711)
        (self.engine / "registry").chmod(0o711)
        self.log.chmod(0o700)
