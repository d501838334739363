"""The daily question as replies."""

from __future__ import annotations

from collections.abc import Callable

from bot.core.reply import Choice, Emphasis, Field, Form, Menu, MenuOption, Reply, Visibility
from bot.lessons.exercises import QuizKind
from bot.quiz.question import TYPED_KINDS, Question
from bot.render.wording import say
from bot.together.daily import Answered, Daily, Statistics

Titles = Callable[[str], tuple[str, str]]
MOST_LABEL = 80
BAR = 10


def number_buttons(question: Question, action: str) -> tuple[Choice, ...]:
    """Return a button for each choice; `action` ends before the number."""
    return tuple(
        Choice(f"{number}. {text}"[:MOST_LABEL], f"{action}:{number}", Emphasis.PRIMARY)
        for number, text in enumerate(question.shown, 1)
    )


def render_daily(daily: Daily, titles: Titles) -> Reply:
    """Ask the day's question in the group's channel; anyone may answer."""
    question, item = daily.question, daily.question.item
    text = say(
        "daily",
        "question",
        day=daily.row.day,
        lesson=titles(item.section)[0],
        difficulty=item.difficulty,
        prompt=item.prompt,
        code=item.code.rstrip(),
        shown=question.shown,
        closes_at=int(daily.row.closes_at.timestamp()),
    )
    choices: tuple[Choice, ...] = ()
    menus: tuple[Menu, ...] = ()
    if item.kind in TYPED_KINDS:
        choices = (Choice("답 쓰기", f"daily:type:{daily.row.id}", Emphasis.PRIMARY),)
    elif item.kind is QuizKind.SEVERAL:
        options = tuple(MenuOption(f"{n}. {text}"[:MOST_LABEL], str(n)) for n, text in enumerate(question.shown, 1))
        menus = (Menu(f"daily:answer:{daily.row.id}", options, "맞는 것을 모두 골라 주세요", 1, len(options)),)
    else:
        choices = number_buttons(question, f"daily:answer:{daily.row.id}")
    return Reply(text=text, note=say("daily", "how", kind=item.kind.value), choices=choices, menus=menus)


def daily_form() -> Form:
    """Ask for a typed answer."""
    return Form("오늘의 퀴즈", (Field("answer", say("quiz", "answer-label")),))


def render_answered(answered: Answered, titles: Titles) -> Reply:
    """Show a member, alone, how they did."""
    item, grade = answered.daily.question.item, answered.grade
    is_code = item.kind is QuizKind.COMMAND
    text = say(
        "daily",
        "answered",
        already=answered.already,
        is_right=grade.is_right,
        share=grade.share,
        response=_as_code(grade.response) if is_code else grade.response,
        right_answer=_as_code(grade.right_answer) if is_code else grade.right_answer,
        remarks=grade.remarks,
        miss=grade.miss,
        explanation=item.explanation,
    )
    return Reply(
        text=text,
        note=_citation(item.section, titles),
        choices=(Choice("강의에서 보기", f"lesson:open:{item.section}"),),
        visibility=Visibility.PERSONAL,
    )


def render_reveal(statistics: Statistics, titles: Titles) -> Reply:
    """Tell the group the answer, and how it went, without names."""
    item = statistics.daily.question.item
    most = max((count for _, count in statistics.taken), default=0)
    text = say(
        "daily",
        "reveal",
        day=statistics.daily.row.day,
        prompt=item.prompt.strip(),
        code=item.code.rstrip(),
        answers=statistics.answers,
        right=statistics.right,
        right_answer=_as_code(statistics.right_answer) if item.kind is QuizKind.COMMAND else statistics.right_answer,
        taken=[(words, count, "▰" * round(BAR * count / max(1, most))) for words, count in statistics.taken],
        explanation=item.explanation,
    )
    return Reply(
        text=text,
        note=_citation(item.section, titles),
        choices=(
            Choice("강의에서 보기", f"lesson:open:{item.section}"),
            Choice("퀴즈 더 풀기", "quiz:start:mix:5", Emphasis.PRIMARY),
        ),
    )


def _citation(address: str, titles: Titles) -> str:
    lesson, section = titles(address)
    return say("quiz", "citation", lesson=lesson, section=section)


def _as_code(text: str) -> str:
    return f"`{text.replace('`', '')}`"
