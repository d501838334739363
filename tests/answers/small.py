"""A course of a few parts, for promises that need no more."""

from __future__ import annotations

from bot.lessons.model import (
    Action,
    Card,
    CommandForm,
    Course,
    ErrorPattern,
    Example,
    Flag,
    Lesson,
    Passage,
    Section,
    SectionIndex,
    Term,
)

TERMS = (
    Term("docker", "도커", "docker", (), ("dcoker",), "a/what", "격리해서 실행하는 도구예요."),
    Term("image", "이미지", "image", ("빵틀",), ("ㅇㅁㅈ",), "a/image", "빵틀이에요."),
    Term("container", "컨테이너", "container", ("빵",), (), "a/container", "빵이에요."),
    Term("port", "포트", "port", (), (), "", "드나드는 문의 번호예요."),
    Term(
        "swarm", "도커 스웜", "docker swarm", ("스웜",), (), "", "", "docs.docker.com/engine/swarm/", ("스웜이 뭐야",)
    ),
    Term("food", "음식", "food", ("점심",), (), "", "", "", ("점심 추천",)),
)
ACTIONS = (
    Action("remove", ("삭제", "지우다", "버리다", "remove")),
    Action("stop", ("중지", "멈추다", "끄다", "stop")),
    Action("list", ("목록", "확인", "list")),
)


def card(name: str, summary: str, action: str, thing: str, *flags: Flag) -> Card:
    return Card(
        id=name,
        summary=summary,
        body="",
        forms=(CommandForm(f"{name} <이름>", summary),),
        examples=(Example(f"{name} myweb", summary),),
        flags=flags,
        action=(action,),
        object=(thing,),
        aliases=(f"{thing} {action}",),
    )


CARDS = (
    card("docker rm", "컨테이너를 지워요.", "삭제", "컨테이너", Flag("--force", "-f", "", "강제로 지워요.")),
    card("docker rmi", "이미지를 지워요.", "삭제", "이미지"),
    card("docker stop", "컨테이너를 멈춰요.", "중지", "컨테이너"),
    card(
        "docker ps", "컨테이너 목록을 보여 줘요.", "목록", "컨테이너", Flag("--all", "-a", "", "멈춘 것도 보여 줘요.")
    ),
)
ERRORS = (
    ErrorPattern(
        id="taken",
        pattern=r"port (?P<port>\d+) is taken",
        example="port 80 is taken",
        title="이미 쓰는 포트예요",
        cause="{port} 포트를 다른 컨테이너가 써요.",
        cure="다른 포트를 쓰세요.",
        section="b/ports",
    ),
)


def part(
    address: str, title: str, *texts: str, asked: tuple[str, ...], kind: str = "definition", **index: tuple[str, ...]
) -> Section:
    lesson, _, section = address.partition("/")
    del lesson
    return Section(
        id=section,
        address=address,
        title=title,
        level=2 + section.count("/"),
        passages=tuple(Passage(f"{address}#{number}", text, "paragraph") for number, text in enumerate(texts, 1)),
        index=SectionIndex(
            kind, index.get("terms", ()), index.get("commands", ()), "".join(index.get("easy", ())), asked
        ),
        markdown="\n\n".join(texts),
    )


FIRST = Lesson(
    "a", 1, "첫 강의", "", 5, (),
    (
        part(
            "a/what", "도커란?", "도커는 격리해서 실행하는 도구예요.",
            asked=("도커가 뭐야", "도커 뜻"), terms=("도커",),
        ),
        part(
            "a/image", "이미지", "이미지는 틀이에요.", "빵틀이라고 생각하면 쉬워요.",
            asked=("이미지가 뭐야", "빵틀이 뭐야"), terms=("이미지",), easy=("a/image#2",),
        ),
        part(
            "a/container", "컨테이너", "컨테이너는 이미지를 실행한 것이에요.",
            asked=("컨테이너가 뭐야",), terms=("컨테이너",),
        ),
        part(
            "a/rm", "docker rm", "`docker rm`은 컨테이너를 지워요.", asked=("컨테이너 지우는 법", "rm이 뭐야"),
            kind="command", terms=("컨테이너",), commands=("docker rm",),
        ),
        part(
            "a/rmi", "docker rmi", "`docker rmi`는 이미지를 지워요.", asked=("이미지 지우는 법", "rmi가 뭐야"),
            kind="command", terms=("이미지",), commands=("docker rmi",),
        ),
    ), (), (),
)  # fmt: skip
SECOND = Lesson(
    "b", 2, "둘째 강의", "", 5, (),
    (
        part("b/ports", "포트", "포트는 드나드는 문이에요.", asked=("포트가 뭐야", "포트 여는 법"), terms=("포트",)),
        part(
            "b/ps", "docker ps", "`docker ps -a`는 멈춘 것도 보여 줘요.",
            asked=("컨테이너 목록 보는 법", "ps -a가 뭐야"),
            kind="command", terms=("컨테이너",), commands=("docker ps",),
        ),
    ), (), (),
)  # fmt: skip


def small(version: str = "1", lessons: tuple[Lesson, ...] = (FIRST, SECOND)) -> Course:
    return Course(version, lessons, CARDS, ERRORS, (), TERMS, ACTIONS)
