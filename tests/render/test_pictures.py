from __future__ import annotations

import asyncio
import struct
from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.progress.service import Progress
from bot.progress.streak import Streak
from bot.render.pictures import PictureError, Pictures
from bot.render.pictures_alt import diagram_alt, table_alt
from bot.render.pictures_draw import DrawError, draw_svg
from bot.render.pictures_progress import progress_picture
from bot.render.pictures_terminal import CELL, PADDING, terminal_svg
from bot.render.pictures_text import EMOJI_WIDTH, runs, width, wrap
from bot.render.wording import picture

PATIENCE_SECONDS = 60.0  # a busy machine is no failure
FLOW = """\
flowchart LR
    A["물리 서버 💻"] --> B["가상화 (VM)"]
    A -->|나눠 쓰기| C((컨테이너))
    B -- 무거움 --> D{끝?}
"""
CHAT = "sequenceDiagram\n    participant U as 나\n    U->>D: docker run nginx\n    D-->>U: 실행했어요\n"


def size(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG\r\n")
    across, down = struct.unpack(">II", png[16:24])
    return across, down


def is_drawing(pictures: Pictures) -> bool:
    return pictures._worker is not None


@pytest.fixture
async def pictures(tmp_path: Path) -> AsyncIterator[Pictures]:
    made = Pictures(tmp_path / "pictures", draw_seconds=PATIENCE_SECONDS)
    yield made
    await made.close()


async def test_a_diagram_becomes_a_png_with_words_of_its_edges(pictures: Pictures) -> None:
    drawn = await pictures.diagram(FLOW)
    assert size(drawn.png)[0] > 400
    assert drawn.alt.startswith("물리 서버 → 가상화 (VM), 물리 서버 → 컨테이너 (나눠 쓰기), 가상화 (VM) → 끝? (무거움)")
    assert drawn.name.endswith(".png")


async def test_an_authors_words_stand_before_our_own(pictures: Pictures) -> None:
    assert (await pictures.diagram(FLOW, "서버 그림이에요.")).alt == "서버 그림이에요."


async def test_a_kept_diagram_is_not_drawn_again(pictures: Pictures, tmp_path: Path) -> None:
    first = await pictures.diagram(FLOW)
    (kept,) = (tmp_path / "pictures").glob("*.png")
    await pictures.close()
    again = Pictures(tmp_path / "pictures", draw_seconds=0.0)  # it could draw nothing
    assert (await again.diagram(FLOW)).png == first.png == kept.read_bytes()


@pytest.mark.parametrize(
    "source", ["", "flowchart LR\n A -->", "nonsense " * 10, "flowchart LR\n" + "A --> B\n" * 4000]
)
async def test_a_diagram_that_cannot_be_drawn_says_so_and_the_next_one_is_drawn(
    pictures: Pictures, source: str
) -> None:
    with pytest.raises(PictureError):
        await pictures.diagram(source)
    assert (await pictures.diagram(FLOW)).png


async def test_a_picture_that_takes_too_long_ends_its_process_and_the_next_one_is_drawn(tmp_path: Path) -> None:
    pictures = Pictures(tmp_path, draw_seconds=0.001)
    with pytest.raises(PictureError):
        await pictures.diagram(FLOW)
    assert pictures._worker is None
    pictures._seconds = PATIENCE_SECONDS
    assert (await pictures.diagram(FLOW)).png
    await pictures.close()


async def test_a_cancelled_picture_leaves_no_half_read_answer(pictures: Pictures) -> None:
    drawing = asyncio.ensure_future(pictures.diagram(FLOW))
    while not is_drawing(pictures):  # noqa: ASYNC110  a process that is there makes no event
        await asyncio.sleep(0)
    drawing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await drawing
    assert not is_drawing(pictures)
    assert size((await pictures.diagram(FLOW)).png)


async def test_a_large_diagram_stays_within_the_caps(pictures: Pictures) -> None:
    edges = "".join(f"N{n}-->N{n + 1}\nN{n}-->N{n * 7 % 60}\n" for n in range(60))
    across, down = size((await pictures.diagram(f"flowchart TD\n{edges}")).png)
    assert max(across, down) <= 4096
    assert across * down <= 12_000_000


async def test_a_table_keeps_long_cells_by_wrapping_them(pictures: Pictures) -> None:
    drawn = await pictures.table([["이름", "설명"], ["이미지", "빵틀 " * 40], ["<b>&", "`x`"]])
    across, down = size(drawn.png)
    assert across < 2 * 600
    assert down > 2 * 150
    assert drawn.alt.startswith("이름, 설명 칸이 있는 표예요. 이미지: 빵틀")


async def test_an_empty_table_is_refused(pictures: Pictures) -> None:
    with pytest.raises(PictureError):
        await pictures.table([])


async def test_progress_is_drawn_whatever_the_name_is(pictures: Pictures) -> None:
    today = date(2026, 3, 4)
    days = tuple((today - timedelta(days=n), n % 9) for n in range(80, -1, -1))
    name = "<script>&\"' \x07\x1b[31m 김도커 👩‍🚀"
    progress = Progress(name, today, 12, 0.5, Streak(3, 9, is_today_done=True), 4, 1, 28, 4500.0, 12, 169, (), days)
    template, values, alt = progress_picture(progress)
    drawn = await pictures.svg(template, values, alt)
    assert size(drawn.png)[0] == 1520
    assert "푼 문제 12개" in drawn.alt
    assert "<script>" not in picture(template, **values)


def test_every_value_of_a_picture_is_escaped() -> None:
    svg = terminal_svg(["<text>&amp; ]]> \x00\x1b[2J"], '"><rect/>')
    assert "<text>&amp;amp;" not in svg
    assert "&lt;text&gt;&amp;amp;" in svg
    assert "&#34;&gt;&lt;rect/&gt;" in svg
    assert "\x00" not in svg
    assert draw_svg(svg)


def test_korean_is_two_cells_wide_in_a_terminal_picture() -> None:
    svg = terminal_svg(["가나다\x1b[31m|\x1b[0m", "abcdef\x1b[31m|\x1b[0m"])
    assert svg.count(f'x="{PADDING + 6 * CELL}"') == 2


def test_an_emoji_is_drawn_by_the_emoji_font_alone() -> None:
    assert list(runs("⚙️ 설정 1️⃣ 👩‍🚀 가🐳나 3#*")) == [
        (True, "⚙"),
        (False, " 설정 "),
        (True, "1\u20e3"),
        (False, " "),
        (True, "👩\u200d🚀"),
        (False, " 가"),
        (True, "🐳"),
        (False, "나 3#*"),
    ]


def test_text_is_as_wide_as_its_font_says() -> None:
    assert width("가나", 10) == pytest.approx(2 * width("가", 10))
    assert width("🐳", 10) == pytest.approx(10 * EMOJI_WIDTH)
    assert width("abc", 10, bold=True) > width("abc", 10)


@pytest.mark.parametrize("text", ["빵틀 하나로 빵을 몇 개든 구워요", "a" * 200, "", "가 " * 30])
def test_wrapped_text_fits_and_loses_nothing(text: str) -> None:
    lines = wrap(text, 15, 120)
    assert all(width(line, 15) <= 120 for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_an_svg_that_is_none_is_refused() -> None:
    with pytest.raises(DrawError):
        draw_svg("<svg><unclosed></svg>")


def test_messages_of_a_sequence_are_words() -> None:
    assert diagram_alt(CHAT).startswith("나 → D (docker run nginx), D → 나 (실행했어요)")
    assert diagram_alt("pie\n 'a': 3") == "설명을 그린 그림이에요."
    assert table_alt([]) == ""
