import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.commands.remind import CommandBook, Kind
from bot.lessons.model import Course
from bot.render.commands import MOST_FLAGS, render_card, render_found

ASKED = """
컨테이너 목록 보는 명령어 | docker ps
컨테이너 지우기 | docker rm
컨테이너 삭제하는 법 | docker rm
이미지 삭제 | docker rmi
이미지 지우는 명령어 뭐였지 | docker rmi
이미지 목록 | docker images
이미지 다운로드 | docker pull
이미지 받기 | docker pull
컨테이너 멈추기 | docker stop
컨테이너 정지 | docker stop
컨테이너 실행 | docker run
컨테이너 안에 들어가는 법 | docker exec
컨테이너 로그 보기 | docker logs
로그 보고싶어 | docker logs
컨테이너 재시작 | docker restart
컨테이너 이름 바꾸기 | docker rename
이미지 빌드 | docker build
볼륨 만들기 | docker volume create
볼륨 목록 | docker volume ls
네트워크 만들기 | docker network create
컴포즈 실행 | docker compose up
컴포즈 내리기 | docker compose down
파일 복사 | docker cp
디스크 사용량 | docker system df
docker imgaes | docker images
dcoker ps | docker ps
rmii | docker rmi
ㅔㄴ | docker ps
ps | docker ps
docker ps | docker ps
compose up | docker compose up
도커 런 | docker run
도커 피에스 | docker ps
컨태이너 목록 | docker ps
켄테이너 삭제 | docker rm
컨테이너 자원 사용량 | docker stats
이미지 이름 붙이기 태그 | docker tag
이미지 파일로 저장 | docker save
이미지 불러오기 | docker load
컨테이너 상세정보 | docker inspect
포트 확인 | docker port
도커 버전 | docker version
이미지 업로드 | docker push
로그인 | docker login
"""
ROWS = [tuple(part.strip() for part in line.split("|")) for line in ASKED.strip().splitlines()]


@pytest.fixture(scope="module")
def book(course: Course) -> CommandBook:
    return CommandBook(course.cards)


@pytest.mark.parametrize(("query", "card"), ROWS)
def test_a_command_is_found_as_people_ask_for_it(book: CommandBook, query: str, card: str) -> None:
    assert book.search(query).cards[0].id == card


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("rm이랑 rmi 차이", ["docker rm", "docker rmi"]),
        ("stop kill 뭐가 달라", ["docker stop", "docker kill"]),
        ("docker run vs docker exec", ["docker run", "docker exec"]),
    ],
)
def test_two_commands_are_told_apart(book: CommandBook, query: str, names: list[str]) -> None:
    found = book.search(query)
    assert found.kind is Kind.DIFFERENCE
    assert [card.id for card in found.cards] == names


@pytest.mark.parametrize(
    ("query", "flag", "first"),
    [
        ("-d가 뭐야", "-d", "docker run"),
        ("docker run -p 뭐야", "-p", "docker run"),
        ("exec의 -it", "-it", ""),
        ("logs -f 옵션", "-f", "docker logs"),
        ("--nmae", "--name", "docker run"),
    ],
)
def test_a_flag_is_explained_in_its_command(book: CommandBook, query: str, flag: str, first: str) -> None:
    found = book.search(query)
    if not first:
        assert found.cards[0].id == "docker exec"
        return
    assert found.kind is Kind.FLAG
    assert found.flags[0].card.id == first
    assert flag in (found.flags[0].flag.short, found.flags[0].flag.long)


@pytest.mark.parametrize("query", ["오늘 점심 뭐 먹지", "asdfgh qwerty", "?!", "", "ㅋㅋㅋㅋㅋ"])
def test_what_is_no_command_finds_none(book: CommandBook, query: str) -> None:
    assert book.search(query).kind is Kind.NOTHING


def test_first_consonants_find_commands(book: CommandBook) -> None:
    assert any("이미지" in card.summary for card in book.search("ㅇㅁㅈ").cards)


def test_typing_is_completed_by_name_and_by_meaning(book: CommandBook) -> None:
    assert [card.id for card in book.complete("docker re")][:2] == ["docker rename", "docker restart"]
    assert book.complete("컨테이너 목")[0].id == "docker ps"
    assert len(book.complete("")) == 25


def test_a_completion_is_quick_enough_to_type_along(book: CommandBook) -> None:
    queries = [query[:length] for query, _ in ROWS for length in (2, 4, 8, 40)]
    spent = []
    for query in queries:
        start = time.process_time()
        book.complete(query)
        spent.append(time.process_time() - start)
    assert sorted(spent)[int(len(spent) * 0.95)] < 0.1


@settings(max_examples=150, deadline=None)
@given(text=st.text(max_size=60))
def test_any_query_gets_a_reply(course: Course, text: str) -> None:
    book = CommandBook(course.cards[:20])
    assert render_found(book.search(text)).text
    book.complete(text)


def test_a_card_reminds_of_its_form_its_flags_and_an_example(book: CommandBook) -> None:
    shown = render_found(book.search("docker rm"))
    assert shown.code is not None
    assert "docker rm <컨테이너>" in shown.code.text
    assert shown.code.text.endswith("\ndocker rm myweb")
    assert "- `-f`, `--force`: 실행 중이면" in shown.text
    assert "개 더" not in shown.text
    assert shown.choices[0].action == "run:line:docker rm myweb"


def test_of_many_flags_those_that_are_used_most_are_named(book: CommandBook) -> None:
    text = render_found(book.search("docker run")).text
    assert text.count("\n- `") == MOST_FLAGS
    assert all(f"`{flag}`" in text for flag in ("-d", "--name", "-p", "-i", "--rm", "-e", "-v", "-m", "--restart"))
    (card,) = (card for card in book.search("docker run").cards if card.id == "docker run")
    assert text.endswith(f"{len(card.flags) - MOST_FLAGS}개 더 있어요.")


def test_every_card_fits_one_message(course: Course) -> None:
    for card in course.cards:
        shown = render_card(card)
        assert shown.code is None or len(shown.text) + len(shown.code.text) < 1900, card.id
        assert not card.examples or (shown.code is not None and card.examples[0].line.split()[1] in shown.code.text)


def test_several_commands_that_were_found_are_opened_and_not_run(book: CommandBook) -> None:
    shown = render_found(book.search("지우기"))
    assert len(shown.choices) > 1
    assert all(choice.action.startswith("cmd:card:docker ") for choice in shown.choices)


@pytest.mark.parametrize(
    ("word", "command"),
    [
        ("지우기", "docker rm"),
        ("안에 들어가는거", "docker exec"),
        ("멈춘거 다시 켜기", "docker start"),
        ("강종", "docker kill"),
        ("끄기", "docker stop"),
        ("복사", "docker cp"),
    ],
)
def test_a_bare_deed_finds_first_what_is_taught_first(course: Course, word: str, command: str) -> None:
    assert command in [card.id for card in CommandBook(course.cards).search(word).cards[:2]]


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("docker ps -z", "`-z` 옵션은 `docker ps` 명령에 없어요."),
        ("docker run -dZ", "`-Z` 옵션은 `docker run` 명령에 없어요."),
        ("docker logs -it", "`-i` 옵션은 `docker logs` 명령에 없어요."),
        ("--turbo", "`--turbo` 옵션은 없어요."),
    ],
)
def test_a_flag_that_there_is_not_is_named_first(course: Course, query: str, told: str) -> None:
    assert render_found(CommandBook(course.cards).search(query)).text.startswith(told)


def test_a_slip_of_a_flag_is_not_shown_as_one(course: Course) -> None:
    text = render_found(CommandBook(course.cards).search("run --naem")).text
    assert text.startswith("`--naem` 옵션은 없어요.")
    assert "**--name**" in text


@pytest.mark.parametrize("query", ["docker run -it", "ps -a", "run -P", "docker rm -f"])
def test_a_flag_that_there_is_is_not_said_to_be_missing(course: Course, query: str) -> None:
    assert CommandBook(course.cards).search(query).lacking == ()


@pytest.mark.parametrize("query", ["-d", "rm rmi 차이"])
def test_the_cards_of_flags_and_of_a_difference_can_be_opened(course: Course, query: str) -> None:
    found = CommandBook(course.cards).search(query)
    opened = [choice.action for choice in render_found(found).choices]
    assert opened == [f"cmd:card:{card.id}" for card in found.cards]
