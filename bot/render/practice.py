"""Practice as replies: what ran, what it printed, how it ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.core.reply import Choice, Code, Emphasis, Reply, Visibility, is_action
from bot.lessons.model import Course, RefusalText
from bot.practice.updates import (
    Failed,
    Finished,
    PracticeUpdate,
    Preparing,
    Refused,
    Running,
    StepView,
    Waiting,
    WantsTerminal,
)
from bot.render.lines import RUN_ACTION, line_choice, line_choices
from bot.render.terminal import render_wanted
from bot.render.wording import keys, say
from sandbox.engine import Cause
from sandbox.errors import SandboxError
from sandbox.policy.plan import Refusal

MIB = 1024 * 1024
MEANT_ACTION = "run:meant:"


def stage_text(stage: str, values: Mapping[str, str]) -> str:
    """Return the wording of a stage of the engine's set-up."""
    key = f"stage-{stage.replace('_', '-')}"
    return say("practice", key if key in keys("practice") else "stage-other", **values)


def trouble_text(key: str, values: Mapping[str, object]) -> str:
    """Return the wording of a failure of the sandbox (`sandbox.errors.SandboxError`)."""
    return say("practice", key, **values)


def render_closed(trouble: SandboxError) -> Reply:
    """Say why there is no practice now."""
    return Reply(text=trouble_text(trouble.key, trouble.values), visibility=Visibility.PERSONAL)


def render_update(update: PracticeUpdate, course: Course) -> Reply:
    """Show one sign of life or the outcome of a line."""
    match update:
        case Refused(refusal, steps, kept):
            return render_refusal(refusal, course, steps, kept)
        case Failed(key, values):
            choices = (Choice("멈추기", "run:stop:0", Emphasis.DANGER),) if key == "already_running" else ()
            return Reply(text=trouble_text(key, values), choices=choices, visibility=Visibility.PERSONAL)
        case Waiting() | Preparing():
            return _not_yet(update)
        case WantsTerminal(line):
            return render_wanted(line)
        case Running(steps):
            return Reply(code=Code(transcript(steps), "ansi"))
        case Finished():
            return _finished(update)


def _not_yet(update: Waiting | Preparing) -> Reply:
    if isinstance(update, Preparing):
        return Reply(text=say("practice", "preparing"))
    return Reply(text=say("practice", "waiting", place=update.place, capacity=update.capacity, bound=update.bound))


def _finished(finished: Finished) -> Reply:
    printed = transcript(finished.steps)
    notes = [say("practice", f"notice-{notice.key}", **notice.values) for notice in finished.notices]
    if finished.cause is not Cause.EXIT:
        notes.append(say("practice", f"cause-{finished.cause.value}", **finished.values))
    elif finished.exit_code != 0 and printed:
        notes.append(say("practice", "exit-code", exit_code=finished.exit_code))
    if finished.is_truncated and finished.cause is not Cause.OUTPUT:
        notes.append(say("practice", "truncated"))
    text = ""
    if not printed and finished.cause is Cause.EXIT:
        key = "nothing-printed" if finished.exit_code == 0 else "nothing-printed-failed"
        text = say("practice", key, exit_code=finished.exit_code)
    can_resume = any(notice.values.get("can_resume") for notice in finished.notices)
    return Reply(
        text=text,
        code=Code(printed, "ansi") if printed else None,
        note="\n".join(notes),
        choices=(Choice("지난 연습장 이어하기", "resume:start:0"),) if can_resume else (),
    )


def transcript(steps: Sequence[StepView]) -> str:
    """Return what a terminal shows of the steps: the command lines too where there are several."""
    if len(steps) == 1:
        return steps[0].text.rstrip("\n")
    return "\n".join(f"$ {step.source}\n{step.text}".rstrip("\n") for step in steps)


def render_refusal(refusal: Refusal, course: Course, steps: Sequence[StepView] = (), kept: int = 0) -> Reply:
    """Say which word, what it does on a real server, why it is closed here, and what to try.

    What was probably meant is one press away, by the number of what was `kept` where a button cannot carry the line.
    """
    told = next((text for text in course.refusals if text.key == refusal.key), None)
    suggestion, example = refusal.suggestion or "", told.try_line if told else ""
    choices = list(line_choices(line for line in (suggestion, example) if line))
    if suggestion and not is_action(f"{RUN_ACTION}{suggestion}") and kept:
        choices.insert(0, line_choice(suggestion, f"{MEANT_ACTION}{kept}"))
    if told is not None and told.section:
        choices.append(Choice("강의에서 보기", f"lesson:open:{told.section}"))
    printed = transcript(steps)
    return Reply(
        text=refusal_text(refusal, told),
        code=Code(printed, "ansi") if printed else None,
        choices=tuple(choices[:5]),
    )


def refusal_text(refusal: Refusal, told: RefusalText | None) -> str:
    """Return the words of a refusal; `told` is its explanation in the course."""
    values = {"word": refusal.word, **refusal.values}

    def fill(text: str) -> str:
        for name, value in values.items():
            text = text.replace("{" + name + "}", str(value))
        return text

    return say(
        "practice",
        "refused",
        title=fill(told.title) if told else "여기서는 실행하지 않아요",
        word=refusal.word,
        what=fill(told.what) if told else "",
        why=fill(told.why) if told else "",
        instead=fill(told.instead) if told else "",
        suggestion=refusal.suggestion,
    )


def render_reset_sure() -> Reply:
    """Ask once more before a sandbox is emptied."""
    return Reply(
        text=say("practice", "reset-sure"),
        choices=(Choice("네, 비워 주세요", "run:reset:0", Emphasis.DANGER),),
        visibility=Visibility.PERSONAL,
    )


def render_said(key: str, **values: object) -> Reply:
    """Return one of the short sentences about a sandbox."""
    return Reply(text=say("practice", key, **values), visibility=Visibility.PERSONAL)
