"""A server that sends the bot away: what is kept of it stays for thirty days, and goes then unless it came back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest

from bot.rounds.departed import GRACE
from bot.storage.groups import OF_A_GROUP
from tests.e2e.days import Days
from tests.fake_discord import Person
from tests.fake_discord.models import Json
from tests.fake_discord.world import Guild

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
OWN = {"learners", "lesson_reads", "commands", "sandboxes"}
"""What a member learned is theirs, wherever it was."""
TABLES = tuple(table for table in OF_A_GROUP if table not in {"group_departures", "duels"})


@dataclass
class Club:
    """A second server that the bot is in, with an owner and a member who did this and that."""

    days: Days
    guild: Guild
    owner: Person
    member: Person

    @property
    def id(self) -> int:
        return int(self.guild.id)

    def kept(self) -> dict[str, int]:
        return {table: self.days.of_group(table, self.id) for table in TABLES}

    async def leave(self) -> None:
        await self.days.fake.remove_bot(self.guild)
        await self._settled()

    async def come_back(self) -> None:
        await self.days.fake.readmit_bot(self.guild)
        await self._settled()

    async def _settled(self) -> None:
        """Wait until the bot took note: its writes queue up, and what is asked after is answered after."""
        await (await self.days.fake.alice.slash("lesson")).reply("도커 강의 목록")

    async def panel(self) -> str:
        return str((await (await self.owner.slash("settings")).reply("이 서버의 설정"))["content"])


@pytest.fixture
async def club(days: Days) -> Club:
    """Return it after its first question of the day, which is on its way."""
    guild = await days.fake.invite_bot("새 스터디")
    channel = days.fake.world.channels[guild.channel_ids[0]]
    club = Club(days, guild, days.fake.owner.at(channel), days.fake.join("지우", guild))
    page = await turned_to_daily(club)
    page = await (await club.owner.select(page, [channel], menu=1)).reply(f"→ <#{channel['id']}>")
    await (await club.owner.select(page, ["19:00"], menu=2)).reply("올리는 시각** → 19:00")
    read = await (await club.member.slash("lesson", {"lesson": "1"})).reply("**1강")
    await (await club.member.click(read, "처음부터 읽기")).reply(" · 1/")
    await days.ran(club.member, "docker ps")
    await days.keep_watch()
    await days.go_on(timedelta(hours=1))
    assert all(club.kept().values()), club.kept()
    return club


async def turned_to_daily(club: Club) -> Json:
    opened = await (await club.owner.slash("settings")).reply("이 서버의 설정")
    return await (await club.owner.select(opened, ["오늘의 퀴즈"])).reply("⚙ 오늘의 퀴즈")


async def test_all_that_is_kept_of_it_stays_for_the_grace_and_is_gone_after_it(club: Club) -> None:
    days, owner = club.days, club.days.fake.owner
    page = await (await owner.slash("settings")).reply("이 서버의 설정")
    page = await (await owner.select(page, ["배우기"])).reply("⚙ 배우기")
    await (await owner.select(page, ["30초"], menu=1)).reply("문제마다 시간** → 30초")
    before = club.kept()
    await club.leave()
    await days.go_on(GRACE - MINUTE)
    assert {**club.kept(), "outbox": before["outbox"]} == before
    await days.go_on(MINUTE * 2)
    assert set(club.kept().values()) == {0}
    assert days.of_group("group_departures", club.id) == 0
    assert days.tables_that_name(club.member.id) == OWN
    other = await days.product.groups.of(int(days.fake.guild.id))
    assert other.question_seconds == 30, "the others' settings stay"


async def test_one_that_comes_back_in_time_finds_everything_as_it_was(club: Club) -> None:
    days, before = club.days, club.kept()
    await club.leave()
    assert club.id not in await days.product.groups.all()
    await days.go_on(GRACE - DAY)
    await club.come_back()
    await days.go_on(GRACE * 2)
    assert days.of_group("group_departures", club.id) == 0
    now = club.kept()
    assert all(now[table] >= before[table] for table in ("group_settings", "group_changes", "group_members", "audit"))
    assert "- **올리는 시각**: 19:00" in await club.panel()
    assert club.id in await days.product.groups.all()


async def test_one_that_comes_back_too_late_begins_anew(club: Club) -> None:
    await club.leave()
    await club.days.go_on(GRACE + MINUTE)
    await club.come_back()
    panel = await club.panel()
    assert "- **올리는 시각**: 09:00" in panel
    assert "- **오늘의 퀴즈 채널**: 올리지 않음" in panel
    assert await club.days.product.groups.changes(club.id) == ()


async def test_who_leaves_again_gets_the_whole_grace_again(club: Club) -> None:
    days = club.days
    await club.leave()
    await days.go_on(DAY * 20)
    await club.come_back()
    await days.go_on(DAY)
    await club.leave()
    await days.go_on(GRACE - MINUTE)
    assert club.kept()["group_settings"] == 1
    await days.go_on(MINUTE * 2)
    assert set(club.kept().values()) == {0}


async def test_the_grace_of_one_that_left_while_the_bot_was_away_begins_when_that_is_noticed(club: Club) -> None:
    days = club.days
    del club.guild.members[days.fake.world.app_id]
    await days.restart(DAY * 10)
    await days.keep_watch()
    await (await days.fake.alice.slash("lesson")).reply("도커 강의 목록")
    assert days.of_group("group_departures", club.id) == 1
    await days.go_on(GRACE - MINUTE * 2)
    assert club.kept()["group_settings"] == 1
    await days.go_on(MINUTE * 4)
    assert set(club.kept().values()) == {0}


async def test_a_restart_within_the_grace_neither_ends_nor_begins_it_anew(club: Club) -> None:
    days = club.days
    await club.leave()
    await days.restart(GRACE - DAY)
    await days.keep_watch()
    assert club.kept()["group_settings"] == 1
    await days.go_on(DAY + MINUTE)
    assert set(club.kept().values()) == {0}


async def test_one_that_is_only_out_of_reach_has_not_left(club: Club) -> None:
    days = club.days
    gone = {"id": club.guild.id, "unavailable": True}
    await days.fake.gateway.dispatch("GUILD_DELETE", gone, guild_id=club.guild.id)
    await days.go_on(GRACE * 2)
    assert days.of_group("group_departures", club.id) == 0
    assert club.kept()["group_settings"] == 1
