"""The settings panel through Discord, end to end: the real desks on a real file, over HTTP and WebSocket."""

from __future__ import annotations

from datetime import time

import pytest

from bot.faces.discord.custom_ids import BUTTON, FORM, custom_id
from tests.discord_face.admins import House
from tests.fake_discord import Interaction, Person
from tests.fake_discord.models import Json, flat_components, role_payload


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
