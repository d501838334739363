"""What a program leaves behind in a terminal is undone, and nothing else."""

from __future__ import annotations

import pytest

from bot.faces.terminal.through import Modes

CLEAN = b"\x1b[0m\x1b>"


def undone(*pieces: bytes) -> bytes:
    modes = Modes()
    for piece in pieces:
        modes.see(piece)
    return modes.undo


def test_a_program_that_cleans_up_leaves_nothing_to_undo() -> None:
    assert undone(b"\x1b[?1049h\x1b[?25l", b"text", b"\x1b[?25h\x1b[?1049l") == CLEAN
    assert undone(b"plain output\r\n") == CLEAN


@pytest.mark.parametrize(
    ("left", "undo"),
    [
        (b"\x1b[?25l", b"\x1b[?25h"),
        (b"\x1b[?1049h", b"\x1b[?1049l"),
        (b"\x1b[?2004h", b"\x1b[?2004l"),
        (b"\x1b[?7l", b"\x1b[?7h"),
        (b"\x1b[?1000;1006h", b"\x1b[?1000l\x1b[?1006l"),
    ],
)
def test_what_was_left_on_is_switched_off(left: bytes, undo: bytes) -> None:
    assert undone(left) == undo + CLEAN


def test_a_sequence_may_come_cut_anywhere() -> None:
    sequence = b"\x1b[?1049h\x1b[?25l"
    whole = undone(sequence)
    for at in range(len(sequence)):
        assert undone(sequence[:at], sequence[at:]) == whole


def test_modes_that_are_none_of_ours_are_left_alone() -> None:
    assert undone(b"\x1b[?12h\x1b[?9999h\x1b[?;h") == CLEAN
