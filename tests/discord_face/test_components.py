"""Buttons, menus and forms: they know whose they are, outlive restarts, and count once."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from bot.core.reply import Choice, Field, Form, Menu, MenuOption, Reply
from bot.faces.discord import custom_ids
from tests.discord_face.script import Held, Script
from tests.discord_face.starting import FaceStarter
from tests.fake_discord import CannotDoError, FakeDiscord
from tests.fake_discord.models import EPHEMERAL, Json

BUTTONS = Reply("고르세요", choices=(Choice("힌트", "quiz:hint:1"), Choice("끝", "quiz:end:1", disabled=True)))
FILE_FORM = Form("파일 쓰기", (Field("name", "이름", value="Dockerfile"), Field("text", "내용", is_long=True)))


async def shown_by(fake: FakeDiscord, verb: str = "quiz") -> Json:
    asked = await fake.alice.slash(verb)
    return await asked.reply()


async def test_someone_elses_button_says_so_kindly(fake_discord: FakeDiscord, start_face: FaceStarter) -> None:
    script = Script({"quiz": BUTTONS})
    await start_face(script)
    message = await shown_by(fake_discord)
    pressed = await fake_discord.join("밥").click(message, "힌트")
    assert "다른 분의 것" in (await pressed.reply())["content"]
    assert pressed.is_ephemeral
    assert [asked.way for asked in script.asked] == ["do"]


async def test_a_public_action_is_for_everyone(fake_discord: FakeDiscord, start_face: FaceStarter) -> None:
    script = Script({"quiz": Reply("오늘의 퀴즈", choices=(Choice("풀기", "daily:open:1"),))})
    await start_face(script, change=lambda settings: replace(settings, public_actions=("daily:",)))
    message = await shown_by(fake_discord)
    bob = fake_discord.join("밥")
    pressed = await bob.click(message, "풀기")
    await pressed.reply("[daily:open:1]")
    assert script.asked[-1].member.user_id == bob.id


async def test_a_double_press_counts_once(fake_discord: FakeDiscord, start_face: FaceStarter) -> None:
    script = Script({"quiz": BUTTONS})
    await start_face(script)
    message = await shown_by(fake_discord)
    first, second = await asyncio.gather(
        fake_discord.alice.click(message, "힌트"), fake_discord.alice.click(message, "힌트")
    )
    assert {await first.acknowledged(), await second.acknowledged()} == {4, 6}
    assert [asked.what for asked in script.asked] == ["quiz", "quiz:hint:1"]


async def test_a_later_press_counts_again(fake_discord: FakeDiscord, start_face: FaceStarter) -> None:
    script = Script({"quiz": BUTTONS})
    await start_face(script)
    message = await shown_by(fake_discord)
    await (await fake_discord.alice.click(message, "힌트")).reply()
    fake_discord.clock.advance(2.5)
    await (await fake_discord.alice.click(message, "힌트")).reply()
    assert len(script.asked) == 3


async def test_a_button_of_an_older_kind_explains_itself(fake_discord: FakeDiscord, start_face: FaceStarter) -> None:
    await start_face(Script({"quiz": BUTTONS}))
    message = await shown_by(fake_discord)
    pressed = await fake_discord.alice.click_id(message, "old-style-id")
    assert "이제 쓸 수 없어요" in (await pressed.reply())["content"]


@pytest.mark.parametrize("custom_id", ["b:{me}:0:quiz:hint:2", "m:{me}:0:", "f:{me}:0:quiz:hint:1"])
async def test_a_press_of_what_its_message_does_not_have_explains_itself(
    fake_discord: FakeDiscord, start_face: FaceStarter, custom_id: str
) -> None:
    script = Script({"quiz": BUTTONS})
    await start_face(script)
    message = await shown_by(fake_discord)
    me = custom_ids.custom_id(custom_ids.BUTTON, fake_discord.alice.id, 0, "").split(":")[1]
    pressed = await fake_discord.alice.click_id(message, custom_id.format(me=me))
    assert "이제 쓸 수 없어요" in (await pressed.reply())["content"]
    assert pressed.is_ephemeral
    assert [asked.what for asked in script.asked] == ["quiz"]


async def test_a_button_that_an_edit_took_away_explains_itself(
    fake_discord: FakeDiscord, start_face: FaceStarter
) -> None:
    await start_face(Script({"quiz": BUTTONS, "quiz:hint:1": Reply("힌트예요", in_place=True)}))
    message = await shown_by(fake_discord)
    was = message["components"][0]["components"][0]["custom_id"]
    await (await fake_discord.alice.click(message, "힌트")).reply("힌트예요")
    pressed = await fake_discord.alice.click_id(message, was)
    assert "이제 쓸 수 없어요" in (await pressed.reply("이제"))["content"]


async def test_a_disabled_button_cannot_be_pressed(fake_discord: FakeDiscord, start_face: FaceStarter) -> None:
    await start_face(Script({"quiz": BUTTONS}))
    message = await shown_by(fake_discord)
    with pytest.raises(CannotDoError, match="disabled"):
        await fake_discord.alice.click(message, "끝")


async def test_what_is_taken_from_a_menu_comes_back_a_line_each(
    fake_discord: FakeDiscord, start_face: FaceStarter
) -> None:
    options = tuple(MenuOption(f"강의 {number}", f"0{number}") for number in range(1, 5))
    script = Script({"lesson": Reply("강의", menus=(Menu("lesson:open", options, "고르세요", most=3),))})
    await start_face(script)
    message = await shown_by(fake_discord, "lesson")
    chosen = await fake_discord.alice.select(message, ["강의 2", "강의 3"])
    await chosen.reply("[lesson:open]")
    assert script.asked[-1].values == {"value": "02\n03"}


async def test_a_menu_of_too_many_choices_presses_the_chosen_one(
    fake_discord: FakeDiscord, start_face: FaceStarter
) -> None:
    many = tuple(Choice(f"미션 {number}", f"mission:open:{number}") for number in range(30))
    script = Script({"mission": Reply("미션", choices=many)})
    await start_face(script)
    message = await shown_by(fake_discord, "mission")
    chosen = await fake_discord.alice.select(message, ["미션 27"], menu=1)
    await chosen.reply("[mission:open:27]")
    assert script.asked[-1].way == "press"


async def test_a_form_is_asked_for_and_its_fields_come_back(fake_discord: FakeDiscord, start_face: FaceStarter) -> None:
    script = Script({"file": Reply("파일", choices=(Choice("쓰기", "file:write"),))}, {"file:write": FILE_FORM})
    await start_face(script)
    message = await shown_by(fake_discord, "file")
    opened = await fake_discord.alice.click(message, "쓰기")
    assert (await opened.form())["title"] == "파일 쓰기"
    sent = await fake_discord.alice.submit(opened, {"내용": "FROM debian"})
    await sent.reply("[file:write]")
    assert script.asked[-1].values == {"name": "Dockerfile", "text": "FROM debian"}


async def test_a_form_that_was_closed_opens_again_at_once(fake_discord: FakeDiscord, start_face: FaceStarter) -> None:
    script = Script({"file": Reply("파일", choices=(Choice("쓰기", "file:write"),))}, {"file:write": FILE_FORM})
    await start_face(script)
    message = await shown_by(fake_discord, "file")
    for _ in range(2):
        opened = await fake_discord.alice.click(message, "쓰기")
        assert (await opened.form())["title"] == "파일 쓰기"
    await (await fake_discord.alice.submit(opened, {"내용": "FROM debian"})).reply("[file:write]")
    assert [asked.what for asked in script.asked] == ["file", "file:write"]


async def test_a_form_opened_before_a_restart_is_taken_after_it(
    fake_discord: FakeDiscord, start_face: FaceStarter
) -> None:
    answers = {"file": Reply("파일", choices=(Choice("쓰기", "file:write"),))}
    first = await start_face(Script(answers, {"file:write": FILE_FORM}))
    message = await shown_by(fake_discord, "file")
    opened = await fake_discord.alice.click(message, "쓰기")
    await opened.form()
    await first.stop()
    script = Script()
    await start_face(script)
    sent = await fake_discord.alice.submit(opened, {"내용": "FROM debian"})
    await sent.reply("[file:write]")
    assert script.asked[0].values["text"] == "FROM debian"


async def test_buttons_work_in_direct_messages(fake_discord: FakeDiscord, start_face: FaceStarter) -> None:
    await start_face(Script({"quiz": BUTTONS}))
    alice = fake_discord.alice.in_dm
    asked = await alice.slash("quiz")
    pressed = await alice.click(await asked.reply(), "힌트")
    await pressed.reply("[quiz:hint:1]")


async def test_two_hundred_waiting_buttons_answer_after_a_start(
    fake_discord: FakeDiscord, start_face: FaceStarter
) -> None:
    first = await start_face(Script({"quiz": BUTTONS}))
    messages = [await shown_by(fake_discord) for _ in range(200)]
    await first.stop()
    script = Script()
    await start_face(script)
    pressed = await asyncio.gather(*(fake_discord.alice.click(message, "힌트") for message in messages))
    assert [await press.acknowledged() for press in pressed] == [4] * 200
    assert len(script.asked) == 200


async def test_a_slow_button_thinks_where_its_message_was(fake_discord: FakeDiscord, start_face: FaceStarter) -> None:
    held = Held()
    await start_face(Script({"quiz": BUTTONS, "quiz:hint:1": held}))
    message = await shown_by(fake_discord)
    pressed = await fake_discord.alice.click(message, "힌트")
    await fake_discord.clock.wait_for_sleepers()
    fake_discord.clock.advance(0.5)
    assert await pressed.acknowledged() == 5
    held.say(Reply("힌트예요.", in_place=True))
    held.end()
    assert (await pressed.reply("힌트예요."))["id"] != message["id"]


@pytest.mark.parametrize("is_own", [True, False])
async def test_a_slow_page_of_another_s_message_thinks_and_comes_in_private(
    fake_discord: FakeDiscord, start_face: FaceStarter, is_own: bool
) -> None:
    held = Held()
    script = Script({"lesson": Reply("강의", choices=(Choice("다음", "lesson:turn:2"),)), "lesson:turn:2": held})
    await start_face(script, change=lambda settings: replace(settings, public_actions=("lesson:",)))
    message = await shown_by(fake_discord, "lesson")
    person = fake_discord.alice if is_own else fake_discord.join("밥")
    pressed = await person.click(message, "다음")
    await fake_discord.clock.wait_for_sleepers()
    fake_discord.clock.advance(0.5)
    assert await pressed.acknowledged() == 5
    held.say(Reply("둘째 쪽", in_place=True))
    held.end()
    page = await pressed.reply("둘째 쪽")
    assert bool(page["flags"] & EPHEMERAL) is not is_own
    assert len(pressed.shown) == 1
    assert len(fake_discord.from_bot(fake_discord.channel)) == 1 + is_own
