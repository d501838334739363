"""A race: the first right answer by the time of the press wins, and a restart cheats nobody."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.people import Member
from bot.core.reply import Reply, Visibility
from bot.storage.duels import DuelAnswer
from bot.together.board import board, winners
from bot.together.duel import LOBBY_SECONDS, QUESTION_SECONDS, QUESTIONS, READING_SECONDS, TRAVEL_SECONDS
from tests.fakes.clock import PATIENCE_SECONDS, FakeClock
from tests.together.club import CHANNEL, GUILD, KIM, LEE, PARK, Club


class Watched:
    """A race as its channel sees it."""

    def __init__(self, club: Club, clock: FakeClock, starter: Member = KIM) -> None:
        self.shown: list[Reply] = []
        self._club = club
        self._clock = clock
        self.task = asyncio.get_running_loop().create_task(self._watch(starter))

    async def _watch(self, starter: Member) -> None:
        async for reply in self._club.talk.do(starter, "duel", {}):
            self.shown.append(reply)

    @property
    def now(self) -> Reply:
        return self.shown[-1]

    async def until(self, is_so: Callable[[], bool]) -> None:
        """Wait, without time passing, until something stands there."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not is_so():
                if self.task.done():
                    self.task.result()
                    assert is_so(), self.now.text
                    return
                await asyncio.sleep(0.001)

    async def shows(self, words: str) -> None:
        await self.until(lambda: bool(self.shown) and words in self.now.text)

    async def let_pass(self, seconds: float) -> None:
        """Let time pass, once the race waits for that."""
        await self._clock.wait_for_sleeper(seconds=seconds)
        self._clock.advance(seconds=seconds)

    async def begin(self) -> None:
        await self.shows("도커 대결")
        await self.let_pass(LOBBY_SECONDS)
        await self.shows("문제 1/5")

    async def next(self, number: int) -> None:
        await self.let_pass(READING_SECONDS)
        await self.shows(f"문제 {number}/5")

    def action(self, *, is_right: bool) -> str:
        return next(choice.action for choice in self.now.choices if choice.label.endswith(". 빵틀") is is_right)

    async def answer(self, member: Member, *, is_right: bool, at_seconds: float | None = None) -> Reply:
        """Press a choice; `at_seconds` is Discord's time of the press, counted from now."""
        pressed = self._clock.now() + timedelta(seconds=at_seconds or 0.0)
        return await self._club.press(
            replace(member, spoke_at=None if at_seconds is None else pressed), self.action(is_right=is_right)
        )


async def test_five_questions_the_first_right_answer_wins_and_everyone_answers(club: Club, clock: FakeClock) -> None:
    race = Watched(club, clock)
    await race.shows("도커 대결")
    (join,) = race.now.choices
    assert "참가했어요" in (await club.press(LEE, join.action)).text
    assert "이미 참가" in (await club.press(LEE, join.action)).text
    await race.shows("kim, lee")
    await race.begin()
    for number in range(1, QUESTIONS + 1):
        told = await race.answer(KIM, is_right=number != 2, at_seconds=3.0)
        assert told.visibility is Visibility.PERSONAL
        assert "맞" not in told.text.replace("정답", ""), "not told before the others have answered"
        await race.shows("답한 분: kim")
        await race.answer(LEE, is_right=True, at_seconds=2.0 if number == 1 else 5.0)
        await race.shows("가장 먼저 맞혔어요")
        first = "lee" if number in {1, 2} else "kim"
        assert f"**{first}** 님이" in race.now.text, "by the press, not by the order in which we came to read it"
        assert race.now.choices == ()
        if number < QUESTIONS:
            await race.next(number + 1)
    await race.let_pass(READING_SECONDS)
    await race.until(race.task.done)
    assert "🥇 **kim** 3점 (정답 4개" in race.now.text
    assert "🥈 **lee** 2점 (정답 5개" in race.now.text
    attempts = await club.quizzes.attempts_of(LEE.user_id)
    assert [attempt.is_right for attempt in attempts] == [True] * 5, "counted as any answer"
    assert len(await club.quizzes.cards(LEE.user_id)) == 5
    assert await club.letters() == []


async def test_a_question_ends_by_the_clock_and_a_second_answer_is_refused(club: Club, clock: FakeClock) -> None:
    race = Watched(club, clock)
    await race.shows("도커 대결")
    await club.press(LEE, race.now.choices[0].action)
    await race.begin()
    late = race.action(is_right=True)
    await race.answer(KIM, is_right=False)
    assert "이미 답하셨어요" in (await race.answer(KIM, is_right=True)).text
    await race.let_pass(QUESTION_SECONDS)
    await clock.wait_for_sleeper(seconds=TRAVEL_SECONDS)
    in_time = await race.answer(LEE, is_right=True, at_seconds=-1.0)
    assert "답했어요" in in_time.text, "pressed in time, and on its way when time was over"
    await race.let_pass(TRAVEL_SECONDS)
    await race.shows("가장 먼저 맞혔어요")
    assert "지나갔어요" in (await club.press(PARK, late)).text
    assert await club.quizzes.attempts_of(PARK.user_id) == ()
    race.task.cancel()
    await asyncio.gather(race.task, return_exceptions=True)


async def test_a_press_after_the_time_does_not_count_however_fast_it_travels(club: Club, clock: FakeClock) -> None:
    race = Watched(club, clock)
    await race.shows("도커 대결")
    await club.press(LEE, race.now.choices[0].action)
    await race.begin()
    await race.let_pass(QUESTION_SECONDS)
    await clock.wait_for_sleeper(seconds=TRAVEL_SECONDS)
    clock.advance(seconds=TRAVEL_SECONDS / 2)
    assert "지나갔어요" in (await race.answer(LEE, is_right=True, at_seconds=-0.1)).text
    assert "지나갔어요" in (await race.answer(LEE, is_right=True)).text, "without a time of the press, by its arrival"
    assert await club.quizzes.attempts_of(LEE.user_id) == ()
    assert "답했어요" in (await race.answer(LEE, is_right=True, at_seconds=-TRAVEL_SECONDS / 2 - 0.1)).text
    race.task.cancel()
    await asyncio.gather(race.task, return_exceptions=True)


async def test_a_wall_clock_set_forward_takes_nobodys_time(club: Club, clock: FakeClock) -> None:
    race = Watched(club, clock)
    await race.begin()
    clock.jump(hours=1)
    assert "답했어요" in (await race.answer(KIM, is_right=True, at_seconds=0.0)).text
    race.task.cancel()
    await asyncio.gather(race.task, return_exceptions=True)


async def test_who_comes_late_takes_part_by_answering(club: Club, clock: FakeClock) -> None:
    race = Watched(club, clock)
    await race.begin()
    await race.answer(PARK, is_right=True)
    await race.shows("답한 분: park")
    await race.answer(KIM, is_right=True)
    await race.shows("정답:")
    assert "park" in race.now.text
    race.task.cancel()
    await asyncio.gather(race.task, return_exceptions=True)


async def test_one_race_a_channel(club: Club, clock: FakeClock) -> None:
    race = Watched(club, clock)
    await race.shows("도커 대결")
    assert "벌써 대결이" in (await club.do(LEE, "duel")).text
    elsewhere = Watched(club, clock, replace(LEE, channel_id=CHANNEL + 1))
    await elsewhere.shows("도커 대결")
    for one in (race, elsewhere):
        one.task.cancel()
        await asyncio.gather(one.task, return_exceptions=True)


async def test_there_is_no_race_without_a_channel_of_a_group(club: Club) -> None:
    alone = Member(1, "kim")
    assert "서버 채널에서" in (await club.do(alone, "duel")).text


@pytest.mark.parametrize("settled", [0, 2])
async def test_after_a_restart_the_channel_is_told_and_whole_questions_count(
    club: Club, clock: FakeClock, settled: int
) -> None:
    race = Watched(club, clock)
    await race.begin()
    for number in range(1, settled + 1):
        await race.answer(KIM, is_right=True)
        await race.shows("정답:")
        await race.next(number + 1)
    await race.answer(LEE, is_right=True)  # a question that is not over
    stale = race.action(is_right=True)
    race.task.cancel()
    await asyncio.gather(race.task, return_exceptions=True)

    again = Club(club.database, clock)
    assert "끝났어요" in (await again.press(KIM, stale)).text
    await again.make_rounds()
    (letter,) = await again.letters()
    assert (letter.channel_id, letter.guild_id) == (CHANNEL, GUILD)
    assert "다시 시작됐기 때문" in letter.reply.text
    assert ("**kim** 2점" in letter.reply.text) is (settled == 2)
    assert "lee** 1점" not in letter.reply.text
    fresh = Watched(again, clock)
    await fresh.shows("도커 대결")
    fresh.task.cancel()
    await asyncio.gather(fresh.task, return_exceptions=True)


async def test_a_new_race_ends_the_one_a_dead_process_left(club: Club, clock: FakeClock) -> None:
    race = Watched(club, clock)
    await race.begin()
    race.task.cancel()
    await asyncio.gather(race.task, return_exceptions=True)
    again = Club(club.database, clock)
    fresh = Watched(again, clock)
    await fresh.shows("도커 대결")
    assert len(await again.letters()) == 1
    fresh.task.cancel()
    await asyncio.gather(fresh.task, return_exceptions=True)


def test_ties_are_broken_by_time_and_equal_ones_share_a_place() -> None:
    answers = [
        DuelAnswer(0, 1, is_right=True, seconds=2.0),
        DuelAnswer(0, 2, is_right=True, seconds=2.0),
        DuelAnswer(0, 3, is_right=False, seconds=0.5),
        DuelAnswer(1, 3, is_right=True, seconds=1.0),
        DuelAnswer(2, 1, is_right=True, seconds=1.0),  # not settled
    ]
    assert winners(answers[:3]) == {1, 2}, "at the same moment both were first"
    assert winners([answers[2]]) == set()
    standing = board({1: "가", 2: "나", 3: "다", 4: "라"}, answers, 2)
    assert [(one.place, one.name, one.points) for one in standing] == [
        (1, "다", 1),
        (2, "가", 1),
        (2, "나", 1),
        (4, "라", 0),
    ]
