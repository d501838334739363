"""`/내정보`: what is kept, and what is left once it was deleted."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.core.people import Member
from bot.core.reply import Reply
from bot.render.privacy import Elsewhere
from bot.storage.audit import Audit
from bot.storage.database import Database
from bot.storage.groups import Groups
from bot.storage.learners import Learners
from bot.storage.personal import Personal
from bot.talk.desk import Action
from bot.talk.privacy import PrivacyDesk
from sandbox.errors import SandboxError
from tests.talk.quizzing import last

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
KIM = Member(7, "kim", guild_id=50)
NO_MORE = "다른 곳으로 보내지 않아요"
BACKUPS = "이미 만들어 둔 백업에는 그 백업이 지워질 때까지 남아 있어요."


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await Database.open(tmp_path / "gorae.db")
    await Learners(opened).seen(KIM, NOON)
    yield opened
    await opened.close()


async def gone(_member: Member) -> None:
    """End the sandbox of somebody who has none."""


async def out_of_reach(_member: Member) -> None:
    raise SandboxError("practice_trouble")


async def press(desk: PrivacyDesk, verb: str) -> Reply:
    return await last(desk.press(KIM, Action("privacy", verb, ("0",)), {}))


async def test_all_is_deleted_and_what_stays_without_a_name_is_told_apart(database: Database) -> None:
    await Audit(database).refused(KIM, "docker push x", "push", NOON)
    await Groups(database).change(50, 1, NOON, {"blocked": (7,)})
    desk = PrivacyDesk(Personal(database), gone)
    assert BACKUPS in (await press(desk, "ask")).text
    removed, _, rest = (await press(desk, "delete")).text.partition("이름만 지운 기록이에요.")
    nameless, _, kept = rest.partition("남아 있는 것이에요.")
    assert "이름과 처음·마지막 이용 시각: 1건" in removed
    assert "서버 관리자가 볼 수 있는 명령 기록: 1건" in nameless
    assert "나를 막아 둔 서버: 1건" in kept
    assert BACKUPS in kept
    assert "연습장은" not in kept
    again = (await press(desk, "delete")).text
    assert "지울 것이 없었어요" in again
    assert "이름만" not in again


async def test_an_engine_out_of_reach_keeps_nobody_from_deleting(database: Database) -> None:
    told = await press(PrivacyDesk(Personal(database), out_of_reach), "delete")
    assert "이름과 처음·마지막 이용 시각: 1건" in told.text
    assert "연습장은 엔진에 닿지 않아" in told.text
    assert await Personal(database).count(KIM.user_id) == {}


@pytest.mark.parametrize(
    ("elsewhere", "said"),
    [
        (Elsewhere(), {NO_MORE}),
        (Elsewhere(has_store=True), {"저장소에도 보내요"}),
        (Elsewhere(has_model=True), {"언어 모델에도 보내요"}),
        (Elsewhere(has_store=True, has_model=True), {"저장소에도 보내요", "언어 모델에도 보내요"}),
    ],
)
async def test_what_leaves_the_server_is_said(database: Database, elsewhere: Elsewhere, said: set[str]) -> None:
    told = await last(PrivacyDesk(Personal(database), gone, elsewhere).do(KIM, "privacy", {}))
    assert {words for words in (NO_MORE, "저장소에도 보내요", "언어 모델에도 보내요") if words in told.text} == said
