"""Links that open one group's page for an hour: signed, unguessable, of no use for another group."""

from __future__ import annotations

import secrets
from pathlib import Path

from itsdangerous import BadData, TimestampSigner, URLSafeTimedSerializer

from bot.core.clock import Clock

LINK_SECONDS = 3600
KEY_BYTES = 32
PURPOSE = "leader-page"


class Links:
    """Makes links and reads them back. `base` is how the page is reached from outside (`https://gorae.example`)."""

    def __init__(self, key: bytes, base: str, clock: Clock) -> None:
        self._base = base.rstrip("/")

        class Signer(TimestampSigner):
            def get_timestamp(self) -> int:
                return int(clock.now().timestamp())

        self._serializer = URLSafeTimedSerializer(key, salt=PURPOSE, signer=Signer)

    def make(self, guild_id: int) -> str:
        """Return a link to a group's page that opens for an hour."""
        token = self._serializer.dumps([guild_id, secrets.token_urlsafe(9)])
        return f"{self._base}/group/{token if isinstance(token, str) else token.decode()}"

    def read(self, token: str) -> int | None:
        """Return the group a token is for; `None` for one that is old, changed or none."""
        try:
            guild_id, _ = self._serializer.loads(token, max_age=LINK_SECONDS)
        except (BadData, ValueError, TypeError):
            return None
        return guild_id if isinstance(guild_id, int) else None


def kept_key(path: Path) -> bytes:
    """Return the key at `path`, made at the first call; nobody but the owner may read the file."""
    try:
        key = path.read_bytes()
    except FileNotFoundError:
        key = b""
    if len(key) != KEY_BYTES:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        key = secrets.token_bytes(KEY_BYTES)
        path.touch(mode=0o600)
        path.write_bytes(key)
    return key
