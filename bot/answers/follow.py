"""Follow-up questions: what "그럼 지우는 건?" leaves out is taken from the question before. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.answers.index import Index
from bot.answers.question import Question

FOLLOW_SECONDS = 600.0  # ten minutes, as the course promises
TWO = 2
_POINTS_BACK = re.compile(r"^\s*(그럼|그러면|그건|그거|그게|이건|이거|거기|그\s|그리고|아니|근데|그런데|then|and\b)")
_PLEASE = r"(\s*(설명|말|얘기|이야기|보여|알려|들어)?\s*(해|좀)?\s*(줘|주세요|주라|줄래|요|봐)?)"
_ONLY_EXAMPLE = re.compile(
    r"^(그럼\s*|또\s*)?(다른\s*)?(예시|예제|예|사례|example)(는|은|도|를|좀)?(\s*하나(만|라도)?)?"
    rf"(\s*들(면|자면|어)|\s*(있(어|나|나요|을까|어요)))?{_PLEASE}[?!\s.]*$"
)
_ONLY_EASIER = re.compile(
    rf"^(그럼\s*)?((좀|조금|더|아주)\s*)*((쉽게|쉬운\s*말로|쉬운\s*말|간단히|간단하게|easier|simpler)(\s*(하면|말하면|풀면))?"
    rf"|비유로|비유하면|비유(를)?\s*들(면|어)|(잘\s*)?(이해(가|를)?\s*(잘\s*)?(안|못)\s*(돼|되|가|하)\S*|모르겠\S*|어려워\S*|어렵\S*)){_PLEASE}[?!\s.]*$"
)
_ONLY_CHOICE = re.compile(
    r"^(그럼\s*|그러면\s*)?(둘\s*중에?\s*)?(뭐가|뭘|어느\s*(게|것|쪽|걸)|어떤\s*(게|것|걸)|둘\s*중)\s*\S*"
)


@dataclass(frozen=True, slots=True)
class Turn:
    """The last question of a conversation: its words, the things and commands it was about, and when it was asked."""

    text: str
    things: tuple[str, ...]  # in Korean words, commands by what they are done to
    commands: tuple[str, ...]
    at: float  # monotonic seconds
    lesson: str | None


def wants_easier(text: str) -> bool:
    """Return whether the words ask for nothing but a simpler explanation."""
    return _ONLY_EASIER.match(text.strip()) is not None


def things(index: Index, question: Question) -> tuple[str, ...]:
    """Return what a question is about, in words: `볼륨` for "볼륨 만드는 법" and for "docker volume create가 뭐야"."""
    names = dict.fromkeys((*sorted(question.concepts), *question.commands))
    words = {term.id: term.ko for term in index.course.terms if term.id in names}
    words.update((name, next(iter(index.cards[name].object), "")) for name in names if name in index.cards)
    found = dict.fromkeys(words.get(name, "") for name in names if name != "docker")
    return tuple(word for word in found if word)


def complete(index: Index, question: Question, before: Turn) -> str:
    """Return the question with what it leaves out put in front, or as it is when it stands by itself.

    "예시는?" and "더 쉽게" are about the whole question before; "그럼 지우는 건?" keeps its thing, takes a new action;
    "뭐가 더 안전해?" chooses between the two that were asked about.
    """
    text = question.text
    if wants_easier(text) or _ONLY_EXAMPLE.match(text):
        return f"{before.text} {text}"
    if len(before.commands) == TWO and not question.commands and _ONLY_CHOICE.match(text):
        return f"{' '.join(before.commands)} {text}"
    named = set(question.commands) | {name for name in question.concepts if name not in index.cards}
    lacks_thing = not (named or question.words or question.flags)
    if lacks_thing and (question.actions or question.concepts):
        return f"{' '.join(before.things) or before.text} {_POINTS_BACK.sub('', text)}".strip()
    if lacks_thing and _POINTS_BACK.match(text):
        return f"{before.text} {_POINTS_BACK.sub('', text)}".strip()
    return question.asked
