from __future__ import annotations

import pytest

from bot.core.errors import GoraeError
from bot.lessons.model import QuizKind
from bot.quiz.grade import grade
from bot.quiz.question import present
from bot.render.difference import compare, difference_text
from bot.render.messages import error_text
from bot.render.wording import keys, say, with_particle, with_particles
from sandbox.policy.compare import Difference, DifferenceKind
from tests.quiz.courses import typed


@pytest.mark.parametrize(
    ("word", "particle", "expected"),
    [
        ("이미지", "을", "이미지를"),
        ("컨테이너", "은", "컨테이너는"),
        ("빵틀", "이", "빵틀이"),
        ("빵틀", "으로", "빵틀로"),
        ("볼륨", "으로", "볼륨으로"),
        ("nginx", "을", "nginx를"),
        ("8080", "으로", "8080으로"),
        ("`myweb`", "은", "`myweb`는"),
        ("volume", "과", "volume와"),
    ],
)
def test_a_particle_fits_the_last_sound(word: str, particle: str, expected: str) -> None:
    assert with_particle(word, particle) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("docker 뒤에 오는 `rnu` 은(는) 도커의 명령이 아니에요.", "docker 뒤에 오는 `rnu`는 도커의 명령이 아니에요."),
        ("`볼륨`은(는)", "`볼륨`은"),
        ("nosuch(이)라는 이미지", "nosuch라는 이미지"),
        ("종료 코드 1(으)로, 3(으)로", "종료 코드 1로, 3으로"),
        ("f(이) main()", "f(이) main()"),
    ],
)
def test_particles_left_open_by_an_author_are_decided(text: str, expected: str) -> None:
    assert with_particles(text) == expected


def test_every_kind_of_difference_has_a_sentence() -> None:
    for kind in DifferenceKind:
        assert difference_text(Difference(kind, "a", "b", "--name")).endswith((".", "요.", "?"))


def test_an_unknown_key_is_a_defect_not_a_silence() -> None:
    with pytest.raises(KeyError):
        say("errors", "no-such-key")


def test_an_error_is_told_in_korean_with_its_values() -> None:
    assert "20개까지" in error_text(GoraeError("quiz-count", {"most": 20}))
    assert "unexpected" in keys("errors")


@pytest.mark.parametrize(
    ("answer", "is_right", "said"),
    [
        ("docker run --detach --publish 8080:80 --name web nginx", True, ""),
        ("docker container run -p 8080:80 --name=web -d nginx:latest", True, ""),
        ("docker run -d -p 80:8080 --name web nginx", False, "순서가 바뀌었어요"),
        ("docker run -p 8080:80 --name web nginx", False, "--detach"),
    ],
)
def test_a_typed_command_is_graded_by_meaning_and_a_near_miss_says_what_differs(
    answer: str,
    is_right: bool,
    said: str,
) -> None:
    item = typed(QuizKind.COMMAND, "docker run -d -p 8080:80 --name web nginx")
    graded = grade(present(item, 1), answer, compare)
    assert graded.is_right is is_right
    assert said in graded.difference
