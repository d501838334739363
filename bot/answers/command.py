"""Which commands an answer is about: those a question names, else the one that does what is asked."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.answers.index import Index, Matches
from bot.answers.korean import Intent
from bot.answers.question import Question

# What speaks for a command beside the likeness of the question to the words of its card. Fitted by a softmax over all
# commands on the aliases of the cards, each left out in turn, and on questions of strangers that had been looked at.
OWN_SHARE = 0.2  # the best part teaches it
NEAR_SHARE = 0.45  # a part near the best teaches it, less the further it is behind
LATER_SHARE = 0.02  # less for each place in the part's list: a part names its main command first
TRIED_SHARE = 0.15  # less for what was tried and did not help
NEAR_PARTS = 6
SURE_CARD = 0.7  # nearness to a card from which it is shown though nobody asks how to do a thing
LIKELY_CARD = 0.55  # from which it is shown to who asks how to do a thing, though the best part has no command
OVERVIEW = 5  # a part with as many commands shows them all to whoever asks for no particular one
MANY_DEEDS = 4  # who names as many things to do wants to see them one after the other
# What follows a command that was tried and did not do: `restart 했는데`, `exec가 안 먹혀요`.
_TRIED = re.compile(
    r"\s?(?:을|를|은|는|이|가|만|도|으?로|명령)?\s?(?:(?:또|다시|계속)\s?)?"
    r"(?:[했쳤썼]|해봤|해도|쳐도|하니|치니|하려[는니]|[치쓰하]는\s?[거게것]|안\s?[먹되돼])"
)
_DOING = re.compile(
    r"[법게기]\b|방법|하려|려면|려고|싶|옵션|명령|커맨드|어떻게|어케|우케|어뜨케|[해쳐]야|없나|없을까|없음\?|\bhow\b|option|command|flag"
)
_COMMANDS = re.compile(r"명령|커맨드|command")


def commands(index: Index, question: Question, matches: Matches, lesson: str | None) -> tuple[str, ...]:
    """Return the commands an answer is about, all of them taught in the scope."""
    taught = index.scopes[lesson].commands
    own = matches.parts[0].part.commands
    if question.commands and not taught & set(question.commands):
        return ()
    named = tuple(name for name in question.commands if name in taught and not _is_family(name, own))
    tried = _tried(index, question, named)
    if named and (not tried or (len(named) > 1 and Intent.COMPARISON in question.intents)):
        return named
    wanted = {name for name in matches.wanted if name in taught and not _is_family(name, own)}
    best = _best(matches, taught, tried)
    if several := _several(question, matches, wanted):
        return several
    return (best,) if best in wanted or tried else _shown(question, matches, best)


def _shown(question: Question, matches: Matches, best: str) -> tuple[str, ...]:
    """Return the best command where a question wants one: it asks how to do a thing, or its part is about commands."""
    part = matches.parts[0].part
    is_about_doing = bool(question.actions or question.flags) or _DOING.search(question.text) is not None
    is_sure = Intent.DEFINITION not in question.intents and matches.cards.get(best, 0.0) >= SURE_CARD
    if is_sure:
        return (best,)
    if part.commands and (is_about_doing or part.section.index.kind == "command"):
        return (best if best in part.commands else _best(matches, frozenset(part.commands), ()),)
    near = {name for match in matches.parts[:3] for name in match.part.commands}
    is_likely = best in near and matches.cards.get(best, 0.0) >= LIKELY_CARD
    return (best,) if is_about_doing and is_likely else ()


def _several(question: Question, matches: Matches, wanted: set[str]) -> tuple[str, ...]:
    """Return all commands of a part that has many, where they are asked for and none in particular."""
    own = matches.parts[0].part.commands
    if "basic-commands" in question.concepts:
        return own
    is_open = not (question.actions or question.flags or wanted)
    if is_open and len(own) >= OVERVIEW and _COMMANDS.search(question.text):
        return own
    if len(question.actions) >= MANY_DEEDS:
        return next((match.part.commands for match in matches.parts[:3] if len(match.part.commands) >= OVERVIEW), ())
    return ()


def _best(matches: Matches, taught: frozenset[str], tried: Sequence[str]) -> str:
    """Return the command that the question is nearest to, by its card and by the parts that teach it."""
    top = matches.parts[0]
    worth = {name: matches.cards.get(name, 0.0) for name in taught}
    for name in worth:
        teaching = [match for match in matches.parts[:NEAR_PARTS] if name in match.part.commands]
        worth[name] += NEAR_SHARE * max((1 + match.score - top.score for match in teaching), default=0.0)
        if name in top.part.commands:
            worth[name] += OWN_SHARE - LATER_SHARE * top.part.commands.index(name)
        if name in tried:
            worth[name] -= TRIED_SHARE
    return max(sorted(worth), key=worth.__getitem__, default="")


def _is_family(name: str, own: Sequence[str]) -> bool:
    """Return whether the name only says which family of commands is meant: `docker compose` of `docker compose up`."""
    return name == "docker compose" or any(other.startswith(f"{name} ") for other in own)


def _tried(index: Index, question: Question, named: Sequence[str]) -> tuple[str, ...]:
    """Return the named commands that the question says were tried."""
    text = question.text
    ends = {each.end: each.concept for each in index.reader.lexicon.find(text)}
    for name in named:
        ends.update({match.end(): name for match in re.finditer(rf"\b{name.rpartition(' ')[2]}\b", text)})
    return tuple(name for name in named if any(ends[end] == name and _TRIED.match(text, end) for end in ends))
