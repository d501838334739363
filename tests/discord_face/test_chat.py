"""Plain words: who is answered, where, and what an edit does."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

import pytest

from bot.core.groups import GroupSettings
from bot.core.reply import Choice, Reply
from bot.faces.discord.cooldown import Pace
from tests.discord_face.script import Held, Script
from tests.discord_face.starting import FaceStarter
from tests.fake_discord import FakeDiscord, Person
from tests.fake_discord.gateway import MESSAGE_CONTENT
from tests.fake_discord.models import Json


@pytest.fixture
def alice(fake_discord: FakeDiscord) -> Person:
    return fake_discord.alice.in_dm


async def answer_to(fake: FakeDiscord, alice: Person, containing: str) -> Json:
    await fake.until(lambda: any(containing in message["content"] for message in fake.from_bot(alice.channel)))
    return next(message for message in fake.from_bot(alice.channel) if containing in message["content"])


async def test_bots_and_webhooks_are_not_answered(
    fake_discord: FakeDiscord, start_face: FaceStarter, alice: Person
) -> None:
    script = Script()
    await start_face(script)
    mention = f"<@{fake_discord.world.app_id}> 안녕"
    robot = Person(fake_discord, fake_discord.world.add_user("로봇", is_bot=True), fake_discord.channel)
    fake_discord.world.add_member(fake_discord.guild, robot.user)
    await robot.say(mention)
    await fake_discord.alice.say(mention, is_bot_webhook=True)
    await alice.say("사람이에요")
    await answer_to(fake_discord, alice, "사람이에요")
    assert [asked.what for asked in script.asked] == ["사람이에요"]


async def test_a_mention_alone_asks_for_help(fake_discord: FakeDiscord, start_face: FaceStarter) -> None:
    script = Script()
    await start_face(script)
    await fake_discord.alice.say(f"<@{fake_discord.world.app_id}>")
    await fake_discord.until(lambda: fake_discord.from_bot(fake_discord.channel))
    assert script.asked[0].what == "/도움말"


async def test_a_reply_to_an_answer_goes_on_with_the_talk(fake_discord: FakeDiscord, start_face: FaceStarter) -> None:
    script = Script()
    await start_face(script)
    await fake_discord.alice.say(f"<@{fake_discord.world.app_id}> 컨테이너가 뭐야?")
    await fake_discord.until(lambda: fake_discord.from_bot(fake_discord.channel))
    await fake_discord.alice.say("그럼 지우는 건?", reply_to=fake_discord.from_bot(fake_discord.channel)[0])
    await fake_discord.until(lambda: len(fake_discord.from_bot(fake_discord.channel)) == 2)
    assert script.asked[1].what == "그럼 지우는 건?"
    assert script.asked[1].thread_key == script.asked[0].thread_key


async def test_two_members_do_not_share_a_talk(fake_discord: FakeDiscord, start_face: FaceStarter) -> None:
    script = Script()
    await start_face(script)
    for person in (fake_discord.alice, fake_discord.join("밥")):
        await person.say(f"<@{fake_discord.world.app_id}> 안녕")
    await fake_discord.until(lambda: len(fake_discord.from_bot(fake_discord.channel)) == 2)
    assert script.asked[0].thread_key != script.asked[1].thread_key


async def test_an_edited_question_changes_its_answer(
    fake_discord: FakeDiscord, start_face: FaceStarter, alice: Person
) -> None:
    await start_face(Script())
    message = await alice.say("도커가 머야")
    first = await answer_to(fake_discord, alice, "[도커가 머야]")
    await alice.edit_message(message, "도커가 뭐야?")
    assert (await answer_to(fake_discord, alice, "[도커가 뭐야?]"))["id"] == first["id"]
    assert len(fake_discord.from_bot(alice.channel)) == 1


async def test_an_edit_while_the_answer_grows_leaves_one_answer(
    fake_discord: FakeDiscord, start_face: FaceStarter, alice: Person
) -> None:
    held = Held()
    await start_face(Script({"처음": held}))
    message = await alice.say("처음")
    held.say(Reply("처음의 답"))
    first = await answer_to(fake_discord, alice, "처음의 답")
    await alice.edit_message(message, "다음")
    assert (await answer_to(fake_discord, alice, "[다음]"))["id"] == first["id"]
    assert not held.is_read_to_end


async def test_an_edit_after_a_minute_changes_nothing(
    fake_discord: FakeDiscord, start_face: FaceStarter, alice: Person
) -> None:
    script = Script()
    await start_face(script)
    message = await alice.say("하나")
    await answer_to(fake_discord, alice, "[하나]")
    fake_discord.clock.advance(61)
    await alice.edit_message(message, "둘")
    await alice.say("셋")
    await answer_to(fake_discord, alice, "[셋]")
    assert [asked.what for asked in script.asked] == ["하나", "셋"]


async def test_an_edit_that_is_too_fast_is_told_so_in_the_answer_s_place_and_made_again_later(
    fake_discord: FakeDiscord, start_face: FaceStarter, alice: Person
) -> None:
    script = Script()
    await start_face(script, change=lambda settings: replace(settings, pace=Pace(burst=1, refill_seconds=10)))
    message = await alice.say("도커가 머야")
    first = await answer_to(fake_discord, alice, "[도커가 머야]")
    fake_discord.clock.advance(2)
    await alice.edit_message(message, "도커가 뭐야?")
    at = int(fake_discord.clock.now().timestamp() + 8) + 1
    assert (await answer_to(fake_discord, alice, f"조금 빨라요. <t:{at}:R>"))["id"] == first["id"]
    fake_discord.clock.advance(8)
    await alice.edit_message(message, "도커가 머야")
    await answer_to(fake_discord, alice, "[도커가 머야]")
    assert len(fake_discord.from_bot(alice.channel)) == 1
    assert [asked.what for asked in script.asked] == ["도커가 머야"] * 2


async def test_an_update_without_new_words_is_no_edit(
    fake_discord: FakeDiscord, start_face: FaceStarter, alice: Person
) -> None:
    script = Script()
    await start_face(script)
    message = await alice.say("https://docs.docker.com 이 뭐예요?")
    await answer_to(fake_discord, alice, "뭐예요")
    await alice.edit_message(message, message["content"])
    await alice.say("다음")
    await answer_to(fake_discord, alice, "[다음]")
    assert len(script.asked) == 2


async def test_who_is_too_fast_is_told_when_to_go_on(
    fake_discord: FakeDiscord, start_face: FaceStarter, alice: Person
) -> None:
    script = Script()
    await start_face(script, change=lambda settings: replace(settings, pace=Pace(burst=2, refill_seconds=10)))
    for words in ("하나", "둘", "셋"):
        await alice.say(words)
    at = int(fake_discord.clock.now().timestamp() + 10) + 1
    await answer_to(fake_discord, alice, f"<t:{at}:R>")
    asked = await alice.slash("help")
    assert f"<t:{at}:R>" in (await asked.reply())["content"]
    fake_discord.clock.advance(10)
    await alice.say("넷")
    await answer_to(fake_discord, alice, "[넷]")
    assert [entry.what for entry in script.asked] == ["하나", "둘", "넷"]


async def test_who_goes_on_too_fast_in_plain_words_is_told_once_a_wait(
    fake_discord: FakeDiscord, start_face: FaceStarter, alice: Person
) -> None:
    script = Script()
    await start_face(script, change=lambda settings: replace(settings, pace=Pace(burst=1, refill_seconds=10)))
    bob = fake_discord.join("밥").in_dm
    for _ in range(2):
        for words in ("하나", "둘", "셋", "넷"):
            await alice.say(words)
        await bob.say("밥도요")
        await answer_to(fake_discord, bob, "[밥도요]")
        fake_discord.clock.advance(10)
    await fake_discord.until(lambda: len(fake_discord.from_bot(alice.channel)) == 4)
    await start_face.stop()
    shown = [entry["content"].split("<")[0] for entry in fake_discord.from_bot(alice.channel)]
    assert sorted(shown) == sorted(["[하나]", "조금 빨라요. "] * 2)
    assert [entry.what for entry in script.asked] == ["하나", "밥도요"] * 2


async def test_who_waits_for_the_guild_keeps_their_own_turn(fake_discord: FakeDiscord, start_face: FaceStarter) -> None:
    script, slow = Script(), Pace(burst=1, refill_seconds=100)
    await start_face(
        script, change=lambda settings: replace(settings, pace=slow, guild_pace=Pace(burst=1, refill_seconds=10))
    )
    await (await fake_discord.join("밥").slash("help")).reply("[help]")
    refused = await fake_discord.alice.slash("help")
    await refused.reply("조금 빨라요")
    fake_discord.clock.advance(10)
    await (await fake_discord.alice.slash("help")).reply("[help]")


async def test_what_a_learner_wrote_pings_nobody(
    fake_discord: FakeDiscord, start_face: FaceStarter, alice: Person
) -> None:
    bob = fake_discord.join("밥")
    await start_face(Script())
    await alice.say(f"{bob.mention} @everyone")
    answer = await answer_to(fake_discord, alice, bob.mention)
    assert not answer["mentions"]
    sent = [request for request in fake_discord.log.requests if request.template.endswith("/messages")]
    silent = {"parse": [], "replied_user": False}
    assert [entry.body["allowed_mentions"] for entry in sent if isinstance(entry.body, dict)] == [silent]


async def test_buttons_of_a_chat_answer_work(fake_discord: FakeDiscord, start_face: FaceStarter, alice: Person) -> None:
    await start_face(Script({"도커가 뭐야?": Reply("답", choices=(Choice("더 자세히", "lesson:open:1"),))}))
    await alice.say("도커가 뭐야?")
    pressed = await alice.click(await answer_to(fake_discord, alice, "답"), "더 자세히")
    await pressed.reply("[lesson:open:1]")


async def test_a_message_is_explained_or_run_from_its_menu(fake_discord: FakeDiscord, start_face: FaceStarter) -> None:
    script = Script()
    await start_face(script)
    message = await fake_discord.join("밥").say("docker run nginx")
    explained = await fake_discord.alice.use_on_message("Explain this message", message)
    await explained.reply("[ask]")
    ran = await fake_discord.alice.use_on_message("Run this command", message)
    await ran.reply("[run]")
    assert [(asked.what, asked.values) for asked in script.asked] == [
        ("ask", {"question": "docker run nginx"}),
        ("run", {"command": "docker run nginx"}),
    ]


class Studying:
    """A book of groups that all study in one channel."""

    def __init__(self, channel: Json) -> None:
        self.settings = GroupSettings(study_channels=(int(channel["id"]),))

    async def of(self, _guild_id: int | None) -> GroupSettings:
        return self.settings

    async def returned(self, guild_id: int) -> None: ...

    async def left(self, guild_id: int, at: datetime) -> None: ...

    async def present(self, guild_ids: Collection[int], at: datetime) -> None: ...


async def test_in_a_study_channel_no_mention_is_needed(fake_discord: FakeDiscord, start_face: FaceStarter) -> None:
    fake_discord.gateway.allowed_privileged = MESSAGE_CONTENT
    script = Script()
    channel = fake_discord.channel
    thread = fake_discord.world.add_thread(channel, "연습", fake_discord.alice.user["id"])
    start_face.groups = Studying(channel)
    await start_face(script, change=lambda settings: replace(settings, with_content=True))
    assert start_face.hearing.is_open
    bob = fake_discord.join("밥")
    question = await bob.say("도커가 뭐야?")
    await fake_discord.alice.say("나도 궁금해", reply_to=question)
    await fake_discord.alice.say(f"{bob.mention} 밥 먹자")
    await fake_discord.alice.at(fake_discord.world.add_channel(fake_discord.guild, "잡담")).say("여기는 아니야")
    await bob.at(thread).say("스레드에서도")
    await fake_discord.until(lambda: fake_discord.from_bot(thread))
    assert [asked.what for asked in script.asked] == ["도커가 뭐야?", "스레드에서도"]


async def test_a_reply_whose_ping_is_off_is_read_where_the_intent_is_on(
    fake_discord: FakeDiscord, start_face: FaceStarter
) -> None:
    fake_discord.gateway.allowed_privileged = MESSAGE_CONTENT
    script = Script()
    study, other = fake_discord.channel, fake_discord.world.add_channel(fake_discord.guild, "잡담")
    start_face.groups = Studying(study)
    await start_face(script, change=lambda settings: replace(settings, with_content=True))
    alice, bob = fake_discord.alice, fake_discord.join("밥")
    await alice.say("컨테이너가 뭐야?")
    await fake_discord.until(lambda: fake_discord.from_bot(study))
    answer = fake_discord.from_bot(study)[0]
    await bob.say("나는 사람에게", reply_to=await alice.say(f"{bob.mention} 봤어?"), is_ping_on=False)
    await bob.say(f"{alice.mention} 이것 봐", reply_to=answer, is_ping_on=False)
    await alice.say("그럼 지우는 건?", reply_to=answer, is_ping_on=False)
    await fake_discord.until(lambda: len(fake_discord.from_bot(study)) == 2)
    await alice.at(other).say(f"<@{fake_discord.world.app_id}> 여기서는?")
    await fake_discord.until(lambda: fake_discord.from_bot(other))
    await alice.at(other).say("부르지 않아도?", reply_to=fake_discord.from_bot(other)[0], is_ping_on=False)
    await fake_discord.until(lambda: len(fake_discord.from_bot(other)) == 2)
    assert [asked.what for asked in script.asked] == [
        "컨테이너가 뭐야?",
        "그럼 지우는 건?",
        "여기서는?",
        "부르지 않아도?",
    ]
    assert script.asked[1].thread_key == script.asked[0].thread_key


async def test_a_reply_whose_ping_is_off_has_no_words_without_the_intent(
    fake_discord: FakeDiscord, start_face: FaceStarter
) -> None:
    script = Script()
    await start_face(script)
    await fake_discord.alice.say(f"<@{fake_discord.world.app_id}> 컨테이너가 뭐야?")
    await fake_discord.until(lambda: fake_discord.from_bot(fake_discord.channel))
    answer = fake_discord.from_bot(fake_discord.channel)[0]
    await fake_discord.alice.say("그럼 지우는 건?", reply_to=answer, is_ping_on=False)
    await fake_discord.alice.say("그럼 켜는 건?", reply_to=answer)
    await fake_discord.until(lambda: len(fake_discord.from_bot(fake_discord.channel)) == 2)
    assert [asked.what for asked in script.asked] == ["컨테이너가 뭐야?", "그럼 켜는 건?"]
