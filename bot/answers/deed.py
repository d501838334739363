"""Which of the deeds a question names it asks for: not what is denied, what was already done, or what is only a case.

Korean ends with what matters: "멈춘 컨테이너 지우기" asks for removing, "지워도 남아 있나" for nothing to be removed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from bot.answers import keyboard
from bot.answers.lexicon import Found

# "A 말고 B", "A 하지 않고 B", "B not A": what stands before is not what is asked for.
_NOT_THIS = re.compile(
    r"[가-힣a-z]+\s?(?:을|를|은|는|이|가)?\s?(?:말고|빼고|대신|아니라|아니고|없이)"
    r"|[가-힣]+지\s?(?:는\s?)?(?:않고|말고|않으면서)|instead of \w+|\bnot \w+"
    # What is to stay as it is: `볼륨은 냅두고`, `이미지는 건드리지 말고`.
    r"|[가-힣a-z]+[은는]\s?(?:그대로\s?)?(?:(?:냅|놔|내버려\s?|남겨\s?)(?:두|둔|놓)|남기|살리|살려|킵)(?:고|구|면서|려)"
    # What is said of one thing to ask what another is: `이미지가 빵틀이면 컨테이너는 뭐예요`.
    r"|^[^,.?!]*(?<![중후전])(?:이면|이라면|라면|이고)[\s,]+"
    r"(?=[가-힣a-z ]{1,12}[은는]\s?(?:그럼\s?)?(?:뭐|무엇|뭔|무슨|어떤)\s?(?:[예이에야임지죠가인거것]|$|\?))"
)
# What follows a deed that was done (`지운 뒤`), comes later (`지우기 전에`), happens (`지워져`), is a case (`지우면`)
# or is no matter (`지워도`).
_ASIDE = re.compile(
    r"(?:하|해|시키|시켜|되|돼)?\s?"
    r"(?:(?:는\s?)?중(?![지단])|고\s?(?:있는|나서|나니|나면)|기?\s?전(?:에|까지)?(?=[\s,?]|$)|(?<!수)\s?있[는나던]|도\s?[되돼됨]|본\s|(?:아|어|여)\s?(?:둔|뒀|놓은|놨)|[았었]|(?:려|시키려)?니까|지는|지나|져|졌|짐|진|(?:은|던|놓은|둔|한|된)(?=\s|거|것|걸|게|애|$)|[했됐켰놨뒀]|더라도|어도\s|도\s|면\s|면서|더니|길래|지\s?(?:않|못|마))"
    # Not to be done: `삭제는 안 할 거예요`, `지울 생각은 없고`, `삭제 ㄴㄴ`.
    r"|(?:는\s?(?:건|것은|거는)|[은는도])?\s?(?:안\s?(?:할|해|하|시킬|시켜)|ㄴㄴ|노노|금지|말아)|\s?(?:생각|계획|마음)[은이도]?\s?(?:전혀\s?)?없"
)
_NOUNS = frozenset({"복원", "중단", "다운", "변환", "런"})  # they end like a verb of the past: 지운, 멈춘
_HAPPENS = frozenset({"a:lose"})  # nobody asks how to do it
_NO_ERRAND = frozenset({"a:name"})  # a noun: 이름
_STATES = {"stopped": "container", "running": "container"}  # what a word of state is said of
_NOT_DONE_TO = re.compile(r"들?(?:에서|으?로|에)(?![가-힣])")  # where or from what: `이미지로`, `허브에서`
_INSIDE = re.compile(r"들?의?\s?(?:안|내부|속)(?:에서?)?(?=[\s,])")
_ENTERS = "a:enter"
_REMOVE = "a:remove"
_LOOKS = frozenset({"a:list", "a:inspect"})  # where things are is looked into: `이 네트워크에 뭐가 있는지 확인`
_COMPOSE = frozenset({"docker compose", "compose-service"})  # what is done with Compose is done to what it keeps
_CLAUSE = re.compile(r"(?:[는은]데|니까|[라아어]서|지만|길래|[았었했]고)[\s,]|[.!?]\s")
_TRIAL = re.compile(r"(?:[해쳐써어워려켜져여와]|(?<!알)아)\s?$")  # before 보다 that only tries: `쳐보고 싶은데`
_HANGUL = re.compile("[가-힣]")
_AND = re.compile(r"들?(?:이?랑|와|과|하고|도|,|\s?(?:및|그리고|[/&+]|and|,))(?![가-힣])")  # `컨테이너랑 이미지를`
_ENOUGH = re.compile(r"그만\s$")  # `그만 굽고`: what goes on is to end
_GOES_ON = frozenset({"a:run", "a:start", "a:logs"})
_THEN = re.compile(r"\s|거|것|걸|게|애|$")


_HELPS = re.compile(r"[아어여와워해켜꺼쳐져려겨돼내세떠써워춰둬]\s?$")  # before 버리다 that only helps: `띄워 버리고`


class Errand(NamedTuple):
    """A deed that is asked for, and the things it may be done to: one, or none, or several where it is not clear."""

    deed: str
    things: frozenset[str]


def without_helping(text: str, found: Sequence[Found]) -> list[Found]:
    """Return what was found without 버리다 where it only helps another verb: `띄워 버리고` removes nothing."""
    return [
        each
        for each in found
        if each.concept != _REMOVE or text[each.start] != "버" or _HELPS.search(text, 0, each.start) is None
    ]


def without_denied(text: str, found: Sequence[Found]) -> list[Found]:
    """Return what was found without what the text says it is not about; all of it where nothing else is left."""
    spans = [match.span() for match in _NOT_THIS.finditer(text)]
    kept = [each for each in found if not any(start <= each.start < end for start, end in spans)]
    return kept or list(found)


def wanted_deeds(text: str, found: Iterable[Found]) -> frozenset[str]:
    """Return the deeds a normalised text asks for."""
    deeds = (each for each in found if each.is_action and each.concept not in _HAPPENS)
    return frozenset(each.concept for each in deeds if not _is_aside(text, each))


def errands(text: str, found: Sequence[Found]) -> tuple[Errand, ...]:
    """Return what a normalised text asks to be done to what, in its order: the last matters most.

    The thing stands before its deed in Korean, behind it in English.
    """
    things = [each for each in found if not each.is_action and each.concept != "docker"]
    is_korean = _HANGUL.search(text) is not None
    asked = []
    for deed in found:
        is_trial = deed.concept == "a:list" and _TRIAL.search(text, 0, deed.start) is not None
        is_trial &= not any(each.end == deed.start for each in things) and text[deed.start] in "보볼봐"
        if not deed.is_action or deed.concept in _HAPPENS | _NO_ERRAND or is_trial or _is_aside(text, deed):
            continue
        before = [each for each in things if each.end <= deed.start]
        located = [each for each in before if _NOT_DONE_TO.match(text, each.end)]
        done_to = [each for each in before if each not in located]
        if deed.concept != _ENTERS:
            done_to = [each for each in done_to if not _INSIDE.match(text, each.end)]
        behind = [each for each in things if each.start >= deed.end]
        if is_korean and done_to:
            is_clear = _CLAUSE.search(text, done_to[-1].end, deed.start) is None
            nearest = done_to[-1:] if is_clear else done_to
        else:
            nearest = behind[:1] or (done_to if is_korean else before)[-1:]
        if len(nearest) == 1 and (joined := _joined(text, done_to, found)) is not None:
            asked.append(Errand(deed.concept, frozenset({joined.concept})))
        nearest = [*nearest, *(each for each in things if each.concept in _COMPOSE)]
        nearest += located if deed.concept in _LOOKS else []
        asked.append(Errand(deed.concept, frozenset(_STATES.get(each.concept, each.concept) for each in nearest)))
    return tuple(asked)


def _joined(text: str, things: Sequence[Found], found: Sequence[Found]) -> Found | None:
    """Return the thing that `and` joins to the last of the things a deed is done to."""
    if len(things) < 2 or _AND.match(text, things[-2].end) is None:  # noqa: PLR2004 - one alone is joined to nothing
        return None
    first, last = things[-2], things[-1]
    is_apart = any(first.end <= each.start < last.start and each.is_action for each in found)
    return None if is_apart or first.concept == last.concept else first


def _is_aside(text: str, deed: Found) -> bool:
    if deed.concept in _GOES_ON and _ENOUGH.search(text, 0, deed.start):
        return True
    last = text[deed.end - 1]
    final = keyboard.split(last)[2] if keyboard.is_syllable(last) else ""
    is_of_a_thing = (
        final == "ㄴ" and text[deed.start : deed.end] not in _NOUNS and _THEN.match(text, deed.end) is not None
    )
    return final == "ㅆ" or is_of_a_thing or _ASIDE.match(text, deed.end) is not None
