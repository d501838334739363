"""Races as replies: one message that changes."""

from __future__ import annotations

from bot.core.reply import Choice, Emphasis, Reply, Visibility
from bot.render.daily import number_buttons
from bot.render.together import plain_name
from bot.render.wording import say
from bot.together.board import Racer
from bot.together.duel import QUESTIONS, Asking, Lobby, Over, Stage, Told

MOST_LINES = 10


def render_stage(stage: Stage) -> Reply:
    """Show how a race stands."""
    if isinstance(stage, Lobby):
        return Reply(
            text=say(
                "duel",
                "lobby",
                players=[plain_name(name) for name in stage.players],
                until=int(stage.until.timestamp()),
                questions=QUESTIONS,
            ),
            choices=(Choice("참가하기", f"duel:join:{stage.duel_id}", Emphasis.SUCCESS),),
        )
    if isinstance(stage, Asking):
        item = stage.question.item
        text = say(
            "duel",
            "asking",
            number=stage.position + 1,
            count=QUESTIONS,
            prompt=item.prompt,
            code=item.code.rstrip(),
            shown=stage.question.shown,
            answered=[plain_name(name) for name in stage.answered],
            until=int(stage.until.timestamp()),
        )
        return Reply(text=text, choices=number_buttons(stage.question, f"duel:answer:{stage.duel_id}:{stage.position}"))
    if isinstance(stage, Told):
        return Reply(text=_told(stage))
    return render_over(stage)


def render_over(over: Over) -> Reply:
    """Show the final board; what a restart cut short says so."""
    text = say("duel", "over", board=_board(over.standing), settled=over.settled, interrupted=over.interrupted)
    return Reply(text=text, choices=(Choice("한 판 더", "duel:start:0", Emphasis.PRIMARY),))


def render_joined(*, is_new: bool) -> Reply:
    """Tell one member that they take part."""
    return Reply(text=say("duel", "joined", is_new=is_new), visibility=Visibility.PERSONAL)


def render_taken(answer: str) -> Reply:
    """Tell one member that their answer has arrived; not yet whether it is right."""
    return Reply(text=say("duel", "taken", answer=answer), visibility=Visibility.PERSONAL)


def _told(told: Told) -> str:
    item = told.question.item
    return say(
        "duel",
        "told",
        number=told.position + 1,
        count=QUESTIONS,
        prompt=item.prompt.strip(),
        code=item.code.rstrip(),
        right_answer=", ".join(choice.text for choice in item.choices if choice.is_right),
        first=[plain_name(name) for name in told.first],
        seconds=told.seconds,
        right=told.right,
        answers=told.answers,
        explanation=item.explanation,
        board=_board(told.standing),
    )


def _board(standing: tuple[Racer, ...]) -> str:
    lines = [
        {
            "place": one.place,
            "name": plain_name(one.name),
            "points": one.points,
            "right": one.right,
            "seconds": max(0.0, one.seconds),
        }
        for one in standing[:MOST_LINES]
    ]
    return say("duel", "board", standing=lines)
