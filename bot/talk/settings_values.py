"""What an admin chose or wrote, as the values of settings; whatever comes back from a screen is checked. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from datetime import time
from zoneinfo import ZoneInfo

from bot.core.errors import GoraeError
from bot.core.groups import (
    LEAST_QUESTION_SECONDS,
    LEAST_RETENTION,
    MOST_QUESTION_SECONDS,
    MOST_RETENTION,
)
from bot.core.reply import Visibility
from bot.talk.desk import LARGEST

MOST_IDS = 25
OPERATORS = "operator"
CLOCK = re.compile(r"\s*([01]?\d|2[0-3])\s*[:시]\s*([0-5]?\d)?\s*분?\s*")


def read_ids(text: str) -> tuple[int, ...]:
    """Return ids, one a line, each once. Raises `GoraeError` (`settings-value`), as all of these do."""
    lines = text.split()
    if len(lines) > MOST_IDS or not all(re.fullmatch(r"[0-9]{1,19}", line) and int(line) <= LARGEST for line in lines):
        raise wrong("ids")
    return tuple(dict.fromkeys(map(int, lines)))


def read_time(text: str) -> time:
    """Return a time of day written like `09:30` or `9시 30분`."""
    if (match := CLOCK.fullmatch(text)) is None:
        raise wrong("time")
    return time(int(match[1]), int(match[2] or 0))


def read_zone(text: str) -> str:
    """Return the name of a time zone that exists."""
    try:
        return ZoneInfo(text.strip()).key
    except (KeyError, ValueError, OSError):  # ZoneInfoNotFoundError is a KeyError; a path, or a folder
        raise wrong("time_zone") from None


def read_number(text: str, least: float, most: float) -> float:
    """Return a number within bounds."""
    if not re.fullmatch(r"\d{1,6}(\.\d{1,4})?", text) or not least <= float(text) <= most:
        raise wrong("number")
    return float(text)


def read_limit(text: str, most: int) -> int | None:
    """Return a limit up to the operator's; `None` for the operator's own."""
    return None if text == OPERATORS else int(read_number(text, 1, most))


def readers(lessons: Collection[str], most_commands: int, most_minutes: int) -> Mapping[str, Callable[[str], object]]:
    """Return how each setting is read, by its name."""

    def some_lessons(text: str) -> tuple[str, ...]:
        chosen = tuple(dict.fromkeys(text.split()))
        if not set(chosen) <= set(lessons):
            raise wrong("lessons")
        return () if len(chosen) == len(lessons) else chosen

    return {
        "study_channels": read_ids,
        "visibility": lambda text: Visibility(_one_of(text, *Visibility)),
        "daily_channel_id": lambda text: next(iter(read_ids(text)), None),
        "daily_at": read_time,
        "daily_lessons": some_lessons,
        "has_weekly_summary": _flag,
        "question_seconds": lambda text: (
            0 if text == "0" else int(read_number(text, LEAST_QUESTION_SECONDS, MOST_QUESTION_SECONDS))
        ),
        "retention": lambda text: read_number(text, LEAST_RETENTION, MOST_RETENTION),
        "with_gloss": _flag,
        "practice_roles": read_ids,
        "commands_a_minute": lambda text: read_limit(text, most_commands),
        "sandbox_minutes": lambda text: read_limit(text, most_minutes),
        "time_zone": read_zone,
        "quiet_from": _time_or_none,
        "quiet_to": _time_or_none,
        "blocked": read_ids,
    }


def wrong(name: str) -> GoraeError:
    """Return the error of a value that cannot be set."""
    return GoraeError("settings-value", {"name": name})


def _time_or_none(text: str) -> time | None:
    return read_time(text) if text else None


def _flag(text: str) -> bool:
    return _one_of(text, "on", "off") == "on"


def _one_of(text: str, *known: str) -> str:
    if text not in known:
        raise wrong("choice")
    return text
