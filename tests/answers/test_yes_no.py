"""Yes and no are said where the content settles the very question, and never guessed."""

from __future__ import annotations

import pytest

from bot.answers.answer import Decision, Shape
from bot.answers.korean import asks_yes_or_no, negations, normalise
from bot.answers.service import Engine
from bot.render.answers import plain_text


@pytest.mark.parametrize(
    ("question", "is_yes", "passage"),
    [
        ("컨테이너를 지우면 이미지도 지워지나요?", False, "01-docker/basic-commands/rm#1"),
        ("컨테이너를 지워도 이미지는 그대로인가요", True, "01-docker/basic-commands/rm#1"),  # the opposite
        ("컨테이너 지우면 볼륨도 지워짐?", False, "07-volume/remove#1"),
        ("컨테이너 지우면 데이터도 날아가나요ㅠㅠ", True, "01-docker/lifecycle/data#1"),
        ("stop 하면 데이터 날아가나요", False, "07-volume/why#3"),
        ("docker compose down -v 하면 데이터도 지워지나요", True, "11-compose/down#5"),
        ("이미지 지우면 컨테이너도 지워져요?", False, "03-image/remove#1"),
        ("비밀번호를 이미지에 넣어도 되나요", False, "13-security/secrets#1"),
        ("컨테이너 여러개 띄워도 돼?", True, "01-docker/pros-cons/pros#1"),
        ("latest 태그 쓰면 안되나요", False, "10-registry/latest#5"),
        ("ctrl+c 누르면 컨테이너 꺼져요?", True, "02-first-container/background#3"),
        ("도커 무료예요?", True, "02-first-container/install-choice#4"),
        ("도커 설치 안하고 쓸수 있어요?", False, "02-first-container/install-choice#5"),
        ("멈춘 컨테이너 다시 켤 수 있어요?", True, "04-lifecycle/create-start#3"),
        ("포트 겹쳐도 되나요?", False, "06-network/conflict#1"),
        ("같은 포트 두 번 써도 돼?", False, "06-network/conflict#1"),  # another part has much the same, and yes
        ("도커 유료예요?", False, "02-first-container/install-choice#4"),  # the other word for the same question
        ("root로 실행하면 안 되나요", True, "13-security/user#2"),  # 네, it is not to be done
        ("root로 실행해도 돼?", False, "13-security/user#2"),
        ("일반 사용자로 실행해도 되나요", True, "13-security/user#2"),
        ("does deleting a container delete its data?", True, "01-docker/lifecycle/data#1"),
    ],
)
def test_a_settled_question_gets_its_word_and_the_reason(
    engine: Engine, question: str, is_yes: bool, passage: str
) -> None:
    answer = engine.ask(question)
    assert (answer.decision, answer.shape, answer.is_yes) == (Decision.ANSWER, Shape.YES_NO, is_yes)
    assert [one.address for one in answer.passages] == [passage]
    assert passage.startswith(answer.places[0].address)
    assert ("네." if is_yes else "아니요.") in plain_text(answer)


@pytest.mark.parametrize(
    "question",
    [
        "볼륨을 지우면 컨테이너도 지워지나요?",  # the other way round
        "컨테이너를 지우면 이미지도 안 지워지나요?",  # yes and no would both be read as their opposite
        "컨테이너를 지우면 네트워크도 지워지나요?",  # another thing
        "컨테이너를 지우면 데이터는 어떻게 되나요",  # not a question of yes or no
        "컨테이너를 지우면 이미지도 지워지나요 아니면 남나요",
        "재부팅하면 데이터도 날아가나요",
        "오늘 날씨 좋은가요?",
        "컨테이너를 지우면 내 컴퓨터 파일도 지워지나요",  # something else of the kind
        "컨테이너를 지워도 네트워크는 그대로인가요",  # the opposite, of something else
        "일반 사용자로 실행할 수 있나요",
        "latest가 항상 최신은 아니지?",
        "컨테이너보다 가상머신이 가벼운가요",
        "서버 여러 대에 컨테이너 하나 올릴 수 있나요",
        "포트는 하나만 열 수 있나요",
        "다른 포트를 컨테이너 두 개가 쓸 수 있나요",
        "같은 네트워크가 아니어도 이름으로 통신되나요",
        "일반 사용자로 실행하면 안 되나요",
        "root로 실행할 수 있나요",  # whether it can be is another matter than whether it may
        "root로 실행 안 해도 되나요",
        "컨테이너마다 운영체제를 따로 쓰나요",
        "run 전에 pull 생략해도 되나요",
        "운영 서버에 버전 태그 써도 되나요",
        "healthy 면 도커가 알아서 다시 켜 주나요",
    ],
)
def test_no_other_question_gets_a_word(engine: Engine, question: str) -> None:
    assert engine.ask(question).is_yes is None


def test_every_settled_question_of_the_course_is_settled_as_written(engine: Engine) -> None:
    wrong = []
    for part in engine.index.parts:
        for one in part.section.index.yes_no:
            for wording in one.asks:
                said = engine.ask(wording).is_yes
                if said is not None and said is not one.is_yes:
                    wrong.append(wording)
    assert wrong == []


def test_most_wordings_are_found_in_the_whole_course(engine: Engine) -> None:
    asked = [wording for part in engine.index.parts for one in part.section.index.yes_no for wording in one.asks]
    settled = [wording for wording in asked if engine.ask(wording).is_yes is not None]
    assert len(settled) >= 0.9 * len(asked) > 0


@pytest.mark.parametrize(
    ("text", "is_so"),
    [
        ("지워지나요?", True),
        ("지워짐", True),
        ("왜 지워지나요", False),
        ("몇 개인가요", False),
        ("can i stop it", True),
    ],
)
def test_what_yes_or_no_answers_is_known_by_its_words(text: str, is_so: bool) -> None:
    assert asks_yes_or_no(normalise(text)) is is_so


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("안 지워지나요", 1),
        ("안에 있는 파일", 0),
        ("지우지 않고", 1),
        ("못 지우나요", 1),
        ("안전한가요", 0),
        ("-d 없이", 1),
        ("없어지나요", 0),
        ("최신이 아닐 수도", 1),
        ("아니 그게 왜", 0),
        ("root 말고", 1),
    ],
)
def test_negations_are_counted(text: str, times: int) -> None:
    assert len(negations(text)) == times


@pytest.mark.parametrize(
    ("question", "is_yes"),
    [
        ("compose down하면 볼륨도 지워져?", False),
        ("이미지 지우면 컨테이너도 날아가?", False),
        ("restart하면 데이터 없어져?", False),
        ("볼륨은 컨테이너 지워도 남나요", True),
        ("윈도우에서도 되나요", True),
        ("ENV에 비밀번호 넣어도 되나요", False),
        ("이미지 하나에 태그 여러개 가능한가요", True),
    ],
)
def test_plain_speech_without_spaces_claims_the_same(engine: Engine, question: str, is_yes: bool) -> None:
    assert engine.ask(question).is_yes is is_yes


@pytest.mark.parametrize(
    "question", ["컨테이너 지우면 이미지도?", "이미지 지우면 컨테이너도?", "컨테이너 지우면 볼륨도?"]
)
def test_what_is_asked_of_another_thing_by_its_name_alone_is_the_same(engine: Engine, question: str) -> None:
    assert engine.ask(question).is_yes is False


@pytest.mark.parametrize(
    "question", ["볼륨은?", "이미지?", "컨테이너 지워?", "이미지 지우면?", "왜 컨테이너도 날아가?"]
)
def test_a_mark_alone_settles_nothing(engine: Engine, question: str) -> None:
    assert engine.ask(question).is_yes is None
