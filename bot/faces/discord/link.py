"""How the connection to Discord stands, for whoever looks after the program."""

from __future__ import annotations

import math

import discord

from bot.core.meter import SILENT, Meter


class Link:
    """Holds the client of now (a login that is tried again gives another), and who counts what it does."""

    def __init__(self, meter: Meter = SILENT) -> None:
        self.meter = meter
        self.client: discord.AutoShardedClient | None = None

    @property
    def is_up(self) -> bool:
        """Whether every shard is connected and the guilds are known."""
        client = self.client
        if client is None or not client.is_ready() or client.is_closed() or not client.shards:
            return False
        return not any(shard.is_closed() for shard in client.shards.values())

    @property
    def latency_seconds(self) -> float:
        """The last heartbeat's round trip; 0 while there is none."""
        latency = self.client.latency if self.client is not None and self.client.shards else 0.0
        return latency if math.isfinite(latency) else 0.0
