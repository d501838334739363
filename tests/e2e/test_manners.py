"""A conversation of every command, read off the wire: it is polite, whatever was asked."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from bot.app import opened
from bot.settings import Settings
from bot.talk.verbs import VERBS
from tests.discord_face.starting import FaceStarter
from tests.discord_face.waiting import let_pass_until
from tests.e2e.manners import broken, slow_or_doubled
from tests.e2e.practice import practice_of_words
from tests.fake_discord import FakeDiscord, Interaction
from tests.fake_discord.actors import OptionValue
from tests.fake_discord.models import Json, flat_components

OPTIONS: dict[str, dict[str, OptionValue]] = {
    "ask": {"question": "컨테이너랑 가상 머신은 뭐가 달라?"},
    "cmd": {"word": "지우기"},
    "explain": {"line": "docker run -d -p 8080:80 nginx"},
    "lesson": {"lesson": "01-docker"},
    "quiz": {"lesson": "01-docker", "count": 1},
    "run": {"command": "docker run --rm busybox echo 'http://localhost:8080 @everyone'"},
}
MORE: tuple[tuple[str, dict[str, OptionValue]], ...] = (
    ("ask", {"question": "오늘 점심 뭐 먹지?"}),
    ("ask", {"question": "포트는 어떻게 열어? https://example.com"}),
    ("explain", {"line": "docker run --privileged https://example.com @everyone"}),
    ("run", {"command": "docker run --privileged nginx"}),
    ("lesson", {}),
    ("mission", {"mission": "first-container"}),
)


def pressable(message: Json) -> list[str]:
    """Return the labels of a message's buttons that can be pressed."""
    parts = flat_components(message["components"])
    return [part["label"] for part in parts if part["type"] == 2 and not part.get("disabled")]


async def shown(fake: FakeDiscord, it: Interaction) -> None:
    await let_pass_until(fake, lambda: it.modal is not None or it.shown)


def answers_to(fake: FakeDiscord, said: Json) -> list[Json]:
    """Return the answers to a message that are complete: what can be done next is there as buttons."""
    replies = [one for one in fake.from_bot(fake.channel) if one.get("message_reference")]
    return [one for one in replies if one["message_reference"]["message_id"] == said["id"] and one["components"]]


@pytest.mark.timeout(180)
async def test_a_conversation_of_every_command_is_polite(
    fake_discord: FakeDiscord, start_face: FaceStarter, tmp_path: Path
) -> None:
    settings = Settings(data=tmp_path, engine=f"unix://{tmp_path}/nobody.sock")
    clock, owner = fake_discord.clock, fake_discord.owner
    done: list[Interaction] = []
    async with opened(settings, clock, lambda _progress: None, spares=0) as product:
        await product.door.settled.wait()
        await product.warm()
        async with practice_of_words(tmp_path / "gorae.db", product.groups, clock) as product.door.service:
            start_face.groups = product.groups
            await start_face(product.conversation, verbs=product.conversation.verbs)
            audit: dict[str, OptionValue] = {"member": fake_discord.alice}
            every = {verb.name: OPTIONS.get(verb.name, {}) for verb in VERBS} | {"audit": audit}
            every["duel"] = every.pop("duel")  # the last: it goes on while the clock does
            for verb, options in [*MORE, *every.items()]:
                asked = await owner.slash(verb, options)
                await shown(fake_discord, asked)
                done.append(asked)
                message = asked.shown[0]
                for label in pressable(message) if verb != "duel" else ():
                    stands = fake_discord.world.messages.get(message["id"])
                    if stands is None or label not in pressable(stands):
                        continue
                    pressed = await owner.click(stands, label)
                    await shown(fake_discord, pressed)
                    done.append(pressed)
            mention = f"<@{fake_discord.world.app_id}>"
            for words in ("도커가 뭐야?", "docker ps", "@everyone https://example.com 이 뭐야?"):
                said = await owner.say(f"{mention} {words}")
                await let_pass_until(fake_discord, partial(answers_to, fake_discord, said))
            await start_face.stop()
    problems = [*broken(fake_discord), *slow_or_doubled(done)]
    assert not problems, "\n".join(sorted(set(problems)))
