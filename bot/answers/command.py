"""Which commands an answer is about: of the sets of commands that may be wanted, the one that most speaks for."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import combinations, islice, permutations
from math import log, sqrt

from bot.answers.counted import asks_for_both, asks_for_one, asks_for_two, asks_for_two_commands
from bot.answers.family import COMPOSE, THINGS, are_siblings, is_family, named_commands
from bot.answers.index import Index
from bot.answers.korean import Intent, asks_for_command, asks_how, asks_yes_or_no
from bot.answers.parts import Matches
from bot.answers.question import Question
from bot.answers.steps import steps
from bot.answers.task import running
from bot.answers.unknown import is_sentence

# What speaks for a set of commands, see `Choosing.evidence`: a softmax over all sets that may be wanted. Fitted by
# bench/fit_commands.py on questions that strangers asked and that were read before, their own words not learned; but
# `aside` is set, and `wanted` (1.57) and `steps` (3.06) stand a little above what was fitted.
WEIGHTS: Mapping[str, float] = {
    "count": 0.62,
    "two": 0.91,
    "wanted": 1.7,
    "left": -0.83,
    "own": 1.35,
    "near": 0.93,
    "family": 0.12,
    "named": 0.11,
    "flag": 0.0,
    "aside": -1.0,
    "said": 2.29,
    "errands": 0.37,
    "steps": 3.3,
    "related": 0.58,
    "none": -1.03,
    "none, curious": 0.4,
    "none, doing": -1.91,
}
LEAST_SHARE = 1e-3  # what is less likely counts as if it were as likely
LIKELIEST = 4  # commands that people want who talk like this, looked at beside those named and taught
MOST_OF_A_PART = 6  # commands of the best part that are looked at
SURE_CARD = 0.5  # nearness to a card from which a command that takes away is as good as named
WANTED = 0.35  # so likely is this one command alone wanted where it is shown beside an error
LEAST_SIDE = 0.04  # so likely is each of two commands that one task takes
LEAST_OF_TWO = 0.005  # so likely are two wanted where the pieces of a question are worth a look
LEAST_OF_A_STEP = 0.02  # so likely is at least what a piece wants in the whole of the question
SURE_OF_STEPS = 0.6  # so likely are two wanted at most where two pieces of a question want one each
SURE_OF_ONE = 0.3  # so likely is one wanted at least by who asks for one in so many words
LEAST_STEP = 0.25  # so likely is what a piece of a question wants that is one of its steps
LIKELY_TWO = 0.3  # so likely are two wanted by who asks beside an error
BOTH = 0.6  # so likely are two wanted, and not all that a part has
OVERVIEW = 5  # a part with as many commands shows them all to whoever asks for no particular one
LEAST_OVERVIEW = 3  # and one with as many where all of them are of the one thing that is spoken of
MANY_DEEDS = 4  # who names as many things to do wants to see them one after the other
TWO = 2
COMPARE = "a:compare"
TAKING_AWAY = frozenset({"a:remove", "a:clean"})
NO_DEEDS = frozenset({"a:name"})  # a noun as often as not: 이름
ALONE = TAKING_AWAY | {"a:list"}  # many commands do these, and each is enough
SURE_WISH = 0.5  # so likely is a command wanted that takes something away, which is as good as asked for
Choice = tuple[str, ...]


def commands(index: Index, question: Question, matches: Matches, lesson: str | None) -> Choice:
    """Return the commands an answer is about, all of them taught in the scope."""
    taught = index.scopes[lesson].commands
    is_prose = "docker" not in question.text and is_sentence(question.text)  # its verbs name no commands: `to start`
    if not taught or (question.commands and not is_prose and not taught & set(question.commands)):
        return ()
    own = matches.parts[0].part.commands
    wanted = {name for name in matches.wanted if name in taught and not is_family(name, own)}
    return _several(index, question, matches, wanted) or Choosing(index, question, matches, taught).best()


def besides(matches: Matches, taught: Collection[str]) -> Choice:
    """Return the command that is surely wanted by who also quotes an error, none where there is no such."""
    share, name = max(((matches.wishes.get(name, 0.0), name) for name in taught), default=(0.0, ""))
    return (name,) if matches.counts.get("1", 0.0) * share >= WANTED else ()


class Choosing:
    """One question, and the sets of commands that may be what it wants; `taught` is what the scope teaches."""

    def __init__(self, index: Index, question: Question, matches: Matches, taught: Collection[str]) -> None:
        own = matches.parts[0].part.commands
        self._index = index
        self._question = question
        self._matches = matches
        self._own = tuple(name for name in own if name in taught and not is_family(name, own))
        self._near = {name for match in matches.parts[:3] for name in match.part.commands}
        self._spoken = named_commands(question, own, taught)
        self._is_curious = Intent.REASON in question.intents or asks_yes_or_no(question.text)
        # How likely each command is wanted; where no wishes are learned, as its card is near.
        total = sum(matches.cards.values()) or 1.0
        self._wishes = matches.wishes or {name: share / total for name, share in matches.cards.items()}
        self._likeliest = sorted(self._wishes, key=lambda name: (-self._wishes[name], name))
        able = (name for name in self._likeliest if name in taught and not is_family(name, own))
        self._offered = tuple(islice(able, LIKELIEST))
        self._runs = [running(index.tasks, errand, question) for errand in dict.fromkeys(question.errands)]
        self._runners = tuple(filter(None, (self._runner(names, taught) for names in self._runs)))
        errand = {name for names in self._runs for name in names}
        self._aside = frozenset(name for name in question.situation if name not in errand)
        self._named = tuple(name for name in self._spoken if name not in self._aside)
        self._flags = frozenset(question.flags) - question.situation
        self._asks_for_one = asks_for_one(question.text)
        self._is_of_compose = COMPOSE in question.concepts or any(name.startswith(COMPOSE) for name in question.said)
        self._steps, self._step_share = self._stepped(taught)

    def best(self) -> Choice:
        """Return the set for which most speaks, in the order of the wish; else the likelier command first."""
        choice = max(self.choices(), key=lambda choice: self.worth(self.evidence(choice)))
        orders = (order for order in (self._steps, tuple(dict.fromkeys(self._runners))) if set(order) == set(choice))
        return next(orders, choice)

    def in_turn(self) -> Choice:
        """Return two commands that two pieces of the question want, where two are likely wanted; else none."""
        is_likely = self._matches.counts.get("2", 0.0) >= LIKELY_TWO
        return self._steps if is_likely else ()

    def choices(self) -> Sequence[Choice]:
        """Return what may be wanted: nothing, any one or two of the commands that are near, or all that are named.

        Whoever names a command or its flag wants one, unless that only tells how things stand; and what takes two
        commands is not done with one of them.
        """
        named, own = self._named, self._own
        able = dict.fromkeys((*self._spoken, *self._offered, *own[:MOST_OF_A_PART], *self._runners, *self._steps))
        near = [name for name in able if name in {*self._spoken, *self._steps} or self._is_offered(name)]
        needs_both = () if named else self._asked_both() or self._needs_both()
        pairs = (pair for pair in combinations(near, TWO) if not are_siblings(*pair))
        found = [*((name,) for name in near if name not in needs_both), *pairs]
        if not named and asks_for_two_commands(self._question.text):
            found = [choice for choice in found if len(choice) == TWO] or found
        if named:
            ways = dict.fromkeys((*found, named))
            return tuple(way for way in ways if not self._question.is_line or set(way) <= set(named))
        flagged = [choice for choice in found if all(map(self._has_flag, choice))]
        return tuple(flagged or ((), *found))

    @staticmethod
    def worth(evidence: Mapping[str, float]) -> float:
        """Return how much speaks for a set; without meaning but beside that of another set."""
        return sum(WEIGHTS[name] * value for name, value in evidence.items())

    def evidence(self, choice: Choice) -> Mapping[str, float]:
        """Return what speaks for and against a set, by name.

        That as many are wanted; that these are (the mean of their logarithms); the likeliest that would be left out;
        the shares of them that the best part and the three best teach, that have a flag of the question, and that
        only tell how things stand; whether they are all of several that were named, two whose last words are there, or
        each names the others as related; whether two run two errands of the question; and what speaks for none.
        """
        share = self._step_share if set(choice) == set(self._steps) else 0.0
        in_words = (SURE_OF_ONE if len(choice) == 1 else 0.0) if self._asks_for_one else SURE_OF_STEPS * share
        count = log(max(self._matches.counts.get(str(min(len(choice), TWO)), 0.0), in_words, LEAST_SHARE))
        if not choice:
            is_doing = asks_how(self._question.text) or asks_for_command(self._question.text)
            return {
                "count": count,
                "none": 1.0,
                "none, curious": self._is_curious,
                "none, doing": is_doing,
            }
        wishes = self._wishes
        return {
            "count": count,
            "wanted": _mean(log(max(wishes.get(name, 0.0), LEAST_SHARE)) for name in choice),
            "two": len(choice) == TWO and asks_for_two(self._question.text),
            "left": next((wishes[name] for name in self._likeliest if name not in (*choice, COMPOSE)), 0.0),
            "own": _mean(name in self._own for name in choice),
            "near": _mean(name in self._near for name in choice),
            "family": _mean(name.startswith(COMPOSE) == self._is_of_compose for name in choice),
            "named": len(choice) > 1 and set(choice) == set(self._named),
            "flag": _mean(self._has_flag(name) for name in choice),
            "aside": _mean(name in self._aside for name in choice),
            "said": len(choice) == TWO and set(choice) <= set(self._question.said),
            "related": self._are_related(choice),
            "errands": self._run_two(choice),
            "steps": share,
        }

    def _stepped(self, taught: Collection[str]) -> tuple[Choice, float]:
        """Return the two commands that two pieces of a question want in their order, and how likely the less likely is.

        A piece without a thing of its own has those of the pieces before it: `컨테이너를 멈추고 지우려면`.
        """
        question, index = self._question, self._index
        is_told = (self._is_curious and not asks_how(question.text)) or Intent.COMPARISON in question.intents
        names_deed = question.actions or question.commands or not index.cards.keys().isdisjoint(question.concepts)
        may_be_two = names_deed and not is_told and self._matches.counts.get("2", 0.0) >= LEAST_OF_TWO
        pieces = steps(question.text) if may_be_two else ()
        if len(pieces) < TWO:
            return (), 0.0
        able = [name for name in self._likeliest if name in taught and not is_family(name, self._own)]
        able = [name for name in able if name.startswith(COMPOSE) == (COMPOSE in question.concepts)]
        found: dict[str, float] = {}
        things = frozenset[str]()
        for piece in pieces:
            read = index.reader.read(piece, mends=False)
            own = read.concepts & THINGS
            carried = frozenset[str]() if own else things
            done = (f"e:{errand.deed}+{thing}" for errand in read.errands[-1:] for thing in carried)
            shares = index.wishes.which.shares(index.keep([*read.told, *carried, *done, *read.grams]))
            name = max(able, key=lambda name: shares[name] * sqrt(max(self._wishes[name], LEAST_OF_A_STEP)), default="")
            if name and shares[name] >= LEAST_STEP:
                found[name] = min(found.get(name, 1.0), shares[name])
            things |= own
        return (tuple(found), min(found.values())) if len(found) == TWO else ((), 0.0)

    def _asked_both(self) -> Choice:
        """Return the commands that run the two errands of who asks for both in so many words, or compares them."""
        question, runners = self._question, self._runners
        compares = Intent.COMPARISON in question.intents or COMPARE in question.actions
        return runners if (compares or asks_for_both(question.text)) and len(set(runners)) == TWO else ()

    def _needs_both(self) -> Choice:
        """Return two related commands of the best part that do the only deed that is asked for, both of them wanted.

        `save` and `load` for who carries an image over.
        """
        deeds = self._question.deeds
        doers = tuple(name for name in self._own if deeds & self._index.tasks[name].deeds)
        is_one_task = len(deeds) == 1 and not ALONE & deeds and len(doers) == TWO and self._are_related(doers)
        return doers if is_one_task and min(self._wishes.get(name, 0.0) for name in doers) >= LEAST_SIDE else ()

    def _runner(self, names: Choice, taught: Collection[str]) -> str:
        """Return the likeliest of the commands that run an errand, empty where none is taught."""
        able = [name for name in names if name in taught and not is_family(name, self._own)]
        return max(able, key=lambda name: self._wishes.get(name, 0.0), default="")

    def _run_two(self, choice: Choice) -> bool:
        """Return whether two commands run two errands of the question, each its own."""
        return len(choice) == TWO and any(
            choice[0] in one and choice[1] in other and not {*one} & {*other}
            for one, other in permutations(self._runs, TWO)
        )

    def _are_related(self, choice: Choice) -> bool:
        """Return whether each of several commands names all others as related."""
        cards = self._index.cards
        return len(choice) > 1 and all(
            other in cards[name].related for name in choice for other in choice if other != name
        )

    def _has_flag(self, name: str) -> bool:
        """Return whether the card of a command explains a flag of the question."""
        explained = {flag for each in self._index.cards[name].every_flag for flag in (each.long, each.short)}
        return not explained.isdisjoint(self._flags)

    def _is_offered(self, name: str) -> bool:
        """Return whether a command that was not named may be shown: what takes something away is not, unasked."""
        return (
            not TAKING_AWAY & self._index.tasks[name].deeds
            or bool(TAKING_AWAY & self._question.deeds)
            or name in self._question.concepts
            or self._matches.cards.get(name, 0.0) >= SURE_CARD
            or self._matches.wishes.get(name, 0.0) >= SURE_WISH
            or (name in self._own and not self._is_curious)
        )


def _several(index: Index, question: Question, matches: Matches, wanted: set[str]) -> Choice:
    """Return all commands of a part that has many, where they are asked for and none in particular."""
    own = matches.parts[0].part.commands
    is_clear = matches.counts.get("2", 0.0) >= BOTH or besides(matches, matches.wishes)
    is_open = not (question.actions or question.flags or wanted or question.commands)
    families = {f"docker {thing.removeprefix('docker ')} " for thing in question.concepts & THINGS}
    is_its_own = len(families) == 1 and all(name.startswith(tuple(families)) for name in own)
    least = LEAST_OVERVIEW if is_its_own and question.matter <= question.concepts else OVERVIEW
    if not is_clear and (
        "basic-commands" in question.concepts or (is_open and len(own) >= least and asks_for_command(question.text))
    ):
        return own
    if len(question.deeds - NO_DEEDS) < MANY_DEEDS or question.commands or besides(matches, matches.wishes):
        return ()
    many = next((match.part.commands for match in matches.parts[:3] if len(match.part.commands) >= OVERVIEW), ())
    things = question.concepts & THINGS
    asked = {name for deed in question.deeds for name in _doers(index, deed, things, many)}
    return tuple(name for name in many if name in asked) if things and len(asked) > 1 else many


def _doers(index: Index, deed: str, things: Collection[str], names: Sequence[str]) -> Choice:
    """Return the commands that do a deed, only those to one of the things if there are such."""
    doers = tuple(name for name in names if deed in index.tasks[name].deeds)
    return tuple(name for name in doers if not index.tasks[name].things.isdisjoint(things)) or doers


def _mean(values: Iterable[float]) -> float:
    found = list(values)
    return sum(found) / len(found)
