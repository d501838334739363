"""What is set in the panel is what happens: the daily question and its lessons, quiet hours, the week, results."""

from __future__ import annotations

from datetime import timedelta

from tests.e2e.days import Days, labels, menus
from tests.fake_discord import Person
from tests.fake_discord.models import EPHEMERAL, Json

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
QUESTION, REVEAL, WEEK = "오늘의 퀴즈", "1명 중 **", "지난주"


async def page(days: Days, title: str) -> Json:
    opened = await (await days.fake.owner.slash("settings")).reply("이 서버의 설정")
    return await (await days.fake.owner.select(opened, [title])).reply(f"⚙ {title}")


async def daily(days: Days, at: str = "19:00") -> Json:
    """Let the owner set channel and time of the daily question; it is six in the evening in Seoul."""
    owner, channel = days.fake.owner, days.fake.channel
    shown = await (await owner.select(await page(days, QUESTION), [channel], menu=1)).reply("✔ 바꿨어요")
    return await (await owner.select(shown, [at], menu=2)).reply(f"올리는 시각** → {at}")


async def answer(person: Person, question: Json) -> Json:
    """Answer a daily question of whatever kind; who answers is told alone."""
    if menus(question):
        it = await person.select(question, [menus(question)[0]["options"][0]["label"]])
    elif labels(question) == ["답 쓰기"]:
        opened = await person.click(question, "답 쓰기")
        await opened.form()
        it = await person.submit(opened, {"내 답": "docker ps"})
    else:
        it = await person.click(question, labels(question)[0])
    told = await it.reply()
    assert told["flags"] & EPHEMERAL
    return told


async def test_the_question_comes_to_the_channel_at_the_time_from_the_lessons_that_were_taken(days: Days) -> None:
    shown = await daily(days)
    await (await days.fake.owner.select(shown, ["7강 볼륨과 데이터"], menu=3)).reply("→ 7강 볼륨과 데이터")
    await days.keep_watch()
    await days.go_on(HOUR - timedelta(minutes=2))
    assert days.rows("daily_questions") == 0
    await days.go_on(timedelta(minutes=3))
    question = await days.arrived(days.fake.channel, QUESTION)
    assert "볼륨과 데이터" in question["content"]
    await answer(days.fake.alice, question)
    assert days.rows("daily_answers") == 1


async def test_the_revealed_answer_stays_for_all_when_somebody_opens_its_lesson(days: Days) -> None:
    await daily(days)
    await days.keep_watch()
    await days.go_on(HOUR)
    await answer(days.fake.alice, await days.arrived(days.fake.channel, QUESTION))
    await days.go_on(DAY)
    reveal = await days.arrived(days.fake.channel, REVEAL)
    before = reveal["content"]
    for person in (days.fake.alice, days.fake.join("밥")):
        opened = await (await person.click(reveal, "강의에서 보기")).reply("📖")
        assert opened["flags"] & EPHEMERAL
        assert opened["id"] != reveal["id"]
    assert days.fake.world.messages[reveal["id"]]["content"] == before
    assert days.rows("lesson_reads") == 2


async def test_in_quiet_hours_it_waits_and_comes_when_they_are_over(days: Days) -> None:
    await daily(days)
    owner, shown = days.fake.owner, await page(days, "시간")
    shown = await (await owner.select(shown, ["19:00"], menu=2)).reply("조용한 시간 시작** → 19:00")
    await (await owner.select(shown, ["21:00"], menu=3)).reply("조용한 시간 끝** → 21:00")
    await days.keep_watch()
    await days.go_on(HOUR * 2)
    assert days.rows("daily_questions") == 0
    await days.go_on(HOUR)
    await days.arrived(days.fake.channel, QUESTION)


async def test_without_a_channel_nothing_comes_any_more(days: Days) -> None:
    shown = await daily(days)
    await (await days.fake.owner.select(shown, [], menu=1)).reply("→ 올리지 않음")
    await days.keep_watch()
    await days.go_on(HOUR)
    await days.go_on(DAY)
    assert days.rows("daily_questions") == days.rows("outbox") == 0


async def test_the_week_is_told_on_monday_where_it_was_switched_on(days: Days) -> None:
    shown = await daily(days)
    await (await days.fake.owner.click(shown, "주간 요약 켜기")).reply("→ 켜짐")
    await days.keep_watch()
    await days.go_on(HOUR)
    await answer(days.fake.alice, await days.arrived(days.fake.channel, QUESTION))
    await days.go_on(DAY * 7)
    summary = await days.arrived(days.fake.channel, WEEK)
    assert days.fake.alice.user["username"] not in summary["content"], "nobody agreed to be named"


async def test_results_that_are_to_be_for_one_alone_are(days: Days) -> None:
    before = await (await days.fake.alice.slash("lesson", {"lesson": "1"})).reply("**1강")
    assert not before["flags"] & EPHEMERAL
    await (await days.fake.owner.click(await page(days, "대화"), "결과를 본인에게만 보이기")).reply("본인만")
    alone = await (await days.fake.alice.slash("lesson", {"lesson": "1"})).reply("**1강")
    assert alone["flags"] & EPHEMERAL
    await days.restart()
    ran = await days.ran(days.fake.alice, "docker ps")
    assert ran["flags"] & EPHEMERAL
