"""Which flags the lines of a command card use."""

from __future__ import annotations

import re

from bot.lessons.model import Card, Flag


def used(card: Card, line: str) -> set[str]:
    """Return the flags a line uses by their long names, bundled (`-it`) or apart."""
    names = {flag.short: flag.long or flag.short for flag in card.flags if flag.short}
    words = [word.partition("=")[0] for word in line.split() if word.startswith("-")]
    apart = [f"-{letter}" for word in words if re.fullmatch("-[a-z]{2,3}", word) for letter in word[1:]]
    known = {*names, *names.values(), *(flag.long for flag in card.flags)}
    return {names.get(word, word) for word in (*words, *apart) if word in known}


def foremost(card: Card, most: int) -> tuple[Flag, ...]:
    """Return the flags to name first, in the order of the card: those of its own lines, then those it begins with."""
    lines = [form.form for form in card.forms] + [each.line for each in card.examples if not each.no_run]
    shown = set[str]().union(*(used(card, line) for line in lines))
    chosen = sorted(card.flags, key=lambda flag: (flag.long or flag.short) not in shown)[:most]
    return tuple(flag for flag in card.flags if flag in chosen)
