"""`gorae doctor` of a running bot: it reads what the bot really serves, and says what to do."""

from __future__ import annotations

import asyncio
import math

import pytest

from bot.ops.metrics import GAUGES, Metrics
from bot.ops.server import served
from bot.ops.vitals import Figures, judged, read_figures
from bot.render.doctor import vitals_text
from sandbox.checks import State


async def holds() -> bool:
    return True


async def breaks() -> bool:
    raise OSError


async def looked_at(metrics: Metrics, *, is_engine_up: bool = True) -> Figures:
    checks = {"course": holds, "database": holds, "engine": holds if is_engine_up else breaks, "discord": holds}
    async with served("127.0.0.1:0", metrics, checks) as port:
        figures = await asyncio.to_thread(read_figures, f"0.0.0.0:{port}")
    assert figures is not None
    return figures


def quiet() -> Metrics:
    metrics = Metrics()
    for name in GAUGES:
        metrics.set(name, 0)
    metrics.set("backup_age_seconds", 3 * 3600)
    metrics.set("sandboxes_capacity", 20)
    return metrics


async def test_a_bot_that_is_well_is_shown_with_nothing_to_do() -> None:
    vitals = judged(await looked_at(quiet()), {})
    assert {vital.state for vital in vitals} == {State.FINE}
    told = vitals_text(vitals, "127.0.0.1:8722")
    assert "쓰는 중 0개 · 준비된 것 0개 · 가장 많이 20개" in told
    assert "마지막 백업: 3시간 전" in told


async def test_of_backups_that_the_operator_makes_nothing_is_said() -> None:
    metrics = quiet()
    metrics.set("backup_age_seconds", math.nan)
    assert "백업" not in vitals_text(judged(await looked_at(metrics), {}), "")


async def test_everything_an_operator_asks_for_is_told_with_what_to_do() -> None:
    metrics = quiet()
    for what, kinds in {
        "sandboxes_ended": ["idle", "idle", "lost"],
        "refusals": ["privileged", "privileged", "unknown"],
        "discord_connections": ["connected", "disconnected", "resumed"],
        "discord_responses": ["200"] + ["429"] * 11,
        "letters": ["given-up"],
        "failures": ["run"],
        "answers": ["answer", "answer", "abstain"],
    }.items():
        for kind in kinds:
            metrics.count(what, kind)
    for name, value in {"queue": 2, "content_problems": 1, "backup_age_seconds": -1}.items():
        metrics.set(name, value)
    vitals = judged(await looked_at(metrics, is_engine_up=False), {"privileged": "호스트의 권한"})
    told = vitals_text(vitals, "127.0.0.1:8722")
    for words in (
        "연습 엔진이 없어요",
        "기다리는 사람 2명. 메모리가 남으면 GORAE_LIVE_SANDBOXES",
        "오래 쉼 2번 · 사라짐 1번. 사라진 것은",
        "막은 명령: 3번 (호스트의 권한 2번 · unknown 1번)",
        "다시 이어진 것: 1번",
        "늦추라고 한 것: 11번. 한 채널에서",
        "포기한 소식: 1개. 알림을",
        "답함 2번 · 비슷한 것을 보여 줌 0번 · 모른다고 함 1번",
        "오류: 1번. 기록에서",
        "고칠 곳: 1곳. `gorae content lint`",
        "백업이 아직 없어요. `gorae backup`",
    ):
        assert words in told
    trouble = {vital.key for vital in vitals if vital.state is State.TROUBLE}
    assert trouble == {"part-engine", "vital-backup"}


@pytest.mark.parametrize("address", ["127.0.0.1:9", "nonsense"])
def test_where_no_bot_answers_it_is_said(address: str) -> None:
    assert read_figures(address) is None
    assert address in vitals_text((), address)


async def test_what_is_not_a_bot_is_none() -> None:
    async def greets(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail.example ESMTP\r\n")
        writer.close()

    server = await asyncio.start_server(greets, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        assert await asyncio.to_thread(read_figures, f"127.0.0.1:{port}") is None
