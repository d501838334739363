"""Who takes part."""

from __future__ import annotations

from bot.core.people import Member

KIM, LEE = Member(1001, "kim"), Member(1002, "lee")
