"""What a question of yes or no claims: of two that differ in anything but manners, one may be true and one false.

Pure. "컨테이너를 지우면 이미지도 지워지나요" and "이미지를 지우면 컨테이너도 지워지나요" are made of the same words;
"root로 실행해도 되나요" and "root로 실행할 수 있나요" differ in what is asked of a deed: whether it may or can be done.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.answers import cover
from bot.answers.korean import ENGLISH_STOP, Morpheme, negations, words_of
from bot.answers.lexicon import Found


class Mode(StrEnum):
    """What is asked about a deed."""

    FORBIDDEN = "forbidden"
    MUST = "must"
    MAY = "may"
    ENOUGH = "enough"
    CAN = "can"
    SO = "so"  # whether it is so


_MODES: Mapping[Mode, re.Pattern[str]] = {
    Mode.FORBIDDEN: re.compile(r"면\s?(?:안\s?[되돼됨될됩댐]|못\s?써)"),
    Mode.MUST: re.compile(r"[가-힣]야(?:만|지)?\s?(?:하|되|돼|한|할|함|됨|됩|될)|\bmust\b|\bhave to\b|\bneed to\b"),
    Mode.MAY: re.compile(r"도\s?(?:[되돼됨될됩댐]|괜찮|상관\s?없|무방)|\bmay i\b|\bis it (?:ok|okay|fine)\b"),
    Mode.ENOUGH: re.compile(r"면\s?(?:[되돼됨될됩댐]|충분)|\benough\b"),
    Mode.CAN: re.compile(r"수\s?(?:가|는|도)?\s?(?=[있없])|가능|\bcan\b|\bpossible\b"),
}
# Words that change nothing: how one asks politely, what stands for nothing, and what is counted or read elsewhere.
_NEUTRAL = ENGLISH_STOP | words_of(
    """
    하 되 있 수 것 거 게 건 좀 그냥 걍 혹시 진짜 정말 정말로 실제로 근데 그럼 그러면 그런데 그러니까 제 저 전 때 경우 주
    맞 보 싶 궁금 이거 그거 저거 이것 그것 이 그 이런 그런 이렇 그렇 한번 이제 지금 현재 또 다시 그러 나오 괜찮 상관
    무방 가능 충분 안 못 없 없이 않 말 아니 아니요 네 응 질문 쓰 사용 이용 돼 됨 지나 상태 저희 우리
    """
)
_MATTER = words_of("NNG NNP NR SN NP MM MAG MAJ VV VA XR XPN SL SH UNKNOWN")
_LIMITS = words_of("만 밖에 마다 부터 까지 조차 뿐 보다")  # particles that change what is claimed
_IN = re.compile("보다|에서")  # where Docker itself is one of the things


@dataclass(frozen=True, slots=True)
class Claim:
    """Things and deeds in order, other words that matter, what is asked about them, and where it is denied.

    Who says no twice says yes: then it is denied nowhere.
    """

    names: tuple[str, ...]
    words: frozenset[tuple[str, int]]
    mode: Mode
    denied: tuple[int, ...]

    @property
    def key(self) -> str:
        """The claim as one text, which two have in common that claim the same."""
        return repr((self.names, sorted(self.words), self.mode.value, self.denied))


def claim(text: str, found: Sequence[tuple[Found, str]], morphemes: Sequence[Morpheme], named: Iterable[str]) -> Claim:
    """Return what a normalised text claims.

    `found` are its things and deeds with what just these words mean, `named` its commands and flags.
    """
    mode = next((mode for mode, pattern in _MODES.items() if pattern.search(text)), Mode.SO)
    rest = _MODES[mode].sub(lambda match: " " * len(match[0]), text) if mode is not Mode.SO else text
    names = [(each.start, meant) for each, meant in found if each.concept != "docker" or _IN.match(text, each.end)]
    starts = [start for start, _ in names]
    words = Counter([*_words(morphemes, cover.free(text, (each for each, _ in found)), starts), *named])
    return Claim(tuple(meant for _, meant in names), frozenset(words.items()), mode, _denied(rest, starts))


def _denied(text: str, starts: Sequence[int]) -> tuple[int, ...]:
    """Return the places of a no among the names, that of its deed where it stands behind it, too: `지우지 않`."""
    found = negations(text)
    if len(found) % 2 == 0:
        return ()
    return tuple(_place(no.start(), starts) - no[0].startswith("지") for no in found)


def _words(morphemes: Iterable[Morpheme], free: bytes, starts: Sequence[int]) -> Iterator[str]:
    """Yield the words that no name covers, and particles that limit, with their places among the names."""
    for piece in morphemes:
        limits = piece.lemma in _LIMITS and piece.tag[:1] in "JN"
        matters = piece.tag in _MATTER and piece.lemma not in _NEUTRAL and all(free[piece.start : piece.end])
        if limits or matters:
            yield f"{piece.lemma} {_place(piece.start, starts)}"


def _place(at: int, starts: Sequence[int]) -> int:
    return sum(start < at for start in starts)
