"""Anything that a reply may hold, for properties that must hold of all of it."""

from __future__ import annotations

import re
from dataclasses import replace

from hypothesis import strategies as st

from bot.core.reply import (
    Attachment,
    Choice,
    Code,
    Emphasis,
    Field,
    Form,
    Menu,
    MenuKind,
    MenuOption,
    Picture,
    Reply,
    Visibility,
)

OWNER = 1478310551552000123
PNG = b"\x89PNG"

pieces = st.sampled_from(
    [
        *(
            "한글 문장이에요. ",
            "🐳",
            "👩‍👩‍👧‍👦",
            "\u200b",
            "\u202e",
            "e\u0301",
            "a" * 300,
            "가" * 700,
            "x" * 4096,
            "\ud800",
        ),
        *("`", "``", "```", "```ansi\n", "\n", "\n\n", "\r", "\r\n", "\t", " ", "**굵게** ", "||숨김||", "-# ", "> "),
        *("@everyone ", "<@123> ", "<@&5>", "\x00", "\x9b31m", "\x1b", "\x1b]0;제목\x07", "\x1b[2K"),
        *("https://example.com/a_b?c=1", "http://localhost:8080", "<https://a.kr", "[글](https://a.kr/)"),
        *("\x1b[31m", "\x1b[1;92m", "\x1b[38;5;200m", "\x1b[0m"),
    ]
)
words = st.lists(pieces, max_size=12).map("".join) | st.text(max_size=300)
actions = st.from_regex(re.compile(r"[a-z]{1,6}:[ -~]{0,70}"), fullmatch=True) | st.text(max_size=100)
labels = st.lists(pieces, max_size=3).map("".join) | st.text(max_size=120)
choices = st.builds(Choice, labels, actions, st.sampled_from(Emphasis), st.booleans())
options = st.builds(MenuOption, labels, labels, labels, st.booleans())
menus = st.builds(
    Menu, actions, st.lists(options, max_size=30).map(tuple), labels, st.integers(-1, 30), st.integers(-1, 30)
)
panels = st.builds(
    Menu,
    actions,
    placeholder=labels,
    least=st.integers(-1, 30),
    most=st.integers(-1, 30),
    kind=st.sampled_from([kind for kind in MenuKind if kind is not MenuKind.TEXT]),
    chosen=st.lists(st.integers(1, (1 << 64) - 1), max_size=30, unique=True).map(tuple),
)
forms = st.builds(
    Form,
    labels,
    st.lists(
        st.builds(Field, st.just("x"), labels, words, words, st.booleans(), st.booleans(), st.integers(-1, 9000)),
        min_size=1,
        max_size=7,
    ).map(lambda fields: tuple(replace(field, key=f"field{number}") for number, field in enumerate(fields))),
)
replies = st.builds(
    Reply,
    text=words,
    code=st.none() | st.builds(Code, words, st.sampled_from(["", "ansi", "dockerfile", "x`y"])),
    note=words,
    picture=st.none() | st.builds(Picture, st.just(PNG), words, words),
    choices=st.lists(choices, max_size=40).map(tuple),
    menus=st.lists(menus | panels, max_size=7).map(tuple),
    file=st.none() | st.builds(Attachment, words, st.binary(max_size=50)),
    visibility=st.sampled_from(Visibility),
    in_place=st.booleans(),
    terminal=labels,
    takes=st.just("") | actions,
)
