"""What tests on the real engine share."""

from __future__ import annotations

from tests.engine.room import room

__all__ = ["room"]
