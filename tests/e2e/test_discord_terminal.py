"""A terminal in a Discord thread over the real engine: typed into, looked at, ended in every way."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

import pytest

from bot.app import opened
from bot.core.clock import SystemClock
from bot.product import Product
from bot.settings import Settings
from bot.storage.commands import CommandJournal
from bot.storage.database import Database
from tests.discord_face.starting import FaceStarter
from tests.fake_discord import FakeDiscord, Person
from tests.fake_discord.models import Json

pytestmark = [pytest.mark.engine, pytest.mark.long]
SHELL = "docker run -it --rm busybox sh"


class Threads:
    """Alice's terminals."""

    def __init__(self, fake: FakeDiscord) -> None:
        self.fake = fake

    def all(self) -> list[Json]:
        return [one for one in self.fake.world.channels.values() if "thread_metadata" in one]

    def screen(self, thread: Json) -> Json:
        return [one for one in self.fake.from_bot(thread) if "**터미널**" in one["content"]][-1]

    async def open(self, command: str = SHELL, seen: str = "/ #") -> Json:
        before = len(self.all())
        await self.fake.alice.slash("terminal", {"command": command} if command else {})
        await self.fake.until(lambda: len(self.all()) > before)
        thread = self.all()[-1]
        await self.see(thread, seen)
        return thread

    async def see(self, thread: Json, text: str | Callable[[str], bool]) -> Json:
        shows = text if callable(text) else lambda content: text in content
        await self.fake.until(lambda: any(shows(str(one["content"])) for one in self.fake.from_bot(thread)))
        return self.screen(thread)

    def alice(self, thread: Json) -> Person:
        return self.fake.alice.at(thread)

    async def interrupt(self, thread: Json) -> None:
        """Press Ctrl-C and wait for the prompt that comes after it: what is typed before that may come first."""
        prompts = self.screen(thread)["content"].count("/ #")
        await self.alice(thread).click(self.screen(thread), "Ctrl-C")
        await self.see(thread, lambda content: content.count("/ #") > prompts)

    async def type(self, thread: Json, line: str) -> None:
        await self.alice(thread).say(f"<@{self.fake.world.app_id}> {line}")


@pytest.fixture
async def threads(fake_discord: FakeDiscord, start_face: FaceStarter, product: Product) -> Threads:
    await start_face(product.conversation, verbs=product.conversation.verbs, clock=SystemClock())
    return Threads(fake_discord)


@pytest.fixture(autouse=True)
async def emptied(product: Product, fake_discord: FakeDiscord) -> AsyncIterator[None]:
    """Give Alice's sandbox back at the end."""
    yield
    if product.door.service is not None:
        await product.door.service.reset(fake_discord.alice.id)


async def test_a_shell_in_a_thread_from_its_prompt_to_its_exit(threads: Threads) -> None:
    thread = await threads.open()
    await threads.type(thread, "echo $((6*7)) 고래")
    await threads.see(thread, "42 고래")
    alice = threads.alice(thread)
    opened_form = await alice.click(threads.screen(thread), "입력")
    await opened_form.form()
    await alice.submit(opened_form, {"입력할 한 줄 (비워 두면 Enter)": "sleep 1000"})
    await threads.see(thread, "sleep 1000")
    await threads.interrupt(thread)
    await threads.see(thread, "^C")
    await alice.click(threads.screen(thread), "↑")
    await threads.see(thread, lambda content: content.count("sleep 1000") > 1)
    await threads.interrupt(thread)
    await threads.type(thread, "exit 5")
    last = await threads.see(thread, "터미널이 끝났어요. (종료 코드 5)")
    assert [one["label"] for row in last["components"] for one in row["components"]] == ["다시 열기"]


async def test_without_a_line_it_is_the_workspace_and_then_the_container_that_runs(
    threads: Threads, settings: Settings, fake_discord: FakeDiscord
) -> None:
    thread = await threads.open("", "/work $")
    await threads.type(thread, "pwd; exit")
    await threads.see(thread, "터미널이 끝났어요")
    ran = await fake_discord.alice.slash("run", {"command": "docker run -d --name web nginx"})
    await fake_discord.until(lambda: ran.shown and len(ran.shown[-1]["content"]) > 60)
    thread = await threads.open("", "root@")
    assert "docker exec -it web bash" in threads.screen(thread)["content"]
    journal = await _journal(settings, fake_discord.alice.id)
    assert ("docker exec -it web bash", "terminal") in journal
    await threads.type(thread, "exit")
    await threads.see(thread, "터미널이 끝났어요")


async def _journal(settings: Settings, user_id: int) -> list[tuple[str, str]]:
    database = await Database.open(settings.data_folder / "gorae.db")
    try:
        return [(entry.line, entry.cause) for entry in await CommandJournal(database).latest(user_id)]
    finally:
        await database.close()


async def test_an_it_line_offers_a_terminal(threads: Threads, fake_discord: FakeDiscord) -> None:
    ran = await fake_discord.alice.slash("run", {"command": SHELL})
    offered = await ran.reply("터미널이 필요해요")
    await fake_discord.alice.click(offered, "터미널 열기")
    await fake_discord.until(threads.all)
    thread = threads.all()[-1]
    await threads.see(thread, "/ #")
    await threads.alice(thread).click(threads.screen(thread), "닫기")
    await threads.see(thread, "터미널을 닫았어요")
    listed = await fake_discord.alice.slash("run", {"command": "docker ps -aq"})
    await listed.reply("아무것도 출력되지 않았어요")


async def test_a_second_terminal_takes_the_place_of_the_first(threads: Threads) -> None:
    first = await threads.open()
    second = await threads.open()
    await threads.see(first, "다른 터미널을 열어서")
    await threads.type(second, "echo alive")
    await threads.see(second, lambda content: content.count("alive") > 1)


async def test_a_sandbox_that_is_emptied_ends_its_terminal(
    threads: Threads, product: Product, fake_discord: FakeDiscord
) -> None:
    thread = await threads.open()
    assert product.door.service is not None
    await product.door.service.reset(fake_discord.alice.id)
    await threads.see(thread, "연습장이 비워져서")
    again = await threads.alice(thread).click(threads.screen(thread), "다시 열기")
    await again.reply("스레드에 터미널을 열었어요")
    await threads.see(thread, lambda content: "/ #" in content and "연습장이" not in content)


async def test_the_learner_s_engine_dying_ends_the_terminal_in_words(threads: Threads) -> None:
    thread = await threads.open()
    kill = await threads.fake.alice.slash("run", {"command": "docker kill $(docker ps -q)"})
    await kill.reply()
    await threads.see(thread, "터미널이 끝났어요. (종료 코드 137)")


async def test_after_a_restart_a_key_offers_a_new_terminal(
    fake_discord: FakeDiscord, start_face: FaceStarter, product: Product, settings: Settings
) -> None:
    face = await start_face(product.conversation, verbs=product.conversation.verbs, clock=SystemClock())
    threads = Threads(fake_discord)
    thread = await threads.open()
    keys = threads.screen(thread)["components"]
    await face.stop()
    assert "다시 시작하고 있어서" in threads.screen(thread)["content"]
    threads.screen(thread)["components"] = keys  # as a bot leaves them that was killed
    async with opened(settings, SystemClock(), lambda _progress: None, spares=0) as again:
        await again.door.settled.wait()
        await start_face(again.conversation, verbs=again.conversation.verbs, clock=SystemClock())
        pressed = await threads.alice(thread).click(threads.screen(thread), "Ctrl-C")
        shown = await pressed.reply("이미 끝났어요")
        before = {one["id"] for one in fake_discord.from_bot(thread)}
        await threads.alice(thread).click(shown, "터미널 열기")

        def is_opened() -> bool:
            new = [str(one["content"]) for one in fake_discord.from_bot(thread) if one["id"] not in before]
            return any("**터미널**" in content and ("$" in content or "#" in content) for content in new)

        await fake_discord.until(is_opened)
        await start_face.stop()
