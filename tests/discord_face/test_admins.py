"""What admins set through Discord, end to end: the real desks on a real file, over HTTP and WebSocket."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import time
from pathlib import Path

import pytest

from bot.core.groups import GroupSettings
from bot.core.people import Member
from bot.core.reply import Choice, MenuOption, Reply
from bot.faces.discord.cooldown import Pace
from bot.faces.discord.custom_ids import BUTTON, FORM, custom_id
from bot.faces.discord.limits import GRACE_SECONDS
from bot.lessons.model import Course
from bot.lessons.problems import ContentProblem, Place
from bot.storage.audit import Audit
from bot.storage.database import Database
from bot.storage.groups import Groups
from bot.storage.learners import Learners
from bot.storage.outbox import Outbox
from bot.storage.questions import Questions
from bot.talk.audit import AuditDesk
from bot.talk.content import ContentDesk
from bot.talk.conversation import Talk
from bot.talk.desk import Action, Desk, PlainDesk
from bot.talk.gate import Gate
from bot.talk.help import HelpDesk
from bot.talk.settings import Ground, SettingsDesk
from sandbox.limits import Limits
from sandbox.policy.settings import PolicySettings
from tests.discord_face.script import Script
from tests.discord_face.starting import FaceStarter, RunningFace
from tests.discord_face.waiting import let_pass, outlast
from tests.fake_discord import FakeDiscord, Interaction, Person
from tests.fake_discord.models import EPHEMERAL, LOADING, Json, Permission, flat_components, role_payload
from tests.quiz.courses import course, one

COURSE = course(one(1))
THINKING = 5  # the callback


class Learning(PlainDesk):
    """What learners do, each answered with its name, once it `may_answer`."""

    verbs = frozenset({"ask", "run"})
    rooms = frozenset({"ask", "run"})

    def __init__(self) -> None:
        self.may_answer = asyncio.Event()
        self.may_answer.set()

    async def do(self, member: Member, verb: str, options: Mapping[str, str]) -> AsyncIterator[Reply]:
        del member
        await self.may_answer.wait()
        yield Reply(f"[{verb}]", note=" ".join(options.values()), choices=(Choice("다음", f"{verb}:next:0"),))

    async def press(self, member: Member, action: Action, values: Mapping[str, str]) -> AsyncIterator[Reply]:
        del member, values
        yield Reply(f"[{action.room}:{action.verb}]")

    async def complete(self, member: Member, verb: str, option: str, text: str) -> Sequence[MenuOption]:
        del member, verb, option
        return (MenuOption(f"{text}…", f"{text} ps"),)


@dataclass
class House:
    """A running bot with its stores."""

    fake: FakeDiscord
    start: FaceStarter
    talk: Talk
    groups: Groups
    audit: Audit
    questions: Questions
    problems: list[ContentProblem]
    face: RunningFace
    learning: Learning

    @property
    def guild_id(self) -> int:
        return int(self.fake.guild.id)

    async def settings(self) -> GroupSettings:
        return await self.groups.of(self.guild_id)

    async def panel(self, page: str) -> Json:
        """Open the panel and turn to a page by its title."""
        opened = await self.fake.owner.slash("settings")
        message = await opened.reply("이 서버의 설정")
        return await (await self.fake.owner.select(message, [page])).reply(f"⚙ {page}")


async def nobody(_member: Member) -> bool:
    return False


@pytest.fixture
async def house(fake_discord: FakeDiscord, start_face: FaceStarter, tmp_path: Path) -> AsyncIterator[House]:
    database = await Database.open(tmp_path / "gorae.db")
    groups, audit, questions = Groups(database), Audit(database), Questions(database)
    start_face.post = Outbox(database)
    problems: list[ContentProblem] = []
    clock = fake_discord.clock

    def current() -> Course:
        return COURSE

    learning = Learning()
    desks: list[Desk] = [
        learning,
        SettingsDesk(groups, Ground(current, Limits(), start_face.hearing, problems=lambda: problems), clock),
        AuditDesk(audit, groups, current, clock),
        ContentDesk(current, lambda: problems, questions),
        HelpDesk(frozenset({"settings"})),
    ]
    talk = Talk(
        desks,
        learners=Learners(database),
        clock=clock,
        policy=PolicySettings(),
        has_open_question=nobody,
        gate=Gate(groups, audit, clock),
    )
    start_face.groups = groups
    face = await start_face(talk, verbs=talk.verbs)
    yield House(fake_discord, start_face, talk, groups, audit, questions, problems, face, learning)
    await start_face.stop()
    await database.close()


# -- the panel


async def test_every_page_of_the_panel_opens_and_shows_what_holds(house: House) -> None:
    message = await (await house.fake.owner.slash("settings")).reply("이 서버의 설정")
    assert "**시간대**: Asia/Seoul" in message["content"]
    for page in ("대화", "오늘의 퀴즈", "배우기", "실습", "시간", "차단", "바뀐 것"):
        turned = await house.fake.owner.select(message, [page])
        assert (await turned.reply(f"⚙ {page}"))["id"] == message["id"]


async def test_study_channels_are_taken_from_discords_own_list_and_the_missing_intent_is_told(house: House) -> None:
    message = await house.panel("대화")
    changed = await (await house.fake.owner.select(message, [house.fake.channel], menu=1)).reply("바꿨어요")
    assert (await house.settings()).study_channels == (int(house.fake.channel["id"]),)
    assert f"<#{house.fake.channel['id']}>" in changed["content"]
    assert "Message Content Intent" in changed["content"]
    chosen = [part for part in flat_components(changed["components"]) if part["type"] == 8]
    assert [str(value["id"]) for value in chosen[0]["default_values"]] == [house.fake.channel["id"]]
    cleared = await (await house.fake.owner.select(changed, [], menu=1)).reply("바꿨어요")
    assert "Message Content Intent" not in cleared["content"]
    assert (await house.settings()).study_channels == ()


async def test_a_change_is_kept_with_who_and_when_and_can_be_undone(house: House) -> None:
    message = await house.panel("오늘의 퀴즈")
    changed = await (await house.fake.owner.select(message, ["20:00"], menu=2)).reply("올리는 시각** → 20:00")
    (change,) = await house.groups.changes(house.guild_id)
    assert (change.user_id, change.at) == (house.fake.owner.id, house.fake.clock.now())
    undone = await (await house.fake.owner.click(changed, "되돌리기")).reply("올리는 시각** → 09:00")
    assert (await house.settings()).daily_at == time(9)
    listed = await (await house.fake.owner.select(undone, ["바뀐 것"])).reply("되돌린 것")
    assert f"<@{house.fake.owner.id}>" in listed["content"]
    assert "09:00 → 20:00 (되돌려짐)" in listed["content"]
    again = await house.fake.owner.select(listed, ["올리는 시각: 20:00 → 09:00"], menu=1)
    await again.reply("올리는 시각** → 20:00")
    assert (await house.settings()).daily_at == time(20)


async def test_buttons_menus_and_forms_set_the_rest(house: House) -> None:
    owner, fake = house.fake.owner, house.fake
    role = role_payload("777", "연습생", 0)
    fake.guild.roles["777"] = role
    message = await house.panel("대화")
    message = await (await owner.click(message, "결과를 본인에게만 보이기")).reply("본인만")
    message = await (await owner.select(message, ["배우기"])).reply("⚙ 배우기")
    message = await (await owner.select(message, ["30초"], menu=1)).reply("30초")
    message = await (await owner.select(message, ["85% 기억하기"], menu=2)).reply("85%")
    message = await (await owner.click(message, "도커 메시지의 한국어 풀이 끄기")).reply("꺼짐")
    message = await (await owner.select(message, ["실습"])).reply("⚙ 실습")
    message = await (await owner.select(message, [role], menu=1)).reply("<@&777>")
    message = await (await owner.select(message, ["10번"], menu=2)).reply("10번")
    message = await (await owner.select(message, ["60분"], menu=3)).reply("60분")
    message = await (await owner.select(message, ["시간"])).reply("⚙ 시간")
    opened = await owner.click(message, "다른 시간대 쓰기")
    await opened.form()
    message = await (await owner.submit(opened, {"시간대": "Asia/Kathmandu"})).reply("Asia/Kathmandu")
    opened = await owner.click(message, "조용한 시간 직접 쓰기")
    await opened.form()
    await (await owner.submit(opened, {"조용한 시간 시작": "23:30", "조용한 시간 끝": "6시 45분"})).reply("06:45")
    settings = await house.settings()
    assert (settings.question_seconds, settings.retention, settings.with_gloss) == (30, 0.85, False)
    assert (settings.practice_roles, settings.commands_a_minute, settings.sandbox_minutes) == ((777,), 10, 60)
    assert (settings.time_zone, settings.quiet_from, settings.quiet_to) == ("Asia/Kathmandu", time(23, 30), time(6, 45))


async def test_quiet_hours_that_are_gone_have_no_end_to_choose(house: House) -> None:
    shown = await house.panel("시간")
    assert "조용한 시간 끝" in shown["content"]
    gone = await (await house.fake.owner.click(shown, "조용한 시간 없애기")).reply("조용한 시간 시작")
    assert "조용한 시간 끝" not in gone["content"]
    assert (await house.settings()).quiet_from is None


@pytest.mark.parametrize(
    ("field", "text", "words"),
    [("다른 시간대 쓰기", "Asia/Pyeongyang", "Asia/Seoul"), ("다른 시간대 쓰기", "../etc/passwd", "Asia/Seoul")],
)
async def test_what_cannot_be_is_refused_with_an_example(house: House, field: str, text: str, words: str) -> None:
    opened = await house.fake.owner.click(await house.panel("시간"), field)
    await opened.form()
    sent = await house.fake.owner.submit(opened, {"시간대": text})
    assert words in (await sent.reply("그 값으로는"))["content"]
    assert await house.groups.changes(house.guild_id) == ()


CRAFTED = [
    "settings:set:commands_a_minute:31",
    "settings:set:sandbox_minutes:100000",
    "settings:set:retention:1.5",
    "settings:set:question_seconds:1",
    "settings:set:study_channels:abc",
    "settings:set:nothing:1",
    "settings:undo:99",
    "settings:undo:x",
    "settings:write:nothing",
]


async def crafted_press(person: Person, message: Json, action: str) -> Interaction:
    """Press a button of the person's own message whose id is not what the bot gave it."""
    forged = custom_id(BUTTON, person.id, 0, action)
    next(part for part in flat_components(message["components"]) if part["type"] == 2)["custom_id"] = forged
    return await person.click_id(message, forged)


async def refusal(house: House, it: Interaction) -> str:
    """Return the words of the refusal; it offers no menus, and nothing was changed."""
    message = await it.reply()
    assert [part["type"] for part in flat_components(message["components"]) if part["type"] > 2] == []
    assert await house.groups.changes(house.guild_id) == ()
    return str(message["content"])


@pytest.mark.parametrize("action", CRAFTED)
async def test_crafted_presses_change_nothing(house: House, action: str) -> None:
    pressed = await crafted_press(house.fake.owner, await house.panel("시간"), action)
    assert await refusal(house, pressed)
    assert pressed.is_ephemeral


@pytest.mark.parametrize("action", CRAFTED)
async def test_crafted_forms_change_nothing(house: House, action: str) -> None:
    opened = await house.fake.owner.click(await house.panel("시간"), "다른 시간대 쓰기")
    form = await opened.form()
    form["custom_id"] = custom_id(FORM, house.fake.owner.id, 0, action)
    form["components"][0]["component"]["custom_id"] = "nothing"
    assert await refusal(house, await house.fake.owner.submit(opened, {"시간대": "Asia/Tokyo"}))


@pytest.mark.parametrize("action", ["settings:set:with_gloss:off", "audit:page:1:0", "audit:block:1", "settings:page"])
async def test_an_admins_press_by_someone_else_is_refused(house: House, action: str) -> None:
    asked = await house.fake.alice.slash("run", {"command": "docker ps"})
    pressed = await crafted_press(house.fake.alice, await asked.reply("[run]"), action)
    assert "서버 관리 권한" in await refusal(house, pressed)


async def test_the_panel_works_after_a_restart(house: House) -> None:
    message = await house.panel("배우기")
    await house.face.stop()
    await house.start(house.talk, verbs=house.talk.verbs)
    await (await house.fake.owner.click(message, "도커 메시지의 한국어 풀이 끄기")).reply("꺼짐")
    assert not (await house.settings()).with_gloss


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
