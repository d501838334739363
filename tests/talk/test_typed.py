from __future__ import annotations

import pytest

from bot.talk.typed import fits, fitting

TITLE = "5 컨테이너 다루기 05-containers"


@pytest.mark.parametrize(
    "typed",
    ["", "5", "컨테이너", "ㅋㅌㅇㄴ", "컨테이나", "콘테이너", "다루", "컨테이너다루기", "Containers", "contaners"],
)
def test_a_part_first_consonants_and_slips_find_a_title(typed: str) -> None:
    assert fits(typed, TITLE)


@pytest.mark.parametrize("typed", ["볼륨", "네트워크", "ㅂㄹ", "compose", "x"])
def test_other_words_do_not(typed: str) -> None:
    assert not fits(typed, TITLE)


def test_what_was_typed_whole_comes_before_what_is_only_near_it() -> None:
    names = [f"page{number}.html" for number in range(60)]
    assert fitting("page59.html", [(name, name) for name in names])[0] == "page59.html"
    assert fitting("page5", [(name, name) for name in names])[:11] == ["page5.html", *names[50:60]]
    assert fitting("", [(name, name) for name in names]) == names
    assert fitting("volume", [(name, name) for name in names]) == []
