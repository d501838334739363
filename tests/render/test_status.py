"""A sandbox at a glance: the words and the picture say the same."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.core.reply import Visibility
from bot.practice.overview import ContainerRow, Overview, Room
from bot.practice.service import Status
from bot.render.pictures_draw import draw_svg
from bot.render.pictures_status import status_picture
from bot.render.status import MOST_ROWS, gauges, render_status
from bot.render.wording import picture
from sandbox.engine import Usage
from sandbox.ledger import Lease
from sandbox.limits import MIB, Limits

NOW = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
WEB = ContainerRow("myweb", "nginx", "running", "0.0.0.0:8080->80/tcp")


def seen(*containers: ContainerRow, left: timedelta = timedelta(minutes=190), memory_mib: int = 200) -> Overview:
    lease = Lease(
        owner="1",
        session="s",
        sandbox_id="x",
        created_at=NOW - timedelta(minutes=50),
        last_used_at=NOW,
        expires_at=NOW + left,
    )
    usage = Usage(memory_bytes=memory_mib * MIB, memory_limit_bytes=768 * MIB, pids=61, pids_limit=512)
    return Overview(Status(lease, usage, Limits()), Room(480 * MIB, 512 * MIB), Room(0, 32 * MIB), containers, 4)


def test_every_fact_is_in_the_words() -> None:
    reply = render_status(seen(ContainerRow("old", "redis:7", "exited"), WEB), NOW)
    assert "남은 시간: `████████░░` 3시간 10분" in reply.text
    assert "메모리: `███░░░░░░░` 200 / 768 MiB" in reply.text
    assert "도커 디스크: `█████████░` 480 / 512 MiB ⚠️ 얼마 남지 않았어요" in reply.text
    assert "작업 폴더: `░░░░░░░░░░` 0 / 32 MiB" in reply.text
    assert "프로세스: `█░░░░░░░░░` 61 / 512개" in reply.text
    assert "컨테이너: 2개 (실행 중 1개) · 이미지 4개" in reply.text
    assert reply.text.index("● `myweb` nginx · 실행 중 · 0.0.0.0:8080->80/tcp") < reply.text.index(
        "○ `old` redis:7 · 끝남"
    )
    assert reply.visibility is Visibility.PERSONAL
    assert [choice.action for choice in reply.choices] == ["run:extend:0", "run:ask-reset:0"]


def test_without_a_sandbox_it_says_how_to_get_one() -> None:
    reply = render_status(None, NOW)
    assert "아직 연습장이 없어요" in reply.text
    assert not reply.choices


def test_what_could_not_be_told_is_left_out() -> None:
    known = seen()
    unknown = Overview(known.status, None, None, None, None)
    words = render_status(unknown, NOW).text
    assert "디스크" not in words
    assert "컨테이너" not in words
    assert "메모리" in words


def test_more_containers_than_fit_are_counted() -> None:
    reply = render_status(seen(*[ContainerRow(f"c{n}", "nginx", "running") for n in range(MOST_ROWS + 3)]), NOW)
    assert "그 밖에 3개" in reply.text
    assert len(reply.text) < 1900


def test_the_picture_has_the_same_facts_and_can_be_drawn() -> None:
    known = seen(WEB, ContainerRow("<&>\x00가나다" * 9, "image" * 40, "odd"))
    template, values, alt = status_picture(known, "<김&이>", NOW)
    svg = picture(template, **values)
    for gauge in gauges(known, NOW):
        assert gauge.words in svg
        assert gauge.words in alt
    assert "myweb" in svg
    assert "알 수 없음" in svg
    assert draw_svg(svg).startswith(b"\x89PNG")


@given(st.integers(-10, 10_000), st.integers(0, 2000))
def test_bars_stay_within_their_frame(minutes: int, memory_mib: int) -> None:
    for gauge in gauges(seen(left=timedelta(minutes=minutes), memory_mib=memory_mib), NOW):
        assert 0 <= gauge.share <= 1
        assert len(gauge.bar) == 10
        assert (gauge.bar == "░" * 10) == (gauge.share == 0)
