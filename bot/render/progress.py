"""Progress as a reply: a picture, and the same facts as text."""

from __future__ import annotations

from dataclasses import fields

from bot.core.reply import Choice, Emphasis, Picture, Reply, Visibility
from bot.progress.service import Progress
from bot.render.together import REMIND
from bot.render.wording import say


def span(seconds: float) -> str:
    """Return a length of time in hours and minutes."""
    hours, minutes = divmod(round(seconds / 60), 60)
    if not hours:
        return f"{minutes}분"
    return f"{hours}시간 {minutes}분" if minutes else f"{hours}시간"


def render_progress(progress: Progress, picture: Picture | None) -> Reply:
    """Show a learner's progress."""
    values = {field.name: getattr(progress, field.name) for field in fields(progress)}
    values["practised"] = span(progress.practised_seconds)
    choices = [Choice("퀴즈 풀기", "quiz:start:mix:5", Emphasis.PRIMARY)]
    if progress.due:
        choices.insert(0, Choice(f"복습하기 ({progress.due})", "quiz:review:0", Emphasis.PRIMARY))
    choices.append(REMIND)
    return Reply(
        text=say("progress", "progress", **values),
        picture=picture,
        choices=tuple(choices),
        visibility=Visibility.PERSONAL,
    )
