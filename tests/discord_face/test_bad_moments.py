"""Seven routes meet every bad moment: each answer is there in the end, and there once."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.core.reply import Attachment, Reply, Visibility
from tests.discord_face.script import Held, Script
from tests.discord_face.starting import FaceStarter
from tests.discord_face.waiting import let_pass, let_pass_until
from tests.fake_discord import Drop, FakeDiscord, Interaction, Late, Outcome
from tests.fake_discord.errors import ApiError, rate_limited
from tests.fake_discord.faults import Fault
from tests.fake_discord.models import EPHEMERAL, Json, Permission

ROUTES = {
    "callback": ("POST", r"^/interactions/"),
    "edit of an answer": ("PATCH", r"^/webhooks/.*/@original$"),
    "end of a thought": ("DELETE", r"^/webhooks/.*/@original$"),
    "follow-up": ("POST", r"^/webhooks/[^/]+/[^/]+$"),
    "message": ("POST", r"^/channels/\d+/messages$"),
    "edit of a message": ("PATCH", r"^/channels/\d+/messages/\d+$"),
    "direct messages": ("POST", r"^/users/@me/channels$"),
}
OUTCOMES: dict[str, Callable[[], Outcome]] = {
    "500": lambda: ApiError(500, 0, "500: Server Error"),
    "502": lambda: ApiError(502, 0, "502: Bad Gateway"),
    "503": lambda: ApiError(503, 0, "503: Service Unavailable"),
    "500 after": lambda: Late(ApiError(500, 0, "500: Server Error")),
    "502 after": lambda: Late(ApiError(502, 0, "502: Bad Gateway")),
    "503 after": lambda: Late(ApiError(503, 0, "503: Service Unavailable")),
    "dropped before": lambda: Drop.BEFORE,
    "dropped after": lambda: Drop.AFTER,
    "429": lambda: rate_limited(0.02),
    "429 everywhere": lambda: rate_limited(0.02, is_global=True),
}


class Members:
    """Five members in the middle of an answer each, and what is shown to them in the end."""

    def __init__(self, fake: FakeDiscord) -> None:
        self.fake = fake
        self.held = {name: Held() for name in ("growing", "private", "talk")}
        self.script = Script({"run": self.held["growing"], "explain": self.held["private"], "말": self.held["talk"]})
        names = ("growing", "private", "talk", "asking", "denied")
        self.people = {name: fake.join(name) for name in names}
        self.closed = fake.world.add_channel(fake.guild, "닫힘")
        self.asked: dict[str, Interaction] = {}
        self.called_for: Json | None = None

    async def begin(self) -> None:
        """Bring everyone to where the next request is the one that goes wrong."""
        fake, people = self.fake, self.people
        self.asked["growing"] = await people["growing"].slash("run", {"command": "docker ps"})
        self.held["growing"].say(Reply("1"))
        await self.asked["growing"].reply("1")
        self.asked["private"] = await people["private"].slash("explain", {"line": "docker ps"})
        await let_pass(fake, 0.5)
        await self.asked["private"].acknowledged()
        await people["talk"].in_dm.say("말")
        self.held["talk"].say(Reply("1"))
        await fake.until(lambda: self.texts(people["talk"].in_dm.channel) == ["1"])
        fake.world.bot_denied[self.closed["id"]] = Permission.SEND_MESSAGES

    async def go_on(self) -> None:
        """Let every answer come to its end."""
        for name in ("growing", "talk"):
            self.held[name].say(Reply("2"))
        self.held["private"].say(Reply("비밀", visibility=Visibility.PERSONAL))
        for held in self.held.values():
            held.end()
        self.asked["asking"] = await self.people["asking"].slash("ask", {"question": "도커"})
        denied = self.people["denied"].at(self.closed)
        await denied.say(f"<@{self.fake.world.app_id}> 도커가 뭐야?")

    def texts(self, channel: Json) -> list[str]:
        return [message["content"].split("\n", 1)[0] for message in self.fake.from_bot(channel)]

    def note(self) -> Json | None:
        """Return what calls for the private answer, which may not have arrived."""
        return next((one for one in self.asked["private"].shown if one["components"]), None)

    def is_over(self) -> bool:
        is_left = self.called_for is not None and self.called_for["id"] in self.fake.world.messages
        return self.shown() == WANTED and not is_left

    def is_told(self) -> bool:
        return self.shown() == WANTED or (
            self.note() is not None and {**self.shown(), "private": []} == {**WANTED, "private": []}
        )

    async def look(self) -> None:
        """Do as the reader of the private answer does: press what calls for it; who sees the answer need not."""
        note = self.note()
        if note is not None and not self.shown()["private"]:
            self.called_for = note
            self.asked["private"] = await self.people["private"].click(note, "답 보기")

    def shown(self) -> dict[str, list[str]]:
        by_interaction = {
            name: [message["content"] for message in it.shown if name != "private" or message["flags"] & EPHEMERAL]
            for name, it in self.asked.items()
        }
        by_message = {name: self.texts(self.people[name].in_dm.channel) for name in ("talk", "denied")}
        return by_interaction | by_message


WANTED = {
    "growing": ["2"],
    "private": ["비밀"],
    "talk": ["2"],
    "asking": ["[ask]"],
    "denied": ["[도커가 뭐야?]"],
}


@pytest.mark.usefixtures("outbox")
@pytest.mark.parametrize("outcome", OUTCOMES)
@pytest.mark.parametrize("spared", ["follow-up", "end of a thought"])  # where the first goes wrong the other is not met
async def test_nothing_is_lost_and_nothing_doubled(
    fake_discord: FakeDiscord, start_face: FaceStarter, spared: str, outcome: str
) -> None:
    members = Members(fake_discord)
    await start_face(members.script)
    await members.begin()
    struck = [route for name, route in ROUTES.items() if name != spared or "429" in outcome]
    faults: list[Fault] = [fake_discord.faults.add(*route, OUTCOMES[outcome]()) for route in struck]
    await members.go_on()
    await let_pass_until(fake_discord, lambda: members.is_told() and all(fault.struck for fault in faults), within=2.5)
    await members.look()
    await let_pass_until(fake_discord, members.is_over, within=2.5)
    await start_face.stop()
    assert members.shown() == WANTED
    # The thought that became a private word is gone, and nothing of it is for all to see; a note that calls for what
    # has arrived unheard may be left.
    shown = members.texts(fake_discord.channel)
    assert sorted(words for words in shown if "답이 보이지 않으면" not in words) == ["2", "[ask]"]
    assert len(shown) == 2 + (spared != "follow-up" and "after" in outcome)


async def test_a_token_that_discord_calls_ended_early_sends_the_rest_to_the_channel(
    fake_discord: FakeDiscord, start_face: FaceStarter
) -> None:
    held = Held()
    await start_face(Script({"run": held}))
    ran = await fake_discord.alice.slash("run", {"command": "docker ps"})
    held.say(Reply("1"))
    await ran.reply("1")
    fake_discord.faults.add(*ROUTES["edit of an answer"], ApiError(401, 50027, "Invalid Webhook Token"))
    held.say(Reply("2"))
    held.end()
    await let_pass(fake_discord, 1.2)
    await fake_discord.until(lambda: members_see(fake_discord)[-1] == "2")
    await start_face.stop()
    assert members_see(fake_discord) == ["1", "2"]


def members_see(fake: FakeDiscord) -> list[str]:
    return [message["content"] for message in fake.from_bot(fake.channel)]


async def test_permission_taken_away_in_mid_output_sends_the_rest_to_direct_messages(
    fake_discord: FakeDiscord, start_face: FaceStarter
) -> None:
    held = Held()
    await start_face(Script({"말": held}))
    await fake_discord.alice.say(f"<@{fake_discord.world.app_id}> 말")
    held.say(Reply("1"))
    await fake_discord.until(lambda: fake_discord.from_bot(fake_discord.channel))
    fake_discord.world.bot_denied[fake_discord.channel["id"]] = Permission.VIEW_CHANNEL
    held.say(Reply("2"))
    held.end()
    await let_pass(fake_discord, 1.2)
    dm = fake_discord.alice.in_dm.channel
    await fake_discord.until(lambda: fake_discord.from_bot(dm))
    await start_face.stop()
    (told,) = fake_discord.from_bot(dm)
    assert told["content"].startswith("2\n-# <#")
    assert members_see(fake_discord) == ["1"]


async def test_files_that_are_not_taken_lose_no_words_though_the_connection_ends(
    fake_discord: FakeDiscord, start_face: FaceStarter
) -> None:
    await start_face(Script({"그림": Reply("그림이에요", file=Attachment("a.txt", b"a"))}))
    fake_discord.world.bot_denied[fake_discord.channel["id"]] = Permission.ATTACH_FILES
    fake_discord.faults.drop(*ROUTES["message"], Drop.BEFORE, skip=1, times=8)
    await fake_discord.alice.say(f"<@{fake_discord.world.app_id}> 그림")
    dm = fake_discord.alice.in_dm.channel
    await let_pass_until(fake_discord, lambda: fake_discord.from_bot(dm))
    (told,) = fake_discord.from_bot(dm)
    assert told["content"].startswith("그림이에요")
    assert len(told["attachments"]) == 1
