"""What is quoted of a part, and which example stands above it, in the real course."""

from __future__ import annotations

import pytest

from bot.answers.quote import CODE
from bot.answers.service import Engine
from bot.render.answers import plain_text, render_answer


@pytest.mark.parametrize(
    ("question", "flag"),
    [
        ("컨테이너 자동 재시작 설정", "--restart"),
        ("로그 마지막 10줄", "--tail"),
        ("컨테이너 램 512메가만 쓰게", "-m "),
        ("내 폴더 연결해서 켜는 법", "-v "),
        ("컨테이너를 읽기 전용으로 켜는 법", "--read-only"),
    ],
)
def test_the_lines_shown_do_what_was_asked(engine: Engine, question: str, flag: str) -> None:
    answer = engine.ask(question)
    code = [passage.text for passage in answer.passages if passage.form in CODE]
    assert any(flag in text for text in code)
    for piece in answer.cards:
        example = "" if piece.example is None else piece.card.examples[piece.example].line
        assert example not in plain_text(answer).split("\n\n")[0] or piece.example is None
        assert piece.is_told


def test_an_example_that_does_something_else_has_no_button(engine: Engine) -> None:
    for question in ("컨테이너 자동 재시작 설정", "컨테이너를 읽기 전용으로 켜는 법"):
        answer = engine.ask(question)
        runs = [choice.action for choice in render_answer(answer).choices if choice.action.startswith("run:card:")]
        lines = [piece.card.examples[piece.example].line for piece in answer.cards if piece.example is not None]
        assert len(runs) <= len(lines)
        assert not any("--cpus" in line or "8080:80" in line for line in lines)


@pytest.mark.parametrize(
    ("question", "line"),
    [
        ("실행중인 컨테이너 전부 끄는 명령", "docker stop $(docker ps -q)"),
        ("컨테이너 전부 지우는 명령어", "docker rm $(docker ps -aq)"),
        ("컨테이너 끄는 명령", "docker stop myweb"),
        ("docker run -e 가 뭐야", "docker run --rm -e NAME=gorae busybox env"),
        ("docker run -it 뭐예요", "docker run --rm -it debian bash"),
        ("docker rm -f", "docker rm -f web2"),
        ("docker logs -f", "docker logs -f myweb"),
    ],
)
def test_the_example_does_what_was_asked(engine: Engine, question: str, line: str) -> None:
    answer = engine.ask(question)
    (piece,) = answer.cards
    assert piece.example is not None
    assert piece.card.examples[piece.example].line == line
    assert line in plain_text(answer)


def test_an_example_without_the_flag_asked_for_is_not_shown(engine: Engine) -> None:
    (piece,) = engine.ask("docker run --privileged 뭐야").cards
    assert piece.flags
    assert piece.example is None


def test_a_numbered_list_is_quoted_whole_or_not_at_all(engine: Engine) -> None:
    seen = 0
    for part in engine.index.parts:
        for question in part.section.index.phrasings[::12]:
            taken = engine.ask(question).passages
            for passage in taken:
                if passage.number and passage.number == 1:
                    seen += 1
                if passage.number > 1:
                    head, _, at = passage.address.partition("#")
                    assert f"{head}#{int(at) - 1}" in {each.address for each in taken}, question
    assert seen


def test_steps_keep_their_numbers(engine: Engine) -> None:
    text = plain_text(engine.ask("컨테이너 새 버전으로 교체하는 순서"))
    assert "\n3. `docker rm web`" in text
    assert "3번 대신" in text


def test_the_sides_of_a_comparison_are_named_once(engine: Engine) -> None:
    text = plain_text(engine.ask("가상화랑 컨테이너 차이"))
    assert text.count("가상화(VM)") == 1


@pytest.mark.parametrize("question", ["컨테이너 지우면 데이터도 지워져?", "컨테이너 삭제하면 파일도 없어져요?"])
def test_yes_or_no_comes_without_a_command_that_takes_away(engine: Engine, question: str) -> None:
    assert engine.ask(question).commands == ()


def test_what_the_lesson_settles_is_said(engine: Engine) -> None:
    assert engine.ask("컨테이너 지우면 데이터도 지워져?").is_yes is True


@pytest.mark.parametrize(
    ("question", "command"),
    [
        ("볼륨 백업 어케하냐", "docker run"),
        ("컨테이너에 환경변수 어떻게 줘", "docker run"),
        ("포트 여는 방법", "docker run"),
        ("컨테이너 메모리 제한하는 법", "docker run"),
    ],
)
def test_a_card_with_a_button_is_the_right_one(engine: Engine, question: str, command: str) -> None:
    assert engine.ask(question).commands == (command,)


@pytest.mark.parametrize("question", ["쿠버네티스가 뭐예요", "무중단으로 바꿀 수 있나요", "오케스트레이션이 뭔가요"])
def test_what_leads_to_a_list_stands_before_it_or_not_at_all(engine: Engine, question: str) -> None:
    text = plain_text(engine.ask(question)).split("\n\n📖")[0]
    assert not text.rstrip().endswith(("이래요.", "같아요.", ":"))


def test_what_gives_no_reason_is_not_said_to_be_one(engine: Engine) -> None:
    assert "까닭은" not in plain_text(engine.ask("레이어 캐시는 왜 깨지나"))


@pytest.mark.parametrize("question", ["왜 소스코드를 나중에 복사해", "왜 컨테이너가 바로 꺼져요"])
def test_code_without_a_reason_is_not_told_before_what_leads_to_it(engine: Engine, question: str) -> None:
    found = engine.ask(question)
    assert "까닭은" not in plain_text(found)
    assert found.passages[0].address == f"{found.places[0].address}#1"


def test_further_examples_have_the_flag_asked_for(engine: Engine) -> None:
    flagged, whole = engine.ask("docker run -e 예시 보여줘").cards[0], engine.ask("docker run 예시 보여줘").cards[0]
    assert whole.more
    assert flagged.example is not None
    assert all("-e" in flagged.card.examples[place].line.split() for place in (flagged.example, *flagged.more))
