"""The main way: commands, plain chat and buttons, over HTTP and WebSocket."""

from __future__ import annotations

from bot.core.reply import Choice, Code, Reply, Visibility
from tests.discord_face.script import Script
from tests.discord_face.starting import FaceStarter
from tests.fake_discord import FakeDiscord


async def test_a_question_is_answered_in_one_request(fake_discord: FakeDiscord, start_face: FaceStarter) -> None:
    script = Script({"ask": Reply("도커는 컨테이너를 다루는 도구예요.", note="1강 도커란")})
    await start_face(script)
    asked = await fake_discord.alice.slash("ask", {"question": "도커가 뭐야?"})
    reply = await asked.reply("컨테이너")
    assert reply["content"] == "도커는 컨테이너를 다루는 도구예요.\n-# 1강 도커란"
    assert await asked.acknowledged() == 4
    assert script.asked[0].values == {"question": "도커가 뭐야?"}
    assert script.asked[0].member.user_id == fake_discord.alice.id
    assert script.asked[0].member.guild_id == int(fake_discord.guild.id)


async def test_a_command_is_run_and_its_output_shown(fake_discord: FakeDiscord, start_face: FaceStarter) -> None:
    await start_face(Script({"run": Reply("실행했어요.", code=Code("CONTAINER ID   IMAGE", "ansi"))}))
    ran = await fake_discord.alice.slash("run", {"command": "docker ps"})
    assert "```ansi\nCONTAINER ID   IMAGE\n```" in (await ran.reply())["content"]


async def test_help_is_for_the_asker_alone(fake_discord: FakeDiscord, start_face: FaceStarter) -> None:
    await start_face(Script({"help": Reply("도움말", visibility=Visibility.PERSONAL)}))
    helped = await fake_discord.alice.slash("help")
    await helped.reply("도움말")
    assert helped.is_ephemeral


async def test_a_quiz_is_answered_by_button_after_a_restart(fake_discord: FakeDiscord, start_face: FaceStarter) -> None:
    question = Reply(
        "무엇일까요?", choices=(Choice("이미지", "quiz:answer:7:0"), Choice("컨테이너", "quiz:answer:7:1"))
    )
    first = await start_face(Script({"quiz": question}))
    quiz = await fake_discord.alice.slash("quiz", {"count": 3})
    shown = await quiz.reply()
    await first.stop()

    script = Script({"quiz:answer:7:1": Reply("맞았어요!", in_place=True)})
    await start_face(script)
    pressed = await fake_discord.alice.click(shown, "컨테이너")
    assert (await pressed.reply("맞았어요"))["id"] == shown["id"]
    assert await pressed.acknowledged() == 7
    assert not fake_discord.world.messages[shown["id"]]["components"]


async def test_plain_words_are_answered_in_direct_messages(fake_discord: FakeDiscord, start_face: FaceStarter) -> None:
    script = Script()
    await start_face(script)
    alice = fake_discord.alice.in_dm
    message = await alice.say("도커가 뭐야?")
    await fake_discord.until(lambda: fake_discord.from_bot(alice.channel))
    answer = fake_discord.from_bot(alice.channel)[0]
    assert answer["content"] == "[도커가 뭐야?]"
    assert answer["message_reference"]["message_id"] == message["id"]


async def test_a_mention_in_a_channel_is_answered_without_the_mention(
    fake_discord: FakeDiscord, start_face: FaceStarter
) -> None:
    script = Script()
    await start_face(script)
    await fake_discord.alice.say("옆 사람에게 하는 말")
    await fake_discord.alice.say(f"<@{fake_discord.world.app_id}> docker ps")
    await fake_discord.until(lambda: fake_discord.from_bot(fake_discord.channel))
    assert [asked.what for asked in script.asked] == ["docker ps"]
