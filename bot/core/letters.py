"""What is sent without being asked for at that moment: a daily quiz, a reminder, a result that found no place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.core.reply import Reply


@dataclass(frozen=True, slots=True)
class Letter:
    """A reply with an address: a channel (`channel_id`) or a person's direct messages (`user_id`), never both.

    `key` names what it is about; a second letter of the same key is not written. It is sent at `not_before`
    (aware UTC) at the earliest; one that `is_hushed` waits while its group is quiet. `tried_in` is a channel where the
    same may stand already.
    """

    key: str
    reply: Reply
    not_before: datetime
    channel_id: int | None = None
    user_id: int | None = None
    guild_id: int | None = None
    is_hushed: bool = False
    tried_in: int | None = None


@dataclass(frozen=True, slots=True)
class Posted:
    """A letter that waits in the outbox.

    `attempts` counts the deliveries that were begun; since `unsure_since` (aware UTC) one may have been heard.
    """

    id: int
    letter: Letter
    written_at: datetime
    attempts: int
    unsure_since: datetime | None = None


class Post(Protocol):
    """What a face needs to deliver letters."""

    async def write(self, letter: Letter, at: datetime, *, unsure_since: datetime | None = None) -> bool:
        """Keep a letter; since `unsure_since` it may have come on another way. Returns whether its key was new."""
        ...

    async def waiting(self, now: datetime, most: int = 20) -> tuple[Posted, ...]:
        """Return the letters that are due, oldest first."""
        ...

    async def begin(self, posted_id: int, at: datetime) -> None:
        """Count an attempt, before it is made: from then on it may have been heard."""
        ...

    async def delivered(self, posted_id: int, message_id: int, at: datetime) -> None:
        """Settle a letter that has arrived."""
        ...

    async def is_of_another(self, message_id: int) -> bool:
        """Tell whether a message is what another letter became."""
        ...

    async def later(self, posted_id: int, not_before: datetime, *, is_unheard: bool = False) -> None:
        """Try again then; with `is_unheard` no attempt so far can have been heard."""
        ...

    async def give_up(self, posted_id: int, why: str, at: datetime) -> None:
        """Settle a letter that can't arrive."""
        ...

    async def exchange(self, posted_id: int, note: Letter, at: datetime) -> None:
        """Settle a letter of which nobody can tell whether it has arrived: it is kept, and a note calls for it."""
        ...

    async def set_aside(self, letter: Letter, at: datetime) -> None:
        """Keep a letter to a person that is never sent: they call for it."""
        ...

    async def called_for(self, key: str, user_id: int) -> Reply | None:
        """Return what was set aside for a person under a key."""
        ...

    async def called_for_in(self, key: str, channel_id: int) -> Reply | None:
        """Return what was set aside for a channel under a key."""
        ...

    async def forget(self, key: str, user_id: int) -> None:
        """Forget what was set aside and was called for."""
        ...
