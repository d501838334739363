"""Which commands an answer is about: those a question names, else the one that does what is asked."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from bot.answers.index import Index, Matches
from bot.answers.korean import Intent, asks_yes_or_no
from bot.answers.question import Question
from bot.answers.task import doing, running

# What speaks for a command beside the likeness of the question to the words of its card. Fitted by a softmax over all
# commands on the aliases of the cards, each left out in turn, and on questions of strangers that had been looked at.
OWN_SHARE = 0.2  # the best part teaches it
NEAR_SHARE = 0.45  # a part near the best teaches it, less the further it is behind
LATER_SHARE = 0.02  # less for each place in the part's list: a part names its main command first
TRIED_SHARE = 0.15  # less for what was tried and did not help
FAMILY_SHARE = 0.4  # more for a command of Compose where Compose or its services are named
OTHER_FAMILY_SHARE = 0.1  # less for one where they are not
ERRAND_SHARE = 0.3  # more for what does the last thing asked for to what it is to be done to
ALL_SHARE = 0.15  # more for a command that clears up, where all of something is to go
ONE_SHARE = 0.1  # less for it where they are not
OTHER_THING_SHARE = 0.15  # less for what is done to other things than the question names
NEAR_PARTS = 6
SURE_CARD = 0.5  # nearness to a card from which it is shown though nobody asks how to do a thing
FAIR_CARD = 0.2  # the same, where the best part teaches a command
LIKELY_CARD = 0.45  # from which it is shown to who asks how to do a thing, though the best part has no command
ASKED_CARD = 0.35  # the same for who asks for a command
CLEARLY = 0.15  # better by so much than those of the best part, a command of another part is shown
OVERVIEW = 5  # a part with as many commands shows them all to whoever asks for no particular one
MANY_DEEDS = 4  # who names as many things to do wants to see them one after the other
NEAR_WORTH = 0.4  # so far apart at most are two commands that belong together
FEW = 3  # commands of a procedure that are shown together
COMPOSE = "docker compose"
TAKING_AWAY = frozenset({"a:remove", "a:clean"})
ALONE = TAKING_AWAY | {"a:list"}  # many commands do these, and each is enough
_THINGS = frozenset({"container", "image", "volume", "network"})
# What follows a command that was tried and did not do: `restart 했는데`, `exec가 안 먹혀요`, `stop 한 거`.
_TRIED = re.compile(
    r"\s?(?:을|를|은|는|이|가|만|도|으?로|명령)?\s?(?:(?:또|다시|계속)\s?)?"
    r"(?:[했쳤썼눌]|받[았은]|해봤|해도|쳐도|하니|치니|하려[는니]|한\s?(?:거|것|걸|컨테이너|서비스)|[치쓰하]는\s?[거게것]|안\s?[먹되돼깔]|말고|없이)"
    r"|(?:\s-[a-z]+)?\s?에(?:서|는|도|선)?\s(?:[가-힣]+\s)?(?:안\s?)?(?:보[여이]|나[와오]|떠|뜨|남)"
)
_DOING = re.compile(
    r"법\b|(?<![느는은ㄴ던])(?<!\s)게\b|(?<![거여저])기\b|방법|하려|려면|려고|싶|옵션|명령|커맨드|어떻게|어케|우케|어뜨케|[해쳐]야"
    r"|[수법거게것]\s?(?:은|는|이|가|도)?\s?없(?:나|을까|음\?)|수\s?있(?:나|을까|어)|뭐라?고?\s?[쳐치침]|\bhow\b|option|command|flag"
)
# Asked to do it at once: `늘려`, `보여줘`, `싹 삭제`.
_PLEASE = re.compile(r"(?:[려워]|(?<![지되르])는\s?[거것]|[해돌꺼켜]\s?줘|줘|주세요|줄래|삭제|정리|ㄱㄱ)[\s!.~]*$")
_AND = re.compile(r"(?:이랑|랑|하고|과|와)\s|그리고|\band\b")
_EACH = re.compile(
    r"각각|둘\s?다|순서대로|(?:두|세|2|3)\s?(?:개|줄|번|가지)[^가-힣]*(?:\s|$|[뭐알다를])|명령\s?(?:두|2)"
    r"|\btwo commands\b|\bthen\b"
)
_STATED = re.compile(r"[짐남음감림함임됨돼][\s.!]*$")
_COMMANDS = re.compile(r"명령|커맨드|command|뭐라고?\s?[쳐치침]|[쳐치]야|입력")
_ALL = re.compile(r"한꺼번에|한\s?번에|한방에|싹|몽땅|모조리|일괄|쌓[였인]|수십|안\s?쓰는|unused|dangling|\ball\b")
_SERVICE = re.compile(r"서비스|\bservices?\b")


def commands(index: Index, question: Question, matches: Matches, lesson: str | None) -> tuple[str, ...]:
    """Return the commands an answer is about, all of them taught in the scope."""
    taught = index.scopes[lesson].commands
    own = matches.parts[0].part.commands
    if question.commands and not taught & set(question.commands):
        return ()
    named = named_commands(question, own, taught)
    tried = _tried(index, question, named)
    if named and (not tried or (len(named) > 1 and Intent.COMPARISON in question.intents)):
        return named
    wanted = {name for name in matches.wanted if name in taught and not _is_family(name, own)}
    worth = _worth(index, question, matches, taught, tried)
    if several := _several(index, question, matches, wanted):
        return several
    if len(each := _each(index, question, worth)) > 1:
        return each
    if (pair := _together(index, question, matches, tried, worth)) and _is_wanted(index, question, matches, pair):
        return pair
    best = max(sorted(worth), key=worth.__getitem__, default="")
    near = _near(matches) if own else ()
    is_done = _asks_how(question) and best in near and best in doing(index.tasks, question)
    found = (best,) if best in wanted or is_done or tried else _shown(question, matches, best, worth)
    return found if tried or _is_wanted(index, question, matches, found) else ()


def named_commands(question: Question, own: Sequence[str], taught: Collection[str]) -> tuple[str, ...]:
    """Return the commands that a question names and that are taught, families (`docker compose`) left out."""
    named = [name for name in question.commands if name in taught and not _is_family(name, own)]
    return tuple(dict.fromkeys(_in_family(question, name, taught) for name in named))


def _in_family(question: Question, name: str, taught: Collection[str]) -> str:
    """Return the command of Compose for a thing of that name where Compose is spoken of: `compose로 띄운 것의 log`."""
    sibling = name.replace("docker", COMPOSE, 1)
    is_meant = COMPOSE in question.commands and sibling in taught and name not in question.text
    return sibling if is_meant else name


def _is_wanted(index: Index, question: Question, matches: Matches, found: Sequence[str]) -> bool:
    """Return whether to show commands that were not named.

    Not to whoever asks whether or why something is so; and never unasked what takes something away.
    """
    is_doing = _asks_how(question)
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


def _asks_how(question: Question) -> bool:
    """Return whether a question asks how to do a thing, or to do it at once."""
    return _DOING.search(question.text) is not None or _PLEASE.search(question.text) is not None


def _near(matches: Matches) -> frozenset[str]:
    """Return the commands that the best parts teach."""
    return frozenset(name for match in matches.parts[:3] for name in match.part.commands)


def _shown(question: Question, matches: Matches, best: str, worth: Mapping[str, float]) -> tuple[str, ...]:
    """Return the best command where a question wants one: it asks how to do a thing, or its part is about commands."""
    part = matches.parts[0].part
    likeness = matches.cards.get(best, 0.0)
    if Intent.DEFINITION not in question.intents and likeness >= SURE_CARD:
        return (best,)
    is_doing = bool(question.flags or question.actions) or _asks_how(question)
    is_about_it = part.section.index.kind == "command" and likeness >= FAIR_CARD
    if part.commands and (is_doing or is_about_it):
        own = max(part.commands, key=lambda name: worth.get(name, 0.0))
        return (best if worth[best] - worth.get(own, 0.0) >= CLEARLY else own,)
    near = _near(matches)
    least = ASKED_CARD if _COMMANDS.search(question.text) else LIKELY_CARD
    return (best,) if is_doing and best in near and likeness >= least else ()


def _several(index: Index, question: Question, matches: Matches, wanted: set[str]) -> tuple[str, ...]:
    """Return all commands of a part that has many, where they are asked for and none in particular."""
    own = matches.parts[0].part.commands
    if "basic-commands" in question.concepts:
        return own
    is_open = not (question.actions or question.flags or wanted)
    if is_open and len(own) >= OVERVIEW and _COMMANDS.search(question.text):
        return own
    if len(question.actions) < MANY_DEEDS:
        return ()
    many = next((match.part.commands for match in matches.parts[:3] if len(match.part.commands) >= OVERVIEW), ())
    asked = {name for names in _doers(index, question, many) for name in names}
    is_narrow = bool(question.concepts & _THINGS) and len(asked) > 1
    return tuple(name for name in many if name in asked or not is_narrow)


def _together(
    index: Index, question: Question, matches: Matches, tried: Sequence[str], worth: Mapping[str, float]
) -> tuple[str, ...]:
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
    if not 1 < len(asked) <= FEW or not (is_each or (is_shared and _are_near(worth, doers[0]))):
        return ()
    return tuple(name for name in part.commands if name in asked)


def _each(index: Index, question: Question, worth: Mapping[str, float]) -> tuple[str, ...]:
    """Return the best command for every errand, where each is asked for: `멈추고 나서 지우는 명령 두 개`."""
    if _EACH.search(question.text) is None:
        return ()
    able = [[name for name in running(index.tasks, errand, question) if name in worth] for errand in question.errands]
    return tuple(dict.fromkeys(max(names, key=worth.__getitem__) for names in able if names))


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


def _are_near(worth: Mapping[str, float], names: Sequence[str]) -> bool:
    """Return whether the commands are the best of all, and none of them much better than the others."""
    least = min(worth.get(name, 0.0) for name in names)
    return max(worth.values()) - least <= NEAR_WORTH


def _worth(
    index: Index, question: Question, matches: Matches, taught: Collection[str], tried: Sequence[str]
) -> dict[str, float]:
    """Return how near the question is to every command: its card, the parts that teach it and what it is about."""
    top = matches.parts[0]
    is_compose = COMPOSE in question.concepts or _SERVICE.search(question.text) is not None
    worth = {name: matches.cards.get(name, 0.0) for name in taught}
    done = doing(index.tasks, question)
    for name in worth:
        teaching = [match for match in matches.parts[:NEAR_PARTS] if name in match.part.commands]
        worth[name] += NEAR_SHARE * max((1 + match.score - top.score for match in teaching), default=0.0)
        if name in top.part.commands:
            worth[name] += OWN_SHARE - LATER_SHARE * top.part.commands.index(name)
        if name in done:
            worth[name] += ERRAND_SHARE
        if name in tried:
            worth[name] -= TRIED_SHARE
        if name.startswith(f"{COMPOSE} "):
            worth[name] += FAMILY_SHARE if is_compose else -OTHER_FAMILY_SHARE
        if name.endswith(" prune"):
            worth[name] += ALL_SHARE if _ALL.search(question.text) else -ONE_SHARE
        if name not in top.part.commands and _is_other_thing(index, question, name):
            worth[name] -= OTHER_THING_SHARE
    return worth


def _is_other_thing(index: Index, question: Question, name: str) -> bool:
    """Return whether a command is about some of containers, images, volumes and networks, the question about others."""
    asked, own = question.concepts & _THINGS, index.tasks[name].things & _THINGS
    return bool(asked and own) and not asked & own


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
