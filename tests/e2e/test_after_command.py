"""What follows a command and how a mission goes, in a real conversation on the real engine."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing

import pytest

from bot.core.people import Member
from bot.core.reply import Reply
from bot.product import Product
from bot.settings import Settings
from tests.e2e.people import KIM

pytestmark = pytest.mark.engine


async def said(product: Product, text: str, member: Member = KIM) -> list[Reply]:
    """Return every state of the reply to plain words."""
    return [reply async for reply in product.conversation.say(member, text)]


async def pressed(product: Product, reply: Reply, label: str) -> Reply:
    """Press the button whose label begins so, and return what stands there in the end."""
    action = next(choice.action for choice in reply.choices if choice.label.startswith(label))
    return [shown async for shown in product.conversation.press(KIM, action)][-1]


def labels(reply: Reply) -> str:
    return " | ".join(choice.label for choice in reply.choices)


def nudges(settings: Settings) -> list[tuple[str, str]]:
    """Return which items trouble brought forward, and by what."""
    with closing(sqlite3.connect(settings.data_folder / "gorae.db")) as connection:
        return connection.execute("SELECT item_id, cause FROM review_nudges ORDER BY item_id").fetchall()


async def test_a_failure_says_cause_and_cure_offers_a_fix_and_brings_its_questions_back(
    product: Product, settings: Settings
) -> None:
    ran = (await said(product, "docker run -d --name web nginx"))[-1]
    assert "설명" in labels(ran)
    assert "다음: docker" in labels(ran), "the likely next step"
    failed = (await said(product, "docker rmi nginx"))[-1]
    assert "컨테이너가 쓰고 있어요" in failed.note, "the cause"
    assert "docker rm" in failed.note, "the cure"
    fixed = await pressed(product, failed, "실행하기: docker ps -a")
    assert fixed.code is not None
    assert "web" in fixed.code.text
    assert ("03-image/q-rmi-conflict", "image-used-by-container") in nudges(settings)
    explained = await pressed(product, failed, "설명")
    assert explained.code is not None
    assert re.search(r"\Adocker rmi nginx\n(?s:.*)\ndocker rmi  +\S(?s:.*)\nnginx  +\S", explained.code.text)


async def test_a_refused_flag_brings_its_questions_back(product: Product, settings: Settings) -> None:
    refused = (await said(product, "docker run -v /etc:/x nginx"))[-1]
    assert "/etc" in refused.text or "-v" in refused.text
    assert [item for item, _cause in nudges(settings)] == ["07-volume/q-typo-volume"]


async def test_a_mission_is_solved_by_the_command_that_finishes_it_and_stays_solved(product: Product) -> None:
    story = [reply async for reply in product.conversation.press(KIM, "mission:start:01-docker/m-first-web")][-1]
    name = next(name for name in ("myweb", "hello-web", "bread-web") if name in story.text)
    port = next(port for port in ("8080", "8081", "9090") if port in story.text)

    wrong = (await said(product, f"docker run --name {name} -d -p 80:{port} nginx"))[-1]
    assert "미션 해결" not in wrong.text
    looked = await pressed(product, story, "확인하기")
    assert "⬜ 아직" in looked.text
    hint = await pressed(product, looked, "힌트")
    assert "💡" in hint.text
    assert (await pressed(product, hint, "힌트")).text == hint.text

    await said(product, f"docker rm -f {name}")
    *before, solved = await said(product, f"docker run --name {name} -d -p {port}:80 nginx")
    assert before, "the output is there before the mission has been looked at"
    assert "🎉 미션 해결" in solved.text
    assert "명령 3번, 힌트 1번" in solved.text
    shown = await pressed(product, solved, "모범 답안")
    assert shown.code is not None
    assert f"docker run --name {name} -d -p {port}:80 nginx" in shown.code.text
    assert "🎉 미션 해결" in (await pressed(product, story, "확인하기")).text, "told again when asked again"
    await said(product, f"docker rm -f {name}")
    progress = (await said(product, "/진도"))[-1]
    assert "미션 1/" in progress.text, "solved once is solved for good"
    assert "연습한 시간" in progress.text


async def test_who_gives_up_sees_the_solution_and_may_try_again(product: Product) -> None:
    story = [reply async for reply in product.conversation.press(KIM, "mission:start:01-docker/m-clean-container")][-1]
    given_up = await pressed(product, story, "포기하기")
    assert given_up.code is not None
    assert "docker stop" in given_up.code.text
    again = await pressed(product, given_up, "다시 도전")
    assert again.text == story.text
