"""Answers and requests that take their time: Discord waits three seconds, and nobody waits for another."""

from __future__ import annotations

from bot.core.reply import Reply
from tests.discord_face.routes import CALLBACK, ORIGINAL, seen
from tests.discord_face.script import Held, Script
from tests.discord_face.starting import FaceStarter
from tests.discord_face.waiting import let_pass, let_pass_until
from tests.fake_discord import Drop, FakeDiscord, Slow


async def test_a_missed_deadline_is_made_good_in_the_channel(
    fake_discord: FakeDiscord, start_face: FaceStarter
) -> None:
    await start_face(Script())
    fault = fake_discord.faults.drop("POST", CALLBACK, Drop.BEFORE)
    asked = await fake_discord.alice.slash("ask", {"question": "도커"})
    await fake_discord.until(lambda: fault.struck)
    await fake_discord.clock.wait_for_sleepers(within=0.25)
    fake_discord.clock.advance(4.0)
    await fake_discord.until(lambda: fake_discord.from_bot(fake_discord.channel))
    await start_face.stop()
    assert asked.callback is None
    assert seen(fake_discord) == ["[ask]"]


async def test_a_callback_that_is_too_long_on_its_way_is_made_good_in_the_channel(
    fake_discord: FakeDiscord, start_face: FaceStarter
) -> None:
    await start_face(Script())
    fault = fake_discord.faults.add("POST", CALLBACK, Slow(3.5))
    asked = await fake_discord.alice.slash("ask", {"question": "도커"})
    await fake_discord.until(lambda: fault.struck)
    fake_discord.clock.advance(3.5)
    await fake_discord.until(lambda: fake_discord.from_bot(fake_discord.channel))
    await start_face.stop()
    assert asked.callback is None
    assert seen(fake_discord) == ["[ask]"]


async def test_an_edit_that_takes_long_holds_up_nobody_and_the_last_state_comes_after_it(
    fake_discord: FakeDiscord, start_face: FaceStarter
) -> None:
    held = Held()
    await start_face(Script({"run": held}))
    ran = await fake_discord.alice.slash("run", {"command": "docker pull nginx"})
    held.say(Reply("1"))
    await ran.reply("1")
    fault = fake_discord.faults.add("PATCH", ORIGINAL, Slow(10.0))
    held.say(Reply("2"))
    await let_pass(fake_discord, 1.2)
    await fake_discord.until(lambda: fault.struck)
    for words in ("3", "4", "5"):
        held.say(Reply(words))
    held.end()
    other = await fake_discord.join("밥").slash("ask", {"question": "도커"})
    await other.reply("[ask]")
    assert [message["content"] for message in ran.shown] == ["1"]
    await let_pass_until(fake_discord, lambda: ran.shown[0]["content"] == "5")
    await start_face.stop()
    edits = [one.body for one in fake_discord.log.requests if one.method == "PATCH"]
    assert [body["content"] for body in edits if isinstance(body, dict)] == ["2", "5"]
    assert seen(fake_discord) == ["5", "[ask]"]


async def test_fifty_slow_answers_are_all_announced_within_a_second(
    fake_discord: FakeDiscord, start_face: FaceStarter
) -> None:
    held = [Held() for _ in range(50)]
    await start_face(Script({f"{number}": each for number, each in enumerate(held)}, by_option="command"))
    members = [fake_discord.join(f"학생{number}") for number in range(50)]
    ran = [await member.slash("run", {"command": f"{number}"}) for number, member in enumerate(members)]
    await fake_discord.clock.wait_for_sleepers(50, within=0.5)
    fake_discord.clock.advance(0.5)
    assert [await it.acknowledged() for it in ran] == [5] * 50
    assert max(it.acknowledged_at or 0.0 for it in ran) <= 1.0
    for number, each in enumerate(held):
        each.say(Reply(f"끝 {number};"))
        each.end()
    assert [(await it.reply(f"끝 {number};"))["id"] for number, it in enumerate(ran)] == [it.original_id for it in ran]
