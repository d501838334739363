"""`gorae serve` before another Discord: `python -m tests.e2e.serving HTTP-BASE GATEWAY`."""

from __future__ import annotations

import sys

import discord.gateway
import discord.http
import yarl

from bot.__main__ import main
from tests.fake_discord.rest import API


def serve(base: str, gateway: str) -> None:
    """Point discord.py there and run the command as a shell does."""
    discord.http.Route.BASE = base + API
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway)
    sys.argv = ["gorae", "serve"]
    main()


if __name__ == "__main__":
    serve(*sys.argv[1:])
