"""Which of the deeds a question names it asks for: not what is denied, what was already done, or what is only a case.

Korean ends with what matters: "멈춘 컨테이너 지우기" asks for removing, "지워도 남아 있나" for nothing to be removed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from bot.answers import keyboard
from bot.answers.lexicon import Found

# "A 말고 B", "A 하지 않고 B", "B not A": what stands before is not what is asked for.
_NOT_THIS = re.compile(
    r"[가-힣a-z]+\s?(?:을|를|은|는|이|가)?\s?(?:말고|빼고|대신|아니라|아니고)"
    r"|[가-힣]+지\s?(?:는\s?)?(?:않고|말고|않으면서)|instead of \w+|\bnot \w+"
)
# What follows a deed that was done (`지운 뒤`), happens (`지워져`), is a case (`지우면`) or is no matter (`지워도`).
_ASIDE = re.compile(
    r"(?:하|해|시키|시켜|되|돼)?\s?"
    r"(?:지는|지나|져|졌|짐|진|(?:은|던|놓은|둔|한|된)(?=\s|거|것|걸|게|애|$)|[했됐켰놨뒀]|더라도|어도\s|도\s|면\s|면서|더니|길래|지\s?(?:않|못|마))"
)
_NOUNS = frozenset({"복원", "중단", "다운", "변환", "런"})  # they end like a verb of the past: 지운, 멈춘
_HAPPENS = frozenset({"a:lose"})  # nobody asks how to do it
_THEN = re.compile(r"\s|거|것|걸|게|애|$")


def without_denied(text: str, found: Sequence[Found]) -> list[Found]:
    """Return what was found without what the text says it is not about; all of it where nothing else is left."""
    spans = [match.span() for match in _NOT_THIS.finditer(text)]
    kept = [each for each in found if not any(start <= each.start < end for start, end in spans)]
    return kept or list(found)


def wanted_deeds(text: str, found: Iterable[Found]) -> frozenset[str]:
    """Return the deeds a normalised text asks for."""
    deeds = (each for each in found if each.is_action and each.concept not in _HAPPENS)
    return frozenset(each.concept for each in deeds if not _is_aside(text, each))


def _is_aside(text: str, deed: Found) -> bool:
    last = text[deed.end - 1]
    final = keyboard.split(last)[2] if keyboard.is_syllable(last) else ""
    is_of_a_thing = (
        final == "ㄴ" and text[deed.start : deed.end] not in _NOUNS and _THEN.match(text, deed.end) is not None
    )
    return final == "ㅆ" or is_of_a_thing or _ASIDE.match(text, deed.end) is not None
