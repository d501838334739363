"""Follow-up questions: what "그럼 지우는 건?" leaves out is taken from the question before. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.answers.korean import Intent
from bot.answers.question import Question

FOLLOW_SECONDS = 600.0  # ten minutes, as the course promises
_POINTS_BACK = re.compile(r"^\s*(그럼|그러면|그건|그거|그게|이건|이거|거기|그\s|그리고|아니|근데|그런데|then|and\b)")
_ONLY_EXAMPLE = re.compile(
    r"^(그럼\s*|또\s*)?(다른\s*)?(예시|예제|예|example)(는|은|도|를|좀)?(\s*(보여\s*줘|알려\s*줘|줘|요))?[?!\s]*$"
)
_ONLY_EASIER = re.compile(
    r"^(좀\s*|조금\s*)?(더\s*)?(쉽게|easier|simpler)(\s*(설명|말|알려)?\s*(해|좀)?\s*(줘|주세요|요)?)?[?!\s.]*$"
)


@dataclass(frozen=True, slots=True)
class Turn:
    """The last question of a conversation: its words, what it was about, where it was answered, and when."""

    text: str
    concepts: frozenset[str]
    at: float  # monotonic seconds
    lesson: str | None


def wants_easier(text: str) -> bool:
    """Return whether the words ask for nothing but a simpler explanation."""
    return _ONLY_EASIER.match(text.strip()) is not None


def complete(question: Question, before: Turn) -> str:
    """Return the question with what it leaves out put in front, or as it is when it stands by itself.

    "예시는?" and "더 쉽게" are about the whole question before; "그럼 지우는 건?" keeps its thing, takes a new action.
    """
    text = question.text
    if wants_easier(text) or _ONLY_EXAMPLE.match(text):
        return f"{before.text} {text}"
    lacks_thing = not question.concepts and not question.commands and not question.words and not question.flags
    is_short = len(question.actions) > 0 and lacks_thing
    if (_POINTS_BACK.match(text) and lacks_thing) or is_short:
        things = " ".join(sorted(before.concepts)) if question.actions else before.text
        return f"{things} {_POINTS_BACK.sub('', text)}".strip()
    return question.asked


def is_about_nothing(question: Question) -> bool:
    """Return whether the words alone carry no matter at all."""
    return not question.matter and Intent.SUMMARY not in question.intents
