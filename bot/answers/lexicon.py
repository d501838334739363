"""The course's own words, found in a question in whatever form they were typed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.answers import keyboard
from bot.answers.korean import ENGLISH_STOP, is_tail, squash
from bot.lessons.model import Action, Card, Term

LONGEST_FORM = 24  # squashed characters; nothing longer is looked for
_WORD = re.compile(r"[0-9a-z]+|[가-힣]+|[ㄱ-ㅎㅏ-ㅣ]+")
_FLAG_BEFORE = re.compile(r"(?<![\w-])--?(?:[a-z]+-)*$")  # what follows is part of a flag: `--link` is not 리눅스
_CALLED = ("도커", "docker")  # how the name of a command begins
_VERBAL = frozenset("하할한해했함되된될됨됐돼시")  # how 하다, 되다 and 시키다 go on after a noun
_HANGUL = re.compile(r"[가-힣]+")
_ENGLISH = re.compile(r"[a-z]{3,}")
_DOUBLES = re.compile(r"^[^aeiou]*[aeiou][bdgklmnprt]$")  # one short syllable: stop, run
_SAME_SHAPE = 2  # syllables up to which a typo is only looked for in words the analyser does not know
# Edits allowed by length in sounds (jamo with sound-alikes folded): measured on the development questions.
_EDITS = ((8, 1), (15, 2), (99, 3))


class Found(NamedTuple):
    """A concept in a text; `start` and `end` count characters. An action's concept starts with `a:`."""

    concept: str
    start: int
    end: int

    @property
    def is_action(self) -> bool:
        """Whether it is a thing done, not a thing."""
        return self.concept.startswith("a:")


@dataclass(frozen=True, slots=True)
class _Packed:
    """A text without spaces, and where each character stood; `opens` marks the beginnings of words."""

    text: str
    places: tuple[int, ...]
    opens: tuple[bool, ...]
    word_ends: tuple[int, ...]


class Lexicon:
    """Every form of every term, action and command. Built once a course; reading a question takes about 0.1 ms."""

    def __init__(self, terms: Iterable[Term], actions: Iterable[Action], cards: Iterable[Card]) -> None:
        self._forms: dict[str, str] = {}
        self._stems: dict[str, str] = {}
        self._initials: dict[str, str] = {}
        terms, cards = tuple(terms), tuple(cards)
        for term in terms:
            for form in (term.ko, term.en, *term.also, *term.typed):
                self._add(form, term.id)
        for card in cards:
            self._add(card.id, card.id)
        for action in actions:
            for word in action.words:
                self._add_action(word, f"a:{action.id}")
        for term in terms:
            self._add_initials(term.ko, term.id)
        near = {term.id for term in terms if term.means or term.says} | {card.id for card in cards}
        self._all = {*self._forms, *self._stems, *self._initials}
        self._reach: dict[str, int] = {}  # the longest form by its first two characters
        for form in self._all:
            self._reach[form[:2]] = max(self._reach.get(form[:2], 0), len(form))
        self._sounds = _by_sound(
            form for form, concept in self._forms.items() if concept in near or concept[:2] == "a:"
        )
        self._plain = {(squash(form), term.id) for term in terms for form in (term.ko, term.en, *term.typed)} | {
            (squash(card.id), card.id) for card in cards
        }
        self._latin = [form for form in self._forms if form.isascii() and form.isalpha() and len(form) > 3]  # noqa: PLR2004 - shorter words are too close to each other

    def _add(self, form: str, concept: str) -> None:
        packed = squash(form)
        if packed and not form.startswith("-") and len(packed) <= LONGEST_FORM:
            self._forms.setdefault(packed, concept)

    def _add_action(self, word: str, concept: str) -> None:
        if word.endswith("다") and len(word) > 1 and _HANGUL.fullmatch(word.replace(" ", "")):
            for variant in conjugated(squash(word)[:-1]):
                self._stems.setdefault(variant, concept)
        else:
            self._add(word, concept)
            self._add(_gerund(word), concept)

    def _add_initials(self, name: str, concept: str) -> None:
        packed = squash(name)
        if len(packed) > 2 and all(map(keyboard.is_syllable, packed)):  # noqa: PLR2004 - two consonants say too little
            self._initials.setdefault(keyboard.initials(packed), concept)

    def meant(self, text: str, found: Found) -> str:
        """Return what just these words mean: the concept, with the form where it only belongs to it.

        `latest` belongs to tags and is one of them, and whoever is no root is spoken of with root.
        """
        form = squash(text[found.start : found.end])
        names = {form, form.removeprefix("도커"), form.removeprefix("docker"), f"docker{form}"}
        is_plain = found.is_action or any((name, found.concept) in self._plain for name in names)
        return found.concept if is_plain else f"{found.concept} {form}"

    def find(self, text: str, stems: Mapping[int, str] | None = None) -> list[Found]:
        """Return the concepts of a normalised text from left to right, the longest form first, none overlapping.

        `stems` gives the dictionary form of verbs by the place they start at: verbs of one syllable count only there.
        """
        packed = _pack(text)
        found: list[Found] = []
        at = 0
        while at < len(packed.text):
            opens = packed.opens[at] or (bool(found) and found[-1].end == packed.places[at])
            match = self._longest(packed, at, stems or {}, opens=opens)
            if match is not None:
                match = self._before_longer(packed, at, match, stems or {})
            if match is None:
                at += 1
            else:
                concept, length = match
                found.append(Found(concept, packed.places[at], packed.places[at + length - 1] + 1))
                at += length
        return found

    def _before_longer(
        self, packed: _Packed, at: int, match: tuple[str, int], stems: Mapping[int, str]
    ) -> tuple[str, int]:
        """Return the match, or 도커 alone where the word behind it begins a form that reaches further.

        도커 이미지|만드는 is 도커|이미지 만드는.
        """
        for inner in range(at + 1, at + match[1]):
            concept = self._forms.get(packed.text[at:inner]) if packed.opens[inner] else None
            if concept != "docker":
                continue
            longer = self._longest(packed, inner, stems, opens=True)
            if longer is not None and inner + longer[1] > at + match[1]:
                return concept, inner - at
        return match

    def _longest(self, packed: _Packed, at: int, stems: Mapping[int, str], *, opens: bool) -> tuple[str, int] | None:
        longest = self._reach.get(packed.text[at : at + 2], 1)
        for length in range(min(longest, len(packed.text) - at), 0, -1):
            piece = packed.text[at : at + length]
            if piece not in self._all:
                continue
            if (concept := self._forms.get(piece)) is not None and self._stands(packed, at, length, opens=opens):
                return concept, length
            if (concept := self._stems.get(piece)) is not None:
                if length > 1 and (opens or length > 2):  # noqa: PLR2004 - within a word two syllables may be chance
                    return concept, length
                if length == 1 and packed.opens[at] and concept == self._stems.get(stems.get(packed.places[at], "")):
                    return concept, length
            if opens and (concept := self._initials.get(piece)) is not None and _is_whole(packed, at, length):
                return concept, length
        return None

    def _stands(self, packed: _Packed, at: int, length: int, *, opens: bool) -> bool:
        """Return whether a form may stand here: Latin words whole, short Hangul ones with a particle or form behind."""
        last = at + length - 1
        rest = packed.word_ends[last] - packed.places[last] - 1
        following = packed.text[last + 1 : last + 1 + rest]
        if packed.text[last].isascii() and following not in ("", "s"):
            return False
        if packed.text[at].isascii() and not packed.opens[at]:
            return False
        begins = next((place for place in range(last, at, -1) if packed.opens[place]), at)
        is_short = packed.text.startswith(_CALLED, at) and begins > at and last - begins < 2  # noqa: PLR2004 - of 도커 런 the end: 도커 런타임 is none
        if is_short and not packed.text[last].isascii() and not self._may_end(following, last - begins + 1):
            return False
        if length > 2:  # noqa: PLR2004 - three syllables are rarely chance, unless half of them are the end of a word
            return opens or not any(packed.opens[at + 1 : last + 1])
        if not opens or packed.text[last].isascii() or is_tail(following):
            return opens
        return length == 2 and self._may_end(following, length)  # noqa: PLR2004 - 삭제해줘

    def _may_end(self, following: str, length: int) -> bool:
        """Return whether a word of so many syllables ends before this: a particle, a verb (삭제해줘), another form."""
        if is_tail(following) or following[0] in _VERBAL:
            return True
        return length == 2 and self._begins_form(following)  # noqa: PLR2004 - one syllable is chance

    def _begins_form(self, text: str) -> bool:
        return any(text[:length] in self._forms or text[:length] in self._stems for length in range(2, len(text) + 1))

    def mend(self, text: str, known: Mapping[int, int], stems: Mapping[int, str] | None = None) -> str:
        """Return the text with words that are near a known form put right: 컨태이너 → 컨테이너, dcoker → docker.

        `known` gives, by their start, the end of words the language has: those stay, whatever particle follows.
        """
        covered = [False] * (len(text) + 1)
        for found in self.find(text, stems):
            covered[found.start : found.end] = [True] * (found.end - found.start)
        result = []
        at = 0
        for word in _WORD.finditer(text):
            result.append(text[at : word.start()])
            at = word.end()
            known_to = known.get(word.start(), word.start()) - word.start()
            is_kept = any(covered[word.start() : word.end()]) or (known_to > 0 and is_tail(word[0][known_to:]))
            is_kept = is_kept or bool(_FLAG_BEFORE.search(text, 0, word.start()))
            result.append(word[0] if is_kept else self._mended(word[0]))
        return "".join([*result, text[at:]])

    def _mended(self, word: str) -> str:
        if word.isascii():
            return self._mended_latin(word)
        best: tuple[int, str] | None = None
        for length in range(len(word), 1, -1):
            stem, rest = word[:length], word[length:]
            if not _HANGUL.fullmatch(stem) or not (is_tail(rest) or (length > 2 and self.find(rest))):  # noqa: PLR2004 - a short stem before another form is chance
                continue
            near = self._near(stem)
            if near is not None and (best is None or near[0] < best[0]):
                best = near[0], near[1] + rest
        return best[1] if best is not None else word

    def _mended_latin(self, word: str) -> str:
        if len(word) < 4 or word in ENGLISH_STOP or not word.isalpha():  # noqa: PLR2004 - as for the list of Latin forms
            return word
        edits = 1 if len(word) < 8 else 2  # noqa: PLR2004 - one edit in eight letters
        best = process.extractOne(word, self._latin, scorer=OSA.distance, score_cutoff=edits)
        return best[0] if best is not None and best[0][0] == word[0] else word

    def _near(self, stem: str) -> tuple[int, str] | None:
        """Return how many edits of sound the nearest form is away, and the form."""
        sound = keyboard.sounds(stem)
        edits = next(allowed for longest, allowed in _EDITS if len(sound) <= longest)
        if len(stem) <= _SAME_SHAPE and len(sound) < 4:  # noqa: PLR2004 - 코 and 포 are not typos of each other
            return None
        best: tuple[int, str] | None = None
        for size in (len(stem), len(stem) - 1, len(stem) + 1):
            pool = self._sounds.get(size)
            if pool is None or (size != len(stem) and len(stem) <= _SAME_SHAPE):
                continue
            for _, distance, place in process.extract(sound, pool[0], scorer=OSA.distance, score_cutoff=edits, limit=5):
                form = pool[1][place]
                if _begins_alike(stem, form) and (best is None or distance < best[0]):
                    best = (int(distance), form)
        return best


def _begins_alike(typed: str, form: str) -> bool:
    """Return whether a slip is likely: short words keep all their first consonants, longer ones that of the word."""
    count = len(form) if len(typed) <= _SAME_SHAPE else 1
    return keyboard.sounds(keyboard.initials(typed)[:count]) == keyboard.sounds(keyboard.initials(form)[:count])


def conjugated(stem: str) -> Iterator[str]:
    """Yield how a verb's stem looks before its endings: 지우 → 지우, 지워, 지웠, 지운, 지울, 지움, 지웁."""
    yield stem
    head, last = stem[:-1], stem[-1]
    first, vowel, final = keyboard.split(last)
    if final == "ㅂ":
        bare = head + keyboard.compose(first + vowel)
        yield from (bare + ending for ending in ("우", "운", "울", "워", "웠", "움"))
    elif final == "ㄹ":
        yield from (head + keyboard.compose(first + vowel + ending) for ending in ("ㄴ", "ㅂ", "ㅁ"))
        yield head + keyboard.compose(first + vowel) + "는"
    elif not final:
        yield from (head + keyboard.compose(first + vowel + ending) for ending in ("ㄴ", "ㄹ", "ㅁ", "ㅂ", "ㅆ"))
        contracted = {"ㅜ": "ㅝ", "ㅣ": "ㅕ", "ㅡ": "ㅓ", "ㅗ": "ㅘ"}.get(vowel)
        if contracted:
            yield from (head + keyboard.compose(first + contracted + ending) for ending in ("", "ㅆ"))
        if last == "르" and head:
            before = keyboard.split(head[-1])
            doubled = head[:-1] + keyboard.compose("".join(before[:2]) + "ㄹ")
            yield from (doubled + ending for ending in ("라", "러", "랐", "렀"))


def _gerund(verb: str) -> str:
    """Return the -ing form of a short English verb, nothing of other words: stop → stopping, remove → removing."""
    if _ENGLISH.fullmatch(verb) is None:
        return ""
    if verb.endswith("e") and not verb.endswith(("ee", "oe", "ye")):
        return f"{verb[:-1]}ing"
    return f"{verb}{verb[-1]}ing" if _DOUBLES.search(verb) else f"{verb}ing"


def _pack(text: str) -> _Packed:
    characters, places, opens, ends = [], [], [], []
    for word in _WORD.finditer(text):
        for place in range(word.start(), word.end()):
            characters.append(text[place])
            places.append(place)
            opens.append(place == word.start())
            ends.append(word.end())
    return _Packed("".join(characters), tuple(places), tuple(opens), tuple(ends))


def _is_whole(packed: _Packed, at: int, length: int) -> bool:
    return packed.opens[at] and packed.places[at + length - 1] + 1 == packed.word_ends[at]


def _by_sound(forms: Iterable[str]) -> dict[int, tuple[list[str], list[str]]]:
    """Return Hangul forms by their number of syllables: the sounds, and beside them the forms."""
    pools: dict[int, tuple[list[str], list[str]]] = {}
    for form in forms:
        if _HANGUL.fullmatch(form) and len(form) > 1:
            sounds, written = pools.setdefault(len(form), ([], []))
            sounds.append(keyboard.sounds(form))
            written.append(form)
    return pools
