"""Who speaks in an event of Discord's."""

from __future__ import annotations

from typing import Any

import discord

from bot.core.people import Member


def member_of(event: discord.Interaction[Any] | discord.Message) -> Member:
    """Return who speaks in an interaction or a message."""
    user = event.user if isinstance(event, discord.Interaction) else event.author
    if isinstance(event, discord.Interaction):
        channel_id, guild_id = event.channel_id, event.guild_id
        is_admin = guild_id is not None and event.permissions.manage_guild
    else:
        channel_id, guild_id = event.channel.id, event.guild.id if event.guild else None
        is_admin = isinstance(user, discord.Member) and user.guild_permissions.manage_guild
    roles = user._roles if isinstance(user, discord.Member) else ()  # noqa: SLF001 - `roles` leaves out uncached ones
    return Member(
        user_id=user.id,
        name=user.display_name,
        guild_id=guild_id,
        channel_id=channel_id,
        role_ids=frozenset(roles),
        is_admin=is_admin,
        spoke_at=event.created_at,
    )
