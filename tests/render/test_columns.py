"""Two texts stand side by side, whatever letters they have."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.render.columns import GAP, WIDTH, columns, side_by_side


def test_columns_line_up_and_titles_are_ruled_off() -> None:
    lines = side_by_side(
        ("이미지", "똑같은 모양으로 **찍어내는** 빵틀이에요."), ("컨테이너", "`빵`이에요. 이미지를 실행해서 만들어요.")
    ).splitlines()
    assert lines[0].split(GAP) == ["이미지" + " " * (WIDTH - 6), "컨테이너"]
    assert set(lines[1]) == {"─", " ", "│"}
    assert {columns(line.split(GAP)[0]) for line in lines} == {WIDTH}
    assert "**" not in "".join(lines)


def test_both_columns_fit_a_phone_and_a_long_word_breaks_at_its_bracket() -> None:
    lines = side_by_side(("가", "컨테이너(Container)는 빵이에요."), ("나", "빵틀")).splitlines()
    assert all(columns(line) <= 38 for line in lines)
    assert lines[2].startswith("컨테이너 ")
    assert lines[3].startswith("(Container)는")


@given(st.text("가나다 abc\n", max_size=80), st.text("라마바 xyz", max_size=80))
def test_no_word_is_lost_and_none_sticks_out(left: str, right: str) -> None:
    lines = side_by_side(("왼쪽", left), ("오른쪽", right)).splitlines()
    halves = [line.split(GAP.strip()) for line in lines[2:]]
    assert "".join(half[0] for half in halves).replace(" ", "") == "".join(left.split())
    assert "".join(half[1] for half in halves).replace(" ", "") == "".join(right.split())
    assert all(columns(half.strip()) <= WIDTH for pair in halves for half in pair)
