"""Learning together as Discord shows it: the real discord.py, the postman, public buttons, private answers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace
from datetime import time
from pathlib import Path

import pytest

from bot.cli.serving import PUBLIC_ACTIONS
from bot.faces.discord import DiscordSettings
from bot.faces.discord.limits import EDIT_SECONDS
from bot.faces.discord.postman import LOOK_SECONDS
from bot.lessons.exercises import QuizKind
from bot.lessons.model import Course
from bot.storage.database import Database
from bot.together.duel import LOBBY_SECONDS, QUESTIONS, READING_SECONDS
from tests.discord_face.starting import FaceStarter, RunningFace
from tests.discord_face.waiting import let_pass, opened
from tests.fake_discord import CannotDoError, Drop, FakeDiscord
from tests.fake_discord.actors import Person
from tests.fake_discord.models import EPHEMERAL, Json, Permission
from tests.quiz.courses import typed
from tests.together.club import Club, small

PRIVATE = "답했어요"
PATIENCE_SECONDS = 30.0


class Square:
    """The group's channel, with the program at work in it."""

    def __init__(self, fake: FakeDiscord, start_face: FaceStarter, database: Database) -> None:
        self.fake = fake
        self.course: Course | None = None
        self._start = start_face
        self._database = database
        self.club = Club(database, fake.clock)
        self.face: RunningFace | None = None

    async def start(self) -> None:
        """Start the program, anew where it ran."""
        if self.face is not None:
            await self.face.stop()
        self.club = Club(self._database, self.fake.clock, self.course)
        self._start.post = self.club.services.outbox

        def public(settings: DiscordSettings) -> DiscordSettings:
            return replace(settings, public_actions=PUBLIC_ACTIONS)

        self.face = await self._start(self.club.talk, verbs=self.club.talk.verbs, change=public)

    async def set(self, **values: object) -> None:
        """Change settings as the owner does."""
        guild_id = int(self.fake.guild.id)
        await self.club.groups.change(guild_id, self.fake.owner.id, self.fake.clock.now(), values)

    async def rounds(self) -> None:
        """Make the rounds and let the postman deliver what they wrote."""
        await self.club.make_rounds()
        for _ in range(20):
            if not await self.club.services.outbox.waiting(self.fake.clock.now()):
                return
            await let_pass(self.fake, LOOK_SECONDS)
        raise AssertionError(self.fake.log.transcript())

    def last(self) -> Json:
        """Return the last message that all see in the channel."""
        return next(
            message for message in reversed(self.fake.from_bot(self.fake.channel)) if not message["flags"] & EPHEMERAL
        )

    async def shows(self, words: str) -> Json:
        """Wait until the last message holds the words; where an edit waits for its turn, that is let come."""
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE_SECONDS):
                while not self.fake.from_bot(self.fake.channel) or words not in self.last()["content"]:
                    await asyncio.sleep(0.01)  # for what is on its way through real sockets
                    if self.fake.clock.is_due(EDIT_SECONDS):
                        self.fake.clock.advance(EDIT_SECONDS / 10)
                return self.last()
        raise AssertionError(self.fake.log.transcript())


@pytest.fixture
async def square(fake_discord: FakeDiscord, start_face: FaceStarter, tmp_path: Path) -> AsyncIterator[Square]:
    async with opened(fake_discord, tmp_path / "gorae.db") as database:
        yield Square(fake_discord, start_face, database)
        await start_face.stop()


def label(message: Json, *, is_right: bool) -> str:
    labels = [part["label"] for row in message["components"] for part in row["components"]]
    return str(next(one for one in labels if one.endswith(". 빵틀") is is_right and one[0].isdigit()))


async def test_a_daily_question_is_answered_in_public_and_judged_in_private(square: Square) -> None:
    fake = square.fake
    await square.start()
    await square.set(daily_channel_id=int(fake.channel["id"]), daily_at=time(19))
    await square.rounds()
    fake.clock.advance(3600)
    await square.rounds()
    question = square.last()
    assert "오늘의 퀴즈" in question["content"]
    minjun = fake.join("민준")
    for person, is_right in ((fake.alice, True), (minjun, False)):
        pressed = await person.click(question, label(question, is_right=is_right))
        told = await pressed.reply("맞았어요" if is_right else "아쉬워요")
        assert told["flags"] & EPHEMERAL
    assert fake.world.messages[question["id"]]["content"] == question["content"]

    await square.start()  # a restart changes nothing: not the buttons, not what was answered
    again = await fake.alice.click(question, label(question, is_right=False))
    assert "맞았어요" in (await again.reply("이미 답하셨어요"))["content"]
    await square.rounds()
    assert square.last()["id"] == question["id"], "asked once"

    fake.clock.advance(24 * 3600)
    await square.rounds()
    reveal, following = fake.from_bot(fake.channel)[-2:]
    assert "2명 중 **1명**" in reveal["content"]
    assert "오늘의 퀴즈" in following["content"]


async def test_a_daily_question_whose_answer_is_written_asks_everyone_for_it(square: Square) -> None:
    fake = square.fake
    square.course = small([typed(QuizKind.COMMAND, "docker ps -a")])
    await square.start()
    await square.set(daily_channel_id=int(fake.channel["id"]), daily_at=time(19))
    fake.clock.advance(3600)
    await square.rounds()
    question, minjun = square.last(), fake.join("민준")
    for person, answer, words in (
        (fake.alice, "docker container ls -a", "맞았어요"),
        (minjun, "docker ps", "아쉬워요"),
    ):
        opened = await person.click(question, "답 쓰기")
        await opened.form()
        await square.start()  # what was opened before a restart is taken after it
        told = await (await person.submit(opened, {"내 답": answer})).reply(words)
        assert told["flags"] & EPHEMERAL
        assert f"`{answer}`" in told["content"]
    again = await minjun.click(question, "답 쓰기")
    await again.form()
    await (await minjun.submit(again, {"내 답": "docker ps -a"})).reply("이미 답하셨어요")
    fake.clock.advance(24 * 3600)
    await square.rounds()
    late = fake.join("서연")
    opened = await late.click(question, "답 쓰기")
    await opened.form()
    await (await late.submit(opened, {"내 답": "docker ps -a"})).reply("정답이 이미 공개됐어요")
    assert any("2명 중 **1명**" in message["content"] for message in fake.from_bot(fake.channel))


async def test_a_daily_question_that_may_not_have_arrived_is_answered_from_its_note(square: Square) -> None:
    fake = square.fake
    fake.world.bot_denied[fake.channel["id"]] = Permission.READ_MESSAGE_HISTORY
    fake.gateway.is_mute = True
    fake.faults.drop("POST", r"^/channels/\d+/messages$", Drop.AFTER, times=1000)
    await square.start()
    await square.set(daily_channel_id=int(fake.channel["id"]), daily_at=time(19))
    await square.rounds()
    fake.clock.advance(3600)
    await square.club.make_rounds()
    for _ in range(35):
        await let_pass(fake, LOOK_SECONDS)
    fake.faults.waiting.clear()
    fake.world.nonces.clear()
    while len(fake.from_bot(fake.channel)) == 1:
        await let_pass(fake, LOOK_SECONDS)
    question, note = fake.from_bot(fake.channel)
    assert "오늘의 퀴즈" in question["content"]
    minjun = fake.join("민준")
    for person, is_right in ((fake.alice, True), (minjun, False)):
        shown = await (await person.click(note, "글 보기")).reply("오늘의 퀴즈")
        pressed = await person.click(shown, label(shown, is_right=is_right))
        assert (await pressed.reply("맞았어요" if is_right else "아쉬워요"))["flags"] & EPHEMERAL
        await square.start()
    again = await fake.alice.click(question, label(question, is_right=False))
    await again.reply("이미 답하셨어요")
    fake.clock.advance(24 * 3600)
    await square.rounds()
    reveal = fake.from_bot(fake.channel)[-2]
    assert "2명 중 **1명**" in reveal["content"]


async def test_a_race_is_one_message_from_the_lobby_to_the_board(square: Square) -> None:
    fake, minjun = square.fake, square.fake.join("민준")
    await square.start()
    await (await fake.alice.slash("duel")).reply("도커 대결")
    lobby = square.last()
    joined = await minjun.click(lobby, "참가하기")
    assert (await joined.reply("참가했어요"))["flags"] & EPHEMERAL
    await square.shows("민준")
    fake.clock.advance(LOBBY_SECONDS)
    for number in range(1, QUESTIONS + 1):
        question = await square.shows(f"문제 {number}/5")
        assert question["id"] == lobby["id"]
        right, wrong = label(question, is_right=True), label(question, is_right=False)
        first, second = (fake.alice, minjun) if number % 2 else (minjun, fake.alice)
        await (await first.click(question, right)).reply(PRIVATE)
        fake.clock.advance(0.5)
        await (await second.click(question, right if number < 3 else wrong)).reply(PRIVATE)
        told = await square.shows("가장 먼저 맞혔어요")
        assert f"**{first.user['global_name'] or first.user['username']}**" in told["content"]
        await fake.clock.wait_for_sleepers(within=READING_SECONDS)
        fake.clock.advance(READING_SECONDS)
    board = await square.shows("대결 끝")
    assert "🥇" in board["content"]
    assert board["id"] == lobby["id"], "one message"


async def test_a_race_cut_short_is_told_in_its_channel(square: Square) -> None:
    fake = square.fake
    await square.start()
    await (await fake.alice.slash("duel")).reply("도커 대결")
    fake.clock.advance(LOBBY_SECONDS)
    await square.shows("문제 1/5")
    await square.start()
    await square.rounds()
    assert "다시 시작됐기 때문" in square.last()["content"]
    assert "한 판 더" in str(square.last()["components"])


async def test_the_ranking_is_for_all_and_the_way_out_for_who_presses(square: Square) -> None:
    fake, minjun = square.fake, square.fake.join("민준")
    await square.start()
    await played(fake.alice)
    await played(minjun)
    await (await fake.alice.slash("rank")).reply("우리 스터디 순위")
    ranking = square.last()
    assert "민준" in ranking["content"]
    panel = await (await minjun.click(ranking, "함께 배우기 설정")).reply("나에게만")
    assert panel["flags"] & EPHEMERAL
    await (await minjun.click(panel, "순위에서 빠지기")).reply("순위에 나오지 않아요")
    shown = await (await fake.alice.slash("rank")).reply("우리 스터디 순위")
    assert "민준" not in shown["content"]
    month = await fake.alice.click(shown, "이번 달")
    assert (await month.reply("이번 달"))["id"] == shown["id"]


async def played(person: Person) -> None:
    """Let somebody answer a quiz question right."""
    asked = await (await person.slash("quiz", {"count": 1})).reply("문제 1/1")
    await (await person.click(asked, label(asked, is_right=True))).reply("맞았어요")


async def test_the_group_is_shown_to_who_leads_it(square: Square) -> None:
    await square.start()
    shown = await (await square.fake.owner.slash("group")).reply("우리 모임")
    assert shown["flags"] & EPHEMERAL
    with pytest.raises(CannotDoError):
        await square.fake.alice.slash("group")


async def test_a_reminder_comes_by_direct_message_and_closed_ones_are_told_of(square: Square) -> None:
    fake = square.fake
    await square.start()
    asked = await (await fake.alice.slash("quiz", {"count": 1})).reply("문제 1/1")
    await (await fake.alice.click(asked, label(asked, is_right=False))).reply("아쉬워요")
    progress = await (await fake.alice.slash("progress")).reply("학습 현황")
    plan = await (await fake.alice.click(progress, "🔔 복습 알림")).reply("알려 드려요")
    await (await fake.alice.select(plan, ["오후 7시"])).reply("19:00")
    fake.clock.advance(3600)
    await square.rounds()
    (reminder,) = fake.from_bot(fake.alice.in_dm.channel)
    assert "복습할 문제가 **1개**" in reminder["content"]

    fake.world.closed_dms.add(str(fake.alice.id))
    fake.clock.advance(24 * 3600)
    await square.rounds()
    await square.rounds()
    shown = await (await fake.alice.slash("progress")).reply("학습 현황")
    assert "복습 알림을 멈췄어요" in shown["content"]


async def test_the_week_reaches_the_channel(square: Square) -> None:
    fake = square.fake
    await square.start()
    await square.set(daily_channel_id=int(fake.channel["id"]), daily_at=time(23), has_weekly_summary=True)
    await played(fake.alice)
    fake.clock.advance((6 * 24 + 15) * 3600)  # Monday, nine in Seoul
    await square.rounds()
    assert "지난주 우리 스터디" in square.last()["content"]
