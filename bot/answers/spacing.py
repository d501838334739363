"""Spaces where a hurried thumb left them out: 빌드캐시싹지우는명령어 → 빌드캐시 싹 지우는 명령어. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from bot.answers.korean import Morpheme
from bot.answers.lexicon import Found

LEAST = 7  # syllables without a space that hardly are one word
_RUN = re.compile(rf"[가-힣]{{{LEAST},}}")
_GRAMMAR = ("J", "E")  # particles and endings: what follows is another word
_ALONE = frozenset({"MAG", "MAJ", "MM", "NR"})  # words that nothing is joined to
_OPENS = frozenset({"NNG", "NNP", "NP", "NR", "NNB", "MM", "MAG", "MAJ", "VV", "VA", "XR", "IC"})
_VERBS = frozenset({"VV", "VA"})


def spaced(text: str, morphemes: Sequence[Morpheme], find: Callable[[str], Iterable[Found]]) -> str:
    """Return a normalised text with spaces between the words of runs that are too long to be one.

    What `find` finds stays as it is: the analyser may take it apart, 도커피에스 as 도|커피|에스.
    """
    runs = [run.span() for run in _RUN.finditer(text)]
    gaps = [at for at in _gaps(morphemes) if any(start < at < end for start, end in runs)]
    if not gaps:
        return text
    held = [(each.start, each.end) for each in find(text)]
    gaps = [at for at in gaps if not any(start < at < end for start, end in held)]
    return " ".join(text[start:end] for start, end in zip([0, *gaps], [*gaps, len(text)], strict=True))


def _gaps(morphemes: Sequence[Morpheme]) -> Iterator[int]:
    """Yield where a word begins behind the end of another. A verb begins one behind a noun, too: 로그보는."""
    end, before = 0, ""
    for piece in morphemes:
        if piece.start == end and piece.tag in _OPENS:
            is_behind = before[:1] in _GRAMMAR or before in _ALONE or (piece.tag in _VERBS and before[:1] == "N")
            if is_behind or (piece.tag in _ALONE and before[:1] == "N"):
                yield end
        if piece.end > end or piece.tag[:1] in _GRAMMAR:
            end, before = piece.end, piece.tag
