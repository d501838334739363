"""What an answer shows can be done from it: every command has its run button, the section it is from opens."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.core.reply import is_action
from bot.lessons.model import Course
from bot.product import Product
from tests.discord_face.starting import FaceStarter
from tests.discord_face.waiting import let_pass_until
from tests.e2e.practice import product_of_words
from tests.fake_discord import FakeDiscord
from tests.fake_discord.models import Json, flat_components

HEADED = re.compile(r"^\*\*`(docker [^`]+)`\*\*", re.MULTILINE)
BLOCK = re.compile(r"```(?:bash|console)\n(.+?)\n```", re.DOTALL)
CITED = re.compile(r"^-# 📖 (.+) › (.+)$", re.MULTILINE)
QUESTIONS = {
    "컨테이너 지우는 명령어": ["docker rm"],
    "rm이랑 rmi 차이": ["docker rm", "docker rmi"],
    "이미지 목록 보는 법": ["docker images"],
    "컨테이너 로그 보는 법": ["docker logs"],
    "컨테이너 멈추는 명령어": ["docker stop"],
}
"""Each with the commands that its answer shows."""


@pytest.fixture
async def product(tmp_path: Path, fake_discord: FakeDiscord, start_face: FaceStarter) -> AsyncIterator[Product]:
    """The real conversation and the real course, behind a face."""
    async with product_of_words(tmp_path, fake_discord.clock) as product:
        await start_face(product.conversation, verbs=product.conversation.verbs)
        yield product
        await start_face.stop()


async def answer_to(fake: FakeDiscord, question: str) -> Json:
    asked = await fake.alice.slash("ask", {"question": question})
    await let_pass_until(fake, lambda: asked.shown and asked.shown[0]["components"])
    (answer,) = asked.shown
    return answer


def labels(message: Json) -> list[str]:
    return [part["label"] for part in flat_components(message["components"]) if part.get("label")]


def lines_to_run(message: Json, course: Course) -> list[str]:
    """Return the line that each button runs: the example of a card, or the one that the button names."""
    examples = {f"{card.id.replace(' ', '-')}:{n}": one for card in course.cards for n, one in enumerate(card.examples)}
    ids = [str(part.get("custom_id", "")) for part in flat_components(message["components"])]
    of_cards = [examples[one.partition("run:card:")[2]].line for one in ids if "run:card:" in one]
    return of_cards + [one.partition("run:line:")[2] for one in ids if "run:line:" in one]


@pytest.mark.timeout(180)
@pytest.mark.parametrize("question", QUESTIONS)
async def test_every_command_that_an_answer_shows_has_its_run_button(
    fake_discord: FakeDiscord, product: Product, question: str
) -> None:
    answer = await answer_to(fake_discord, question)
    shown = HEADED.findall(answer["content"])
    assert shown == QUESTIONS[question]
    lines = lines_to_run(answer, product.course())
    assert {" ".join(line.split()[:2]) for line in lines} >= set(shown)
    typed = [line.removeprefix("$ ") for block in BLOCK.findall(answer["content"]) for line in block.splitlines()]
    fitting = {line for line in typed if line.startswith("docker ") and is_action(f"run:line:{line}")}
    assert sorted(lines) == sorted(fitting), "what is shown is run, once"
    named = ["실행해 보기"] if len(shown) == 1 else [f"{command} · 실행해 보기" for command in shown]
    told = {*named, *(f"실행해 보기: {line}" for line in lines)}
    assert {label for label in labels(answer) if "실행" in label} <= told


@pytest.mark.timeout(180)
@pytest.mark.usefixtures("product")
async def test_the_button_below_an_answer_opens_the_section_that_it_cites(fake_discord: FakeDiscord) -> None:
    answer = await answer_to(fake_discord, "컨테이너 지우는 명령어")
    ((lesson, section),) = CITED.findall(answer["content"])
    opened = await fake_discord.alice.click(answer, "강의에서 더 자세히")
    await let_pass_until(fake_discord, lambda: opened.shown)
    (page,) = opened.shown
    assert page["content"].startswith(f"**{section}**\n")
    assert lesson in page["content"].splitlines()[-1]
    assert "목차" in labels(page), "a page of the lesson, not the answer again"
    assert fake_discord.world.messages[answer["id"]]["content"] == answer["content"]
