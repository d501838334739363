"""Backups that leave the machine: encrypted with age, put into an S3-compatible store. Both need the extra `backup`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import SecretStr

from bot.core.errors import ConfigurationError, GoraeError
from bot.storage.backup import STAMP, copy_checked, drop_all_but

AGE_SUFFIX = ".age"
UNFINISHED = "unfinished-"
"""What the name of a copy begins with until it is sealed and sent: a whole backup, though none to rely on."""
ABANDONED_SECONDS = 3600.0
"""After so long without a word written, half a copy is nobody's."""


@dataclass(frozen=True, slots=True)
class Store:
    """Where backups are put: an endpoint (`https://host:port`), a bucket, and a prefix for the names."""

    endpoint: str
    bucket: str
    prefix: str
    access_key: SecretStr
    secret_key: SecretStr
    region: str = "us-east-1"


@dataclass(frozen=True, slots=True)
class Backups:
    """How backups are made: into which folder, how many stay, for which age recipient, and into which store."""

    folder: Path
    keep: int = 14
    recipient: str = ""
    store: Store | None = None

    def make(self, database: Path, at: datetime) -> Path:
        """Make one, checked, and return the local copy. Raises `GoraeError` (see `copy_checked`, `encrypt`, `upload`).

        Where sealing or sending fails, the copy stays as `unfinished-…` until the next is made, and nothing older is
        dropped for it: failures do not take the place of what succeeded.
        """
        left = [*self.folder.glob(f"{UNFINISHED}*"), *_abandoned(self.folder, at)]
        copy = copy_checked(database, self.folder / f"{UNFINISHED}gorae-{at.strftime(STAMP)}.db")
        try:
            for older in left:
                if older != copy:
                    older.unlink(missing_ok=True)
            if self.recipient:
                copy = encrypt(copy, self.recipient)
            name = copy.name.removeprefix(UNFINISHED)
            if self.store is not None:
                upload(copy, name, self.store, self.keep)
            copy = copy.replace(copy.with_name(name))
            drop_all_but(self.folder, self.keep)
        except OSError as error:
            raise GoraeError("backup-failed", {"folder": str(self.folder)}) from error
        return copy


def _abandoned(folder: Path, at: datetime) -> list[Path]:
    """Return what a program that was killed while it copied left behind; another may be copying just now."""
    halves = folder.glob(f".{UNFINISHED}*.part")
    return [half for half in halves if at.timestamp() - half.stat().st_mtime > ABANDONED_SECONDS]


def encrypt(copy: Path, recipient: str) -> Path:
    """Encrypt a backup for an age recipient (`age1…`) and remove the plain one; returns the new path.

    Raises `ConfigurationError`: `backup-extra-missing`, `backup-recipient`.
    """
    try:
        import pyrage  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise ConfigurationError("backup-extra-missing") from error
    try:
        to = pyrage.x25519.Recipient.from_str(recipient)
    except Exception as error:
        raise ConfigurationError("backup-recipient") from error
    sealed, half = copy.with_name(copy.name + AGE_SUFFIX), copy.with_name(copy.name + ".part")
    half.touch(mode=0o600)
    half.write_bytes(pyrage.encrypt(copy.read_bytes(), [to]))
    half.replace(sealed)
    copy.unlink()
    return sealed


def decrypt(sealed: Path, identity: Path, target: Path) -> None:
    """Decrypt a backup with an age identity file into `target`.

    Raises `ConfigurationError`: `backup-extra-missing`, `restore-identity` when the key does not fit or is none.
    """
    try:
        import pyrage  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise ConfigurationError("backup-extra-missing") from error
    try:
        lines = identity.read_text("utf-8").splitlines()
        keys = [pyrage.x25519.Identity.from_str(line.strip()) for line in lines if line.startswith("AGE-SECRET-KEY-")]
        plain = pyrage.decrypt(sealed.read_bytes(), keys)
    except Exception as error:
        raise ConfigurationError("restore-identity", {"path": str(identity)}) from error
    target.touch(mode=0o600)
    target.write_bytes(plain)


def upload(copy: Path, name: str, store: Store, keep: int) -> None:
    """Put a backup into the store under its name and drop all but the newest `keep` there.

    Raises `GoraeError` `backup-upload` when the store does not take it; the local copy stays.
    Raises `ConfigurationError` `backup-extra-missing`.
    """
    try:
        import minio  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise ConfigurationError("backup-extra-missing") from error
    parts = urlsplit(store.endpoint)
    client = minio.Minio(
        parts.netloc,
        access_key=store.access_key.get_secret_value(),
        secret_key=store.secret_key.get_secret_value(),
        secure=parts.scheme == "https",
        region=store.region,
    )
    try:
        client.fput_object(store.bucket, f"{store.prefix}{name}", str(copy))
        names = sorted(
            found.object_name
            for found in client.list_objects(store.bucket, prefix=f"{store.prefix}gorae-")
            if found.object_name
        )
        for old in names[:-keep]:
            client.remove_object(store.bucket, old)
    except Exception as error:  # the client raises its own, urllib3's and OSError: all say that it is not there
        raise GoraeError("backup-upload", {"bucket": store.bucket, "reason": type(error).__name__}) from error
