"""What people want is learned from what was asked for before, always the same."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.answers.korean import Morphemes
from bot.answers.likely import Likely, Wishes
from bot.answers.service import Engine
from bot.lessons.model import Wish
from tests.answers.small import FIRST, SECOND, small

ASKED = [
    ({"지우", "컨테이너"}, ["docker rm"]),
    ({"치우", "컨테이너"}, ["docker rm"]),
    ({"지우", "이미지"}, ["docker rmi"]),
    ({"치우", "이미지", "그만"}, ["docker rmi"]),
    ({"차이", "둘"}, ["docker rm", "docker rmi"]),
    ({"차이", "그만"}, ["docker rm", "docker rmi"]),
    ({"켜"}, ["docker start"]),
    ({"켜", "그만"}, ["docker start"]),
]
WISHES = (
    Wish(("docker rm",), ("컨테이너 지우는 법", "다 쓴 컨테이너 치우려면", "컨테이너 하나 없애기")),
    Wish(("docker rmi",), ("이미지 지우는 법", "받아 둔 이미지 치우려면", "이미지 하나 없애기")),
    Wish((), ("컨테이너는 왜 있어", "이미지는 왜 있어", "컨테이너와 이미지는 뭐가 달라", "둘이 뭐가 달라")),
)


def test_the_likeliest_is_what_such_words_wanted_before() -> None:
    shares = Likely.of(ASKED).shares({"치우", "컨테이너"})
    assert max(shares, key=shares.__getitem__) == "docker rm"
    assert sum(shares.values()) == pytest.approx(1, abs=1e-5)


def test_who_wanted_two_made_both_likely() -> None:
    shares = Likely.of(ASKED).shares({"차이"})
    assert shares["docker start"] < min(shares["docker rm"], shares["docker rmi"])


def test_words_that_nobody_has_said_say_nothing() -> None:
    assert list(Likely.of(ASKED).shares({"바다"}).values()) == pytest.approx([1 / 3] * 3)


def test_where_nothing_was_learned_nothing_is_likely() -> None:
    assert Likely.of().shares({"치우"}) == {}


def test_the_same_questions_teach_the_same() -> None:
    assert Likely.of(ASKED).shares({"지우"}) == Likely.of(ASKED).shares({"지우"})


def test_which_command_and_how_many_are_told_apart() -> None:
    wishes = Wishes.of(replace(small(), wishes=WISHES), str.split)
    which, many = wishes.which.shares({"컨테이너", "치우려면"}), wishes.many.shares({"왜", "뭐가"})
    assert which["docker rm"] > which["docker rmi"]
    assert max(many, key=many.__getitem__) == "0"


def test_what_lies_outside_of_the_course_is_told_apart() -> None:
    outside = Wish((), ("축구 몇 시에 해", "축구 누가 이겨", "농구 누가 이겨"), "sports")
    where = Wishes.of(replace(small(), wishes=(*WISHES, outside)), str.split).where
    assert where.shares({"누가", "이겨"})["outside"] > 0.5 > where.shares({"컨테이너", "지우는"})["outside"]


def test_what_lies_outside_is_not_answered_with_what_it_sounds_like(morphemes: Morphemes) -> None:
    question = "손님용 쿠키 이미지 뭐야"
    asked = ("쿠키 이미지 골라 줘", "쿠키 이미지 뭐야", "손님용 쿠키 골라 줘", "손님용 쿠키 뭐야")
    course = replace(small(), wishes=WISHES)
    known = replace(course, wishes=(*WISHES, Wish((), asked, "cookies")))
    assert Engine.build(known, morphemes).ask(question).score < Engine.build(course, morphemes).ask(question).score


def test_a_lesson_that_teaches_no_command_is_asked_how_to_do_a_thing(morphemes: Morphemes) -> None:
    plain = replace(SECOND, sections=SECOND.sections[:1])
    engine = Engine.build(replace(small(lessons=(FIRST, plain)), wishes=WISHES), morphemes)
    assert engine.ask("포트 여는 법", "b").commands == ()


def test_a_wish_moves_the_answer(morphemes: Morphemes) -> None:
    question = "받아 둔 이미지 치우려면"
    assert Engine.build(small(), morphemes).ask(question).commands == ()
    assert Engine.build(replace(small(), wishes=WISHES), morphemes).ask(question).commands == ("docker rmi",)


def test_of_many_questions_only_what_is_seen_often_counts_and_of_few_everything() -> None:
    often = [Wish(("docker rm",), tuple(f"컨테이너 지우는 법 {number}" for number in range(2000)))]

    def told(text: str) -> list[str]:
        return text.split()

    few = Wishes.of(replace(small(), wishes=(Wish(("docker rm",), ("컨테이너 치우기",)),)), told)
    many = Wishes.of(replace(small(), wishes=tuple(often)), told)
    assert {"컨테이너", "치우기"} <= few.which.places.keys()
    assert "지우는" in many.which.places
    assert "1999" not in many.which.places
