"""A learner's sandbox at a glance: bars and rows as a picture, the same facts as text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.core.reply import Choice, Emphasis, Picture, Reply, Visibility
from bot.practice.overview import ContainerRow, Overview
from bot.render.wording import say

MIB = 1024 * 1024
BAR_CELLS = 10
MOST_ROWS = 8
"""Containers that are shown; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Gauge:
    """One figure against its limit: `share` is between 0 and 1, `is_scarce` when little is left."""

    label: str
    share: float
    words: str
    is_scarce: bool

    @property
    def bar(self) -> str:
        """The share in ten cells; something is never drawn as nothing."""
        full = round(self.share * BAR_CELLS)
        full = max(full, int(self.share > 0))
        return "█" * full + "░" * (BAR_CELLS - full)


def gauges(seen: Overview, now: datetime) -> tuple[Gauge, ...]:
    """Return what a sandbox uses of what it may: time, memory, disks, processes."""
    usage, lease, limits = seen.status.usage, seen.status.lease, seen.status.limits
    left = max(0.0, (lease.expires_at - now).total_seconds())
    whole = max(1.0, (lease.expires_at - lease.created_at).total_seconds())
    rows = [
        _gauge("time", left, whole, say("status", "left", **_span(left)), is_left=True),
        _gauge("memory", usage.memory_bytes, usage.memory_limit_bytes),
    ]
    if seen.disk is not None:
        rows.append(_gauge("disk", seen.disk.used_bytes, seen.disk.size_bytes))
    if seen.workspace is not None:
        rows.append(_gauge("workspace", seen.workspace.used_bytes, seen.workspace.size_bytes))
    pids = say("status", "count", used=usage.pids, limit=limits.pids)
    return (*rows, _gauge("pids", usage.pids, usage.pids_limit, pids))


def render_status(seen: Overview | None, now: datetime, picture: Picture | None = None) -> Reply:
    """Show what a learner's sandbox holds, what it uses and how long it stays."""
    if seen is None:
        return Reply(text=say("status", "none"), visibility=Visibility.PERSONAL)
    return Reply(
        text=say("status", "status", **facts(seen, now)),
        picture=picture,
        choices=(
            Choice(say("status", "extend"), "run:extend:0", Emphasis.PRIMARY),
            Choice(say("status", "reset"), "run:ask-reset:0", Emphasis.DANGER),
        ),
        visibility=Visibility.PERSONAL,
    )


def facts(seen: Overview, now: datetime) -> dict[str, object]:
    """Return what the words and the picture are filled with."""
    containers = sorted(seen.containers or (), key=lambda row: not row.is_running)
    return {
        "gauges": gauges(seen, now),
        "idle_minutes": round(seen.status.limits.idle_seconds / 60),
        "containers": [(row, state_text(row)) for row in containers[:MOST_ROWS]],
        "more": max(0, len(containers) - MOST_ROWS),
        "running": sum(row.is_running for row in containers),
        "count": len(containers),
        "is_known": seen.containers is not None,
        "images": seen.images,
    }


def state_text(row: ContainerRow) -> str:
    """Return Docker's word for a container's state in Korean."""
    known = ("running", "exited", "paused", "created", "restarting", "dead")
    return say("status", f"state-{row.state}" if row.state in known else "state-other")


def _gauge(key: str, used: float, limit: float, words: str = "", *, is_left: bool = False) -> Gauge:
    share = min(1.0, used / limit) if limit > 0 else 0.0
    words = words or say("status", "mib", used=round(used / MIB), limit=round(limit / MIB))
    is_scarce = share <= 0.1 if is_left else share >= 0.9  # noqa: PLR2004 - a tenth is little
    return Gauge(say("status", f"gauge-{key}"), share, words, is_scarce)


def _span(seconds: float) -> dict[str, object]:
    minutes = round(seconds / 60)
    return {"hours": minutes // 60, "minutes": minutes % 60}
