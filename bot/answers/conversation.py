"""One turn of a conversation: the answer to what was typed and, if need be, to what it leaves out. Pure."""

from __future__ import annotations

from dataclasses import replace

from bot.answers import cut, follow
from bot.answers.answer import Answer, Decision, Shape
from bot.answers.easier import led
from bot.answers.follow import TWO, Turn
from bot.answers.greeting import GREETED, greeting, is_nod
from bot.answers.index import Index
from bot.answers.korean import Intent, asks_for_command, only_fails
from bot.answers.manner import Manner, goes_back, manner
from bot.answers.more import its_commands, more, narrowed, shows_example
from bot.answers.question import Question
from bot.answers.shape import answer

SURE = 0.9  # of what was typed by itself, where all that it may mean after the one before was just told
_SIMPLE = frozenset({Shape.ANALOGY, Shape.PLAIN})
_PICKED = frozenset({Shape.REASON, Shape.YES_NO})  # what is picked from more
_OF_BEFORE = frozenset({Shape.MORE, Shape.AGAIN, Shape.END, Shape.VAGUE, Shape.ERROR})  # of what was asked before
_CURES = frozenset({"a:fix", "a:edit"})  # "어떻게 고쳐요?", "해결 방법은?"


def reply(
    index: Index, typed: Question, before: Turn | None, at: float, lesson: str | None = None
) -> tuple[Answer, Turn | None]:
    """Return the answer to a question after the turn `before`, and the turn that the next question may follow.

    A greeting, laughter and what else has nothing to do with the course leave the conversation where it was.
    """
    if before is not None and not follow.is_known(index, before):
        before = None
    if before is None or is_nod(typed.text) or greeting(typed.asked) in GREETED:
        found = answer(index, typed, lesson)
        return found, (_turn(index, typed, found, None, at) if before is None else before)
    if cut.is_bare(typed.text):
        typed = _again(index, typed, cut.plain(typed.text))
    asked = manner(typed.text)
    if asked is Manner.ALL and "a:list" in index.reader.read(before.text).deeds:
        asked = None  # all that is listed
    is_easy = asked is Manner.EASIER or (before.is_easy and asked not in {Manner.MORE, Manner.ALL})
    before = replace(before, is_easy=is_easy)
    if asked is not None and (other := _told_otherwise(index, typed, asked, before, lesson)) is not None:
        return other, _same(before, other, at)
    read, found = _understood(index, typed, before, lesson)
    if is_easy and (simple := led(index, found)).lead not in (before.last.lead, *before.last.passages):
        found = simple
    if found.decision is Decision.ABSTAIN and not follow.things(index, read):
        return found, before
    is_before = found.shape in _OF_BEFORE or not _brings_matter(typed) or set(read.flags) - set(typed.flags)
    if read is not typed and is_before:
        return found, _same(before, found, at)
    return found, _turn(index, read, found, before, at, is_own=read is typed)


def after_run(index: Index, command: str, before: Turn | None, at: float) -> Turn | None:
    """Return the turn after a command that was run: as after a question about it, but nothing was told of it yet."""
    _, turn = reply(index, index.reader.read(command), before, at)
    if turn is None or turn is before:
        return before
    untold = replace(turn.found, passages=(), cards=(), columns=())
    return replace(turn, found=untold, last=untold, shown=frozenset())


def _told_otherwise(index: Index, typed: Question, asked: Manner, before: Turn, lesson: str | None) -> Answer | None:
    """Return what was asked before in another manner; `None` where there are no options to tell of."""
    again = _again(index, typed, before.text)
    if asked is Manner.OPTIONS:
        if not (commands := before.commands or tuple(name for name in again.concepts if name in index.cards)):
            return None
        found = answer(index, _again(index, typed, f"{' '.join(commands)} {typed.text}"), lesson)
    elif asked is Manner.EASIER:
        found = answer(index, again, lesson, easier=True)
    elif asked is Manner.EXAMPLE:
        found = answer(index, replace(again, intents=(Intent.EXAMPLE,)), lesson)
        if not shows_example(found):
            shown = more(index, again, before.found, before.shown, with_code=True)
            found = found if shown.shape is Shape.END else shown
    elif before.last.shape in _SIMPLE or (before.last.lead and goes_back(typed.text)):
        return answer(index, again, lesson)
    else:
        return more(index, again, before.found, before.shown)
    if not _repeats(found, before.last):
        return found
    meant = narrowed(index, replace(again, intents=typed.intents), found)
    return meant or more(index, again, before.found, before.shown)


def _understood(index: Index, typed: Question, before: Turn, lesson: str | None) -> tuple[Question, Answer]:
    """Return a question with what it leaves out, and its answer."""
    alone = answer(index, typed, lesson)
    if alone.trouble is None and (only_fails(typed.text) or before.found.trouble is not None):
        told = _of_trouble(index, typed, before, alone)
    else:
        told = alone if alone.trouble is not None else None
    if told is not None:
        return (typed if told is alone else _again(index, typed, before.text)), told
    is_whole = cut.is_whole(typed.text) and typed.matter and alone.decision is not Decision.ABSTAIN
    if is_whole or follow.stands(index, typed):
        return typed, alone
    return _likeliest(index, typed, before, alone, lesson)


def _of_trouble(index: Index, typed: Question, before: Turn, alone: Answer) -> Answer | None:
    """Return what is said to "그래도 안 돼요", and to "왜요?" and "어떻게 고쳐요?" behind an error message.

    That is what the part that treats the error says, and what was said of it at first where nothing is left.
    """
    trouble = before.found.trouble
    is_failing = only_fails(typed.text)
    asks_why = cut.asks_cure(typed.text) or (follow.names_nothing(index, typed) and typed.actions <= _CURES)
    if trouble is None or not (is_failing or asks_why):
        return alone if is_failing else None
    found = more(index, _again(index, typed, before.text), before.found, before.shown)
    if is_failing:
        return replace(found, shape=Shape.VAGUE)
    is_told = found.shape is Shape.END and before.last is not before.found
    return replace(before.found, question=typed.asked) if is_told else found


def _likeliest(
    index: Index, typed: Question, before: Turn, alone: Answer, lesson: str | None
) -> tuple[Question, Answer]:
    """Return the first reading of a question that has an answer of its own, with that.

    Where every reading only repeats what was told, that of it which is meant is told, or more.
    """
    is_own, is_near = follow.is_of_its_own(index, typed), _is_near(alone, before.found)
    told: list[tuple[Question, Answer]] = []
    perhaps: list[tuple[Question, Answer]] = []
    for text in follow.readings(index, typed, before):
        read = _again(index, typed, text)
        found = answer(index, read, lesson)
        if found.decision is Decision.ANSWER:
            told.append((read, found))
            if not _is_told(found, before) and (not is_own or _is_near(found, before.found)):
                return (typed, alone) if _is_compared_alone(alone, found, before) else (read, found)
        elif found.decision is Decision.MAYBE:
            perhaps.append((read, found))
    if is_own or not told:
        return perhaps[0] if perhaps and cut.is_bare(typed.text) and not is_near else (typed, alone)
    if alone.score >= SURE and is_near and not _is_told(alone, before):
        return typed, alone
    again = _again(index, typed, before.text)
    if asks_for_command(typed.text) and (taught := its_commands(index, again, before.found, before.shown)) is not None:
        return told[0][0], taught
    goes_on = before.last.shape is Shape.END  # to say once more that there is no more helps nobody
    meant = narrowed(index, typed, told[0][1]) or more(index, again, before.found, before.shown, goes_on=goes_on)
    return told[0][0], meant


def _again(index: Index, typed: Question, text: str) -> Question:
    """Return another text read as what was typed means."""
    return replace(index.reader.read(text), asked=typed.asked)


def _is_told(found: Answer, before: Turn) -> bool:
    """Return whether an answer repeats the last reply, or the one to the question that it was about."""
    return _repeats(found, before.last) or _repeats(found, before.found)


def _repeats(found: Answer, last: Answer) -> bool:
    """Return whether an answer shows nothing that the last one did not: of it, only the reason for one is new."""
    if found.shape in _PICKED and found.shape is not last.shape and len(found.passages) < len(last.passages):
        return False
    is_within = set(found.passages) <= set(last.passages) and set(found.cards) <= set(last.cards)
    has_same = found.columns == last.columns and found.trouble == last.trouble and found.is_yes == last.is_yes
    return is_within and has_same and found.term in (None, last.term)


def _is_compared_alone(alone: Answer, found: Answer, before: Turn) -> bool:
    """Return whether a comparison that stands by itself is the one meant, not one with what was spoken of last.

    That sets just the same against each other, or a command against what is none, or is of another lesson.
    """
    is_same = set(alone.columns) == set(found.columns) or bool(alone.commands) != bool(found.commands)
    return bool(alone.columns) and (is_same or not _is_near(alone, before.found))


def _is_near(found: Answer, last: Answer) -> bool:
    """Return whether two answers are from one lesson."""
    return bool(found.places and last.places) and found.places[0].lesson == last.places[0].lesson


def _brings_matter(question: Question) -> bool:
    """Return whether the words of a follow-up are about something themselves, or set two things against each other."""
    return bool(question.matter) or Intent.COMPARISON in question.intents or cut.is_choice(question.text)


def _same(before: Turn, found: Answer, at: float) -> Turn:
    """Return the turn after what is about the very question before."""
    return replace(before, at=at, last=found, shown=before.shown | set(found.sources))


def _turn(
    index: Index, read: Question, found: Answer, before: Turn | None, at: float, *, is_own: bool = True
) -> Turn | None:
    """Return the turn after a question of its own; what is not about the course begins none."""
    about = index.reader.read(found.trouble.title) if found.trouble else read
    own = follow.things(index, about)
    if found.shape is Shape.GREETING or (found.decision is Decision.ABSTAIN and not own):
        return before
    things, named, told = (before.things, before.named, before.told) if before is not None else ((), (), ())
    shown = before.shown if before is not None and not is_own else frozenset[str]()
    return Turn(
        text=cut.plain(read.text),
        things=own or (follow.done_to(index, found.commands) if is_own else ()) or things,
        commands=found.commands,
        at=at,
        found=found,
        last=found,
        named=tuple(dict.fromkeys((*named, *(about.commands or own))))[-TWO:],
        told=tuple(dict.fromkeys((*told, *found.commands)))[-TWO:] if len(found.commands) == 1 else (),
        is_easy=before is not None and before.is_easy,
        shown=shown | set(found.sources),
    )
