"""How many commands a question asks for in so many words: two, both of two deeds, or just one. Pure."""

from __future__ import annotations

import re

_TYPED_IN_TURN = r"[뭐머]\s?[뭐머](?:를|을)?\s?(?:치|쳐|입력|[써쓰하해였])"
_TWO_COMMANDS = r"(?:명령어?|커맨드)\s?(?:두|2)\s?개|(?:두|2)\s?(?:개의?\s?)?(?:명령|커맨드)"
_BOTH = r"둘\s?다|\bboth\b"

# Several things one after the other, whatever they are: a hint that two are wanted.
_SEVERAL = re.compile(
    rf"{_BOTH}|{_TYPED_IN_TURN}|각각|차례|순서|따로|하나씩|(?:두|2)\s?(?:개|가지|줄|단계|명령|커맨드)|까지|부터|스텝\s?바이"
    r"|\b(?:two|2|steps?|order|and then)\b"
)
# Two commands, named as such: nothing else will do.
_COMMANDS_IN_TURN = re.compile(
    rf"{_TWO_COMMANDS}|{_TYPED_IN_TURN}|(?:뭐|뭘|머)\s?[치하]고\s?(?:뭐|뭘|머)|하나씩"
    r"|\b(?:two|2|both) commands\b|명령어?(?:를|을)?\s?(?:각각|차례)"
)
# Both of two deeds that were spoken of.
_BOTH_OF_TWO = re.compile(rf"{_BOTH}|(?:명령어?|커맨드)\s?(?:두\s?개|둘)|두\s?(?:개|가지)\s?(?:명령|커맨드|다|모두)")
# The two steps of a cure.
_IN_TWO_STEPS = re.compile(rf"{_BOTH}|두\s?(?:단계|명령|커맨드|개|가지)|순서대로|차례(?:대로|로)")
_ONE = re.compile(
    r"(?:명령어?|커맨드|거|것|법|하나)만|한\s?(?:줄|방|번|큐|개)|하나로|어느\s?(?:쪽|거|것|게|걸)"
    r"|중(?:에|에서)?\s(?:\S+\s){0,4}?(?:뭐|어느|무엇|어떤)|\b(?:one|single|which)\b|\bthe (?:docker )?command\b"
)


def asks_for_two(text: str) -> bool:
    """Return whether the normalised question asks for several things to type, in so many words or in their order."""
    return _SEVERAL.search(text) is not None


def asks_for_two_commands(text: str) -> bool:
    """Return whether the normalised question asks for two commands by that name."""
    return _COMMANDS_IN_TURN.search(text) is not None


def asks_for_both(text: str) -> bool:
    """Return whether the normalised question asks for both of two deeds that it speaks of."""
    return _BOTH_OF_TWO.search(text) is not None


def asks_for_steps(text: str) -> bool:
    """Return whether the normalised question asks for the two steps of a cure."""
    return _IN_TWO_STEPS.search(text) is not None


def asks_for_one(text: str) -> bool:
    """Return whether the normalised question asks for one thing only, or which of several it is."""
    return _ONE.search(text) is not None
