"""A question, read: what it is about, what it asks for, what in it is unknown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.answers import cover, korean
from bot.answers.deed import Errand, errands, wanted_deeds, without_denied
from bot.answers.korean import Intent, Morphemes
from bot.answers.lexicon import Found, Lexicon
from bot.lessons.model import Card, Course, Term


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Subcommands of Docker Engine 28's command line (docs.docker.com/reference/cli/docker/) that stand for no thing of
# the same name: one that the course has no card for is outside of it.
SUBCOMMANDS = _words(
    """
    attach build builder buildx checkpoint commit config context cp create debug diff events exec export
    history images import info init inspect kill load login logout logs manifest node pause plugin port ps
    pull push rename restart rm rmi run sandbox save sbom scout search secret service stack start stats stop
    swarm system tag top trust unpause update version wait
    """
)
_COMMAND = re.compile(r"\bdocker[ -]([a-z][a-z-]*)(?: ([a-z]+))?")
_FLAG = re.compile(r"(?<![\w-])(--[a-z][a-z-]*|-[a-z]{1,3})(?![a-z0-9])")
_FLAG_NAMED = re.compile(
    r"(?<![\w-])([a-z][a-z-]*) ?(?:옵션|플래그|option|flag)"
    r"|(?:하이픈|대시|마이너스) ?([a-z]\b|브이|에프|에이|아이|[디피이엠티])"
)
_SPOKEN = {"디": "d", "피": "p", "이": "e", "브이": "v", "에프": "f", "에이": "a", "엠": "m", "티": "t", "아이": "i"}
_LATIN = re.compile(r"[a-z][a-z-]*")
_HANGUL = re.compile("[가-힣]")
_JOINING = re.compile("(?:이랑|랑|하고|과|와|은|는|이|가|을|를)$")
# Two words that are set side by side; the second may be part of the next pair.
_BESIDE = re.compile(
    r"([a-z]+|[가-힣]+?)(?: ?(?:이랑|랑|하고|과|와|이나)| (?:vs|or|and|중|아니면)) ?(?=([a-z]+|[가-힣]+))"
)
_BARE = _words("ps pull rm rmi run stop start restart exec build push kill pause tag inspect commit prune")
_LATIN_VERBS = _words("run stop start pull push build kill pause tag inspect commit")


@dataclass(frozen=True, slots=True)
class Question:
    """What was understood. `commands` were named outright; `outside` are real docker commands without a card."""

    asked: str
    text: str
    concepts: frozenset[str]
    actions: frozenset[str]
    deeds: frozenset[str]  # the actions it asks for, not those that were done or are only a case
    errands: tuple[Errand, ...]  # the same with what they are to be done to, in their order
    words: tuple[str, ...]
    manner: tuple[str, ...]  # words that only shape a question, as features: 명령어, 개념, 차이
    commands: tuple[str, ...]
    flags: tuple[str, ...]
    outside: tuple[str, ...]
    intents: tuple[Intent, ...]
    grams: tuple[str, ...]

    @property
    def matter(self) -> frozenset[str]:
        """Everything the question is about, as features of the index."""
        words = {f"w:{word}" for word in self.words}
        flags = {f"f:{flag}" for flag in self.flags}
        return self.concepts | self.actions | words | flags | {*self.commands, *self.outside}

    @property
    def told(self) -> frozenset[str]:
        """Everything but the letters that says what is wanted, as features: matter, manner, deeds, the last errand."""
        last = {name for errand in self.errands[-1:] for name in _told(errand)}
        return self.matter.union(self.manner, (f"d:{deed}" for deed in self.deeds), last)


class Reader:
    """Turns what was typed into a `Question`. Holds the lexicon of one course and the analyser of Korean.

    `known` gives the features of the course's texts where they are known from an earlier start.
    """

    def __init__(self, course: Course, morphemes: Morphemes, known: Mapping[str, list[str]] | None = None) -> None:
        self._morphemes = morphemes
        self._known = known or {}
        self.plainly_read: dict[str, list[str]] = {}
        self.lexicon = Lexicon(course.terms, course.actions, course.cards)
        self._cards: Mapping[str, Card] = {card.id: card for card in course.cards}
        self._families = {card.id.rpartition(" ")[0] for card in course.cards}
        self._short = _short_names(course.terms, course.cards)
        self._flags = {flag for card in course.cards for each in card.flags for flag in (each.long, each.short) if flag}

    def read(self, asked: str, *, mends: bool = True) -> Question:
        """Return the question, read in the input mode and spelling that make most sense.

        `mends` switched off takes it as it was typed.
        """
        text = self._respelled(asked) if mends else korean.normalise(asked)
        morphemes = self._morphemes.read(text)
        found = self.lexicon.find(text, cover.stems(morphemes))
        kept = without_denied(text, found)
        commands, outside = self._commands(text, kept)
        flags = self._named_flags(text)
        free = cover.free(text, found)
        return Question(
            asked=asked,
            text=text,
            concepts=frozenset(each.concept for each in kept if not each.is_action),
            actions=frozenset(each.concept for each in kept if each.is_action),
            deeds=wanted_deeds(text, kept),
            errands=errands(text, kept),
            words=tuple(cover.uncovered(morphemes, free, (*commands, *outside, *flags))),
            manner=tuple(cover.manner(morphemes, free)),
            commands=commands,
            flags=flags,
            outside=outside,
            intents=korean.intents(text),
            grams=tuple(f"g:{gram}" for gram in korean.grams(text)),
        )

    def features(self, text: str) -> list[str]:
        """Return the index features of a text of the course: concepts, actions, words and character grams."""
        return [*self.plain(text), *(f"g:{gram}" for gram in korean.grams(text))]

    def plain(self, text: str) -> list[str]:
        """Return the concepts, actions and other content words of a text of the course, which needs no mending."""
        if (features := self.plainly_read.get(text)) is None:
            features = self.plainly_read[text] = self._known.get(text) or self.plain_anew(text)
        return features

    def plain_anew(self, text: str) -> list[str]:
        """Return what `plain` does, in the order of the text and without keeping it: for what learners type."""
        even = korean.normalise(text, len(text))
        morphemes = self._morphemes.read(even)
        found = self.lexicon.find(even, cover.stems(morphemes))
        flags = self._named_flags(even)
        free = cover.free(even, found)
        commands, outside = self._commands(even, found) if _LATIN.search(even) else ((), ())
        words = cover.uncovered(morphemes, free, (*flags, *commands, *outside))
        concepts = dict.fromkeys([*(each.concept for each in found), *commands, *outside])
        return [
            *concepts,
            *(f"w:{word}" for word in words),
            *(f"f:{flag}" for flag in flags),
            *cover.manner(morphemes, free),
        ]

    def told(self, text: str) -> list[str]:
        """Return what a wish of the course says, and its character grams, as features."""
        question = self.read(text, mends=False)
        return [*sorted(question.told), *question.grams]

    def concepts(self, text: str) -> frozenset[str]:
        """Return only the concepts and actions of a text, spelled right as the course is."""
        return frozenset(found.concept for found in self.lexicon.find(korean.normalise(text)))

    def _respelled(self, asked: str) -> str:
        text = korean.normalise(asked)
        other = korean.normalise(korean.wrong_mode(asked[: korean.MOST_CHARACTERS]))
        if other != text and self._weight(other) > self._weight(text):
            text = other
        morphemes = self._morphemes.read(text)
        known = cover.known(text, morphemes)
        return self.lexicon.mend(text, known, cover.stems(morphemes))

    def _weight(self, text: str) -> int:
        return sum(found.end - found.start for found in self.lexicon.find(text))

    def _commands(self, text: str, found: Iterable[Found]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the commands named outright: those with a card, and real ones without."""
        named: dict[str, None] = {}
        even = text
        for each in sorted(found, key=lambda one: one.start, reverse=True):
            if each.concept in ("docker", "docker compose"):
                even = f"{even[: each.start]}{each.concept} {even[each.end :]}"
        even = korean.normalise(even)
        for each in found:
            if each.concept.startswith("docker ") and _is_spelled_out(each.concept, text[each.start : each.end], text):
                named[each.concept] = None
        for match in _COMMAND.finditer(even):
            for candidate in (f"docker {match[1]} {match[2]}", f"docker {match[1]}"):
                if candidate in self._cards or (match[1] in SUBCOMMANDS and candidate.count(" ") == 1):
                    named[candidate] = None
                    break
        if len(named) < 2:  # noqa: PLR2004 - a pair
            named.update(dict.fromkeys(self._sides(text)))
        named.update(dict.fromkeys(() if named else self._bare(text, found)))
        if any(name.startswith("docker compose ") for name in named):
            words = (f"docker compose {match[0]}" for match in _LATIN.finditer(text))  # `compose stop이랑 down`
            named.update(dict.fromkeys(name for name in words if name in self._cards))
        inside = tuple(name for name in named if name in self._cards)
        return inside, tuple(name for name in named if name not in self._cards and name not in self._families)

    def _sides(self, text: str) -> Iterable[str]:
        """Yield commands that are set side by side by their last word alone: `save랑 export`, `스탑이랑 킬`."""
        for match in _BESIDE.finditer(text):
            one = self._short.get(match[1])
            other = self._short.get(match[2]) or self._short.get(_JOINING.sub("", match[2]))
            if one and other and one != other:
                yield from (one, other)

    def _bare(self, text: str, found: Iterable[Found]) -> Iterable[str]:
        """Yield commands named without `docker`: `rm이랑 rmi 차이`. `git rm` and English verbs are none."""
        things = [each for each in found if not each.is_action and each.concept != "docker"]
        words = [match[0] for match in _LATIN.finditer(text)]
        taken = {word for each in things for word in _LATIN.findall(text[each.start : each.end])}
        is_korean = _HANGUL.search(text) is not None
        for at, word in enumerate(words):
            before = words[at - 1] if at else ""
            is_foreign = before not in (
                "",
                "docker",
                "vs",
                "and",
                "or",
                "container",
                "image",
                "nginx",
                "detached",
                "background",
                *_BARE,
            )
            if word in _BARE - taken and not is_foreign and (is_korean or len(words) == 1 or word not in _LATIN_VERBS):
                yield f"docker {word}"

    def _named_flags(self, text: str) -> tuple[str, ...]:
        flags = dict.fromkeys(match[0] for match in _FLAG.finditer(text))
        for match in _FLAG_NAMED.finditer(text):
            name = match[1] or _SPOKEN.get(match[2], match[2])
            flag = f"-{name}" if len(name) == 1 else f"--{name}"
            if flag in self._flags:
                flags[flag] = None
        return tuple(piece for flag in flags for piece in self._split(flag))

    def _split(self, flag: str) -> Iterable[str]:
        """Yield the switches of a bundle: -it is -i -t."""
        if flag.startswith("--") or flag in self._flags or not all(f"-{one}" in self._flags for one in flag[1:]):
            return (flag,)
        return tuple(f"-{one}" for one in flag[1:])


def _told(errand: Errand) -> Iterable[str]:
    return (f"e:{errand.deed}", *(f"e:{errand.deed}+{thing}" for thing in errand.things))


def _short_names(terms: Iterable[Term], cards: Iterable[Card]) -> dict[str, str]:
    """Return the commands of one word by that word, as it is spelled and as it is said: `kill`, `킬`."""
    plain = {card.id: card.id.removeprefix("docker ") for card in cards if card.id.count(" ") == 1}
    short = {word: name for name, word in plain.items()}
    said = [(term.id, form) for term in terms for form in (term.ko, *term.also)]
    said += [(card.id, alias) for card in cards for alias in card.aliases]
    for name, form in said:
        word = form.removeprefix("도커").strip()
        if name in plain and form.startswith("도커") and re.fullmatch("[가-힣]{1,5}", word):
            short.setdefault(word, name)
    return short


def _is_spelled_out(name: str, form: str, text: str) -> bool:
    """Return whether a form names the command itself (`docker logs`, `도커 피에스`), not what it does (`로그 보기`).

    In an English sentence `docker images` are things, and `clean up` is no name of `docker system prune`.
    """
    if form == "docker images" and not _HANGUL.search(text) and len(_LATIN.findall(text)) > 3:  # noqa: PLR2004 - a sentence
        return False
    is_own_word = form.isascii() and (" " not in form or name.rpartition(" ")[2] in form.split())
    return form.startswith(("docker", "도커")) or is_own_word or "알엠" in form or "피에스" in form
