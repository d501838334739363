"""Two turns and more about the real course: what is left out is what was just spoken of."""

from __future__ import annotations

import pytest

from bot.answers.answer import Answer, Shape
from bot.answers.follow import FOLLOW_SECONDS
from bot.answers.service import AnswerService
from bot.core.people import Member
from bot.lessons.model import Course
from bot.render.answers import render_answer
from tests.answers.learned import CACHES
from tests.fakes.clock import FakeClock

MINA = Member(1, "미나")


@pytest.fixture(scope="module")
def answers(course: Course) -> AnswerService:
    return AnswerService(lambda: course, None, FakeClock(), caches=CACHES)


@pytest.mark.parametrize(
    ("turns", "command"),
    [
        (("볼륨 만드는 법", "지우는건?"), "docker volume rm"),
        (("이미지 목록", "지우는건?"), "docker rmi"),
        (("네트워크 만드는 법", "끊는건?"), "docker network disconnect"),
        (("네트워크 만드는 법", "목록은?"), "docker network ls"),
        (("docker pull 뭐야", "그럼 올리는건?"), "docker push"),
        (("compose up이 뭐야", "끄는건?"), "docker compose stop"),
        (("docker ps가 뭐야", "지우는 건?"), "docker rm"),
        (("볼륨이 뭐야", "만드는 명령어는?"), "docker volume create"),
        (("컨테이너 끄는 법", "다시 켜는 건?"), "docker start"),
        (("컨테이너 목록", "그럼 꺼진것도 보려면?", "지우는건"), "docker rm"),
        (("이미지가 뭐야", "다 지우려면?"), "docker image prune"),
        (("이미지 만드는 법", "그럼 목록은?"), "docker images"),
        (("볼륨 만드는 명령어", "옵션은?"), "docker volume create"),
        (("컨테이너 끄는 법", "예시는?", "옵션은?", "그럼 지우는 건?"), "docker rm"),
        (("컨테이너 지우는 명령어", "이미지는?"), "docker rmi"),
        (("컨테이너 지우는 명령어", "그럼 볼륨은요?"), "docker volume rm"),
        (("이미지 목록 보는 법", "네트워크는?"), "docker network ls"),
        (("컴포즈로 띄운 거 내리는 명령어", "-v는?"), "docker compose down"),
    ],
)
async def test_a_deed_alone_is_done_to_the_thing_before(
    answers: AnswerService, turns: tuple[str, ...], command: str
) -> None:
    thread = " ".join(turns)
    for turn in turns[:-1]:
        await answers.ask(MINA, turn, thread_key=thread)
    assert (await answers.ask(MINA, turns[-1], thread_key=thread)).commands == (command,)


async def test_a_choice_is_between_the_two_before(answers: AnswerService) -> None:
    await answers.ask(MINA, "stop이랑 kill 차이", thread_key="choice")
    found = await answers.ask(MINA, "뭐가 더 안전해?", thread_key="choice")
    assert found.places[0].address == "04-lifecycle/stop-kill"


@pytest.mark.parametrize(
    ("turns", "titles"),
    [
        (("docker run이 뭐야", "docker stop은?"), {"docker run", "docker stop"}),
        (("이미지가 뭐야", "더 쉽게", "컨테이너는?"), {"이미지", "컨테이너"}),
    ],
)
async def test_a_difference_is_between_the_two_that_were_named_last(
    answers: AnswerService, turns: tuple[str, ...], titles: set[str]
) -> None:
    thread = f"difference {turns}"
    for turn in turns:
        await answers.ask(MINA, turn, thread_key=thread)
    found = await answers.ask(MINA, "차이가 뭐야", thread_key=thread)
    assert found.shape is Shape.COMPARISON
    assert {column.title.partition(":")[0] for column in found.columns} == titles


@pytest.mark.parametrize("words", ["왜 써?", "그건 왜 쓰는데?", "왜 필요해?"])
async def test_a_reason_is_asked_for_of_the_thing_before(answers: AnswerService, words: str) -> None:
    await answers.ask(MINA, "네트워크가 뭐야", thread_key=words)
    found = await answers.ask(MINA, words, thread_key=words)
    assert found.shape is Shape.REASON
    assert found.places[0].address == "06-network/why"
    assert "06-network/why#4" in found.sources


@pytest.mark.parametrize("words", ["쉽게 말하면?", "더 쉬운 말로", "이해 안돼", "비유로", "좀 더 쉽게 설명해줘"])
async def test_easier_is_asked_for_in_many_words(answers: AnswerService, words: str) -> None:
    await answers.ask(MINA, "이미지가 뭐야", thread_key=words)
    found = await answers.ask(MINA, words, thread_key=words)
    assert found.shape is Shape.ANALOGY
    assert found.places[0].address == "01-docker/core-concepts/image"


@pytest.mark.parametrize("words", ["예시 하나만", "예를 들면?", "예제 있어?", "예시는?"])
async def test_an_example_is_asked_for_in_many_words(answers: AnswerService, words: str) -> None:
    await answers.ask(MINA, "컨테이너 지우는 법", thread_key=words)
    found = await answers.ask(MINA, words, thread_key=words)
    assert found.shape in {Shape.EXAMPLE, Shape.COMMAND}
    assert found.commands == ("docker rm",)


async def test_a_talk_stays_simple_until_details_are_asked_for(answers: AnswerService) -> None:
    async def ask(words: str) -> Answer:
        return await answers.ask(MINA, words, thread_key="level")

    await ask("로그 보는 법")
    assert (await ask("더 쉽게")).shape is Shape.ANALOGY
    simple = await ask("안에 들어가는 법은?")
    assert simple.lead is not None
    assert simple.lead.address == "05-debug/exec-shell#1"
    assert simple.lead not in simple.passages
    assert simple.lead.address in simple.sources
    text = render_answer(simple).text
    assert text.startswith(f"쉽게 말하면 이래요.\n\n{simple.lead.text}")
    assert (await ask("포트 여는 법")).lead is not None  # a new question of the same talk
    full = await ask("다시 자세히")
    assert full.lead is None
    assert full.places[0].address == "06-network/publish"
    assert (await ask("그럼 로그 보는 법은?")).lead is None


@pytest.mark.parametrize("words", ["더 자세히", "다시 자세히 설명해줘", "좀 더 자세하게 알려줘"])
async def test_details_are_those_of_the_question_before(answers: AnswerService, words: str) -> None:
    thread = f"details {words}"
    first = await answers.ask(MINA, "볼륨이 뭐야", thread_key=thread)
    await answers.ask(MINA, "더 쉽게", thread_key=thread)
    again = await answers.ask(MINA, words, thread_key=thread)
    assert (again.shape, again.passages, again.lead) == (first.shape, first.passages, None)


async def test_the_level_is_forgotten_with_the_talk(course: Course) -> None:
    clock = FakeClock()
    service = AnswerService(lambda: course, None, clock, caches=CACHES)
    await service.ask(MINA, "로그 보는 법")
    await service.ask(MINA, "더 쉽게")
    clock.advance(seconds=FOLLOW_SECONDS + 1)
    assert (await service.ask(MINA, "포트 여는 법")).lead is None


async def test_a_part_without_an_analogy_is_told_as_it_is(answers: AnswerService) -> None:
    await answers.ask(MINA, "로그 보는 법", thread_key="none")
    await answers.ask(MINA, "더 쉽게", thread_key="none")
    found = await answers.ask(MINA, "종료 코드 127이 뭐예요", thread_key="none")
    assert found.places[0].address == "04-lifecycle/exit-code"
    assert found.lead is None
    assert found.passages
