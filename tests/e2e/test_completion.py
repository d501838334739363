"""What is offered while an option is typed, through Discord, of the real course and the learner's own sandbox."""

from __future__ import annotations

from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest

from bot.core.clock import SystemClock
from bot.product import Product
from tests.discord_face.starting import FaceStarter
from tests.discord_face.waiting import let_pass_until
from tests.e2e.practice import product_of_words
from tests.fake_discord import FakeDiscord, Interaction
from tests.fakes.listing import ListingSandboxes

LISTING = "i nginx:latest\nc web\nc worker\nf Dockerfile\nf site/index.html\n"
CROWDED = "".join(f"c web{number}\ni image{number}:latest\nf page{number}.html\n" for number in range(60))
MOST = 25  # that Discord takes


@pytest.fixture
def listing() -> str:
    """Return what is in every sandbox; a test that wants something else names it as its parameter."""
    return LISTING


@pytest.fixture
async def words(
    tmp_path: Path, fake_discord: FakeDiscord, start_face: FaceStarter, listing: str
) -> AsyncIterator[Product]:
    """A face before the real course, with sandboxes that hold what `listing` says."""
    clock = fake_discord.clock
    async with product_of_words(tmp_path, clock, ListingSandboxes(clock, listing), answers=False) as product:
        await start_face(product.conversation, verbs=product.conversation.verbs)
        yield product
        await start_face.stop()


async def offered(fake: FakeDiscord, verb: str, option: str, typed: str) -> list[str]:
    choices = await (await fake.alice.autocomplete(verb, option, typed)).suggestions()
    assert len(choices) <= MOST
    return [str(choice["value"]) for choice in choices]


LESSONS = dict.fromkeys(("ㅋㅌㅇㄴ", "컨테이너", "컨테이나", "first", "2"), "02-first-container")
TYPED = {
    ("cmd", "word"): {
        "ㅋㅌㅇㄴ ㅁㄹ": "docker ps",
        "컨테이너 목록": "docker ps",
        "컨테이나 목록": "docker ps",
        "logs": "docker logs",
    },
    ("run", "command"): {
        "ㅋㅌㅇㄴ ㅁㄹ": "docker ps",
        "docker pul": "docker pull",
        "로그": "docker logs",
        "docker volume p": "docker volume prune",
        "컨테이너 목록 보는 법": "docker ps",
    },
    ("terminal", "command"): {"ㅋㅌㅇㄴ ㅁㄹ": "docker ps", "docker ex": "docker exec"},
    ("lesson", "lesson"): LESSONS,
    ("quiz", "lesson"): LESSONS,
    ("mission", "mission"): {
        "ㅃㅌ": "03-image/m-pull-tag",
        "첫 웹": "01-docker/m-first-web",
        "첫 웹 써버": "01-docker/m-first-web",
        "first-web": "01-docker/m-first-web",
    },
}
"""What is typed into an option, by either language, first consonants or with a typo, and what is offered first."""


@pytest.mark.parametrize(("verb", "option"), TYPED)
@pytest.mark.usefixtures("words")
async def test_options_complete_by_either_language_first_consonants_and_typos(
    fake_discord: FakeDiscord, verb: str, option: str
) -> None:
    wanted = TYPED[verb, option]
    found = {typed: await offered(fake_discord, verb, option, typed) for typed in wanted}
    assert all(first in found[typed][:2] for typed, first in wanted.items()), found
    assert await offered(fake_discord, verb, option, "")


@pytest.mark.usefixtures("words")
async def test_own_containers_images_and_files_complete(fake_discord: FakeDiscord) -> None:
    alice = fake_discord.alice
    assert await offered(fake_discord, "run", "command", "docker stop ") == []
    ran = await alice.slash("run", {"command": "docker ps"})
    await let_pass_until(fake_discord, lambda: is_over(ran))
    for verb, option, typed, wanted in (
        ("run", "command", "docker stop w", ["docker stop web", "docker stop worker"]),
        ("run", "command", "docker run n", ["docker run nginx"]),
        ("terminal", "command", "docker exec -it wo", ["docker exec -it worker"]),
        ("file", "name", "doc", ["Dockerfile"]),
        ("file", "name", "", ["Dockerfile", "site/index.html"]),
    ):
        await told(fake_discord, verb, option, typed, wanted)


@pytest.mark.parametrize("listing", [CROWDED], ids=["crowded"])
@pytest.mark.usefixtures("words")
async def test_of_more_than_discord_takes_the_first_are_offered_and_the_rest_by_what_is_typed_on(
    fake_discord: FakeDiscord,
) -> None:
    ran = await fake_discord.alice.slash("run", {"command": "docker ps"})
    await let_pass_until(fake_discord, lambda: is_over(ran))
    await told(fake_discord, "run", "command", "docker stop web59", ["docker stop web59"])
    for verb, option, typed, wanted in (
        ("run", "command", "docker stop web", "docker stop web59"),
        ("terminal", "command", "docker exec -it web", "docker exec -it web59"),
        ("run", "command", "docker run image", "docker run image59"),
        ("file", "name", "page", "page59.html"),
        ("cmd", "word", "docker", "docker volume prune"),
        ("run", "command", "docker ", "docker volume prune"),
        ("mission", "mission", "", "14-in-production/m-night-shift"),
    ):
        found = await offered(fake_discord, verb, option, typed)
        assert (verb, typed, len(found), wanted in found) == (verb, typed, MOST, False)
        assert wanted in await offered(fake_discord, verb, option, wanted)


@pytest.mark.usefixtures("words")
async def test_every_lesson_is_offered_before_anything_is_typed(fake_discord: FakeDiscord) -> None:
    for verb in ("lesson", "quiz"):
        found = await offered(fake_discord, verb, "lesson", "")
        assert [int(lesson.partition("-")[0]) for lesson in found] == list(range(1, 15))


def is_over(ran: Interaction) -> bool:
    """Tell whether a line has ended: what can be done next is there as buttons."""
    return bool(ran.shown and ran.shown[0]["components"])


async def told(fake: FakeDiscord, verb: str, option: str, typed: str, wanted: list[str]) -> None:
    """Type until the names are there: what is not known at once is for the next keystroke."""
    for _ in range(100):
        if (found := await offered(fake, verb, option, typed)) == wanted:
            return
    assert found == wanted


@pytest.mark.engine
async def test_own_containers_images_and_files_complete_on_a_real_engine(
    fake_discord: FakeDiscord, start_face: FaceStarter, product: Product
) -> None:
    await start_face(product.conversation, verbs=product.conversation.verbs, clock=SystemClock())
    alice = fake_discord.alice
    for line in ("docker pull busybox", "docker create --name sleepy busybox", "docker create --name slow busybox"):
        ran = await alice.slash("run", {"command": line})
        await fake_discord.until(partial(is_over, ran), seconds=120)
    written = await alice.slash("file", {"name": "Dockerfile", "attachment": ("Dockerfile", b"FROM busybox\n")})
    await written.reply("Dockerfile")
    await told(fake_discord, "run", "command", "docker start sl", ["docker start slow", "docker start sleepy"])
    await told(fake_discord, "terminal", "command", "docker run -it b", ["docker run -it busybox"])
    await told(fake_discord, "file", "name", "dock", ["Dockerfile"])
