"""Which commands an answer is about: those a question names, else the one that does what is asked."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from bot.answers.index import Index
from bot.answers.korean import Intent, asks_for_command, asks_how, asks_yes_or_no
from bot.answers.parts import Matches
from bot.answers.question import Question
from bot.answers.task import doing

SURE_CARD = 0.5  # nearness to a card from which it is shown though nobody asks how to do a thing
FAIR_CARD = 0.2  # the same, where the best part teaches a command
LIKELY_CARD = 0.45  # from which it is shown to who asks how to do a thing, though the best part has no command
ASKED_CARD = 0.35  # the same for who asks for a command
OWN_SHARE = 0.2  # a command of the best part is as much likelier
MEANT = 0.6  # so likely is a command that is wanted though another was named
WANTED = 0.35  # so likely is this one command alone wanted where it is shown whatever the part teaches
BOTH = 0.6  # so likely are two wanted where two are shown
SAID_SHARE = 0.8  # a command whose word is there is as much likelier one of the two
LEAST_SIDE = 0.08  # so likely is the lesser of them
TWO = 2
NONE = 0.5  # so likely do they want none where the likeliest is not taken before those of the part
OVERVIEW = 5  # a part with as many commands shows them all to whoever asks for no particular one
MANY_DEEDS = 4  # who names as many things to do wants to see them one after the other
FEW = 3  # commands of a procedure that are shown together
COMPOSE = "docker compose"
PRUNE = "docker system prune"
TAKING_AWAY = frozenset({"a:remove", "a:clean"})
ALONE = TAKING_AWAY | {"a:list"}  # many commands do these, and each is enough
_THINGS = frozenset({"container", "image", "volume", "network"})
# What follows a command that was tried and did not do: `restart 했는데`, `exec가 안 먹혀요`, `stop 한 거`.
_TRIED = re.compile(
    r"\s?(?:을|를|은|는|이|가|만|도|으?로|명령)?\s?(?:(?:또|다시|계속)\s?)?"
    r"(?:[했쳤썼눌]|받[았은]|해봤|해도|쳐도|하니|치니|하려[는니]|한\s?(?:거|것|걸|컨테이너|서비스)|[치쓰하]는\s?[거게것]|안\s?[먹되돼깔]|말고|없이)"
    r"|(?:\s-[a-z]+)?\s?에(?:서|는|도|선)?\s(?:[가-힣]+\s)?(?:안\s?)?(?:보[여이]|나[와오]|떠|뜨|남)"
)
_AND = re.compile(r"(?:이랑|랑|하고|과|와)\s|그리고|\band\b")
_STATED = re.compile(r"[짐남음감림함임됨돼][\s.!]*$")


def commands(index: Index, question: Question, matches: Matches, lesson: str | None) -> tuple[str, ...]:
    """Return the commands an answer is about, all of them taught in the scope."""
    taught = index.scopes[lesson].commands
    own = matches.parts[0].part.commands
    if not taught or (question.commands and not taught & set(question.commands)):
        return ()
    named = named_commands(question, own, taught)
    tried = _tried(index, question, named)
    likely = _likely(matches, taught)
    if both := _both(question, matches, named, taught):
        return both
    if named and _is_meant(question, matches, named, tried, likely):
        return named
    wanted = {name for name in matches.wanted if name in taught and not _is_family(name, own)}
    is_one = _is_one(matches, likely) and len(question.matter) > 1
    pair = _together(index, question, matches, tried)
    more = () if is_one else _several(index, question, matches, wanted)
    if clear := more or (pair if _is_wanted(index, question, matches, pair) else ()) or (likely[:1] if is_one else ()):
        return clear
    best = likely[:1]
    is_sure = bool(tried or wanted & set(best)) or _does(index, question, matches, best)
    found = best if is_sure else _shown(question, matches, best)
    return found if tried or _is_wanted(index, question, matches, found) else ()


def besides(matches: Matches, taught: Collection[str]) -> tuple[str, ...]:
    """Return the command that is surely wanted by who also quotes an error, none where there is no such."""
    likely = _likely(matches, taught)
    return likely[:1] if _is_one(matches, likely) else ()


def _is_one(matches: Matches, likely: Sequence[str]) -> bool:
    """Return whether one command is wanted, and which is clear."""
    return any(matches.counts.get("1", 0.0) * matches.wishes.get(name, 0.0) >= WANTED for name in likely[:1])


def _likely(matches: Matches, taught: Collection[str]) -> tuple[str, ...]:
    """Return the commands of the scope, the likeliest first; those of the best part are likelier than others."""
    own = matches.parts[0].part.commands
    worth = {
        name: matches.wishes.get(name, 0.0) + OWN_SHARE * (name in own) for name in taught if not _is_family(name, own)
    }
    return tuple(sorted(worth, key=lambda name: (-worth[name], -matches.cards.get(name, 0.0), name)))


def _both(question: Question, matches: Matches, named: Sequence[str], taught: Collection[str]) -> tuple[str, ...]:
    """Return the two commands that are compared or wanted one after the other, the one more sure first."""
    if len(named) >= TWO or matches.counts.get("2", 0.0) < BOTH or len(question.actions) >= MANY_DEEDS:
        return ()
    own = matches.parts[0].part.commands
    worth = {
        name: matches.wishes.get(name, 0.0) + SAID_SHARE * (name in question.said) + (name in named)
        for name in taught
        if not _is_family(name, own)
    }
    able = [name for name, value in worth.items() if value >= LEAST_SIDE]
    best = sorted(able, key=lambda name: (-worth[name] - OWN_SHARE * (name in own), name))[:TWO]
    return tuple(best) if len(best) == TWO else ()


def _is_meant(
    question: Question, matches: Matches, named: Sequence[str], tried: Sequence[str], likely: Sequence[str]
) -> bool:
    """Return whether the named commands are what is asked about, not what was tried, heard of or is not wanted."""
    if Intent.COMPARISON in question.intents and len(named) > 1:
        return True
    is_other = likely[0] not in named and matches.wishes.get(likely[0], 0.0) >= MEANT
    return not tried and not (is_other and matches.counts.get("1", 0.0) >= NONE)


def named_commands(question: Question, own: Sequence[str], taught: Collection[str]) -> tuple[str, ...]:
    """Return the commands that a question names and that are taught, families (`docker compose`) left out."""
    named = [name for name in question.commands if name in taught and not _is_family(name, own)]
    return tuple(dict.fromkeys(_in_family(question, name, taught) for name in named))


def _in_family(question: Question, name: str, taught: Collection[str]) -> str:
    """Return the command of that name for what is spoken of: `compose로 띄운 것의 log`, `볼륨 prune`."""
    if name == PRUNE:
        spoken = _THINGS & {concept.removeprefix("docker ") for concept in question.concepts}
        families = [f"docker {thing}" for thing in spoken] if len(spoken) == 1 and "system" not in question.text else []
    else:
        families = [COMPOSE] if COMPOSE in question.commands and name not in question.text else []
    siblings = (f"{family} {name.rpartition(' ')[2]}" for family in families)
    return next((sibling for sibling in siblings if sibling in taught), name)


def _is_wanted(index: Index, question: Question, matches: Matches, found: Sequence[str]) -> bool:
    """Return whether to show commands that were not named.

    Not to whoever asks whether or why something is so; and never unasked what takes something away.
    """
    is_doing = asks_how(question.text)
    is_curious = (
        asks_yes_or_no(question.text) and not _STATED.search(question.text)
    ) or Intent.REASON in question.intents
    if is_curious and not (is_doing or question.flags or question.deeds):
        return False
    own = () if is_curious else matches.parts[0].part.commands
    return all(
        name in own
        or not TAKING_AWAY & index.tasks[name].deeds
        or TAKING_AWAY & question.deeds
        or name in question.concepts
        or matches.cards.get(name, 0.0) >= SURE_CARD
        for name in found
    )


def _near(matches: Matches) -> frozenset[str]:
    """Return the commands that the best parts teach."""
    return frozenset(name for match in matches.parts[:3] for name in match.part.commands)


def _does(index: Index, question: Question, matches: Matches, best: Sequence[str]) -> bool:
    """Return whether the best command does what is asked for, and a part near the best teaches it."""
    near = _near(matches) if matches.parts[0].part.commands else ()
    return asks_how(question.text) and any(name in near and name in doing(index.tasks, question) for name in best)


def _shown(question: Question, matches: Matches, best: tuple[str, ...]) -> tuple[str, ...]:
    """Return the best command where a question wants one: it asks how to do a thing, or its part is about commands."""
    part = matches.parts[0].part
    likeness = max((matches.cards.get(name, 0.0) for name in best), default=0.0)
    if Intent.DEFINITION not in question.intents and likeness >= SURE_CARD:
        return best
    is_doing = bool(question.flags or question.actions) or asks_how(question.text)
    is_about_it = part.section.index.kind == "command" and likeness >= FAIR_CARD
    if part.commands and (is_doing or is_about_it):
        is_none = matches.counts.get("0", 0.0) >= NONE
        return (max(part.commands, key=lambda name: matches.wishes.get(name, 0.0)),) if is_none else best
    least = ASKED_CARD if asks_for_command(question.text) else LIKELY_CARD
    return best if is_doing and best[0] in _near(matches) and likeness >= least else ()


def _several(index: Index, question: Question, matches: Matches, wanted: set[str]) -> tuple[str, ...]:
    """Return all commands of a part that has many, where they are asked for and none in particular."""
    own = matches.parts[0].part.commands
    if "basic-commands" in question.concepts:
        return own
    is_open = not (question.actions or question.flags or wanted)
    if is_open and len(own) >= OVERVIEW and asks_for_command(question.text):
        return own
    if len(question.actions) < MANY_DEEDS:
        return ()
    many = next((match.part.commands for match in matches.parts[:3] if len(match.part.commands) >= OVERVIEW), ())
    asked = {name for names in _doers(index, question, many) for name in names}
    is_narrow = bool(question.concepts & _THINGS) and len(asked) > 1
    return tuple(name for name in many if name in asked or not is_narrow)


def _together(index: Index, question: Question, matches: Matches, tried: Sequence[str]) -> tuple[str, ...]:
    """Return the commands of the best part that make one task: `save` and `load` for who carries an image over.

    Each does a deed of its own that is asked for, or both do the only one; or they are what to do instead of one tried.
    """
    part = matches.parts[0].part
    if tried and part.section.index.kind == "steps" and 1 < len(part.commands) <= FEW:
        return () if set(tried) & set(part.commands) else part.commands
    doers = _doers(index, question, part.commands)
    asked = {name for names in doers for name in names}
    is_each = (
        _AND.search(question.text) is not None and len(asked) == len(doers) and all(len(names) == 1 for names in doers)
    )
    is_shared = len(doers) == 1 and not ALONE & question.deeds and _are_related(index, doers[0])
    if not 1 < len(asked) <= FEW or not (is_each or is_shared):
        return ()
    return tuple(name for name in part.commands if name in asked)


def _doers(index: Index, question: Question, names: Sequence[str]) -> list[tuple[str, ...]]:
    """Return for each deed that is asked for the commands that do it, those to the things of the question if any."""
    found = []
    for deed in sorted(question.deeds):
        doers = tuple(name for name in names if deed in index.tasks[name].deeds)
        fitting = tuple(name for name in doers if index.tasks[name].things & question.concepts & _THINGS)
        found += [fitting or doers] if doers else []
    return found


def _are_related(index: Index, names: Sequence[str]) -> bool:
    """Return whether each of the commands names all others as related."""
    return all(other in index.cards[name].related for name in names for other in names if other != name)


def _is_family(name: str, own: Sequence[str]) -> bool:
    """Return whether the name only says which family of commands is meant: `docker compose` of `docker compose up`."""
    return name == COMPOSE or any(other.startswith(f"{name} ") for other in own)


def _tried(index: Index, question: Question, named: Sequence[str]) -> tuple[str, ...]:
    """Return the named commands that the question says were tried."""
    text = question.text
    ends = {each.end: each.concept for each in index.reader.lexicon.find(text)}
    for name in named:
        ends.update(
            {match.end(): name for match in re.finditer(rf"(?<![a-z]){name.rpartition(' ')[2]}(?![a-z])", text)}
        )
    return tuple(name for name in named if any(ends[end] == name and _TRIED.match(text, end) for end in ends))
