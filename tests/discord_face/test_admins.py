"""What follows from what admins set, the audit, the course, coming and going: end to end, over HTTP and WebSocket."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.people import Member
from bot.faces.discord.cooldown import Pace
from bot.faces.discord.limits import GRACE_SECONDS
from bot.lessons.problems import ContentProblem, Place
from tests.discord_face.admins import House
from tests.discord_face.script import Script
from tests.discord_face.starting import FaceStarter
from tests.discord_face.waiting import let_pass, outlast
from tests.fake_discord import FakeDiscord, Person
from tests.fake_discord.models import EPHEMERAL, LOADING, Permission, role_payload

THINKING = 5  # the callback


# -- what follows


async def test_practice_is_for_the_roles_that_may_and_what_was_refused_is_told_to_admins(house: House) -> None:
    house.fake.guild.roles["777"] = role_payload("777", "연습생", 0)
    await house.groups.change(house.guild_id, 1, house.fake.clock.now(), {"practice_roles": (777,)})
    member = house.fake.join("민준", roles=("777",))
    await (await member.slash("run", {"command": "docker ps"})).reply("[run]")
    refused = await house.fake.alice.slash("run", {"command": "docker pull nginx"})
    assert "<@&777>" in (await refused.reply("정해진 역할"))["content"]
    assert refused.is_ephemeral
    await (await house.fake.alice.slash("ask", {"question": "도커가 뭐야?"})).reply("[ask]")
    direct = await house.fake.alice.in_dm.slash("run", {"command": "docker ps"})
    await direct.reply("정해진 역할")
    await (await member.in_dm.slash("run", {"command": "docker ps"})).reply("[run]")
    audited = await house.fake.owner.slash("audit", {"member": house.fake.alice})
    text = (await audited.reply("최근에 실행한"))["content"]
    assert "`docker pull nginx` — 거절 · 실습할 수 있는 역할이 없음" in text
    assert "docker ps" not in text


async def test_a_blocked_member_is_not_served_until_unblocked(house: House) -> None:
    alice, owner = house.fake.alice, house.fake.owner
    await (await alice.slash("ask", {"question": "도커"})).reply("[ask]")
    await (await owner.select(await house.panel("차단"), [alice.user, owner.user], menu=1)).reply("바꿨어요")
    assert (await house.settings()).blocked == (alice.id,)
    refused = await alice.slash("ask", {"question": "도커"})
    await refused.reply("이야기할 수 없게")
    assert refused.is_ephemeral
    await (await alice.in_dm.slash("ask", {"question": "도커"})).reply("이야기할 수 없게")
    listed = await (await owner.slash("audit", {"member": alice})).reply("지금 차단되어")
    await (await owner.click(listed, "차단 풀기")).reply("이 서버에서 친 명령만")
    await (await alice.slash("ask", {"question": "도커"})).reply("[ask]")


async def test_a_blocked_member_is_served_on_no_other_way_either(house: House) -> None:
    alice, refusal = house.fake.alice, "이야기할 수 없게"
    private = await (await alice.slash("ask", {"question": "도커", "visibility": "personal"})).reply("[ask]")
    public = await (await alice.slash("ask", {"question": "도커"})).reply("[ask]")
    await house.groups.change(house.guild_id, 1, house.fake.clock.now(), {"blocked": (alice.id,)})
    shown = len(house.fake.messages_in(house.fake.channel))
    for message, label in ((private, "다음"), (private, "공유하기"), (public, "다음")):
        pressed = await alice.click(message, label)
        await pressed.reply(refusal)
        assert pressed.is_ephemeral
    await (await alice.slash("run", {"command": "docker ps"})).reply(refusal)
    assert len(house.fake.messages_in(house.fake.channel)) == shown
    question = await alice.say(f"<@{house.fake.world.app_id}> 도커가 뭐야?")
    await house.fake.until(lambda: len(house.fake.messages_in(house.fake.channel)) > shown + 1)
    told = house.fake.messages_in(house.fake.channel)[-1]
    assert refusal in told["content"]
    assert told["message_reference"]["message_id"] == question["id"]


async def test_a_command_that_a_member_may_not_use_offers_them_nothing_to_complete(house: House) -> None:
    house.fake.guild.roles["777"] = role_payload("777", "연습생", 0)
    member, blocked = house.fake.join("민준", roles=("777",)), house.fake.join("서연", roles=("777",))
    people = house.fake.alice, member, blocked
    for person in people:
        await (await person.slash("ask", {"question": "도커"})).reply("[ask]")

    async def offered(*typing: Person) -> list[int]:
        asked = [await one.autocomplete("run", "command", "docker") for one in typing]
        return [len(await one.suggestions()) for one in asked]

    assert await offered(*people) == [1, 1, 1]
    values = {"practice_roles": (777,), "blocked": (blocked.id,)}
    await house.groups.change(house.guild_id, 1, house.fake.clock.now(), values)
    assert await offered(*people) == [0, 1, 0]
    assert await offered(*(one.in_dm for one in people)) == [0, 1, 0]
    audited = await house.fake.owner.slash("audit", {"member": house.fake.alice})
    assert "거절" not in (await audited.reply())["content"]  # typing is no try


async def test_results_are_for_one_or_for_all_as_the_group_or_the_learner_likes(house: House) -> None:
    alice = house.fake.alice
    shared = await alice.slash("ask", {"question": "도커"})
    assert not (await shared.reply("[ask]"))["flags"] & 64
    private = await alice.slash("ask", {"question": "도커", "visibility": "personal"})
    message = await private.reply("[ask]")
    assert message["flags"] & 64
    followed = await alice.click(message, "다음")
    assert (await followed.reply("[ask:next]"))["flags"] & 64
    await house.groups.change(house.guild_id, 1, house.fake.clock.now(), {"visibility": "personal"})
    quiet = await alice.slash("run", {"command": "docker ps"})
    assert (await quiet.reply("[run]"))["flags"] & 64
    loud = await alice.slash("run", {"command": "docker ps", "visibility": "shared"})
    assert not (await loud.reply("[run]"))["flags"] & 64


async def test_help_tells_those_who_manage_the_server_of_their_commands_and_nobody_else(house: House) -> None:
    told = await (await house.fake.owner.slash("help")).reply("고래와 함께")
    line = next(line for line in told["content"].splitlines() if "**관리**" in line)
    assert all(f"`/{name}`" in line for name in ("설정", "기록", "강의관리", "모임"))
    for learner in (house.fake.alice, house.fake.owner.in_dm):  # in direct messages nobody manages anything
        helped = await (await learner.slash("help")).reply("고래와 함께")
        assert "관리" not in helped["content"]


async def test_a_slow_private_answer_thinks_in_private(house: House) -> None:
    await house.groups.change(house.guild_id, 1, house.fake.clock.now(), {"visibility": "personal"})
    house.learning.may_answer.clear()
    asked = await house.fake.alice.slash("ask", {"question": "도커"})
    await let_pass(house.fake, GRACE_SECONDS)
    assert await asked.acknowledged() == THINKING
    thinking = asked.original
    assert thinking is not None
    assert thinking["flags"] == EPHEMERAL | LOADING
    house.learning.may_answer.set()
    answer = await asked.reply("[ask]")
    assert (answer["id"], answer["flags"]) == (thinking["id"], EPHEMERAL)
    assert not house.fake.from_bot(house.fake.channel)


# -- the audit and the course


async def test_the_audit_has_pages_and_shows_how_each_line_ended(house: House) -> None:
    alice = Member(house.fake.alice.id, "앨리스", guild_id=house.guild_id)
    now = house.fake.clock.now()
    for number in range(12):
        kept = await house.audit.begin(alice, f"docker logs web{number}", now)
        await house.audit.end(kept, "memory" if number == 11 else "exit", 0)
    await house.audit.refused(alice, "docker run --privileged `x`\n@everyone", "too_many_commands", now)
    listed = await (await house.fake.owner.slash("audit", {"member": house.fake.alice})).reply("최근에")
    assert "거절 · 1분에 실행할 수 있는 수를 넘음" in listed["content"]
    assert "`docker logs web11` — 허용 · 메모리 한도를 넘어 멈춤" in listed["content"]
    assert "--privileged ˋxˋ ⏎ @everyone" in listed["content"]
    older = await (await house.fake.owner.click(listed, "더 예전 것")).reply("그 전에")
    assert "`docker logs web0` — 허용 · 정상 종료" in older["content"]
    assert "web5" not in older["content"]
    await (await house.fake.owner.click(older, "처음으로")).reply("최근에")


async def test_an_admin_who_opens_the_panel_is_told_that_an_edit_of_the_course_was_not_taken_over(house: House) -> None:
    told = await (await house.fake.owner.slash("settings")).reply("이 서버의 설정")
    assert "강의 파일" not in told["content"]
    house.problems.append(ContentProblem(Place("lessons/01/lesson.md", 7), "field-missing", {"where": "title"}))
    told = await (await house.fake.owner.slash("settings")).reply("이 서버의 설정")
    assert "강의 파일에 고칠 곳이 1군데" in told["content"]
    assert "`/강의관리`" in told["content"]


async def test_the_state_of_the_course_tells_file_line_and_cure_and_where_answers_are_missed(house: House) -> None:
    asked = await (await house.fake.owner.slash("content")).reply("강의의 상태")
    assert "고칠 곳이 없어요" in asked["content"]
    house.problems.append(ContentProblem(Place("lessons/01/lesson.md", 7), "field-missing", {"where": "title"}))
    await house.questions.add(1, "비밀 질문", "abstain", 0.1, "01-docker/part-1", house.fake.clock.now())
    text = (await (await house.fake.owner.slash("content")).reply("강의의 상태"))["content"]
    assert "lessons/01/lesson.md:7" in text
    assert "1번" in text
    assert "비밀 질문" not in text


# -- coming and going


async def test_a_greeting_makes_nobody_a_learner_and_a_group_that_leaves_is_remembered_as_left(house: House) -> None:
    guild = await house.fake.invite_bot("새 스터디")
    channel = house.fake.world.channels[guild.channel_ids[0]]
    await outlast(house.fake, lambda: house.fake.from_bot(channel))
    assert await house.groups.members(int(guild.id)) == ()
    await house.groups.change(int(guild.id), 1, house.fake.clock.now(), {"with_gloss": False})
    assert int(guild.id) in await house.groups.all()
    await house.fake.gateway.dispatch("GUILD_DELETE", {"id": guild.id}, guild_id=guild.id)
    await (await house.fake.alice.slash("ask", {"question": "도커"})).reply("[ask]")
    assert int(guild.id) not in await house.groups.all()
    assert not (await house.groups.of(int(guild.id))).with_gloss


async def test_groups_left_while_the_bot_was_away_are_noticed_at_the_start(house: House) -> None:
    await house.groups.change(4242, 1, house.fake.clock.now(), {"with_gloss": False})
    await house.face.stop()
    await house.start(house.talk, verbs=house.talk.verbs)
    await (await house.fake.alice.slash("ask", {"question": "도커"})).reply("[ask]")
    assert 4242 not in await house.groups.all()


# -- permissions and pace


@pytest.mark.parametrize(
    ("denied", "words"),
    [
        (Permission.VIEW_CHANNEL, "**채널 보기**"),
        (Permission.SEND_MESSAGES, "없는 권한: **메시지 보내기**."),
        (Permission.SEND_MESSAGES | Permission.READ_MESSAGE_HISTORY, "**메시지 보내기**, **메시지 기록 보기**"),
    ],
)
async def test_a_denied_channel_says_which_permission_is_missing(house: House, denied: Permission, words: str) -> None:
    alice, fake = house.fake.alice, house.fake
    await fake.deny(fake.channel, denied)
    await alice.say(f"<@{fake.world.app_id}> 도커가 뭐야?")
    await fake.until(lambda: fake.from_bot(alice.in_dm.channel))
    assert words in fake.from_bot(alice.in_dm.channel)[0]["content"]


async def test_a_whole_guild_that_is_too_fast_is_told_when_to_go_on(
    fake_discord: FakeDiscord, start_face: FaceStarter
) -> None:
    await start_face(Script(), change=lambda settings: replace(settings, guild_pace=Pace(burst=2, refill_seconds=10)))
    people = [fake_discord.join(name) for name in ("가", "나", "다")]
    for person in people[:2]:
        await (await person.slash("help")).reply("[help]")
    at = int(fake_discord.clock.now().timestamp() + 10) + 1
    await (await people[2].slash("help")).reply(f"<t:{at}:R>")
    await (await people[2].in_dm.slash("help")).reply("[help]")
    fake_discord.clock.advance(10)
    await (await people[2].slash("help")).reply("[help]")
