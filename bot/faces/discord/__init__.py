"""The Discord face."""

from bot.faces.discord.client import serve
from bot.faces.discord.link import Link
from bot.faces.discord.settings import DiscordSettings, Memory

__all__ = ["DiscordSettings", "Link", "Memory", "serve"]
