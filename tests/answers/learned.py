"""Where what is read and learned of the whole course is kept between runs: a busy machine takes minutes to learn it."""

from __future__ import annotations

from bot.settings import READY
from tests.engine_fixtures import CACHE

CACHES = (CACHE, READY)
