"""Who is speaking, and where."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Member:
    """A learner as a face knows them.

    `user_id` is a Discord snowflake, or a stable negative number for a local learner of the terminal face.
    `guild_id` is `None` in direct messages and in the terminal. `spoke_at` (aware UTC) is when they pressed or wrote
    by the face's own record, where it keeps one: fairer than when we came to read it.
    """

    user_id: int
    name: str
    guild_id: int | None = None
    channel_id: int | None = None
    role_ids: frozenset[int] = frozenset()
    is_admin: bool = False
    spoke_at: datetime | None = field(default=None, compare=False)
