from __future__ import annotations

import pytest

from bot.talk.typed import fits

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
