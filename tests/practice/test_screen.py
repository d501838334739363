"""What a learner sees of a stream of bytes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.practice.screen import Screen


def shown(*pieces: bytes) -> str:
    screen = Screen()
    for piece in pieces:
        screen.feed(piece)
    return screen.text


def test_plain_lines_stay_as_they_are() -> None:
    assert shown(b"one\ntwo\n") == "one\ntwo"


def test_a_character_cut_in_two_is_put_together_again() -> None:
    whole = "안녕하세요, 고래예요".encode()
    assert shown(*(whole[at : at + 1] for at in range(len(whole)))) == "안녕하세요, 고래예요"


@given(st.text(alphabet="가나다 abc\n", max_size=200), st.lists(st.integers(0, 600), max_size=6))
def test_pieces_of_any_size_show_the_same(text: str, cuts: list[int]) -> None:
    whole = text.encode()
    places = sorted({min(cut, len(whole)) for cut in cuts})
    pieces = [whole[start:end] for start, end in zip([0, *places], [*places, len(whole)], strict=True)]
    assert shown(*pieces) == shown(whole)


def test_a_bar_that_is_drawn_over_itself_is_one_line() -> None:
    assert shown(b"10%\r", b"50%\r", b"100%\r\n", b"done\r\n") == "100%\ndone"


def test_dockers_pull_is_shown_as_its_last_state() -> None:
    drawn = b"latest: Pulling\r\n\r\naaa: Waiting \r\nbbb: Waiting \r\n"
    drawn += b"\x1b[2A\x1b[2K\raaa: Pull complete \r\x1b[2B\x1b[1A\x1b[2K\rbbb: Pull complete \r\x1b[1BStatus: ok\r\n"
    assert shown(drawn) == "latest: Pulling\n\naaa: Pull complete\nbbb: Pull complete\nStatus: ok"


def test_colours_and_bells_are_left_out() -> None:
    assert shown(b"\x1b[31mred\x1b[0m\x07\n") == "red"


def test_bytes_that_are_no_text_are_replaced() -> None:
    assert shown(b"\xff\xfeok\n") == "\ufffd\ufffdok"


def test_long_lines_are_not_wrapped_and_many_lines_are_kept() -> None:
    line = b"x" * 300
    assert shown(b"\r", *(line + b"\r\n" for _ in range(200))).splitlines() == ["x" * 300] * 200


def test_half_a_wide_character_that_was_drawn_over_is_no_stumbling_block() -> None:
    assert shown("빵빵\x1b[1Gx".encode()) == "x빵"
    assert shown("빵\x1b[1Gx\x1b[2Gy".encode()) == "xy"
