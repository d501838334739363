"""Settings, read once from the environment (and `.env`), frozen."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

import sandbox
from bot.core.errors import ConfigurationError
from sandbox.limits import KIB, USUAL

OPEN = Path(sandbox.__file__).parent / "registry_image" / "open"
"""Patterns of the images that are open where an operator says nothing: the deployment's registry holds to them, too."""
READY = Path(__file__).resolve().parents[1] / ".ready"
"""What was read and learned of the course when this was installed (`gorae content prepare`)."""

SECRETS = ("discord_token", "s3_access_key", "s3_secret_key", "llm_key")
"""Each may also stand in a file of its own: `…_file`, which is read first."""


class Settings(BaseSettings):
    """What an operator may set. Every field is described in docs/operations.md."""

    model_config = SettingsConfigDict(env_prefix="GORAE_", env_file=".env", extra="ignore", frozen=True)

    data: Path = Path(".gorae")
    cache: Path | None = None
    content: Path | None = None
    discord_token: SecretStr = Field(default=SecretStr(""), validation_alias="DISCORD_TOKEN")
    discord_token_file: Path | None = Field(default=None, validation_alias="DISCORD_TOKEN_FILE")
    guild_ids: Annotated[tuple[int, ...], NoDecode] = ()
    engine: str = "auto"
    images: Annotated[tuple[str, ...], NoDecode] = tuple(OPEN.read_text().split())
    time_zone: str = "Asia/Seoul"
    message_content: bool = False
    warm_sandboxes: int = Field(default=1, ge=0, le=20)
    live_sandboxes: int = Field(default=USUAL.live_sandboxes, ge=1, le=500)
    sandbox_cpus: float = Field(default=USUAL.cpus, ge=0.1, le=64)
    sandbox_memory_mib: int = Field(default=USUAL.memory_mib, ge=256, le=16384)
    sandbox_disk_mib: int | None = Field(default=None, ge=64, le=16384)
    sandbox_pids: int = Field(default=USUAL.pids, ge=64, le=32768)
    sandboxes_memory_mib: int | None = Field(default=None, ge=256, le=4 * 1024 * 1024)
    planned_memory_mib: int = Field(default=USUAL.planned_memory_mib, ge=64, le=16384)
    sandbox_idle_minutes: int = Field(default=int(USUAL.idle_seconds / 60), ge=1, le=1440)
    sandbox_lifetime_minutes: int = Field(default=int(USUAL.lifetime_seconds / 60), ge=5, le=1440)
    sandbox_longest_minutes: int = Field(default=int(USUAL.longest_lifetime_seconds / 60), ge=5, le=10080)
    terminal_minutes: int = Field(default=int(USUAL.terminal_seconds / 60), ge=1, le=1440)
    workspace_mib: int = Field(default=USUAL.workspace_mib, ge=1, le=1024)
    open_files: int = Field(default=USUAL.open_files, ge=256, le=1_048_576)
    command_seconds: float = Field(default=USUAL.command_seconds, ge=1, le=600)
    commands_a_minute: int = Field(default=USUAL.commands_a_minute, ge=1, le=600)
    output_kib: int = Field(default=USUAL.output_bytes // KIB, ge=1, le=8192)
    output_kib_a_second: int = Field(default=USUAL.output_bytes_a_second // KIB, ge=1, le=65536)
    input_kib: int = Field(default=USUAL.stdin_bytes // KIB, ge=1, le=512)
    log_level: str = "INFO"
    web: str = "127.0.0.1:8722"
    web_url: str = ""
    backup_hours: int = Field(default=24, ge=0, le=720)
    backup_keep: int = Field(default=14, ge=1, le=1000)
    backup_age_recipient: str = ""
    backup_s3: str = ""
    s3_endpoint: str = ""
    s3_region: str = "us-east-1"
    s3_access_key: SecretStr = SecretStr("")
    s3_access_key_file: Path | None = None
    s3_secret_key: SecretStr = SecretStr("")
    s3_secret_key_file: Path | None = None
    llm_url: str = ""
    llm_model: str = ""
    llm_key: SecretStr = SecretStr("")
    llm_key_file: Path | None = None
    llm_seconds: float = Field(default=8, gt=0, le=60)
    journal_days: int = Field(default=90, ge=0, le=3650)
    audit_days: int = Field(default=365, ge=0, le=3650)
    question_days: int = Field(default=365, ge=0, le=3650)
    snapshot_days: int = Field(default=30, ge=0, le=3650)
    attempt_days: int = Field(default=0, ge=0, le=3650)

    @field_validator(
        "cache",
        "content",
        "sandboxes_memory_mib",
        "sandbox_disk_mib",
        *(f"{name}_file" for name in SECRETS),
        mode="before",
    )
    @classmethod
    def _nothing(cls, value: object) -> object:
        return None if value == "" else value

    @field_validator("guild_ids", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(int(part) for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("images", mode="before")
    @classmethod
    def _patterns(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("engine")
    @classmethod
    def _socket(cls, value: str) -> str:
        if value not in {"auto", "compose"} and not value.startswith("unix:///"):
            raise ValueError(value)
        return value

    @field_validator("backup_s3")
    @classmethod
    def _bucket(cls, value: str) -> str:
        if value and re.fullmatch(r"s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[\w./-]*)?", value) is None:
            raise ValueError(value)
        return value

    @field_validator("llm_url")
    @classmethod
    def _model_server(cls, value: str) -> str:
        if value and re.fullmatch(r"https?://[^/\s]+(/\S*)?", value) is None:
            raise ValueError(value)
        return value

    @field_validator("s3_endpoint")
    @classmethod
    def _endpoint(cls, value: str) -> str:
        if value and re.fullmatch(r"https?://[^/\s]+", value) is None:
            raise ValueError(value)
        return value

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, OSError) as error:  # ZoneInfoNotFoundError is a KeyError
            raise ValueError(value) from error
        return value

    @property
    def data_folder(self) -> Path:
        """The one folder everything is written to, absolute."""
        return self.data.expanduser().resolve()

    @property
    def cache_folder(self) -> Path:
        """Where is kept what can be made again: images, and what was read and learned of a course."""
        return (self.cache or self.data / "cache").expanduser().resolve()

    @property
    def caches(self) -> tuple[Path, Path]:
        """Where what was read and learned of a course may be: here first, else what was made ready at installation."""
        return self.cache_folder, READY

    @property
    def backup_folder(self) -> Path:
        """Where backups are put on this machine."""
        return self.data_folder / "backups"

    @property
    def engine_socket(self) -> Path | None:
        """The socket of the engine to use instead of an embedded one."""
        return Path(self.engine.removeprefix("unix://")) if self.engine.startswith("unix://") else None

    def secret(self, name: str) -> SecretStr:
        """Return one of `SECRETS`: what its file holds, else what the environment does.

        Raises `ConfigurationError` `secret-file`, read only when it is asked for: a backup by hand needs no token.
        """
        file: Path | None = getattr(self, f"{name}_file")
        if file is None:
            kept: SecretStr = getattr(self, name)
            return kept
        try:
            return SecretStr(file.read_text("utf-8").strip())
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigurationError(
                "secret-file", {"variable": _variable(f"{name}_file"), "path": str(file)}
            ) from error

    def token(self) -> SecretStr:
        """Return the bot's token. Raises `ConfigurationError` (`discord-token-missing`, `secret-file`)."""
        token = self.secret("discord_token")
        if not token.get_secret_value().strip():
            raise ConfigurationError("discord-token-missing")
        return token


def read_settings() -> Settings:
    """Read the settings; raises `ConfigurationError` (`settings-wrong`) that names the variable at fault."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]) if first["loc"] else ""
        raise ConfigurationError("settings-wrong", {"variable": _variable(name)}) from error


def _variable(field: str) -> str:
    name = field.upper()
    return name if name.startswith("DISCORD_") else f"GORAE_{name}"
