"""A sandbox that is built again, as replies."""

from __future__ import annotations

from bot.core.reply import Choice, Code, Emphasis, Reply, Visibility
from bot.practice.resume import summary
from bot.practice.updates import Failed, NeedsFresh, Preparing, Resumed, ResumeUpdate, Resuming, Waiting
from bot.render.practice import trouble_text
from bot.render.wording import say

RESUME = Choice("이어하기", "resume:start:0", Emphasis.PRIMARY)
MOST_NAMED = 12
BAR_CELLS = 20


def render_resume(update: ResumeUpdate) -> Reply:
    """Show how far it is, what came back and what did not."""
    match update:
        case Failed(key, values):
            return Reply(trouble_text(key, values), visibility=Visibility.PERSONAL)
        case Waiting(place, capacity, bound):
            return Reply(say("practice", "waiting", place=place, capacity=capacity, bound=bound))
        case Preparing():
            return Reply(say("practice", "preparing"))
        case NeedsFresh():
            fresh = Choice("네, 지난 연습장으로 바꿔 주세요", "resume:fresh:0", Emphasis.DANGER)
            return Reply(say("resume", "sure"), choices=(fresh,), visibility=Visibility.PERSONAL)
        case Resuming(done, count, line):
            full = BAR_CELLS * done // count if count else BAR_CELLS
            bar = f"[{'█' * full}{'░' * (BAR_CELLS - full)}] {done}/{count}"
            stop = (Choice("멈추기", "run:stop:0"),) if line else ()
            return Reply(say("resume", "working"), Code(f"{bar}\n{f'$ {line}' if line else ''}".rstrip()), choices=stop)
        case Resumed():
            return _resumed(update)


def _resumed(resumed: Resumed) -> Reply:
    lost = summary(resumed)
    text = say(
        "resume",
        "done",
        containers=resumed.containers,
        files=resumed.files,
        lost=[(kind, name[:80].replace("`", "")) for kind, name in lost[:MOST_NAMED]],
        more=max(0, len(lost) - MOST_NAMED),
    )
    return Reply(text, choices=(Choice("docker ps -a", "run:line:docker ps -a", Emphasis.PRIMARY),))
