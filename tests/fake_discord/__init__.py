"""A small Discord for tests of discord.py bots: see README.md."""

from tests.fake_discord.actors import Person
from tests.fake_discord.client_side import CannotDoError
from tests.fake_discord.clock import ManualClock, RealTime
from tests.fake_discord.faults import Drop, Late, Outcome, Slow
from tests.fake_discord.interactions import Interaction
from tests.fake_discord.server import TOKEN, FakeDiscord
from tests.fake_discord.spec import Spec

__all__ = [
    "TOKEN",
    "CannotDoError",
    "Drop",
    "FakeDiscord",
    "Interaction",
    "Late",
    "ManualClock",
    "Outcome",
    "Person",
    "RealTime",
    "Slow",
    "Spec",
]
