"""Which stretches of a question only tell how things stand, so that a command named there is not the one wanted. Pure.

"-d로 띄웠더니 안 꺼져요, 멈추려면" asks how to stop; "docker run으로 띄운 컨테이너의 로그" asks for the logs.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise

from bot.answers.korean import Morpheme, asks_how, words_of

Span = tuple[int, int]

# Endings of a clause that tells what was done or came of it: `했는데`, `띄웠더니`, `안 된다길래`.
_TELLS = words_of("는데 ᆫ데 은데 던데 더니 길래 니까 으니까 려니까 지만")
_WANTS = re.compile(r"싶|려(?:고\s?하)?[는던]데$")
_PAST = words_of("았 었 ㅆ")
_AND = "고"
_DONE = words_of("ᆫ 은 던")  # of a thing something was done to: `띄운`, `뽑은`, `켜 뒀던`
_ON = words_of("서 고 아서 어서 아 어 ㅏ ㅓ")  # `들어가서 고친`, `켜고 나온`, `띄워 둔`
_SAID = re.compile(r"[요다죠네음임됨함]$")
_ASKS = re.compile(r"뭐|뭘|뭔|무엇|무슨|왜|어떻|어케|어느|어떤|\?|나요|가요|[을ᆯ]까|주세요|줘")
# A doubt is no question, whatever its mark: `지워 주는 거 아니었어요?`.
_DOUBT = re.compile(r"(?:거|것|게)\s?아니|줄\s?알")
# What is taken back or left aside: `export..? 아니 저장`, `kill 말고`, `top 치는 거 말고`.
_CORRECTED = re.compile(
    r"^.*[\s.,?!]아니(?:다|지|면)?[\s,.]+(?!왜|그게|이게)"
    r"|(?<![a-z-])[a-z-]+(?:\s[a-z-]+)*(?:\s?명령어?)?(?:\s?(?:으?로\s)?[하치쓰]는)?(?:\s?[거것])?[이가]?"
    r"\s?(?:말고|아니고|아니라)"
)
_STOPS = " .?!,~"
_ENDS = words_of("EC EF")
_GOING = "는"
# Who compares what was named, or wants to add to it, wants just that: `ps 쳤는데 … 뒤에 뭘 붙여요`.
_VARIES = re.compile(r"다[르른름]|달라|차이|비교|옵션|플래그|뒤에|뭘?\s?붙|\bvs\b|differ")
_WITH = re.compile(r"(?:에서|으?로|[을를에])$")  # of the words before what was done
_NAME = re.compile(r"\s(?:[a-z-]|옵션|명령)")
_FAILS = re.compile(r"[이가은는]$")  # of the words before what does not work: `exec가 안 먹히는`
_NOT = words_of("안 못")
_WORD = re.compile(r"\S+")
MOST_BEFORE = 3  # words that belong to a verb: `docker run으로 컨테이너를 띄운`


def situations(text: str, morphemes: Sequence[Morpheme]) -> list[Span]:
    """Return the stretches of a normalised text that only tell of a situation; they may overlap."""
    if _VARIES.search(text):
        return []
    taken_back = (match.span() for match in _CORRECTED.finditer(text))
    return [*_told(text, morphemes), *_qualifying(text, morphemes), *taken_back]


def _told(text: str, morphemes: Sequence[Morpheme]) -> Iterator[Span]:
    """Yield the clauses that tell and ask for nothing, but for the last."""
    start, last = 0, len(text.rstrip(" .!?,~"))
    for before, piece in pairwise(morphemes):
        if piece.tag not in _ENDS or not start < piece.end < last:
            continue
        clause, following = text[start : piece.end], text[piece.end]
        if piece.lemma in _TELLS or (piece.lemma == _AND and before.lemma in _PAST):
            is_told = not _WANTS.search(clause)
        elif (piece.tag == "EF" or _SAID.search(piece.lemma)) and following in _STOPS:
            is_told = bool(_DOUBT.search(clause)) or not (asks_how(clause) or _ASKS.search(clause + following))
        else:
            continue
        if is_told:
            yield start, piece.end
        start = piece.end


def _qualifying(text: str, morphemes: Sequence[Morpheme]) -> Iterator[Span]:
    """Yield what was done to a thing, with what it was done by: `run으로 띄워둔`, `exec로 들어가서 고친`."""
    words = [match.span() for match in _WORD.finditer(text)]
    done = {piece.end for piece in morphemes if piece.tag == "ETM" and piece.lemma in _DONE}
    going = {piece.end for piece in morphemes if piece.tag == "ETM" and piece.lemma == _GOING}
    on = {piece.end for piece in morphemes if piece.tag == "EC" and piece.lemma in _ON}
    for at, (_, end) in enumerate(words):
        first = at
        if end in done:
            while first and at - first < MOST_BEFORE and _belongs(text, words[first - 1], on, is_last=first == at):
                first -= 1
        elif end in going and at > 1 and text[slice(*words[at - 1])] in _NOT and _FAILS.search(text, *words[at - 2]):
            first -= 2
        if first < at:
            yield words[first][0], end


def _belongs(text: str, word: Span, on: Collection[int], *, is_last: bool) -> bool:
    """Return whether a word belongs to the verb or the word behind it; a bare name to a verb, or to another name."""
    start, end = word
    is_bare = text[end - 1].isascii()
    is_before_name = _NAME.match(text, end) is not None
    return end in on or (is_last or is_before_name if is_bare else _WITH.search(text, start, end) is not None)
