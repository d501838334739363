"""Lines as buttons that run them."""

from __future__ import annotations

from collections.abc import Iterable

from bot.core.reply import Choice, Emphasis, is_action

RUN_ACTION = "run:line:"
MOST_LABEL = 80


def line_choices(lines: Iterable[str], label: str = "실행하기") -> tuple[Choice, ...]:
    """Return a button for each line that fits one."""
    return tuple(
        line_choice(line, f"{RUN_ACTION}{line}", label)
        for line in dict.fromkeys(lines)
        if is_action(f"{RUN_ACTION}{line}")
    )


def line_choice(line: str, action: str, label: str = "실행하기") -> Choice:
    """Return a button that shows a line; `action` is what runs it."""
    shown = f"{label}: {' '.join(line.split())}"
    return Choice(shown if len(shown) <= MOST_LABEL else f"{shown[: MOST_LABEL - 1]}…", action, Emphasis.PRIMARY)
