"""A terminal's screen: what programs write, as rows and columns with eight colours."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.practice.terminal_screen import CURSOR, TerminalScreen

SEQUENCES = st.sampled_from(
    [
        "\x1b[", "\x1b[?", "\x1b[>4;2m", "\x1b[?1049h", "\x1b[?1049l", "\x1b[?25l", "\x1b]0;제목\x07", "\x1b]", "\x1bP",
        "\x1b[6n", "\x1b[c", "\x1b[999;999H", "\x1b[2J", "\x1b[?3h", "\x1b[38;5;196m", "\x1b[38;2;1;2;3m", "\x1b[7m",
        "\x1b[1;5r", "\x1b[?5r", "\x1b[?9H", "\x1b[99999X", "\x1b(0", "\x1b#8", "\x1bM", "\t", "\r", "\n", "\b",
        "가나다", "🐳", "e\u0301", "\u200b", "\x00", "\x9b", "plain text",
    ]
)  # fmt: skip


def shown(text: str, rows: int = 4, columns: int = 20) -> TerminalScreen:
    screen = TerminalScreen(rows, columns)
    screen.feed(text.encode())
    return screen


def test_the_cursor_is_seen_where_it_stands_and_not_when_it_is_hidden() -> None:
    assert shown("$ ls").plain == f"$ ls{CURSOR}"
    assert shown("$ ls\x1b[?25l").plain == "$ ls"
    assert shown("abc\x1b[2D").coloured == "a\x1b[4mb\x1b[0mc"


def test_colours_stay_and_bright_ones_become_plain() -> None:
    assert (
        shown("\x1b[31mred\x1b[0m \x1b[1;94mblue\x1b[0m\x1b[?25l").coloured
        == "\x1b[31mred\x1b[0m \x1b[1;34mblue\x1b[0m"
    )
    assert shown("\x1b[38;5;196mx\x1b[38;2;0;200;0my\x1b[?25l").coloured == "\x1b[31mx\x1b[0;32my\x1b[0m"
    assert shown("\x1b[7minverse\x1b[?25l").coloured == "\x1b[30;47minverse\x1b[0m"


def test_korean_is_two_columns_wide() -> None:
    assert shown("가나다라마바사아자차카", columns=20).plain.splitlines()[0] == "가나다라마바사아자차"


def test_marks_without_a_width_take_nothing_along() -> None:
    assert shown("\u200b가\ufe0f나\x1b[?25l").plain == "가나"
    assert shown("\u1112\u1161\u11ab글\x1b[?25l").plain == "한글"


def test_a_program_s_own_screen_goes_when_it_goes() -> None:
    screen = shown("$ vi\r\n")
    screen.feed(b"\x1b[?1049h\x1b[H~ vi ~")
    assert "$ vi" not in screen.plain
    assert "~ vi ~" in screen.plain
    screen.feed(b"\x1b[?1049l")
    assert screen.plain == f"$ vi\n{CURSOR}"


def test_the_width_stays_whatever_a_program_asks_for() -> None:
    assert all(len(line) <= 20 for line in shown("\x1b[?3h" + "x" * 200).plain.splitlines())


def test_a_terminal_answers_where_its_cursor_is() -> None:
    assert TerminalScreen(4, 20).feed(b"ab\x1b[6n") == b"\x1b[1;3R"
    assert TerminalScreen(4, 20).feed(b"\x1b[c") == b"\x1b[?6c"


def test_what_other_terminals_understand_changes_nothing() -> None:
    assert shown("\x1b[>4;2mplain\x1b[?25l").coloured == "plain"


def test_arrow_keys_are_known_to_have_two_forms() -> None:
    assert not shown("").has_application_keys
    assert shown("\x1b[?1h").has_application_keys


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(SEQUENCES, st.text(max_size=8)), max_size=30), st.integers(1, 7))
def test_nothing_a_program_writes_makes_it_fail(pieces: list[str], step: int) -> None:
    written = "".join(pieces).encode("utf-8", "replace")
    screen = TerminalScreen(5, 20)
    for at in range(0, len(written), step):
        screen.feed(written[at : at + step])
    assert len(screen.plain.splitlines()) <= 5
    bare = re.sub(r"\x1b\[[0-9;]*m", "", screen.coloured).split("\n")
    assert "\n".join(line.rstrip(" ") for line in bare).rstrip("\n") == screen.plain
    assert "\x1b" not in screen.plain


@given(st.lists(SEQUENCES.filter(lambda piece: "\u0301" not in piece), max_size=20), st.integers(1, 5))
@settings(max_examples=100, deadline=None)
def test_bytes_cut_anywhere_show_the_same(pieces: list[str], step: int) -> None:
    written = "".join(pieces).encode()
    whole, parts = TerminalScreen(5, 20), TerminalScreen(5, 20)
    whole.feed(written)
    for at in range(0, len(written), step):
        parts.feed(written[at : at + step])
    assert parts.coloured == whole.coloured
