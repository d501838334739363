"""What the Discord face is told at its start, and what it remembers between starts."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from pydantic import SecretStr

from bot.core.groups import GroupSettings
from bot.faces.discord.cooldown import Pace

SHARED_VERBS = frozenset({"duel", "rank"})
"""What is of a whole channel, whatever the group likes for results."""
PRIVATE_VERBS = frozenset(
    {
        *("help", "progress", "privacy", "file", "settings", "audit", "content", "group"),
        *("sandbox status", "sandbox extend", "sandbox reset", "sandbox resume", "sandbox stop"),
    }
)


@dataclass(frozen=True, slots=True)
class DiscordSettings:
    """The face's settings.

    `verbs` are the commands the conversation offers; only those are registered. `guild_ids` registers the commands
    in these guilds alone (there at once, but not in direct messages). `with_content` asks for the privileged message
    content intent, without which a group's study channels hear only what mentions the bot; where Discord refuses it
    (`is_content_refused`) the rest works on. Actions that begin with one of
    `public_actions` may be pressed by anyone. `private_verbs` think in private when an answer takes its time,
    `shared_verbs` never do; private answers of `shareable_verbs`, and of actions that begin with one, can be shown to
    all by a button. Actions that begin with one of `turned_verbs` turn their message to another page; whoever turns
    what is not theirs is thought about in private, too. The seconds are Discord's: how long after the last guild the
    bot is ready, how long a connection may be silent, how far apart two logins are.
    """

    token: SecretStr
    verbs: frozenset[str]
    guild_ids: tuple[int, ...] = ()
    with_content: bool = False
    is_content_refused: bool = False
    public_actions: tuple[str, ...] = ()
    private_verbs: frozenset[str] = PRIVATE_VERBS
    shared_verbs: frozenset[str] = SHARED_VERBS
    shareable_verbs: frozenset[str] = frozenset({"ask", "cmd", "explain", "lesson", "run"})
    turned_verbs: frozenset[str] = frozenset({"lesson"})
    pace: Pace = field(default_factory=Pace)
    guild_pace: Pace = Pace(burst=200, refill_seconds=0.05)  # noqa: RUF009 - frozen
    ready_seconds: float = 2.0
    heartbeat_seconds: float = 60.0
    identify_seconds: float = 5.0


class GroupBook(Protocol):
    """What the face asks and tells of the groups it is in."""

    async def of(self, guild_id: int | None) -> GroupSettings:
        """Return a group's settings."""
        ...

    async def returned(self, guild_id: int) -> None:
        """Take note that a group took the bot in."""
        ...

    async def left(self, guild_id: int, at: datetime) -> None:
        """Take note that a group sent the bot away."""
        ...

    async def present(self, guild_ids: Collection[int], at: datetime) -> None:
        """Take note of all groups the bot is in."""
        ...


class NoBook:
    """A `GroupBook` without pages: every group has the defaults."""

    async def of(self, _guild_id: int | None) -> GroupSettings:
        """Return the defaults."""
        return GroupSettings()

    async def returned(self, guild_id: int) -> None:
        """Keep nothing."""

    async def left(self, guild_id: int, at: datetime) -> None:
        """Keep nothing."""

    async def present(self, guild_ids: Collection[int], at: datetime) -> None:
        """Keep nothing."""


class Memory(Protocol):
    """A few words kept between starts."""

    async def get(self, key: str) -> str | None:
        """Return what was kept."""
        ...

    async def set(self, key: str, value: str) -> None:
        """Keep a word."""
        ...
