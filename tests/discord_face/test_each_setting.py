"""Each setting of the panel: chosen in Discord, stored, shown, written down with who and when, and undone."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import time

import pytest

from bot.core.groups import GroupSettings
from bot.core.reply import Visibility
from bot.storage.groups import Groups
from tests.discord_face.admins import House
from tests.fake_discord import Person
from tests.fake_discord.models import Json, Permission, flat_components, role_payload

ROLE = role_payload("777", "연습생", 0)
HOUR = 3600.0


@dataclass(frozen=True)
class Setting:
    """Where a setting is changed, and what comes of it.

    `menu` is the number of its menu, from which `taken` is taken (a word in braces stands for a thing of Discord's);
    0 is a button of the label `taken`. `shown` are the words for the new value.
    """

    page: str
    title: str
    taken: str
    shown: str
    value: object
    menu: int = 0


SETTINGS = {
    "study_channels": Setting("대화", "공부 채널", "{channel}", "<#{channel}>", "{channels}", 1),
    "visibility": Setting("대화", "결과를 보는 사람", "결과를 본인에게만 보이기", "본인만", Visibility.PERSONAL),
    "daily_channel_id": Setting("오늘의 퀴즈", "오늘의 퀴즈 채널", "{channel}", "<#{channel}>", "{channel}", 1),
    "daily_at": Setting("오늘의 퀴즈", "올리는 시각", "20:00", "20:00", time(20), 2),
    "daily_lessons": Setting(
        "오늘의 퀴즈", "퀴즈를 낼 강의", "2강 도커 이해하기", "2강 도커 이해하기", ("02-docker",), 3
    ),
    "has_weekly_summary": Setting("오늘의 퀴즈", "주간 요약", "주간 요약 켜기", "켜짐 (월요일 아침)", value=True),
    "question_seconds": Setting("배우기", "문제마다 시간", "30초", "30초", 30, 1),
    "retention": Setting("배우기", "복습 목표", "85% 기억하기", "85% 기억하기", 0.85, 2),
    "with_gloss": Setting(
        "배우기", "도커 메시지의 한국어 풀이", "도커 메시지의 한국어 풀이 끄기", "꺼짐 (영어 그대로)", value=False
    ),
    "practice_roles": Setting("실습", "실습할 수 있는 역할", "{role}", "<@&777>", (777,), 1),
    "commands_a_minute": Setting("실습", "1분에 실행할 수 있는 명령", "10번", "10번", 10, 2),
    "sandbox_minutes": Setting("실습", "연습장이 살아 있는 시간", "60분", "60분", 60, 3),
    "time_zone": Setting("시간", "시간대", "Europe/Berlin", "Europe/Berlin", "Europe/Berlin", 1),
    "quiet_from": Setting("시간", "조용한 시간 시작", "23:00", "23:00", time(23), 2),
    "quiet_to": Setting("시간", "조용한 시간 끝", "07:00", "07:00", time(7), 3),
    "blocked": Setting("차단", "차단한 멤버", "{member}", "<@{member}>", "{members}", 1),
}


def test_every_setting_is_tried() -> None:
    assert SETTINGS.keys() == {field.name for field in fields(GroupSettings)}


@pytest.fixture
def admin(house: House) -> Person:
    """Return someone who manages the server without owning it."""
    house.fake.guild.roles["777"] = ROLE
    house.fake.guild.roles["900"] = role_payload("900", "운영진", int(Permission.MANAGE_GUILD))
    return house.fake.join("운영진", roles=("900",))


def things(house: House) -> dict[str, Json]:
    return {"{channel}": house.fake.channel, "{role}": ROLE, "{member}": house.fake.alice.user}


def value_of(house: House, setting: Setting) -> object:
    channel, member = int(house.fake.channel["id"]), house.fake.alice.id
    return {"{channel}": channel, "{channels}": (channel,), "{members}": (member,)}.get(
        setting.value if isinstance(setting.value, str) else "", setting.value
    )


def words_of(house: House, setting: Setting) -> str:
    return setting.shown.format(channel=house.fake.channel["id"], member=house.fake.alice.id)


def menus(message: Json) -> list[Json]:
    return [part for part in flat_components(message["components"]) if part["type"] > 2]


async def turned_to(person: Person, page: str) -> Json:
    opened = await (await person.slash("settings")).reply("이 서버의 설정")
    return await (await person.select(opened, [page])).reply(f"⚙ {page}")


async def changed(house: House, person: Person, setting: Setting) -> Json:
    """Change a setting and return the panel then."""
    message = await turned_to(person, setting.page)
    if setting.menu:
        chosen = things(house).get(setting.taken, setting.taken)
        it = await person.select(message, [chosen], menu=setting.menu)
    else:
        it = await person.click(message, setting.taken)
    return await it.reply("✔ 바꿨어요")


async def stored(house: House, name: str) -> object:
    """Return a setting as the file has it, whatever the running bot keeps at hand."""
    return getattr(await Groups(house.groups._database).of(house.guild_id), name)


@pytest.mark.parametrize("name", SETTINGS)
async def test_it_is_stored_shown_and_written_down_with_who_and_when_and_another_admin_undoes_it(
    house: House, admin: Person, name: str
) -> None:
    setting, before = SETTINGS[name], getattr(GroupSettings(), name)
    value, words, owner = value_of(house, setting), words_of(house, setting), house.fake.owner
    assert value != before
    shown = await changed(house, owner, setting)
    assert f"✔ 바꿨어요: **{setting.title}** → {words}" in shown["content"]
    assert f"- **{setting.title}**: {words}" in shown["content"]
    assert (await stored(house, name), getattr(await house.settings(), name)) == (value, value)
    overview = await (await admin.slash("settings")).reply("이 서버의 설정")
    assert f"- **{setting.title}**: {words}" in overview["content"]
    (change,) = await house.groups.changes(house.guild_id)
    at = house.fake.clock.now()
    assert (change.user_id, change.at, change.name, change.undoes) == (owner.id, at, name, None)

    house.fake.clock.advance(HOUR)
    listed = await turned_to(admin, "바뀐 것")
    assert f"<t:{int(at.timestamp())}:f> · <@{owner.id}> · **{setting.title}**" in listed["content"]
    (option,) = menus(listed)[1]["options"]
    assert option["label"].startswith(f"{setting.title}: ")
    await (await admin.select(listed, [option["label"]], menu=1)).reply("✔ 바꿨어요")
    assert (await stored(house, name), getattr(await house.settings(), name)) == (before, before)
    undoing, first = await house.groups.changes(house.guild_id)
    assert (undoing.user_id, undoing.at, undoing.undoes) == (admin.id, house.fake.clock.now(), first.id)
    listed = await turned_to(admin, "바뀐 것")
    assert f"<@{admin.id}> · **{setting.title}**" in listed["content"]
    assert "(되돌린 것)" in listed["content"]
    assert "(되돌려짐)" in listed["content"]


@pytest.mark.parametrize("name", SETTINGS)
async def test_what_was_set_before_a_restart_is_shown_after_it_and_undone_by_its_button(
    house: House, name: str
) -> None:
    setting, owner = SETTINGS[name], house.fake.owner
    house.fake.guild.roles["777"] = ROLE
    shown = await changed(house, owner, setting)
    await house.face.stop()
    await house.start(house.talk, verbs=house.talk.verbs)
    overview = await (await owner.slash("settings")).reply("이 서버의 설정")
    assert f"- **{setting.title}**: {words_of(house, setting)}" in overview["content"]
    undone = await (await owner.click(shown, "되돌리기")).reply(f"✔ 바꿨어요: **{setting.title}** → ")
    assert undone["id"] == shown["id"]
    assert await stored(house, name) == getattr(GroupSettings(), name)


async def test_channels_lessons_roles_and_members_are_taken_away_again(house: House) -> None:
    owner = house.fake.owner
    house.fake.guild.roles["777"] = ROLE
    for name in ("study_channels", "daily_channel_id", "daily_lessons", "practice_roles", "blocked"):
        shown = await changed(house, owner, SETTINGS[name])
        menu = menus(shown)[SETTINGS[name].menu]
        chosen = menu.get("default_values") or [option for option in menu["options"] if option.get("default")]
        assert len(chosen) == 1, "what is set is chosen in its menu"
        await (await owner.select(shown, [], menu=SETTINGS[name].menu)).reply("✔ 바꿨어요")
        assert await stored(house, name) == getattr(GroupSettings(), name)


async def test_two_admins_at_once_keep_both_their_changes(house: House, admin: Person) -> None:
    mine = await turned_to(house.fake.owner, "오늘의 퀴즈")
    theirs = await turned_to(admin, "오늘의 퀴즈")
    first = await house.fake.owner.select(mine, ["20:00"], menu=2)
    second = await admin.click(theirs, "주간 요약 켜기")
    await first.reply("✔ 바꿨어요")
    await second.reply("✔ 바꿨어요")
    assert (await stored(house, "daily_at"), await stored(house, "has_weekly_summary")) == (time(20), True)
    assert {change.user_id for change in await house.groups.changes(house.guild_id)} == {house.fake.owner.id, admin.id}


async def test_one_s_panel_is_not_another_admin_s(house: House, admin: Person) -> None:
    message = await turned_to(house.fake.owner, "대화")
    message["flags"] = 0  # as if it were seen by all
    pressed = await admin.click(message, "결과를 본인에게만 보이기")
    assert "다른 분의 것" in (await pressed.reply())["content"]
    assert await house.groups.changes(house.guild_id) == ()
