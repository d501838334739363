"""The things that a question sets side by side, as it names them. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.answers.family import COMPOSE
from bot.answers.korean import INSTRUCTION, Intent, squash
from bot.answers.lexicon import Lexicon
from bot.answers.mentions import COMPARES, FLAG, Mention, is_blank, is_clear, names_two, runs, unjoined, with_dot
from bot.answers.named import switches
from bot.answers.question import Question
from bot.answers.told import Told, leads, names_of, rows, told
from bot.lessons.model import Apart, Card, Course, Term

TWO = 2
MOST = 4  # things that are told of one below the other; more are a list of something
_SPOKEN_OF = re.compile(
    r"(?:\*\*|`)?(?:\([^)]*\))?(?:,|이?에요|예요|이고| 같은|(?:은|는|이|가|을|를|와|과|로|보다|의|만|도|에)(?![가-힣]))"
)
_KIND_OF = re.compile(r"(?<=.)(?:네트워크|network|모드|mode|태그)$")
_FAMILY = re.compile("도커|컴포즈")
# Who says two names and nothing else: `컴포즈 업이랑 다운`.
_TWO_ALONE = re.compile(
    r"(?:(?:도커|컴포즈|docker|compose) ){0,2}\S+?(?:이랑|랑|하고|와|과) "
    r"(?:(?:도커|컴포즈|docker|compose) ){0,2}\S+?[?.!~]*"
)
_ORDER = re.compile("[A-Z]{2,}")  # an instruction of a Dockerfile


@dataclass(frozen=True, slots=True)
class Thing:
    """One of the things compared: as it is `said`, all its names without spaces and signs, and what it is read as.

    `says` is what the glossary says of just this, from `source`.
    """

    said: str
    names: frozenset[str]
    command: str = ""
    flags: tuple[str, ...] = ()
    term: Term | None = None
    says: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Compared:
    """The things of a comparison in their order; `is_clear` where no other word may belong to one of them."""

    things: tuple[Thing, ...] = ()
    is_clear: bool = False


def asks_to_compare(question: Question) -> bool:
    """Return whether the words of a question ask to set things side by side, whatever these are."""
    patterns = (COMPARES.search(question.text), _TWO_ALONE.fullmatch(question.text))
    return Intent.COMPARISON in question.intents or any(patterns)


class Things:
    """Everything in a course that can be set beside something else, by all of its names."""

    def __init__(self, course: Course) -> None:
        self._cards: Mapping[str, Card] = {card.id: card for card in course.cards}
        self._known_flags = {
            name for card in course.cards for flag in card.every_flag for name in (flag.short, flag.long)
        }
        self.told: Mapping[str, Sequence[Told]] = told(course)
        self._terms: dict[str, Term] = {}
        self._apart: dict[str, tuple[Term, Apart]] = {}
        self._spoken: dict[str, str] = {}  # the last words of commands by their sounds in Hangul: 스톱 → stop
        self._spelled: dict[str, str] = {}  # a name as the content writes it
        for term in course.terms:
            self._know(term)
        for card in course.cards:
            for name in (card.id, card.id.partition(" ")[2], card.id.rpartition(" ")[2]):
                self._spelled.setdefault(squash(name), name)
        for name in (*_titles(course), *(one.name for each in self.told.values() for one in each), *self._spoken):
            self._spelled.setdefault(squash(name), name)
        names = (key for key in self._spelled if not (key.isascii() and len(key) == 1))
        self._lexicon = Lexicon((_named(key) for key in names if not self._are_orders(key)), (), ())

    def _know(self, term: Term) -> None:
        own = {squash(term.ko), squash(term.en)}
        for one in term.apart:
            for name in one.names:
                key = squash(name)
                self._apart[key if key not in own and name[0].isalnum() else name.lower()] = term, one
                self._spelled.setdefault(key, name)
        for form in (term.ko, term.en, *term.also, *term.typed):
            key = squash(form)
            if not names_two(form):
                self._terms.setdefault(key, term)
                self._spelled.setdefault(key, form)
            if term.id in self._cards and (family := _FAMILY.match(form)):
                self._spoken.setdefault(squash(form[family.end() :]), term.id.rpartition(" ")[2])

    def spelled(self, said: str) -> str:
        """Return a name as the content writes it."""
        return self._spelled.get(squash(said), said)

    def compared(self, question: Question, names: Collection[str] = ()) -> Compared:
        """Return what a question sets side by side; `names` are the commands it was found to be about.

        That is what it names with a word between that joins them, or with nothing between, if it asks to compare.
        """
        if not asks_to_compare(question):
            return Compared()
        question = replace(question, text=question.text.replace(INSTRUCTION, "run"))  # as it was typed
        mentions = self._mentions(question)
        joined = (run for run in runs(question.text, mentions) if len(run) > 1)
        run = next(joined, None) or unjoined(question.text, mentions)
        if not TWO <= len(run) <= MOST:
            return Compared()
        near = [*self._family(question), *names, *question.commands, *question.said]
        things = self._alike(question, self._read(run, near))
        if len({(thing.names, thing.flags) for thing in things}) < len(things):
            return Compared()
        is_family = all(thing.command.count(" ") > 1 for thing in things)  # 컴포즈 스톱이랑 다운
        return Compared(tuple(things), is_clear(question.text, mentions, run, is_family=is_family))

    def _family(self, question: Question) -> list[str]:
        """Return the commands of Compose where a question speaks of it: 다운 is one of them there, no download."""
        is_spoken_of = any(name.startswith(COMPOSE) for name in (*question.concepts, *question.commands))
        return [name for name in self._cards if name.startswith(f"{COMPOSE} ")] if is_spoken_of else []

    def speaks_of(self, text: str, thing: Thing) -> bool:
        """Return whether a passage says something of a thing, not only that it is one of several."""
        if thing.flags:
            return all(re.search(rf"(?<![\w-]){re.escape(flag)}(?![\w-])", text) for flag in thing.flags)
        even = text.lower()
        names = thing.names
        if thing.term is not None:  # without analogies
            plain = [squash(name) for name in (thing.said, thing.term.ko, thing.term.en)]
            names = frozenset(name for name in names if any(name in one or one in name for one in plain))
        found = self._lexicon.find(even)
        starts = {one.start for one in found}
        own = (one.end for one in found if squash(even[one.start : one.end]) in names)
        return any(_SPOKEN_OF.match(even, end) and not (even[end] == "," and end + 2 in starts) for end in own)

    def _mentions(self, question: Question) -> list[Mention]:
        """Return all names in a question, a command together with the flags behind it."""
        text = question.text
        flags = list(FLAG.finditer(text))
        typed, even = FLAG.findall(question.asked), [match[0] for match in flags]
        cased = typed if [one.lower() for one in typed] == even else even
        bare = FLAG.sub(lambda match: " " * len(match[0]), text)
        found = [Mention(*with_dot(text, one.start, one.end)) for one in self._lexicon.find(bare)]
        found += [Mention(*match.span(), flag, flag) for match, flag in zip(flags, cased, strict=True)]
        joined: list[Mention] = []
        for one in sorted(found):
            last = joined[-1] if joined else None
            is_value = last and last.flags == last.said and not one.flags and one.said.isascii()
            if last and is_value and is_blank(text, last, one):
                joined[-1] = one._replace(start=last.start)  # --restart always
            elif last and one.flags and not last.flags and self._is_command(last.said) and is_blank(text, last, one):
                joined[-1] = last._replace(end=one.end, flags=one.flags)
            else:
                joined.append(one)
        return joined

    def _is_command(self, said: str) -> bool:
        key = squash(said)
        return key in self._spoken or any(squash(name).endswith(key) for name in self._cards)

    def _read(self, run: Sequence[Mention], near: Sequence[str]) -> list[Thing]:
        """Return what mentions are read as; a last word belongs to the family of a command that stands there whole."""
        whole = [name for name in self._cards if any(self._is_whole(squash(one.said), name) for one in run)]
        families = {name.rpartition(" ")[0] for name in whole if name.count(" ") > 1}
        related = (name for name in self._cards if name.rpartition(" ")[0] in families)
        able = [name for name in (*related, *near) if name not in whole]
        return [self._thing(mention, able) for mention in run]

    @staticmethod
    def _is_whole(key: str, name: str) -> bool:
        return key == squash(name) or (name.count(" ") > 1 and key == squash(name.partition(" ")[2]))

    def _thing(self, mention: Mention, near: Sequence[str]) -> Thing:
        """Return what a mention is read as: the command and the term where both may be meant."""
        flags = switches(mention.flags, self._known_flags) if mention.flags else ()
        if mention.said == mention.flags:
            return Thing(mention.flags, frozenset(), "", flags)
        key = squash(mention.said)
        command = self._command(key, near, is_sure=bool(flags))
        if command and flags:
            words = (command, command.removeprefix("docker "))
            keys = {squash(f"{word} {mention.flags}") for word in words}
            return Thing(f"{command} {mention.flags}", frozenset(keys), command, flags)
        if apart := self._apart.get(mention.said) or self._apart.get(key):
            names = {mention.said if mention.said in self._apart else key, *map(squash, apart[1].names)}
            names |= {_KIND_OF.sub("", name) for name in names}  # host 네트워크 is `host` in a table
            return Thing(mention.said, frozenset(names), command, says=apart[1].says, source=f"term:{apart[0].id}")
        term = self._terms.get(key)
        also = {squash(form) for form in (term.ko, term.en, *term.also)} if term else set()
        also -= {squash(name) for one in (term.apart if term else ()) for name in one.names}
        also |= {squash(command), squash(command.removeprefix("docker "))} if command else set()
        return Thing(mention.said, frozenset({key} | also), command, term=term)

    def _command(self, key: str, near: Sequence[str], *, is_sure: bool) -> str:
        """Return the command that a name means: by all of it, or by its last word.

        That, or its sound, where the command is near, or where no other ends with it: `up`.
        """
        for name in self._cards:
            if self._is_whole(key, name):
                return name
        words = (key, self._spoken.get(_FAMILY.sub("", key, count=1)))
        able = [name for name in near if not (key.startswith("도커") and name.startswith(COMPOSE))]
        short = [name for name in able if squash(name.rpartition(" ")[2]) in words]
        plain = [name for name in self._cards if is_sure and squash(name) == f"docker{key}"]
        only = [name for name in self._cards if name.rpartition(" ")[2] == key]
        return next((name for name in (*short, *plain, *only[: len(only) == 1]) if name in self._cards), "")

    def _alike(self, question: Question, things: Sequence[Thing]) -> list[Thing]:
        """Return the things read alike: as instructions of a Dockerfile, as commands, as flags, or else as they are.

        Those that the glossary lumps together are nothing but what each is called.
        """
        keys = [squash(thing.said) for thing in things]
        may_be = [not one.flags and self._is_order(key) for one, key in zip(things, keys, strict=True)]
        if not all(may_be):
            may_be = [may and one.said.upper() in question.asked for one, may in zip(things, may_be, strict=True)]
        orders = {key for key, may in zip(keys, may_be, strict=True) if may}
        read = [
            Thing(one.said, frozenset({key})) if key in orders else one for one, key in zip(things, keys, strict=True)
        ]
        if len({one.command for one in read if one.command}) == len(read):
            return [replace(one, term=None, says="") for one in read]
        if all(f"--{one.said}" in self._known_flags and not self.told.get(squash(one.said)) for one in read):
            return [Thing(f"--{one.said}", frozenset(), "", (f"--{one.said}",)) for one in read]
        terms = [one.term for one in read if one.term]
        read = [replace(one, command="") if self._is_more(one) else one for one in read]
        return [
            replace(one, names=frozenset({squash(one.said)})) if one.term and terms.count(one.term) > 1 else one
            for one in read
        ]

    def _is_more(self, thing: Thing) -> bool:
        """Return whether a name that may be a command's is told of as something else: a tag, a build."""
        is_told = not thing.said.isascii() and squash(thing.said) in self.told
        return bool(thing.says or (thing.term and thing.term.says) or is_told) and not thing.flags

    def _are_orders(self, key: str) -> bool:
        """Return whether a name is that of two instructions at once: `copy add`."""
        return all(map(self._is_order, words)) if len(words := self._spelled[key].split()) == TWO else False

    def _is_order(self, key: str) -> bool:
        return any(_ORDER.fullmatch(one.name) for one in self.told.get(key, ()))


def _named(key: str) -> Term:
    return Term(id=key, ko=key, en=key, also=(), typed=(), means="", says="")


def _titles(course: Course) -> Iterator[str]:
    """Yield what heads a row or column of a table, or stands before a colon."""
    for lesson in course.lessons:
        for section in lesson.sections:
            yield from (name for title, _ in leads(section) for name in names_of(title))
            for passage in section.passages:
                if passage.form == "table":
                    head, below = rows(passage)
                    is_beside = not head[0] or (section.index.kind == "comparison" and len(head) == TWO)
                    titles = (*(head if is_beside else ()), *(row[0] for row in below if head[0]))
                    yield from (name for title in titles for name in names_of(title))
