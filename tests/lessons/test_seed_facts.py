"""Every fact of the notes that the study group began with stands in lesson 1. Each row: the part, and words of the fact
that are found there (all of them), in the group's own terms."""

from __future__ import annotations

import re
from functools import cache

import pytest

from bot.lessons.library import BUILT_IN
from bot.lessons.model import Section
from bot.lessons.parse import read

FACTS = [
    # 1 도커란
    ("isolation: programs run apart from each other", "what-is-docker", ("격리", "실행", "도구")),
    ("the problem it solves", "what-is-docker", ("내 컴퓨터에서는 되는데", "다른 컴퓨터에서는 안 돼")),
    (
        "a container is a box a program is put in and run",
        "what-is-docker",
        ("컨테이너", "Container", "상자", "안에 넣고"),
    ),
    ("lighter and faster than a virtual machine", "what-is-docker", ("가상머신", "VM", "가볍고 빠르")),
    # 2 가상화와 컨테이너
    ("one physical server, two ways", "vm-vs-container", ("물리 서버", "가상화", "컨테이너")),
    ("a VM holds an operating system", "vm-vs-container", ("운영체제 포함",)),
    ("a VM takes many resources", "vm-vs-container", ("리소스 사용 많음",)),
    ("a container runs on a shared OS", "vm-vs-container", ("공유 OS 위",)),
    ("a container takes few resources", "vm-vs-container", ("리소스 사용 적음",)),
    ("several operating systems make VMs heavy", "vm-vs-container", ("운영체제를 여러 개", "무거")),
    (
        "sharing the operating system makes containers light and fast",
        "vm-vs-container",
        ("운영체제를 공유", "가볍고 빠르"),
    ),
    # 3 기본 개념
    ("an image is a mould to stamp programs with", "core-concepts/image", ("이미지", "Image", "찍어", "빵틀")),
    ("a container is the bread an image makes when run", "core-concepts/container", ("이미지를 실행", "빵")),
    ("the engine makes and runs containers", "core-concepts/engine", ("Docker Engine", "컨테이너를 만들고 실행")),
    ("the hub shares images of the whole world", "core-concepts/hub", ("Docker Hub", "전 세계", "공유", "앱스토어")),
    # 4 생애주기
    ("image, then created", "lifecycle", ("이미지", "컨테이너 생성")),
    ("created, then running", "lifecycle", ("컨테이너 생성", "실행 중")),
    ("running, then stopped", "lifecycle", ("실행 중", "중지")),
    ("stopped, then removed", "lifecycle", ("중지", "삭제")),
    ("a running one is replaced by a new version", "lifecycle", ("실행 중", "새로운 버전으로", "교체")),
    ("containers are used once and thrown away", "lifecycle/disposable", ("일회용품", "쓰고 버리")),
    (
        "data is kept on the host server's disk to be safe",
        "lifecycle/data",
        ("호스트 서버 디스크", "따로 저장", "안전"),
    ),
    # 5 장점과 단점
    ("pro: several on one server", "pros-cons/pros", ("한 대의 서버에 여러 개 실행",)),
    ("pro: easy to manage", "pros-cons/pros", ("관리하기 쉽",)),
    ("pro: one development environment", "pros-cons/pros", ("개발환경 통일",)),
    ("con: Linux programs only", "pros-cons/cons", ("리눅스 프로그램만 지원",)),
    ("con: a dead server takes its containers along", "pros-cons/cons", ("서버가 죽으면 컨테이너도 영향",)),
    ("con: not worth it for one container", "pros-cons/cons", ("컨테이너 1개만 쓰면 비효율",)),
    ("the six stand side by side in a table", "pros-cons", ("장점", "단점", "리눅스 프로그램만 지원", "관리하기 쉽")),
    # 6 명령어
    (
        "pull downloads nginx, a web server, from the hub",
        "basic-commands",
        ("docker pull nginx", "도커 허브", "다운로드", "웹 서버"),
    ),
    (
        "run makes a container of the image, named myweb",
        "basic-commands",
        ("docker run --name myweb -d -p 8080:80 nginx", "이름"),
    ),
    ("ps shows running containers", "basic-commands", ("docker ps", "실행 중인 컨테이너", "확인")),
    ("stop stops a container", "basic-commands", ("docker stop myweb", "컨테이너를 중지")),
    ("rm removes a container", "basic-commands", ("docker rm myweb", "컨테이너를 삭제")),
    ("rmi removes an image", "basic-commands", ("docker rmi nginx", "이미지를 삭제")),
    ("pull: fetching the mould nginx", "basic-commands/pull", ("nginx라는 빵틀을 가져온다",)),
    ("run: baking bread with the mould", "basic-commands/run", ("빵틀로 빵(컨테이너)을 굽는다",)),
    ("ps: looking at the bread in the oven", "basic-commands/ps", ("오븐에서 굽고 있는 빵들", "확인")),
    ("stop: to stop baking", "basic-commands/stop", ("빵 굽는 거 멈추기",)),
    ("rm: throwing the bread away", "basic-commands/rm", ("빵 버리기",)),
    ("rmi: throwing the mould away", "basic-commands/rmi", ("빵틀 버리기",)),
    # 7 활용 사례
    ("all members develop in the same environment", "use-cases/dev-environment", ("팀원 모두", "같은 환경", "개발")),
    ("which ends the works-on-my-machine problem", "use-cases/dev-environment", ("내 컴퓨터에서는 되는데?", "해결")),
    ("new versions are easily tested", "use-cases/testing", ("새 버전", "쉽게 테스트")),
    ("development, test, production", "use-cases/testing", ("개발 → 테스트 → 운영 배포",)),
    (
        "small servers (web, DB, API) each in a container",
        "use-cases/microservices",
        ("웹, DB, API", "컨테이너로 각각 실행"),
    ),
    ("independent of each other, so easy to manage", "use-cases/microservices", ("독립적", "관리가 쉬")),
    ("GitHub, docker build, server deployment, automated", "use-cases/ci-cd", ("깃허브", "빌드", "배포", "자동화")),
    (
        "used with Jenkins, GitHub Actions, GitLab CI",
        "use-cases/ci-cd",
        ("Jenkins", "GitHub Actions", "GitLab CI", "자주 같이"),
    ),
    # 정리
    ("a light and fast virtualisation technology", "summary", ("가볍고 빠른 가상화 기술",)),
    ("from image to container", "summary", ("이미지 → 컨테이너",)),
    ("sharing environments is a must at work", "summary", ("개발환경 공유", "필수")),
    ("automated deployment is a must at work", "summary", ("배포 자동화", "필수")),
    ("running microservices is a must at work", "summary", ("마이크로서비스 운영", "필수")),
]


@cache
def _parts() -> dict[str, Section]:
    course = read([BUILT_IN]).course
    (first,) = (lesson for lesson in course.lessons if lesson.id == "01-docker")
    return {section.id: section for section in first.sections}


@pytest.mark.parametrize(("fact", "part", "said"), FACTS, ids=[fact for fact, _, _ in FACTS])
def test_a_fact_of_the_first_notes_stands_in_its_part(fact: str, part: str, said: tuple[str, ...]) -> None:
    text = re.sub(r"[*`]", "", _parts()[part].markdown)
    text = re.sub(r"\s+", " ", text)
    assert [words for words in said if words not in text] == [], fact


def test_the_six_commands_stand_in_their_order() -> None:
    text = _parts()["basic-commands"].markdown
    places = [text.index(f"docker {verb}") for verb in ("pull", "run", "ps", "stop", "rm ", "rmi")]
    assert places == sorted(places)


@pytest.mark.parametrize(("part", "edges"), [("vm-vs-container", 6), ("lifecycle", 5)])
def test_both_diagrams_have_all_their_edges(part: str, edges: int) -> None:
    (diagram,) = _parts()[part].diagrams
    assert diagram.source.count("-->") == edges
