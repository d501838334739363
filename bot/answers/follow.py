"""Follow-up questions: what "그럼 지우는 건?" leaves out is taken from the question before. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bot.answers.answer import Answer, Decision, Shape
from bot.answers.index import Index
from bot.answers.korean import Intent, asks_how, only_fails
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
_ONLY_DETAIL = re.compile(
    r"^((그럼|그러면|이제|다시|더|좀|조금)\s*)*(자세히|자세하게|상세히|상세하게|원래대로|in (more )?detail)"
    rf"{_PLEASE}[?!\s.]*$"
)
_ONLY_OPTIONS = re.compile(
    r"^((그럼|그러면|그리고|또)\s*)?((다른|무슨|어떤|쓸\s*수\s*있는)\s*)?(옵션|플래그|options?|flags?)(들)?(은|는|이|도|에는|엔)?"
    rf"(\s*(뭐|어떤|무슨)\S*)?(\s*(있(어|나|나요|을까|어요|는데)))?{_PLEASE}[?!\s.]*$"
)
_ONLY_CHOICE = re.compile(
    r"^(그럼\s*|그러면\s*)?(둘\s*중에?\s*)?(뭐가|뭘|어느\s*(게|것|쪽|걸)|어떤\s*(게|것|걸)|둘\s*중)\s*\S*"
)
# "이미지는?": the same of something else.
_OTHER_THING = re.compile(r"^(?:(?:그럼|그러면|그리고|아)\s*)?(?P<thing>[^?!.]+?)(?:은|는|도)(?:요)?[?!\s.]*$")

_OPEN = frozenset({Intent.REASON, Intent.COMMAND, Intent.DEFINITION, Intent.STEPS})


@dataclass(frozen=True, slots=True)
class Turn:
    """The last question of a conversation: its words, the things and commands it was about, and when it was asked.

    What only asks for another manner ("더 쉽게", "예시는?") leaves the turn as it was.
    """

    text: str
    things: tuple[str, ...]  # in Korean words, commands by what they are done to
    commands: tuple[str, ...]
    at: float  # monotonic seconds
    lesson: str | None
    named: tuple[str, ...] = ()  # the last two things or commands that were named, whatever the questions
    is_easy: bool = False  # "더 쉽게" was asked for, and no details since


def wants_easier(text: str) -> bool:
    """Return whether the words ask for nothing but a simpler explanation."""
    return _ONLY_EASIER.match(text.strip()) is not None


def wants_detail(text: str) -> bool:
    """Return whether the words ask for nothing but a fuller explanation, as it is without "더 쉽게"."""
    return _ONLY_DETAIL.match(text.strip()) is not None


def is_easy(text: str, before: Turn | None) -> bool:
    """Return whether a question is to be answered simply: since "더 쉽게", until "다시 자세히"."""
    return wants_easier(text) or (before is not None and before.is_easy and not wants_detail(text))


def things(index: Index, question: Question) -> tuple[str, ...]:
    """Return what a question is about, in words: `볼륨` for "볼륨 만드는 법" and for "docker volume create가 뭐야"."""
    names = dict.fromkeys((*sorted(question.concepts), *question.commands))
    words = {term.id: term.ko for term in index.course.terms if term.id in names and (term.says or term.docs)}
    words.update((name, next(iter(index.cards[name].object), "")) for name in names if name in index.cards)
    found = dict.fromkeys(words.get(name, "") for name in names if name != "docker")
    return tuple(word for word in found if word)


def following(
    index: Index, typed: Question, read: Question, found: Answer, before: Turn | None, at: float
) -> Turn | None:
    """Return the turn after a question that was `typed`, and `read` with what it left out.

    A greeting, laughter and what else has nothing to do with the course leave the conversation where it was.
    """
    own = things(index, read)
    if found.shape is Shape.GREETING or (found.decision is Decision.ABSTAIN and not own):
        return before
    is_completed = typed.text != read.text
    easy = is_easy(typed.text, before)
    if before is not None and is_completed and not _brings_matter(typed):
        return replace(before, at=at, is_easy=easy)
    kept = own or (before.things if before is not None else ())
    named = dict.fromkeys((*(before.named if before is not None else ()), *(read.commands or own)))
    return Turn(read.text, kept, found.commands, at, found.lesson, tuple(named)[-TWO:], easy)


def _brings_matter(question: Question) -> bool:
    """Return whether the words of a follow-up are about something themselves, or set two things against each other."""
    if _asks_for_manner(question.text):
        return False
    return bool(question.matter) or Intent.COMPARISON in question.intents or bool(_ONLY_CHOICE.match(question.text))


def _asks_for_manner(text: str) -> bool:
    return wants_easier(text) or wants_detail(text) or bool(_ONLY_EXAMPLE.match(text) or _ONLY_OPTIONS.match(text))


def complete(index: Index, question: Question, before: Turn) -> str:
    """Return the question with what it leaves out put in front, or as it is when it stands by itself.

    "예시는?" and "더 쉽게" are about the whole question before, which "다시 자세히" asks again, "옵션은?" about its
    commands.
    """
    text = question.text
    if wants_detail(text):
        return before.text
    if _ONLY_OPTIONS.match(text) and before.commands:
        return f"{' '.join(before.commands)} {text}"
    if wants_easier(text) or _ONLY_EXAMPLE.match(text):
        return f"{before.text} {text}"
    if other := _of_another(index, question, before):
        return other
    left_out = _left_out(index, question, before)
    return f"{left_out} {_POINTS_BACK.sub('', text)}".strip() if left_out else question.asked


def _of_another(index: Index, question: Question, before: Turn) -> str:
    """Return the question before, asked of another thing: "이미지는?" behind "컨테이너 지우는 명령어".

    Empty where the words are no bare thing, or the question before did not ask how to do something.
    """
    named = _OTHER_THING.match(question.text)
    is_bare = len(question.concepts) == 1 and not (question.actions or question.words or question.commands)
    asked = index.reader.read(before.text)
    if named is None or not is_bare or not (asked.deeds or asks_how(asked.text)) or asked.commands:
        return ""
    same = [thing for thing in before.things if thing in before.text]
    return before.text.replace(same[0], named["thing"]) if len(same) == 1 else f"{before.text} {named['thing']}"


def _left_out(index: Index, question: Question, before: Turn) -> str:
    """Return what is to be put in front of a question, nothing where it stands by itself.

    "그럼 지우는 건?" keeps its thing, takes a new action; "뭐가 더 안전해?" chooses between the two asked about before,
    "차이가 뭐야" compares the two named last. "이거 왜 안돼요" is about a message that nobody has seen yet.
    """
    text = question.text
    if len(before.commands) == TWO and not question.commands and _ONLY_CHOICE.match(text):
        return " ".join(before.commands)
    named = set(question.commands) | {name for name in question.concepts if name not in index.cards}
    if question.flags and not (named or question.words):
        explaining = (name for name in before.commands if index.cards[name].explains(question.flags))
        return next(explaining, "")
    if named or question.words or question.flags or only_fails(text):
        return ""
    if Intent.COMPARISON in question.intents and not question.matter and len(before.named) == TWO:
        return " ".join(before.named)
    if question.actions or question.concepts:
        return " ".join(before.things) or before.text
    return before.text if _POINTS_BACK.match(text) or _OPEN & set(question.intents) else ""
