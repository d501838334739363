"""Where the bot's requests go, as regular expressions of their paths; and what all see in the end."""

from __future__ import annotations

from tests.fake_discord import FakeDiscord

CALLBACK = r"^/interactions/"
ORIGINAL = r"^/webhooks/.*/@original$"
APART = r"^/webhooks/[^/]+/[^/]+$"
SEND = r"^/channels/\d+/messages$"
MESSAGE = r"^/channels/\d+/messages/\d+$"


def seen(fake: FakeDiscord) -> list[str]:
    """Return what all see of the bot's, message by message."""
    return [message["content"] for message in fake.from_bot(fake.channel)]
