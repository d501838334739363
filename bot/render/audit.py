"""What a member typed, as a page for admins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.reply import Choice, Emphasis, Reply, Visibility
from bot.lessons.model import Course
from bot.render.wording import keys, say
from bot.storage.audit import Audited

AREA = "audit"
PAGE = 10
MOST_LINE = 90


@dataclass(frozen=True, slots=True)
class Page:
    """Some lines of a member, newest first; `is_first` when there are no newer ones."""

    user_id: int
    lines: Sequence[Audited]
    has_older: bool
    is_first: bool
    is_blocked: bool
    can_block: bool


def render_audit(page: Page, course: Course) -> Reply:
    """List lines with verdict, reason and time."""
    choices = []
    if page.has_older:
        choices.append(Choice("더 예전 것", f"audit:page:{page.user_id}:{page.lines[-1].id}"))
    if not page.is_first:
        choices.append(Choice("처음으로", f"audit:page:{page.user_id}:0"))
    if page.can_block and page.is_blocked:
        choices.append(Choice("차단 풀기", f"audit:unblock:{page.user_id}", Emphasis.SUCCESS))
    elif page.can_block:
        choices.append(Choice("이 서버에서 차단하기", f"audit:block:{page.user_id}", Emphasis.DANGER))
    rows = [(line, _line(line.line), verdict(line, course)) for line in page.lines]
    text = say(AREA, "page", user_id=page.user_id, rows=rows, is_blocked=page.is_blocked, is_first=page.is_first)
    return Reply(text=text, choices=tuple(choices), visibility=Visibility.PERSONAL, in_place=True)


def verdict(line: Audited, course: Course) -> str:
    """Return in words whether a line was allowed, and why not or how it ended."""
    known = keys(AREA)
    ended = f"ended-{line.reason}"
    if line.is_allowed:
        key = ended if line.reason and ended in known else ("ended-other" if line.reason else "running")
        return say(AREA, "allowed", why=say(AREA, key, exit_code=line.exit_code, reason=line.reason))
    return say(AREA, "refused", why=_refusal(line.reason, course))


def _refusal(reason: str, course: Course) -> str:
    key = f"refused-{reason.replace('_', '-')}"
    if key in keys(AREA):
        return say(AREA, key)
    told = next((text for text in course.refusals if text.key == reason), None)
    # A title may have a place for the refused word, which the line itself shows.
    return told.title.replace("`{word}`", "이것").replace("{word}", "이것") if told else reason


def _line(line: str) -> str:
    """Return the beginning of a line that no backtick or line end of its own can break out of its frame."""
    flat = " ⏎ ".join(part.strip() for part in line.splitlines() if part.strip()).replace("`", "ˋ")
    return flat if len(flat) <= MOST_LINE else f"{flat[: MOST_LINE - 1]}…"
