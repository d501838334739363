from __future__ import annotations

import pytest

from bot.core.errors import GoraeError
from bot.lessons.exercises import QuizKind
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
        ("`myweb`", "은", "`myweb`은"),
        ("volume", "과", "volume과"),
        ("Dockerfile", "이", "Dockerfile이"),
        ("compose", "이", "compose가"),
        ("mynet", "을", "mynet을"),
        ("root", "을", "root를"),
        ("app", "은", "app은"),
        ("IP", "은", "IP는"),
        ("URL", "으로", "URL로"),
        ("docker pull", "으로", "docker pull로"),
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
    assert said in (graded.miss.text if graded.miss else "")


@pytest.mark.parametrize(
    ("answer", "accepted", "said"),
    [
        (
            "docker save -o x.tar busybox",
            ["docker save -o bread.tar busybox", "docker save busybox > bread.tar"],
            "`--output` 옵션의 값이 달라요. `x.tar`라고 쓰셨어요.",
        ),
        ("docker pull nginx:1.26", ["docker pull nginx"], "이미지의 태그가 달라요. `nginx:1.26`이라고 쓰셨어요."),
        ("docker run -e A=1 nginx", ["docker run -e A=1 -e B=2 nginx"], "`--env` 옵션의 값이 달라요."),
        ("docker rmi -f nginx", ["docker rmi nginx"], "이 문제에서는 `--force` 없이 써야 해요."),
        ("docker rm web db", ["docker rm web"], "이 문제에서는 `db` 없이 써야 해요."),
        (
            "docker stop web || docker rm web",
            ["docker stop web && docker rm web"],
            "명령을 잇는 기호가 달라요. `||`는 앞 명령이 실패했을 때만 뒤 명령을 실행해요.",
        ),
    ],
)
def test_a_near_miss_says_what_differs_from_the_line_that_was_meant(
    answer: str, accepted: list[str], said: str
) -> None:
    miss = grade(present(typed(QuizKind.COMMAND, *accepted), 1), answer, compare).miss
    assert miss is not None
    assert (miss.text, miss.is_near) == (said, True)


@pytest.mark.parametrize(
    ("answer", "accepted", "is_near", "said"),
    [
        ("hello world", "docker ps", False, "`hello` 부분을 다시 살펴보세요."),
        ("", "docker ps", False, "명령을 다시 살펴보세요."),
        ("docker run --privileged nginx", "docker run nginx", False, "여기서 쓰지 않는 것이에요."),
        ("docker push web", "docker pull web", False, "여기서 쓰지 않는 것이에요."),
        ("docker rm", "docker rm web", False, "빠진 것이 있거나"),
        ("dcoker ps", "docker ps", True, "혹시 `docker ps` 인가요?"),
        ("dcoker rmi redis", "docker rmi nginx", True, "혹시 `docker rmi redis` 인가요?"),
        ("dcoker rm web", "docker ps", False, "혹시 `docker rm web` 인가요?"),
        ("docker stop web", "docker ps", False, "다른 명령이에요."),
    ],
)
def test_what_can_not_be_read_is_near_only_when_its_likely_reading_is(
    answer: str, accepted: str, said: str, *, is_near: bool
) -> None:
    miss = compare(answer, accepted)
    assert miss is not None
    assert miss.is_near is is_near
    assert said in miss.text
    assert "도커가 알아듣지 못" not in miss.text
