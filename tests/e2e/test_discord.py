"""The same first steps through Discord: the real discord.py, HTTP and WebSocket, the real engine."""

from __future__ import annotations

import pytest

from bot.app import opened
from bot.core.clock import SystemClock
from bot.product import Product
from bot.settings import Settings
from tests.discord_face.starting import FaceStarter
from tests.fake_discord import FakeDiscord

pytestmark = pytest.mark.engine


async def test_a_question_a_quiz_and_practice_work_from_slash_commands(
    fake_discord: FakeDiscord, start_face: FaceStarter, product: Product
) -> None:
    await start_face(product.conversation, verbs=product.conversation.verbs, clock=SystemClock())
    alice = fake_discord.alice

    asked = await alice.slash("ask", {"question": "도커가 뭐야?"})
    assert "격리" in (await asked.reply("격리"))["content"]

    pulled = await alice.slash("run", {"command": "docker pull nginx"})
    await fake_discord.until(
        lambda: "Downloaded newer image" in _content(pulled.original) and _is_over(pulled.original)
    )

    ran = await alice.slash("run", {"command": "docker run --name myweb -d -p 8080:80 nginx"})
    await fake_discord.until(lambda: len(_content(ran.original)) > 64 and _is_over(ran.original))

    listed = await alice.slash("run", {"command": "docker ps"})
    await fake_discord.until(lambda: "0.0.0.0:8080->80/tcp" in _content(listed.original))

    helped = await alice.slash("help")
    assert "물어보기" in (await helped.reply("물어보기"))["content"]


async def test_output_arrives_by_edits_of_one_message_while_it_runs(
    fake_discord: FakeDiscord, start_face: FaceStarter, product: Product
) -> None:
    await start_face(product.conversation, verbs=product.conversation.verbs, clock=SystemClock())
    pulled = await fake_discord.alice.slash("run", {"command": "docker pull busybox"})
    await fake_discord.until(lambda: _is_over(pulled.original))
    line = "docker run --rm busybox sh -c 'for i in 1 2 3 4 5 6; do echo line $i; sleep 1.5; done'"
    ran = await fake_discord.alice.slash("run", {"command": line})
    seen: list[str] = []

    def grown() -> bool:
        text = _content(ran.original)
        if text and (not seen or seen[-1] != text):
            seen.append(text)
        return "line 6" in text

    await fake_discord.until(grown)
    assert len([text for text in seen if "line 1" in text]) >= 2
    assert len(ran.shown) == 1


async def test_a_button_still_answers_after_the_bot_was_restarted(
    fake_discord: FakeDiscord, start_face: FaceStarter, product: Product, settings: Settings
) -> None:
    face = await start_face(product.conversation, verbs=product.conversation.verbs, clock=SystemClock())
    quiz = await fake_discord.alice.slash("quiz", {"lesson": "01-docker", "count": 1})
    shown = await quiz.reply("문제 1/1")
    await face.stop()
    async with opened(settings, SystemClock(), lambda _progress: None, spares=0) as again:
        await start_face(again.conversation, verbs=again.conversation.verbs, clock=SystemClock())
        pressed = await fake_discord.alice.click(shown, "그만하기")
        assert (await pressed.reply("퀴즈 끝"))["id"] == shown["id"]


async def test_plain_words_in_a_direct_message_are_practice_or_questions(
    fake_discord: FakeDiscord, start_face: FaceStarter, product: Product
) -> None:
    await start_face(product.conversation, verbs=product.conversation.verbs, clock=SystemClock())
    alice = fake_discord.alice.in_dm
    await alice.say("docker ps")
    await fake_discord.until(
        lambda: any("CONTAINER ID" in message["content"] for message in fake_discord.from_bot(alice.channel))
    )
    await alice.say("이미지가 뭐야?")
    await fake_discord.until(
        lambda: any("빵틀" in message["content"] for message in fake_discord.from_bot(alice.channel))
    )


def _content(message: object) -> str:
    return str(message["content"]) if isinstance(message, dict) else ""


def _is_over(message: object) -> bool:
    """Say whether a line has ended: what can be done next is there as buttons, and the learner's next line may run."""
    return isinstance(message, dict) and bool(message["components"])
