"""Which words of a question the course's own words cover, and which are left."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from bot.answers import korean
from bot.answers.korean import Morpheme
from bot.answers.lexicon import Found

FUNCTION_TAGS = frozenset({"MM", "NR", "SN", "NNB", "NNBC", "NP", "VX", "VCP", "VCN", "XSN", "XSV", "XSA"})
_BEHIND = {"NNG": "J", "VV": "EJ", "VA": "EJ"}  # the grammar behind a noun or verb, of one syllable too
VERBS = frozenset({"VV"})
MANNER_TAGS = frozenset({"NNG", "NNB", "NP", "MAG", "VV", "VA", "SL", "XR"})


def known(text: str, morphemes: Sequence[Morpheme]) -> dict[int, int]:
    """Return where words begin that the language has, and how far: 어디+서, 한+대+의. Those are no typos."""
    reach: dict[int, int] = {}
    for word in re.finditer(r"\S+", text):
        pieces = [piece for piece in morphemes if word.start() <= piece.start < word.end()]
        end = word.start()
        for place, piece in enumerate(pieces):
            is_word = (piece.end - piece.start > 1 or piece.tag in VERBS) and piece.tag != "UNKNOWN"
            is_function = piece.tag in FUNCTION_TAGS or piece.tag[:1] in "JE" or piece.lemma in korean.STOP
            if not (is_function or (place == 0 and is_word)):
                break
            end = max(end, piece.end)
        reach[word.start()] = end
    return reach


def is_word(text: str, morphemes: Iterable[Morpheme], start: int, end: int) -> bool:
    """Return whether a word begins with one that the language has, and only grammar is behind it: 안이, 길가에서."""
    pieces = [piece for piece in morphemes if start <= piece.start < end]
    if not pieces or pieces[0].tag[:3] == "NNB":
        return False
    endings = _BEHIND.get(pieces[0].tag, "") if len(pieces) > 1 else ""
    reach = known(text[:end], pieces).get(start, start)
    is_known = reach > start + 1 and korean.is_tail(text[reach:end])
    return is_known or (bool(endings) and all(piece.tag[:1] in endings for piece in pieces[1:]))


def stems(morphemes: Iterable[Morpheme]) -> dict[int, str]:
    """Return the dictionary forms of verbs by where they start."""
    return {piece.start: piece.lemma for piece in morphemes if piece.tag[:1] == "V"}


def uncovered(morphemes: Iterable[Morpheme], free: bytes, named: Iterable[str]) -> Iterable[str]:
    """Yield content words that no concept covers and no named command or flag holds, once each."""
    seen = {word for name in named for word in name.lower().lstrip("-").split()}
    for piece in morphemes:
        if piece.is_content and all(free[piece.start : piece.end]) and piece.lemma not in seen:
            seen.add(piece.lemma)
            yield piece.lemma


def manner(morphemes: Iterable[Morpheme], free: bytes) -> list[str]:
    """Return as features the nouns, verbs and adverbs that shape a question and that no concept covers."""
    kept = [piece for piece in morphemes if piece.tag in MANNER_TAGS and all(free[piece.start : piece.end])]
    return list(dict.fromkeys(f"s:{piece.lemma}" for piece in kept if not piece.is_content))


def free(text: str, found: Iterable[Found]) -> bytes:
    """Return a byte a character: 1 where no concept was found."""
    left = bytearray(b"\1" * len(text))
    for each in found:
        left[each.start : each.end] = bytes(each.end - each.start)
    return bytes(left)
