"""Output while it grows: early, by edits that are not too many, and always to its last state."""

from __future__ import annotations

from itertools import pairwise

import pytest

from bot.core.errors import GoraeError
from bot.core.reply import Attachment, Code, Picture, Reply, Visibility
from tests.discord_face.script import Held, Script
from tests.discord_face.starting import FaceStarter
from tests.discord_face.waiting import STEP_SECONDS, let_pass, let_pass_until, outlast_step
from tests.fake_discord import FakeDiscord, Interaction

_FIFTEEN_MINUTES = 15 * 60


async def run(fake: FakeDiscord, start_face: FaceStarter) -> tuple[Held, Interaction]:
    """Start a face whose `/run` goes as the test says, and run a command."""
    held = Held()
    await start_face(Script({"run": held}))
    return held, await fake.alice.slash("run", {"command": "docker pull nginx"})


async def test_a_slow_answer_is_announced_within_a_second(fake_discord: FakeDiscord, start_face: FaceStarter) -> None:
    held, ran = await run(fake_discord, start_face)
    await let_pass(fake_discord, 0.5)
    assert await ran.acknowledged() == 5
    assert ran.acknowledged_at == 0.5
    held.say(Reply("끝났어요."))
    held.end()
    await ran.reply("끝났어요.")


async def test_edits_are_at_least_one_and_a_fifth_seconds_apart(
    fake_discord: FakeDiscord, start_face: FaceStarter
) -> None:
    held, ran = await run(fake_discord, start_face)
    held.say(Reply("1"))
    await ran.reply("1")
    for number in range(2, 52):
        for part in range(10):
            held.say(Reply(f"{number}.{part}"))
        await outlast_step(fake_discord)
    held.end()
    await let_pass_until(fake_discord, lambda: ran.shown[0]["content"] == "51.9")
    edits = [request.at for request in fake_discord.log.requests if request.method == "PATCH"]
    assert len(edits) >= 50 * STEP_SECONDS // 1.2 - 1
    assert all(later - earlier >= 1.2 - 1e-6 for earlier, later in pairwise(edits))


async def test_the_last_state_is_shown(fake_discord: FakeDiscord, start_face: FaceStarter) -> None:
    held, ran = await run(fake_discord, start_face)
    held.say(Reply("받는 중", code=Code("50%")))
    await ran.reply("50%")
    held.say(Reply("받는 중", code=Code("99%")))
    held.say(Reply("받았어요", code=Code("line\n" * 1000)))
    held.end()
    await let_pass(fake_discord, 1.2)
    last = await ran.reply("받았어요")
    assert [attachment["filename"] for attachment in last["attachments"]] == ["output.txt"]


async def test_a_picture_is_uploaded_once(fake_discord: FakeDiscord, start_face: FaceStarter) -> None:
    held, ran = await run(fake_discord, start_face)
    picture = Picture(b"\x89PNG", "diagram.png", "이미지와 컨테이너")
    held.say(Reply("1", picture=picture))
    first = await ran.reply("1")
    uploaded = [dict(entry) for entry in first["attachments"]]
    held.say(Reply("2", picture=picture))
    held.end()
    await let_pass(fake_discord, 1.2)
    assert (await ran.reply("2"))["attachments"] == uploaded
    assert uploaded[0]["description"] == "이미지와 컨테이너"


async def test_a_file_of_a_former_state_goes_with_it(fake_discord: FakeDiscord, start_face: FaceStarter) -> None:
    held, ran = await run(fake_discord, start_face)
    held.say(Reply("1", file=Attachment("a.txt", b"a")))
    await ran.reply("1")
    held.say(Reply("2"))
    held.end()
    await let_pass(fake_discord, 1.2)
    assert not (await ran.reply("2"))["attachments"]


async def test_a_known_failure_is_told_in_its_own_words(fake_discord: FakeDiscord, start_face: FaceStarter) -> None:
    await start_face(Script({"run": GoraeError("quiz-empty")}))
    ran = await fake_discord.alice.slash("run", {"command": "docker ps"})
    assert "아직 낼 수 있는 문제가 없어요" in (await ran.reply())["content"]
    assert ran.is_ephemeral


async def test_an_unknown_failure_says_nothing_of_the_inside(
    fake_discord: FakeDiscord, start_face: FaceStarter
) -> None:
    held, ran = await run(fake_discord, start_face)
    held.say(Reply("실행하고 있어요"))
    await ran.reply("실행하고")
    held.say(RuntimeError("/var/lib/secret"))
    await let_pass(fake_discord, 1.2)
    assert "secret" not in (await ran.reply("제가 실수했어요"))["content"]


async def test_what_is_private_never_takes_the_place_of_a_public_thought(
    fake_discord: FakeDiscord, start_face: FaceStarter
) -> None:
    held, ran = await run(fake_discord, start_face)
    await let_pass(fake_discord, 0.5)
    assert await ran.acknowledged() == 5
    held.say(Reply("비밀", visibility=Visibility.PERSONAL))
    held.end()
    reply = await ran.reply("비밀")
    assert fake_discord.world.private_to[reply["id"]] == fake_discord.alice.user["id"]
    await fake_discord.until(lambda: not fake_discord.messages_in(fake_discord.channel))


async def test_after_fifteen_minutes_output_goes_on_in_the_channel(
    fake_discord: FakeDiscord, start_face: FaceStarter
) -> None:
    held, ran = await run(fake_discord, start_face)
    held.say(Reply("받는 중"))
    await ran.reply("받는 중")
    fake_discord.clock.advance(_FIFTEEN_MINUTES)
    held.say(Reply("아직 받는 중"))
    await fake_discord.until(lambda: len(fake_discord.from_bot(fake_discord.channel)) == 2)
    held.say(Reply("다 받았어요"))
    held.end()
    await let_pass(fake_discord, 1.2)
    await fake_discord.until(lambda: fake_discord.from_bot(fake_discord.channel)[-1]["content"] == "다 받았어요")
    await start_face.stop()
    assert len(fake_discord.from_bot(fake_discord.channel)) == 2
    assert not [request for request in fake_discord.log.requests if request.status >= 400]  # the token is left alone


async def test_private_output_goes_on_in_direct_messages(fake_discord: FakeDiscord, start_face: FaceStarter) -> None:
    held, ran = await run(fake_discord, start_face)
    held.say(Reply("받는 중", visibility=Visibility.PERSONAL))
    await ran.reply("받는 중")
    fake_discord.clock.advance(_FIFTEEN_MINUTES)
    held.say(Reply("다 받았어요", visibility=Visibility.PERSONAL))
    held.end()
    dm = fake_discord.alice.in_dm.channel
    await fake_discord.until(lambda: fake_discord.from_bot(dm))
    assert fake_discord.from_bot(dm)[0]["content"].startswith("다 받았어요")
    assert not fake_discord.messages_in(fake_discord.channel)


async def test_the_bots_end_is_said_where_output_was_cut_short(
    fake_discord: FakeDiscord, start_face: FaceStarter
) -> None:
    held = Held()
    face = await start_face(Script({"run": held}))
    ran = await fake_discord.alice.slash("run", {"command": "docker pull nginx"})
    held.say(Reply("받는 중", code=Code("50%")))
    await ran.reply("50%")
    await face.stop()
    assert "50%" in ran.shown[0]["content"]
    assert "다시 시작하고 있어서 여기서 멈췄어요" in ran.shown[0]["content"]


@pytest.mark.parametrize("when", ["message", "channel"])
async def test_a_command_goes_on_when_nobody_can_see_it(
    fake_discord: FakeDiscord, start_face: FaceStarter, when: str
) -> None:
    held, ran = await run(fake_discord, start_face)
    held.say(Reply("받는 중"))
    shown = await ran.reply("받는 중")
    fake_discord.world.closed_dms.add(fake_discord.alice.user["id"])
    if when == "message":
        await fake_discord.owner.delete_message(shown)
    else:
        await fake_discord.remove_channel(fake_discord.channel)
    held.say(Reply("더"))
    await let_pass(fake_discord, 1.2)
    await fake_discord.until(lambda: fake_discord.log.requests[-1].status in {403, 404})
    held.say(Reply("끝"))
    held.end()
    await start_face.stop()
    assert held.is_read_to_end
