"""From the shapes of the files to the types of the course."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from bot.lessons import schema, schema_mission
from bot.lessons.exercises import (
    Check,
    Mission,
    MissionHint,
    QuizChoice,
    QuizItem,
    QuizKind,
    TryIt,
    TryLine,
    WrongAttempt,
)
from bot.lessons.model import (
    Apart,
    Card,
    CommandForm,
    ErrorPattern,
    Example,
    Flag,
    Inheritance,
    Mistake,
    RefusalText,
    Term,
)


def build_try(shape: schema.TryShape, files: Mapping[str, str]) -> TryIt:
    """Return the try block; `files` are those its section shows."""
    return TryIt(
        id=shape.id,
        title=shape.title,
        run=tuple(TryLine(line.line, tuple(line.expect), line.exit) for line in shape.run),
        files={**files, **shape.files},
        setup=tuple(shape.setup),
        after=shape.after,
        cleanup=tuple(shape.cleanup),
    )


def build_quiz(shape: schema.QuizShape, lesson: str, part: str, files: Mapping[str, str]) -> QuizItem:
    """Return the quiz item that stands in `part` of `lesson`; `files` are those its section shows."""
    return QuizItem(
        id=f"{lesson}/{shape.id}",
        lesson=lesson,
        section=full_address(shape.section or part, lesson),
        kind=QuizKind(shape.kind),
        prompt=shape.prompt.strip(),
        explanation=shape.explanation.strip(),
        difficulty=shape.difficulty,
        code=shape.code.rstrip("\n"),
        choices=tuple(QuizChoice(choice.text, choice.right, choice.remark) for choice in shape.choices),
        answer=tuple(shape.answer),
        steps=tuple(shape.steps),
        hint=shape.hint,
        files={**files, **shape.files},
        setup=tuple(shape.setup),
        run=tuple(shape.run),
        expect=tuple(shape.expect),
    )


def build_mission(shape: schema_mission.MissionShape, lesson: str, part: str, files: Mapping[str, str]) -> Mission:
    """Return the mission that stands in `part` of `lesson`."""
    return Mission(
        id=f"{lesson}/{shape.id}",
        lesson=lesson,
        section=full_address(part, lesson),
        title=shape.title,
        story=shape.story.strip(),
        minutes=shape.minutes,
        values={name: tuple(values) for name, values in shape.values.items()},
        files={**files, **shape.files},
        setup=tuple(shape.setup),
        checks=tuple(_check(check) for check in shape.checks),
        hints=tuple(MissionHint(hint.id, hint.say, _check(hint.when) if hint.when else None) for hint in shape.hints),
        solution=tuple(shape.solution),
        cleanup=tuple(shape.cleanup),
        wrong=tuple(WrongAttempt(tuple(attempt.run), attempt.hint) for attempt in shape.wrong),
    )


def _check(shape: schema_mission.CheckShape) -> Check:
    return Check(shape.id, shape.kind, shape.fields(), shape.not_yet, shape.negated, shape.done)


def build_card(shape: schema.CardShape, body: str) -> Card:
    """Return the command card."""
    return Card(
        id=shape.id,
        summary=shape.summary,
        body=body,
        forms=tuple(CommandForm(form.form, form.says) for form in shape.forms),
        examples=tuple(Example(example.line, example.says, example.no_run) for example in shape.examples),
        flags=tuple(Flag(flag.long, flag.short, flag.value, flag.says) for flag in shape.flags),
        mistakes=tuple(Mistake(mistake.error, mistake.why, mistake.cure) for mistake in shape.mistakes),
        aliases=tuple(shape.aliases),
        action=tuple(shape.action),
        object=tuple(shape.object),
        related=tuple(shape.related),
        lessons=tuple(shape.lessons),
        is_open=shape.open,
        setup=tuple(shape.setup),
        flags_of=tuple(Inheritance(name, tuple(of.only), tuple(of.but)) for name, of in shape.flags_of.items()),
    )


def with_inherited(cards: Mapping[str, Card]) -> tuple[Card, ...]:
    """Return the cards, each with the flags it shares with others. What a card says itself goes before."""
    return tuple(replace(card, inherited=tuple(_inherited(card, cards))) for card in cards.values())


def _inherited(card: Card, cards: Mapping[str, Card]) -> Iterator[Flag]:
    own = {flag.long for flag in card.flags}
    for of in card.flags_of:
        if of.card in cards:  # a card that is not there is told by the linter
            yield from (flag for flag in cards[of.card].flags if of.takes(flag) and flag.long not in own)


def build_error(shape: schema.ErrorShape) -> ErrorPattern:
    """Return the error pattern."""
    return ErrorPattern(
        id=shape.id,
        pattern=shape.pattern,
        example=shape.example,
        title=shape.title,
        cause=shape.cause,
        cure=shape.cure,
        made_by=tuple(shape.made_by),
        fix=shape.fix,
        commands=tuple(shape.commands),
        section=shape.section,
        raw=tuple(shape.raw),
        also=tuple(shape.also),
        part_of=shape.part_of,
        in_program=dict(shape.in_program),
    )


def build_refusal(shape: schema.RefusalShape) -> RefusalText:
    """Return the explanation of a refusal."""
    return RefusalText(
        key=shape.key,
        words=tuple(shape.words),
        title=shape.title,
        what=shape.what,
        why=shape.why,
        instead=shape.instead,
        try_line=shape.try_line,
        section=shape.section,
    )


def build_term(shape: schema.TermShape) -> Term:
    """Return the term."""
    return Term(
        id=shape.id,
        ko=shape.ko,
        en=shape.en,
        also=tuple(shape.also),
        typed=tuple(shape.typed),
        means=shape.means,
        says=shape.says,
        docs=shape.docs,
        asked=tuple(shape.asked),
        apart=tuple(Apart(tuple(one.names), one.says) for one in shape.apart),
    )


def full_address(part: str, lesson: str) -> str:
    """Return `lesson/part`, also where `part` has the lesson in front already."""
    return part if part.startswith(f"{lesson}/") else f"{lesson}/{part}"
