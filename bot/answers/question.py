"""A question, read: what it is about, what it asks for, what in it is unknown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from itertools import zip_longest

from bot.answers import counted, cover, form, keyboard, korean, mend
from bot.answers.choseong import LONE, Choseong
from bot.answers.claim import Claim, claim
from bot.answers.deed import Errand, errands, wanted_deeds, without_denied, without_helping
from bot.answers.greeting import without_greeting
from bot.answers.korean import Intent, Morpheme, Morphemes
from bot.answers.lexicon import Found, Lexicon
from bot.answers.mend import Mender
from bot.answers.named import LATIN, Names, every_name
from bot.answers.situation import situations
from bot.answers.spacing import spaced
from bot.answers.steps import steps
from bot.answers.unknown import Unknown, is_sentence
from bot.lessons.model import Course

_SUMMARY = "summary"  # the term of what sums a lesson up: "짧게" of it is no length
_FAMILIES = frozenset({"docker compose"})  # where something was done, whatever was: `compose로 띄운 것의 로그`
_VERBAL = frozenset({"XSV", "XSA"})  # 하다 behind a noun


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
    said: tuple[
        str, ...
    ]  # all whose last word stands there, whichever of them is meant: `docker rm`, `docker volume rm`
    flags: tuple[str, ...]
    situation: frozenset[str]  # those of the commands and flags that only tell how things stand: `-d로 띄웠더니`
    outside: tuple[str, ...]
    unknown: tuple[str, ...]  # what is named like a command and is none: `docker frobnicate`
    intents: tuple[Intent, ...]
    grams: tuple[str, ...]

    @property
    def matter(self) -> frozenset[str]:
        """Everything the question is about, as features of the index."""
        words = {f"w:{word}" for word in self.words}
        flags = {f"f:{flag}" for flag in self.flags}
        return self.concepts | self.actions | words | flags | {*self.commands, *self.outside}

    @property
    def is_line(self) -> bool:
        """Whether it is nothing but a command line: that is asked about as it stands."""
        return self.text.startswith("docker ") and self.text.isascii() and not is_sentence(self.text)

    @property
    def wants_picture(self) -> bool:
        """Whether it asks for a picture."""
        return form.wants_picture(korean.normalise(self.asked))

    @property
    def wish(self) -> list[str]:
        """What says what is wanted, as features: all that is `told`, and letters but for names that only tell."""
        names = {name.rpartition(" ")[2] for name in self.situation}
        text = " ".join(word for word in self.text.split() if word not in names) if names else self.text
        return [*sorted(self.told), *(self.grams if text == self.text else map("g:".__add__, korean.grams(text)))]

    @property
    def told(self) -> frozenset[str]:
        """Everything but the letters that says what is wanted, as features: matter, manner, deeds, the last errand."""
        last = {name for errand in self.errands[-1:] for name in _told(errand)}
        aside = {*self.situation, *(f"f:{name}" for name in self.situation)}
        matter = frozenset(f"~{name}" if name in aside else name for name in self.matter)
        return matter.union(self.manner, (f"d:{deed}" for deed in self.deeds), last, self._asking)

    @property
    def _asking(self) -> Iterator[str]:
        """How it is asked, as features: what for, and how many commands it names or may mean."""
        yield from (f"q:{intent}" for intent in self.intents)
        yield f"q:how {korean.asks_how(self.text)} {korean.asks_for_command(self.text)}"
        yield f"q:named {min(len(self.commands), 2)} {min(len(self.said), 3)}"
        yield f"q:steps {min(len(steps(self.text)), 3)}"
        yield f"q:deeds {min(len(self.deeds), 3)}"
        yield f"q:many {counted.asks_for_two(self.text)} {counted.asks_for_one(self.text)}"


@dataclass(frozen=True, slots=True)
class Texts:
    """What was read of the course's own texts: the features of each, and what each settled wording claims."""

    features: dict[str, list[str]] = field(default_factory=dict)
    claims: dict[str, str] = field(default_factory=dict)


class Reader:
    """Turns what was typed into a `Question`. Holds the lexicon of one course and the analyser of Korean.

    `known` gives what was read of the course's texts at an earlier start; `texts` is what this course has of it.
    """

    def __init__(self, course: Course, morphemes: Morphemes, known: Texts | None = None) -> None:
        self._morphemes = morphemes
        self._known = known or Texts()
        self.texts = Texts()
        self.lexicon = Lexicon(course.terms, course.actions, course.cards)
        self._names = Names(course)
        self.unknown = Unknown(*every_name(course))
        self._course = course
        self._nouns_told: dict[str, frozenset[str]] = {}

    def read(self, asked: str, *, mends: bool = True) -> Question:
        """Return the question, read in the input mode and spelling that make most sense.

        `mends` switched off takes it as it was typed.
        """
        text, morphemes = self._respelled(asked) if mends else self._parsed(korean.normalise(asked))
        found = self.lexicon.find(text, cover.stems(morphemes))
        kept = without_denied(text, without_helping(text, found))
        commands, outside = self._names.commands(text, kept)
        flags = self._names.flags(text, asked)
        free = cover.free(text, found)
        said = tuple(self._names.said(text, found))
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
            said=said,
            flags=flags,
            situation=self._situation(text, morphemes, kept, (*commands, *said, *flags)),
            outside=outside,
            unknown=tuple(dict.fromkeys(self.unknown.named(text, found))),
            intents=korean.intents(text),
            grams=tuple(f"g:{gram}" for gram in korean.grams(text)),
        )

    def _situation(
        self, text: str, morphemes: Sequence[Morpheme], found: Iterable[Found], named: Sequence[str]
    ) -> frozenset[str]:
        """Return which of the commands and flags named stand only where a text tells how things are."""
        names = {name for name in named if name.lower().rpartition(" ")[2] in text} - _FAMILIES
        if not names or not (spans := situations(text, morphemes)):
            return frozenset()
        for start, end in spans:
            text = f"{text[:start]}{' ' * (end - start)}{text[end:]}"
        rest = [each for each in found if text[each.start : each.end].strip() and each.concept != "docker"]
        if not rest:
            return frozenset()
        still = {*self._names.commands(text, rest)[0], *self._names.said(text, rest), *self._names.flags(text)}
        return frozenset(name for name in names if name.lower() not in still)

    def features(self, text: str) -> list[str]:
        """Return the index features of a text of the course: concepts, actions, words and character grams."""
        return [*self.plain(text), *map("g:".__add__, korean.grams(text))]

    def plain(self, text: str) -> list[str]:
        """Return the concepts, actions and other content words of a text of the course, which needs no mending."""
        if (features := self.texts.features.get(text)) is None:
            features = self.texts.features[text] = self._known.features.get(text) or self.plain_anew(text)
        return features

    def plain_anew(self, text: str) -> list[str]:
        """Return what `plain` does, in the order of the text and without keeping it: for what learners type."""
        even = korean.normalise(text, len(text))
        morphemes = self._morphemes.read(even)
        found = self.lexicon.find(even, cover.stems(morphemes))
        flags = self._names.flags(even)
        free = cover.free(even, found)
        commands, outside = self._names.commands(even, found) if LATIN.search(even) else ((), ())
        words = cover.uncovered(morphemes, free, (*flags, *commands, *outside))
        concepts = dict.fromkeys([*(each.concept for each in found), *commands, *outside])
        return [
            *concepts,
            *(f"w:{word}" for word in words),
            *(f"f:{flag}" for flag in flags),
            *cover.manner(morphemes, free),
        ]

    def nouns(self, text: str) -> list[str]:
        """Return the nouns of a normalised text that carry matter and that no concept covers: not 실패 of 실패하면."""
        morphemes = self._morphemes.read(text)
        free = cover.free(text, self.lexicon.find(text, cover.stems(morphemes)))
        return list(cover.uncovered(_nouns(morphemes), free, ()))

    def every_noun(self, text: str) -> frozenset[str]:
        """Return the nouns of a text that carry matter, whether a concept covers them or not."""
        return frozenset(
            piece.lemma for piece in _nouns(self._morphemes.read(korean.normalise(text))) if piece.is_content
        )

    def nouns_told(self, text: str) -> frozenset[str]:
        """Return what `every_noun` does of a text of the course, which is read but once."""
        if (nouns := self._nouns_told.get(text)) is None:
            nouns = self._nouns_told[text] = self.every_noun(text)
        return nouns

    def told(self, text: str) -> list[str]:
        """Return what a wish of the course says, and its character grams, as features."""
        return self.read(text, mends=False).wish

    def claim(self, text: str) -> Claim:
        """Return what a normalised question of yes or no claims."""
        morphemes = self._morphemes.read(text)
        found = self.lexicon.find(text, cover.stems(morphemes))
        commands, outside = self._names.commands(text, found) if LATIN.search(text) else ((), ())
        named = (*commands, *outside, *self._names.flags(text))
        return claim(text, [(each, self.lexicon.meant(text, each)) for each in found], morphemes, named)

    def claimed(self, wording: str) -> str:
        """Return the key of what a wording of the course claims."""
        if (key := self.texts.claims.get(wording)) is None:
            known = self._known.claims.get(wording)
            key = self.texts.claims[wording] = known or self.claim(korean.normalise(wording)).key
        return key

    def concepts(self, text: str) -> frozenset[str]:
        """Return only the concepts and actions of a text, spelled right as the course is."""
        return frozenset(found.concept for found in self.lexicon.find(korean.normalise(text)))

    def _respelled(self, asked: str) -> tuple[str, list[Morpheme]]:
        typed = asked[: korean.MOST_CHARACTERS]
        if LONE.search(typed):
            typed = self._choseong.spelled(self._in_mode(typed))
        said = self._without_greeting(typed)
        text = self._without_form(korean.normalise(said))
        other = self._without_form(korean.normalise(keyboard.other_mode(said)))
        if other != text and self._weight(other) > self._weight(text):
            text = other
        morphemes = self._morphemes.read(text)
        for told in (partial(spaced, find=self.lexicon.find), self._usual):
            if (better := told(text, morphemes)) != text:
                text, morphemes = self._parsed(better)
        known = cover.known(text, morphemes)
        mended = self.unknown.mended(self.lexicon.mend(text, known, cover.stems(morphemes)))
        return (text, morphemes) if mended == text else self._parsed(mended)

    def _in_mode(self, typed: str) -> str:
        """Return what was typed, in the other input mode where that makes more sense."""
        other = keyboard.other_mode(typed)
        makes_more = other != typed and self._weight(korean.normalise(other)) > self._weight(korean.normalise(typed))
        return other if makes_more else typed

    def _parsed(self, text: str) -> tuple[str, list[Morpheme]]:
        return text, self._morphemes.read(text)

    def _usual(self, text: str, morphemes: Sequence[Morpheme]) -> str:
        """Return a normalised text with words that are strange, and no terms, as learners usually have them."""
        strange = list(mend.strange(text, self._morphemes.costs(text)))
        if not strange:
            return text
        things = [each for each in self.lexicon.find(text, cover.stems(morphemes)) if not each.is_action]
        for start, end in reversed(strange):
            told = max((min(each.end, end) for each in things if each.start < end and start < each.end), default=start)
            if not cover.is_word(text, morphemes, start, end):
                text = text[:start] + self._mender.mended(text[start:end], told - start) + text[end:]
        return text

    def _without_greeting(self, asked: str) -> str:
        """Return what is asked beside a greeting; all that was said where that asks nothing and names nothing known."""
        said = without_greeting(asked)
        text = korean.normalise(said)
        return said if korean.intents(text) or self.lexicon.find(text) else asked

    def _without_form(self, text: str) -> str:
        """Return what is asked without the form it is wanted in; all of it where that names no thing to be told of."""
        text = form.without_choices(text)
        brief = form.without_length(bare := form.without_picture(text))
        things = {each.concept for each in self.lexicon.find(brief) if not each.is_action}
        told = bare if _SUMMARY in things else brief
        return told if things - {"docker", _SUMMARY} else text

    @cached_property
    def _choseong(self) -> Choseong:
        return Choseong.of(self._course)

    @cached_property
    def _mender(self) -> Mender:
        return Mender.of(self._course, self._morphemes.cost)

    def _weight(self, text: str) -> int:
        return sum(found.end - found.start for found in self.lexicon.find(text))


def _nouns(morphemes: Sequence[Morpheme]) -> list[Morpheme]:
    """Return the nouns among morphemes; one that a verb is made of is none."""
    pairs = zip_longest(morphemes, morphemes[1:])
    return [
        piece for piece, behind in pairs if piece.tag[:1] not in "VM" and (behind is None or behind.tag not in _VERBAL)
    ]


def _told(errand: Errand) -> Iterable[str]:
    return (f"e:{errand.deed}", *(f"e:{errand.deed}+{thing}" for thing in errand.things))
