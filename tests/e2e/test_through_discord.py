"""What a member meets on the real product through Discord, without an engine."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.discord_face.starting import FaceStarter
from tests.discord_face.waiting import let_pass_until
from tests.e2e.practice import product_of_words
from tests.fake_discord import FakeDiscord, Interaction
from tests.fake_discord.models import Json
from tests.fakes.listing import ListingSandboxes


@pytest.fixture
def sandboxes(fake_discord: FakeDiscord) -> ListingSandboxes:
    return ListingSandboxes(fake_discord.clock)


@pytest.fixture
async def face(
    tmp_path: Path, fake_discord: FakeDiscord, start_face: FaceStarter, sandboxes: ListingSandboxes
) -> AsyncIterator[FaceStarter]:
    """A face before the real conversation and the real course."""
    async with product_of_words(tmp_path, fake_discord.clock, sandboxes) as product:
        await start_face(product.conversation, verbs=product.conversation.verbs)
        yield start_face
        await start_face.stop()


async def answers(fake: FakeDiscord, count: int) -> list[Json]:
    """Wait for so many answers in the channel, each with its buttons."""
    await let_pass_until(fake, lambda: len([one for one in fake.from_bot(fake.channel) if one["components"]]) == count)
    return fake.from_bot(fake.channel)


@pytest.mark.usefixtures("face")
async def test_a_reply_to_an_answer_is_understood_by_what_was_asked_before(fake_discord: FakeDiscord) -> None:
    alice, bob = fake_discord.alice, fake_discord.join("밥")
    await alice.say(f"<@{fake_discord.world.app_id}> 컨테이너가 뭐야?")
    (first,) = await answers(fake_discord, 1)
    assert "컨테이너" in first["content"]
    await alice.say("그럼 지우는 건?", reply_to=first)
    second = (await answers(fake_discord, 2))[1]
    assert second["message_reference"]["message_id"] != first["id"]
    assert "docker rm" in second["content"]
    assert "docker rmi" not in second["content"]
    # Who asked nothing before is not taken to mean what another asked.
    await bob.say(f"<@{fake_discord.world.app_id}> 그럼 지우는 건?")
    third = (await answers(fake_discord, 3))[2]
    assert third["content"] != second["content"]


@pytest.mark.usefixtures("face")
async def test_a_question_may_leave_out_the_command_that_was_run_before_it(fake_discord: FakeDiscord) -> None:
    alice = fake_discord.alice
    await alice.say(f"<@{fake_discord.world.app_id}> docker network ls")
    (ran,) = await answers(fake_discord, 1)
    await alice.say("그럼 지우는 건?", reply_to=ran)
    assert "docker network rm" in (await answers(fake_discord, 2))[1]["content"]


@pytest.mark.usefixtures("face")
async def test_one_command_of_a_learner_runs_at_a_time_and_another_learner_s_beside_it(
    fake_discord: FakeDiscord, sandboxes: ListingSandboxes
) -> None:
    def is_over(ran: Interaction) -> bool:
        return bool(ran.shown and ran.shown[0]["components"])

    sandboxes.may_end.clear()
    first = await fake_discord.alice.slash("run", {"command": "docker pull nginx"})
    await let_pass_until(fake_discord, sandboxes.runs.is_set)
    second = await fake_discord.alice.in_dm.slash("run", {"command": "docker ps"})
    await let_pass_until(fake_discord, lambda: is_over(second))
    assert "아직 끝나지 않았어요" in second.shown[0]["content"]
    assert [part["label"] for row in second.shown[0]["components"] for part in row["components"]] == ["멈추기"]
    assert not is_over(first)
    other = await fake_discord.join("밥").slash("run", {"command": "docker ps"})
    sandboxes.may_end.set()
    await let_pass_until(fake_discord, lambda: is_over(first) and is_over(other))
    again = await fake_discord.alice.slash("run", {"command": "docker ps"})
    await let_pass_until(fake_discord, lambda: is_over(again))
    assert "멈추기" not in str(again.shown[0]["components"])


@pytest.mark.usefixtures("face")
async def test_what_was_looked_for_instead_of_an_answer_is_written_into_a_form_and_kept(
    fake_discord: FakeDiscord, tmp_path: Path
) -> None:
    alice = fake_discord.alice
    asked = await alice.slash("ask", {"question": "컨테이너가 뭐야?"})
    await let_pass_until(fake_discord, lambda: asked.shown)
    answer = asked.shown[0]
    for wanted in ("멈춘 컨테이너까지 보는 방법", "멈춘 것까지 @everyone"):
        opened = await alice.click(answer, "👎 찾던 게 아니에요")
        await opened.form()
        sent = await alice.submit(opened, {"찾던 내용을 한 줄로 적어 주세요": wanted})
        assert "살펴볼게요" in (await sent.reply())["content"]
        assert sent.is_ephemeral
        with closing(sqlite3.connect(tmp_path / "gorae.db")) as file:
            kept = file.execute("SELECT user_id, question, verdict, wanted FROM questions").fetchall()
        assert kept == [(alice.id, "컨테이너가 뭐야?", "bad", wanted)]
