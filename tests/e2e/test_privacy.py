"""What is kept of a member, taken along and deleted through Discord, as the file says it afterwards."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta

import pytest

from tests.e2e.days import EIGHT_DAYS, Days, labels
from tests.fake_discord import Person
from tests.fake_discord.models import EPHEMERAL, Json

SURE = "네, 모두 지워 주세요"


@dataclass(frozen=True)
class Learned:
    """What somebody left behind: the tables that name them."""

    person: Person
    tables: set[str]


async def learned(days: Days, person: Person) -> Learned:
    """Let somebody read, take a quiz, begin a mission, run a line, be refused one, and write a file."""
    opened = await (await person.slash("lesson", {"lesson": "1"})).reply("**1강")
    await (await person.click(opened, "처음부터 읽기")).reply(" · 1/")
    quiz = await (await person.slash("quiz", {"count": 1})).reply("문제 1/1")
    await (await person.click(quiz, "그만하기")).reply("퀴즈 끝!")
    await days.ran(person, "docker ps")
    assert "`--privileged`" in (await days.ran(person, "docker run --privileged nginx"))["content"]
    written = await person.slash("file", {"name": "secret.txt", "attachment": ("secret.txt", b"mine")})
    await days.shown(written, "에 1줄을 썼어요")
    tables = days.tables_that_name(person.id)
    assert tables >= {"learners", "group_members", "lesson_reads", "quiz_runs", "commands", "audit", "sandboxes"}
    return Learned(person, tables)


async def kept(person: Person) -> Json:
    message = await (await person.slash("privacy")).reply("기록이 이만큼 저장돼 있어요")
    assert message["flags"] & EPHEMERAL
    assert labels(message) == ["내려받기 (JSON)", "함께 배우기 설정", "모두 지우기"]
    return message


async def test_pressing_delete_and_yes_deletes_one_s_own_rows_and_nobody_else_s(days: Days) -> None:
    alice, bob = await learned(days, days.fake.alice), await learned(days, days.fake.join("밥"))
    lines = days.rows("audit")
    message = await kept(alice.person)
    assert all(words in message["content"] for words in ("퀴즈를 시작한 기록: 1건", "읽은 강의 부분: 1건"))
    sure = await (await alice.person.click(message, "모두 지우기")).reply("정말 모두 지울까요?")
    assert sure["id"] == message["id"]
    assert days.tables_that_name(alice.person.id) == alice.tables, "nothing goes before the yes"
    told = await (await alice.person.click(sure, SURE)).reply("모두 지웠어요.")
    assert told["id"] == message["id"]
    assert all(
        words in told["content"] for words in ("퀴즈를 시작한 기록: 1건", "연습장 기록: 1건", "이름만 지운 기록")
    )
    assert told["components"] == []
    assert days.tables_that_name(alice.person.id) == set()
    assert days.rows("audit") == lines
    assert days.tables_that_name(bob.person.id) == bob.tables
    (left,) = (files for files in days.sandboxes.files.values() if files)
    assert left == {"secret.txt": b"mine\n"}, "the sandbox of the other stays, one's own is gone"


async def test_a_second_press_explains_itself_and_another_time_there_is_nothing_left(days: Days) -> None:
    alice = (await learned(days, days.fake.alice)).person
    sure = await (await alice.click(await kept(alice), "모두 지우기")).reply("정말 모두 지울까요?")
    (yes,) = (part["custom_id"] for row in sure["components"] for part in row["components"] if part["label"] == SURE)
    await (await alice.click_id(sure, yes)).reply("모두 지웠어요.")
    again = await alice.click_id(sure, yes)
    assert "이제 쓸 수 없어요" in (await again.reply())["content"]
    assert again.is_ephemeral
    message = await kept(alice)
    assert [line for line in message["content"].splitlines() if line.startswith("- ")] == [
        "- 이야기한 서버와 그때의 역할: 1건",
        "- 이름과 처음·마지막 이용 시각: 1건",
    ], "what asking again left"
    sure = await (await alice.click(message, "모두 지우기")).reply("정말 모두 지울까요?")
    told = await (await alice.click(sure, SURE)).reply("모두 지웠어요.")
    assert "퀴즈" not in told["content"]
    assert "이름만 지운 기록" not in told["content"]
    assert days.tables_that_name(alice.id) == set()


async def test_two_presses_at_once_delete_once(days: Days) -> None:
    alice = (await learned(days, days.fake.alice)).person
    sure = await (await alice.click(await kept(alice), "모두 지우기")).reply("정말 모두 지울까요?")
    first, second = await alice.click(sure, SURE), await alice.click(sure, SURE)
    await first.reply("모두 지웠어요.")
    await second.acknowledged()
    assert "퀴즈를 시작한 기록: 1건" in (await first.reply())["content"]
    assert days.tables_that_name(alice.id) == set()


@pytest.mark.parametrize("later", [timedelta(0), EIGHT_DAYS])
async def test_a_yes_after_a_restart_deletes_what_is_kept_then(days: Days, later: timedelta) -> None:
    alice = (await learned(days, days.fake.alice)).person
    sure = await (await alice.click(await kept(alice), "모두 지우기")).reply("정말 모두 지울까요?")
    await days.restart(later)
    await (await alice.slash("lesson", {"lesson": "2"})).reply("**2강")
    await (await alice.click(sure, SURE)).reply("모두 지웠어요.")
    assert days.tables_that_name(alice.id) == set()


async def test_all_that_is_kept_is_handed_over_as_a_file_to_its_owner_alone(days: Days) -> None:
    alice, bob = await learned(days, days.fake.alice), await learned(days, days.fake.join("밥"))
    for person in (alice.person, alice.person.in_dm):
        days.fake.clock.advance(5)
        handed = await (await person.click(await kept(person), "내려받기 (JSON)")).reply("모두 파일에 담았어요")
        assert handed["flags"] & EPHEMERAL
        (attachment,) = handed["attachments"]
        assert attachment["filename"] == "gorae-my-data.json"
        content = days.fake.world.files[attachment["url"].removeprefix(days.fake.base)]
        exported = json.loads(content)
        assert set(exported) == alice.tables
        assert [row["line"] for row in exported["commands"]] == ["docker ps"]
        assert str(bob.person.id).encode() not in content
    assert days.tables_that_name(alice.person.id) == alice.tables


async def test_in_direct_messages_everything_goes_too_also_what_was_done_in_the_server(days: Days) -> None:
    alice = (await learned(days, days.fake.alice)).person.in_dm
    sure = await (await alice.click(await kept(alice), "모두 지우기")).reply("정말 모두 지울까요?")
    await (await alice.click(sure, SURE)).reply("모두 지웠어요.")
    assert days.tables_that_name(alice.id) == set()


async def test_what_an_admin_did_stays_without_their_name(days: Days) -> None:
    owner, guild_id = days.fake.owner, int(days.fake.guild.id)
    panel = await (await owner.slash("settings")).reply("이 서버의 설정")
    page = await (await owner.select(panel, ["오늘의 퀴즈"])).reply("⚙ 오늘의 퀴즈")
    await (await owner.select(page, ["20:00"], menu=2)).reply("올리는 시각** → 20:00")
    sure = await (await owner.click(await kept(owner), "모두 지우기")).reply("정말 모두 지울까요?")
    told = await (await owner.click(sure, SURE)).reply("모두 지웠어요.")
    assert "바꾼 서버 설정: 1건" in told["content"]
    assert days.tables_that_name(owner.id) == set()
    (change,) = await days.product.groups.changes(guild_id)
    assert (change.user_id, change.name) == (0, "daily_at")
    panel = await (await owner.slash("settings")).reply("이 서버의 설정")
    assert "떠난 분" in (await (await owner.select(panel, ["바뀐 것"])).reply("⚙ 바뀐 것"))["content"]
