from __future__ import annotations

import pytest

from bot.answers.greeting import GREETINGS, HELPED
from bot.core.people import Member
from bot.render.wording import keys
from bot.talk.bare import bare
from bot.talk.help import HelpDesk
from bot.talk.verbs import nearest


@pytest.mark.parametrize(
    ("text", "verb", "options"),
    [
        ("도움말", "help", {}),
        ("help", "help", {}),
        ("강의 목록 보여 주세요", "lesson", {}),
        ("3강 보여줘", "lesson", {"lesson": "3"}),
        ("내 진도 좀 보여줘!", "progress", {}),
        ("내 정보", "privacy", {}),
        ("미션 2강", "mission", {"mission": "2강"}),
        ("복습", "review", {}),
        ("문제 풀래요", "quiz", {}),
        ("틀린 문제만 풀게", "quiz", {"source": "wrong"}),
        ("순위 보여 줘요", "rank", {}),
        ("연습장", "sandbox status", {}),
        ("너 뭐 할 수 있어?", "help", {}),
        ("연습장이 뭐야?", "help", {}),
        ("미션은 어떻게 해요?", "help", {}),
    ],
)
def test_a_command_is_understood_without_its_slash(text: str, verb: str, options: dict[str, str]) -> None:
    assert bare(text) == (verb, options)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("안녕하세요!", "hello"),
        ("안녕 고래야", "hello"),
        ("정말 고마워요", "thanks"),
        ("네 감사합니다", "thanks"),
        ("수고하셨습니다", "bye"),
        ("ㅋㅋㅋ", "nod"),
        ("알겠어요", "nod"),
        ("?", "nod"),
        ("나 뭐부터 하면 돼?", "start"),
        ("도커 처음인데 어떻게 시작해?", "start"),
    ],
)
def test_a_greeting_is_greeted_and_not_looked_up(text: str, kind: str) -> None:
    assert bare(text) == ("greet", {"kind": kind})


@pytest.mark.parametrize(
    "text",
    [
        "강의가 뭐야?",
        "컨테이너 목록 보여줘",
        "이미지",
        "ㅇㅁㅈ",
        "ㅋㅌㅇㄴ",
        "ㄷㅋ",
        "너무 느려요",
        "설명해줘",
        "왜?",
        "처음 만든 컨테이너 지우기",
        "처음부터 다시 빌드",
        "네트워크",
        "예시",
        "오류",
        "와이파이 안 되는데",
        "좋은 이미지 고르기",
        "문제 해결",
        "안녕하세요 도커가 뭔가요?",
    ],
)
def test_anything_else_is_a_question(text: str) -> None:
    assert bare(text) is None


def test_every_greeting_has_its_words() -> None:
    assert {f"greet-{kind}" for kind in GREETINGS if kind not in HELPED} <= keys("help")


async def test_a_beginner_is_told_where_to_begin_and_thanks_are_taken() -> None:
    desk = HelpDesk(frozenset({"quiz", "lesson", "run"}))
    (begun,) = [reply async for reply in desk.do(Member(1, "김"), "greet", {"kind": "start"})]
    assert [choice.action for choice in begun.choices] == ["lesson:list:1", "quiz:start:mix:5", "run:example:ps"]
    (taken,) = [reply async for reply in desk.do(Member(1, "김"), "greet", {"kind": "thanks"})]
    assert "기뻐요" in taken.text


@pytest.mark.parametrize(("typed", "meant"), [("퀴쥬", "퀴즈"), ("hlep", "도움말"), ("도움", "도움말")])
def test_a_mistyped_command_is_recognised_by_its_sound(typed: str, meant: str) -> None:
    found = nearest(typed)
    assert found is not None
    assert found.korean == meant


def test_no_command_is_made_out_of_noise() -> None:
    assert nearest("asdf") is None
