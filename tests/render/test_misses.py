"""The questions that authors should look at, and what they type to answer them better."""

from __future__ import annotations

import shlex

import pytest

from bot.render.answers import misses_text
from bot.storage.questions import Miss


def test_misses_are_grouped_by_the_part_that_was_found() -> None:
    text = misses_text(
        [Miss("둘", "b/x", "abstain", 1, ""), Miss("하나", "a/x", "answer", 3, "빵"), Miss("셋", "b/x", "maybe", 2, "")]
    )
    assert text.index("a/x") < text.index("하나") < text.index("b/x") < text.index("셋") < text.index("둘")
    assert "찾던 것: 빵" in text
    assert misses_text([])


@pytest.mark.parametrize(
    "question", ["빵틀이 뭔데", "-d가 뭐야", 'it\'s "$HOME" `id` !! 뭐야', "두 줄\n질문; rm -rf ~"]
)
def test_below_a_miss_stands_the_line_for_a_shell_that_adds_it_to_the_part_that_was_found(question: str) -> None:
    text = misses_text([Miss(question, "01-docker/core-concepts/image", "maybe", 2, "")])
    line = text[text.index("gorae content questions") :]
    words = ["gorae", "content", "questions", "--add", question, "--to", "01-docker/core-concepts/image"]
    assert shlex.split(line) == words


def test_where_no_part_was_near_a_place_is_left_for_one() -> None:
    text = misses_text([Miss("점심 뭐 먹지", "", "abstain", 1, "")])
    assert "가까운 부분을 찾지 못했어요" in text
    assert text.rstrip().endswith("--add '점심 뭐 먹지' --to '강의/부분'")
