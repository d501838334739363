"""The permissions the bot asks a guild for, each with its reason; docs/discord.md says the same."""

from __future__ import annotations

import discord

REASONS = {
    "view_channel": "see where it is mentioned",
    "send_messages": "answer plain words, and go on with output when an interaction's 15 minutes are over",
    "send_messages_in_threads": "do the same in threads",
    "create_private_threads": "open a terminal in a thread that its owner alone sees",
    "create_public_threads": "open it in one that all see, where private threads are not allowed",
    "read_message_history": "answer in reply to the question, and look whether the answer stands",
    "attach_files": "attach whole outputs, pictures of lessons, files of a sandbox",
}
NEEDED = discord.Permissions(**dict.fromkeys(REASONS, True))


def missing(client: discord.Client, channel_id: int) -> tuple[str, ...]:
    """Return the names (keys of `REASONS`) of what the bot is denied in a channel; none where it can't be told."""
    channel = client.get_channel(channel_id)
    if not isinstance(channel, discord.abc.GuildChannel | discord.Thread):
        return ()
    try:
        held = channel.permissions_for(channel.guild.me)
    except discord.ClientException:  # a thread whose parent is not known
        return ()
    if not held.view_channel:
        return ("view_channel",)
    send = "send_messages_in_threads" if isinstance(channel, discord.Thread) else "send_messages"
    # Without permission to write discord.py takes files away as well.
    wanted = (send, "read_message_history", "attach_files") if getattr(held, send) else (send, "read_message_history")
    return tuple(name for name in wanted if not getattr(held, name))


def invitation(application_id: int) -> str:
    """Return the address by which an admin invites the bot."""
    return discord.utils.oauth_url(application_id, permissions=NEEDED, scopes=("bot", "applications.commands"))
