"""Finding a command again: by what it does, by half its name, by a flag, by first consonants, with typos."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from rapidfuzz import fuzz, process

from bot.commands.hangul import initials, is_initials, sounds, squash
from bot.lessons.model import Card, Flag
from sandbox.policy.suggest import closest, latin

_FLAG = re.compile(r"(?<![\w-])--?[A-Za-z][A-Za-z0-9-]*")
_LATIN = re.compile(r"[A-Za-z][A-Za-z-]*")
_DIFFERENCE = re.compile(
    r"차이|다른\s*(?:점|가|거)|비교|구분|\bvs\b|어떻게\s*달라|뭐가\s*달라|difference", re.IGNORECASE
)
# Words that only say that a command is wanted, and how.
_FILLER = re.compile(
    r"(?:도커|docker|명령어|명령|커맨드|command|옵션|플래그|방법|하는\s*법|법|어떻게|무엇|뭐(?:야|지|임|예요|에요|였지|더라)?|뭔가요|알려\s*(?:줘|주세요)?"
    r"|하려면|하고\s*싶(?:어|은데|어요)|싶(?:어|은데)|해\s*(?:줘|주세요)|보는|보여\s*(?:줘|주세요)?|하는|할\s*때|쓰는|써|좀|거|것|건|걸|는|은|을|를|이|가|의|요|죠|\?|!|\.)+(?=\s|$)",
    re.IGNORECASE,
)
_MOST_CHARACTERS = 200
_SURE, _LIKELY, _POSSIBLE = 92.0, 74.0, 55.0
_MOST_CARDS = 5
# Points by which a command goes up for each lesson it is taught before the eighth: `지우기` begins with `docker rm`.
_EARLY, _EARLY_LESSONS = 2.0, 8
_SHORT_ALIAS = 3  # syllables; shorter ones stand in many a phrase by chance


class Kind(StrEnum):
    """What was found."""

    CARDS = "cards"
    FLAG = "flag"
    DIFFERENCE = "difference"
    NOTHING = "nothing"  # `cards` may hold what is nearest


@dataclass(frozen=True, slots=True)
class FlagEntry:
    """A flag in one command."""

    card: Card
    flag: Flag


@dataclass(frozen=True, slots=True)
class Found:
    """The answer to a search, best first. `is_sure`: the first card is what was asked for."""

    kind: Kind
    query: str
    cards: tuple[Card, ...] = ()
    flags: tuple[FlagEntry, ...] = ()
    word: str = ""
    is_sure: bool = False
    lacking: tuple[str, ...] = ()  # flags of the query that the command it names, or every command, lacks


class CommandBook:
    """All command cards, indexed once a course; a search takes about a millisecond."""

    def __init__(self, cards: Iterable[Card]) -> None:
        self._cards = {card.id: card for card in cards}
        self._names = {card.id.removeprefix("docker "): card for card in self._cards.values()}
        self._phrases: list[str] = []
        self._phrase_cards: list[Card] = []
        self._initials: dict[str, list[Card]] = {}
        self._early = {card.id: _EARLY * (_EARLY_LESSONS - _lesson(card)) for card in self._cards.values()}
        self._aliases: list[tuple[str, Card]] = []
        for card in self._cards.values():
            for phrase in (*card.aliases, card.summary, *_deeds(card)):
                self._phrases.append(sounds(_core(phrase)))
                self._phrase_cards.append(card)
            packed = [squash(alias) for alias in card.aliases]
            self._aliases += [(alias, card) for alias in packed if len(alias) > _SHORT_ALIAS]
            for phrase in (*card.aliases, *card.object, *card.action):
                self._initials.setdefault(initials(squash(phrase)), []).append(card)

    def search(self, query: str) -> Found:
        """Return the commands, the flag or the commands to tell apart that a query asks for. Never raises."""
        query = query.strip()[:_MOST_CHARACTERS]
        named = self._named(query)
        return replace(self._searched(query, named), lacking=tuple(self._lacking(query, named)))

    def _searched(self, query: str, named: Sequence[Card]) -> Found:
        if (flag := _FLAG.search(query)) and (entries := self._flag(flag[0], named)):
            first = entries[0].flag
            word = flag[0] if flag[0] in (first.long, first.short) else first.long
            return Found(Kind.FLAG, query, tuple(entry.card for entry in entries), tuple(entries), word)
        if len(named) > 1 and (_DIFFERENCE.search(query) or len(named) == len(_LATIN.findall(query))):
            return Found(Kind.DIFFERENCE, query, tuple(named[:3]))
        scored = self._scored(query, named)
        best = max(score for _, score in scored)
        cards = tuple(card for card, score in scored if score >= max(_LIKELY, best - 12))[:_MOST_CARDS]
        if cards:
            is_sure = scored[0][1] >= _SURE and (len(scored) == 1 or scored[0][1] - scored[1][1] >= 5)  # noqa: PLR2004
            return Found(Kind.CARDS, query, cards, is_sure=is_sure)
        near = tuple(card for card, score in scored[:3] if score >= _POSSIBLE)
        return Found(Kind.NOTHING, query, near)

    def complete(self, text: str, most: int = 25) -> list[Card]:
        """Return the commands that go on from what is being typed: by name first, then by meaning."""
        typed = text.strip().lower().removeprefix("docker").strip()
        starts = [card for name, card in sorted(self._names.items()) if name.startswith(typed)]
        if not typed:
            return starts[:most]
        scored = [card for card, score in self._scored(text, self._named(text)) if score >= _POSSIBLE]
        return list({card.id: card for card in (*starts, *scored)}.values())[:most]

    def _named(self, query: str) -> list[Card]:
        """Return the cards whose names stand in the query, in its order: `rm`, `docker rm`, `compose up`."""
        words = [word.lower() for word in _LATIN.findall(_FLAG.sub(" ", query))]
        found: list[Card] = []
        at = 0
        while at < len(words):
            for length in (3, 2, 1):
                name = " ".join(words[at : at + length]).removeprefix("docker ")
                card = self._names.get(name)
                if card is not None and len(words[at : at + length]) == length:
                    found.append(card)
                    at += length - 1
                    break
            at += 1
        return list(dict.fromkeys(found))

    def _flag(self, word: str, named: Sequence[Card]) -> list[FlagEntry]:
        cards = list(named) or list(self._cards.values())
        entries = [
            FlagEntry(card, flag) for card in cards for flag in card.every_flag if word in (flag.long, flag.short)
        ]
        if not entries and len(word) > 3:  # noqa: PLR2004 - a short flag has no typo
            known = sorted({flag.long for card in cards for flag in card.every_flag if flag.long})
            if (near := closest(f"--{word.lstrip('-')}", known)) is not None:
                return self._flag(near, named)
        order = {"docker run": 0, "docker exec": 1, "docker ps": 2, "docker build": 3, "docker logs": 4, "docker rm": 5}
        return sorted(entries, key=lambda entry: (order.get(entry.card.id, 9), entry.card.id))[:_MOST_CARDS]

    def _lacking(self, query: str, named: Sequence[Card]) -> Iterator[str]:
        """Yield the flags that no card has, and behind one command those that it lacks; bundles are taken apart."""
        cards = named if len(named) == 1 else self._cards.values()
        for typed in dict.fromkeys(_FLAG.findall(query)):
            bundle = () if typed.startswith("--") else (f"-{letter}" for letter in typed[1:])
            for flag in (typed,) if self._has(cards, typed) else bundle or (typed,):
                if not self._has(cards, flag):
                    yield flag

    @staticmethod
    def _has(cards: Iterable[Card], flag: str) -> bool:
        return any(card.explains([flag]) for card in cards)

    def _scored(self, query: str, named: Sequence[Card]) -> list[tuple[Card, float]]:
        best: dict[str, float] = {card.id: 100.0 - place for place, card in enumerate(named)}
        core = _core(query)
        packed = squash(core)
        if packed and is_initials(packed):
            for card in self._initials.get(packed, []):
                best[card.id] = max(best.get(card.id, 0.0), 95.0)
        if packed and not (named and packed.isascii()):
            for text in {core, latin(query)} if not core.isascii() else {core}:
                self._by_phrase(text, best)
        if not named:
            self._by_typo(query, best)
        ranked = sorted(best.items(), key=lambda item: (-item[1] - self._early.get(item[0], 0), len(item[0]), item[0]))
        return [(self._cards[name], score) for name, score in ranked] or [(next(iter(self._cards.values())), 0.0)]

    def _by_phrase(self, text: str, best: dict[str, float]) -> None:
        wanted = sounds(text)
        if not wanted:
            return
        # Words in any order find the phrase; how much of both is shared decides between phrases.
        for phrase, score, place in process.extract(wanted, self._phrases, scorer=fuzz.token_set_ratio, limit=60):
            if score < _POSSIBLE:
                break
            whole = max(fuzz.token_sort_ratio(wanted, phrase), fuzz.ratio(wanted, phrase))
            card = self._phrase_cards[place]
            best[card.id] = max(best.get(card.id, 0.0), min(0.45 * score + 0.55 * whole, 99.0))
        packed = squash(text)
        for alias, card in self._aliases:
            if alias in packed:
                best[card.id] = max(best.get(card.id, 0.0), 80 + 15 * len(alias) / len(packed))

    def _by_typo(self, query: str, best: dict[str, float]) -> None:
        """`docker imgaes`, `rmii`, and names typed with the Korean keyboard on (`ㅔㄴ` is `ps`)."""
        typed = [word.lower() for word in _LATIN.findall(_FLAG.sub(" ", query)) if word.lower() != "docker"]
        typed += [latin(word) for word in query.split() if not word.isascii() and latin(word).isascii()]
        for word in typed:
            if word in self._names:
                best[self._names[word].id] = max(best.get(self._names[word].id, 0.0), 96.0)
            elif len(word) > 2 and (near := closest(word, list(self._names))) is not None:  # noqa: PLR2004
                best[self._names[near].id] = max(best.get(self._names[near].id, 0.0), 85.0)


def _lesson(card: Card) -> int:
    """Return the number of the first lesson that teaches a command; what is closed in practice comes last."""
    if not card.is_open:
        return 2 * _EARLY_LESSONS
    numbers = [int(found[0]) for address in card.lessons if (found := re.match(r"\d+", address))]
    return min(_EARLY_LESSONS, *numbers) if numbers else _EARLY_LESSONS


def _core(text: str) -> str:
    bare = _FILLER.sub(" ", text)
    return " ".join(bare.split()) or " ".join(text.split())


def _deeds(card: Card) -> list[str]:
    """`컨테이너 삭제`, `이미지 지우다`: every thing with every verb of the card."""
    return [f"{thing} {verb}" for thing in card.object for verb in card.action]
