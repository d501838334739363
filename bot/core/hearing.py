"""What the bot hears in groups without being called."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Hearing:
    """`is_open`: words arrive that do not mention the bot (Discord's privileged message content intent).

    A face that learns better says so here; desks tell admins what follows from it.
    """

    is_open: bool = False
