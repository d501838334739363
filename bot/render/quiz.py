"""Questions, grades and summaries as replies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.core.reply import Choice, Emphasis, Field, Form, Menu, MenuOption, Reply, is_action
from bot.lessons.exercises import QuizKind
from bot.quiz.question import CHOICE_KINDS, TYPED_KINDS
from bot.quiz.run import Asked, Graded, Summary
from bot.render.together import REMIND
from bot.render.wording import say

Titles = Callable[[str], tuple[str, str]]
"""An address → (lesson title, section title)."""

MINUTES_AN_HOUR, HOURS_A_DAY = 60, 24
MOST_LABEL = 80
MOST_AGAIN = 5  # places to read again that are named; more are too long for a phone


def render_question(asked: Asked, titles: Titles, *, picked: tuple[int, ...] = (), in_place: bool = True) -> Reply:
    """Show a question; `picked` are the numbers taken so far of an order question."""
    question, item = asked.question, asked.question.item
    text = say(
        "quiz",
        "question",
        number=asked.position + 1,
        count=asked.count,
        lesson=titles(item.section)[0],
        difficulty=item.difficulty,
        prompt=item.prompt,
        code=item.code.rstrip(),
        shown=question.shown,
        picked=picked,
        hint=item.hint if asked.hinted else "",
        limit_seconds=asked.limit_seconds,
        until=None if asked.until is None else int(asked.until.timestamp()),
    )
    note = say("quiz", "how", kind=item.kind.value)
    key = f"{asked.run_id}:{asked.position}"
    menus: tuple[Menu, ...] = ()
    choices: list[Choice] = []
    if item.kind is QuizKind.SEVERAL:
        options = tuple(
            MenuOption(f"{number}. {text}"[:MOST_LABEL], str(number)) for number, text in enumerate(question.shown, 1)
        )
        menus = (Menu(f"quiz:answer:{key}", options, "맞는 것을 모두 골라 주세요", 1, len(options)),)
    elif item.kind is QuizKind.ORDER:
        choices += _order_buttons(asked, picked, key)
    elif item.kind in CHOICE_KINDS:
        choices += [
            Choice(f"{number}. {text}"[:MOST_LABEL], f"quiz:answer:{key}:{number}", Emphasis.PRIMARY)
            for number, text in enumerate(question.shown, 1)
        ]
    if item.kind in TYPED_KINDS:
        choices.append(Choice("답 쓰기", f"quiz:type:{key}", Emphasis.PRIMARY))
    if item.hint and not asked.hinted:
        choices.append(Choice("힌트 (점수 절반)", f"quiz:hint:{key}"))
    choices.append(Choice("그만하기", f"quiz:stop:{asked.run_id}"))
    return Reply(text=text, note=note, choices=tuple(choices), menus=menus, in_place=in_place)


def render_open(asked: Asked, titles: Titles, fresh: str) -> Reply:
    """Show the question of a quiz that is not finished; `fresh` is the action that starts another all the same."""
    question = render_question(asked, titles, in_place=False)
    text = f"{say('quiz', 'open', number=asked.position + 1, count=asked.count)}\n\n{question.text}"
    another = (Choice("새로 시작하기", fresh),) if is_action(fresh) else ()
    return replace(question, text=text, choices=(*question.choices, *another))


def _order_buttons(asked: Asked, picked: tuple[int, ...], key: str) -> list[Choice]:
    taken = "-".join(map(str, picked))
    left = len(asked.question.shown) - len(picked)
    buttons = []
    for number, text in enumerate(asked.question.shown, 1):
        after = f"{taken}-{number}" if taken else str(number)
        verb = "answer" if left == 1 else "order"
        buttons.append(
            Choice(f"{number}. {text}"[:MOST_LABEL], f"quiz:{verb}:{key}:{after}", disabled=number in picked)
        )
    if picked:
        buttons.append(Choice("처음부터 다시", f"quiz:order:{key}"))
    return buttons


def question_form() -> Form:
    """Ask for a typed answer."""
    return Form("답 쓰기", (Field("answer", say("quiz", "answer-label")),))


def render_graded(graded: Graded, titles: Titles) -> Reply:
    """Show what an answer was worth, why, and where it stands in the course."""
    asked, item, grade = graded.asked, graded.asked.question.item, graded.grade
    lesson, section = titles(item.section)
    text = say(
        "quiz",
        "graded",
        number=asked.position + 1,
        count=asked.count,
        is_right=grade.is_right,
        share=grade.share,
        hinted=asked.hinted,
        prompt=item.prompt.strip(),
        response=_as_code(grade.response, item.kind),
        right_answer=_as_code(grade.right_answer, item.kind),
        remarks=grade.remarks,
        miss=grade.miss,
        explanation=item.explanation,
        is_late=graded.is_late,
        would_be_right=graded.would_be_right,
        limit_seconds=asked.limit_seconds,
    )
    if graded.already:
        text = f"{say('quiz', 'already')}\n\n{text}"
    is_last = asked.position + 1 >= asked.count
    return Reply(
        text=text,
        note=say("quiz", "citation", lesson=lesson, section=section),
        choices=(
            Choice(
                "결과 보기" if is_last else "다음 문제",
                f"quiz:next:{asked.run_id}:{asked.position}",
                Emphasis.PRIMARY,
            ),
            Choice("강의에서 보기", f"lesson:open:{item.section}"),
        ),
        in_place=True,
    )


def _as_code(text: str, kind: QuizKind) -> str:
    return f"`{text.replace('`', '')}`" if kind is QuizKind.COMMAND else text


def render_summary(summary: Summary, titles: Titles) -> Reply:
    """Show how a run went and what to read again."""
    places = [" › ".join(titles(address)) for address in summary.again]
    text = say(
        "quiz",
        "summary",
        count=summary.count,
        right=summary.right,
        points=summary.points,
        again=places,
        most_again=MOST_AGAIN,
        next_due=_span(summary.next_due_hours),
    )
    reading = tuple(
        Choice(f"📖 {titles(address)[1]}"[:MOST_LABEL], f"lesson:open:{address}") for address in summary.again[:3]
    )
    again = [Choice("퀴즈 더 풀기", "quiz:start:mix:5", Emphasis.PRIMARY)]
    if summary.right < summary.count:
        again.append(Choice("틀린 문제 다시 풀기", "quiz:fresh:wrong:5:"))
    reminding = (REMIND,) if summary.is_review else ()
    return Reply(text=text, choices=(*again, *reminding, *reading), in_place=True)


def _span(hours: float | None) -> str:
    if hours is None:
        return ""
    if (minutes := max(1, round(hours * MINUTES_AN_HOUR))) < MINUTES_AN_HOUR:
        return f"{minutes}분"
    return f"{round(hours)}시간" if round(hours) < HOURS_A_DAY else f"{round(hours / HOURS_A_DAY)}일"
