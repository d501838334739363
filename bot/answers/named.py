"""Commands and flags that a text names: outright, by their last words set side by side, or in the sounds of Hangul."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from bot.answers import korean
from bot.answers.lexicon import Found
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
# Subcommands that are none by themselves: what they do is said by the word behind.
GROUPS = _words(
    """
    builder buildx checkpoint compose config container context image manifest network node plugin secret service
    stack swarm system trust volume
    """
)
_COMMAND = re.compile(r"\bdocker[ -]([a-z][a-z-]*)(?: ([a-z]+))?")
_TWO_WORDS = re.compile(r"(?<![a-z-])(?:container|image|volume|network|system|builder|buildx|compose) [a-z]+(?![a-z])")
FLAG = re.compile(r"(?<![\w-])(--[a-z][a-z-]*|-[a-z]{1,3})(?![a-z0-9])")
_CAPITAL = re.compile(r"(?<![\w-])-[A-Z](?![A-Za-z0-9])")
_FLAG_NAMED = re.compile(
    r"(?<![\w-])([a-z][a-z-]*) ?(?:옵션|플래그|option|flag)"
    r"|(?:하이픈|대시|마이너스) ?([a-z]\b|브이|에프|에이|아이|[디피이엠티])"
)
_PORTS = re.compile(r"(?<![\d.:])(?:\d{3,5}:\d{2,5}|\d{2}:(?:\d{3,5}|80))(?![\d.:])")  # `8080:80`, no time of day
_SPOKEN = {"디": "d", "피": "p", "이": "e", "브이": "v", "에프": "f", "에이": "a", "엠": "m", "티": "t", "아이": "i"}
PUBLISH = "-p"
LATIN = re.compile(r"[a-z][a-z-]*")
_LATIN_WORD = re.compile(r"(?<![a-z-])[a-z][a-z-]*")  # no flag: `--rm` is not `rm`
_HANGUL = re.compile("[가-힣]")
_HANGUL_WORD = re.compile("[가-힣]+")
_JOINING = re.compile("(?:이랑|랑|하고|과|와|은|는|이|가|을|를)$")
# Two words that are set side by side; the second may be part of the next pair.
_BESIDE = re.compile(
    r"([a-z]+|[가-힣]+?)(?: ?(?:이랑|랑|하고|과|와|이나)| (?:vs|or|and|중|아니면)) ?(?=([a-z]+|[가-힣]+))"
)
_BARE = _words("ps pull rm rmi run stop start restart exec build push kill pause tag inspect commit prune")
_LATIN_VERBS = _words("run stop start pull push build kill pause tag inspect commit")


class Names:
    """The names of a course's commands and flags, in every form they are called by."""

    def __init__(self, course: Course) -> None:
        self._cards: Mapping[str, Card] = {card.id: card for card in course.cards}
        self._families = {card.id.rpartition(" ")[0] for card in course.cards}
        self._short = _short_names(course.terms, course.cards)
        self._long = _long_names(course.cards)
        self._flags = {flag for card in course.cards for each in card.flags for flag in (each.long, each.short) if flag}

    def commands(self, text: str, found: Iterable[Found]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the commands named outright: those with a card, and real ones without."""
        named: dict[str, None] = {}
        even = text
        for each in sorted(found, key=lambda one: one.start, reverse=True):
            if each.concept in ("docker", "docker compose"):
                even = f"{even[: each.start]}{each.concept} {even[each.end :]}"
        even = korean.normalise(even)
        spelled = [(match, self._long[match[0]]) for match in _TWO_WORDS.finditer(text) if match[0] in self._long]
        named.update(dict.fromkeys(name for _, name in spelled))
        for each in found:
            is_within = any(match.start() <= each.start < match.end() for match, _ in spelled)
            form = text[each.start : each.end]
            is_name = not is_within and text[: each.start][-1:] != "-" and each.concept.startswith("docker ")
            if is_name and _is_spelled_out(each.concept, form, text):
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
            alone = (match for match in LATIN.finditer(text) if not text[: match.start()].endswith("docker "))
            words = (f"docker compose {match[0]}" for match in alone)  # `compose stop이랑 down`
            named.update(dict.fromkeys(name for name in words if name in self._cards))
        inside = tuple(name for name in named if name in self._cards)
        return inside, tuple(name for name in named if name not in self._cards and name not in self._families)

    def said(self, text: str, found: Iterable[Found]) -> Iterable[str]:
        """Yield the commands whose last word stands in the text, those of a family only where it is spoken of."""
        groups = [match for match in _COMMAND.finditer(text) if match[1] in GROUPS]
        taken = {match.start(2) for match in groups}  # `docker service create` speaks of no `docker create`
        whole = {f"docker {match[1]} {match[2]}" for match in groups}
        words = {match[0] for match in _LATIN_WORD.finditer(text) if match.start() not in taken}
        spoken = [match[0] for match in _HANGUL_WORD.finditer(text)]
        for sound, name in self._short.items():
            word = name.removeprefix("docker ")
            if word in _BARE and any(one.startswith(sound) for one in spoken):
                words.add(word)
        families = {each.concept.removeprefix("docker ") for each in found}
        for name in self._cards:
            family, _, last = name.removeprefix("docker ").rpartition(" ")
            if name in whole or (last in words and (not family or family in families)):
                yield name

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
        words = [match[0] for match in _LATIN_WORD.finditer(text)]
        taken = {word for each in things for word in LATIN.findall(text[each.start : each.end])}
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

    def flags(self, text: str, asked: str = "") -> tuple[str, ...]:
        """Return the flags that a normalised text names, bundles taken apart; `asked` is how it was typed: `-P`."""
        flags = dict.fromkeys(match[0] for match in FLAG.finditer(text))
        for match in _FLAG_NAMED.finditer(text):
            name = match[1] or _SPOKEN.get(match[2], match[2])
            flag = f"-{name}" if len(name) == 1 else f"--{name}"
            if flag in self._flags:
                flags[flag] = None
        if not flags and PUBLISH in self._flags and _PORTS.search(text):
            flags[PUBLISH] = None
        capital = dict.fromkeys(each for each in _CAPITAL.findall(asked) if each in self._flags)
        small = (flag for flag in flags if flag.upper() not in capital or flag in FLAG.findall(asked))
        return (*(piece for flag in small for piece in switches(flag, self._flags)), *capital)


def switches(flag: str, known: Collection[str]) -> tuple[str, ...]:
    """Return a long flag with the dash that it lacks (-rm), the switches of a bundle (-it is -i -t), or the flag."""
    if not flag.startswith("--") and f"-{flag}" in known:
        return (f"-{flag}",)
    pieces = tuple(f"-{one}" for one in flag[1:])
    is_bundle = not flag.startswith("--") and flag not in known and all(piece in known for piece in pieces)
    return pieces if is_bundle else (flag,)


def longest_name(words: Sequence[str], names: Collection[str]) -> str:
    """Return the longest of the names that words begin with: `docker compose up` of a line; empty where none is."""
    return next((name for length in (3, 2) if (name := " ".join(words[:length])) in names), "")


def every_name(course: Course) -> tuple[frozenset[str], dict[str, frozenset[str]]]:
    """Return the words that may follow `docker`, and those that may follow each group of commands."""
    texts = [form for term in course.terms for form in (term.en, *term.also)]
    texts += [form for card in course.cards for form in (card.id, *(each.form for each in card.forms))]
    texts += [example.line for card in course.cards for example in card.examples]
    pairs = {(match[1], match[2]) for text in texts for match in _COMMAND.finditer(text) if match[2]}
    tails = {group: frozenset(second for first, second in pairs if first == group) for group in GROUPS}
    return SUBCOMMANDS | GROUPS, {group: names for group, names in tails.items() if names}


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


def _long_names(cards: Iterable[Card]) -> dict[str, str]:
    """Return the commands by their names of two words: `volume rm`, and `container rm` for `docker rm`."""
    names: dict[str, str] = {}
    for card in cards:
        for form in (card.id, *(form.form for form in card.forms)):
            if (match := _COMMAND.match(form)) and match[2]:
                names.setdefault(f"{match[1]} {match[2]}", card.id)
    return names


def _is_spelled_out(name: str, form: str, text: str) -> bool:
    """Return whether a form names the command itself (`docker logs`, `도커 피에스`), not what it does (`로그 보기`).

    In an English sentence `docker images` are things, and `clean up` is no name of `docker system prune`.
    """
    if form == "docker images" and not _HANGUL.search(text) and len(LATIN.findall(text)) > 3:  # noqa: PLR2004 - a sentence
        return False
    own = name.rpartition(" ")[2]  # `log` names `docker logs`, and `dangling` does not name `docker image prune`
    is_own_word = form.isascii() and any(own.startswith(word) or word.startswith(own) for word in form.split())
    return form.startswith(("docker", "도커")) or is_own_word or "알엠" in form or "피에스" in form
