"""Terminals in threads: opened where that may be, typed into by their owner alone, ended when nobody can look."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from itertools import pairwise
from pathlib import Path

import pytest

from bot.core.errors import GoraeError
from bot.core.people import Member
from bot.core.reply import Choice, Code, Field, Form, Reply
from bot.faces.discord.limits import EDIT_SECONDS
from bot.faces.discord.terminal_places import MOST_BURIED
from bot.storage.database import Database
from bot.storage.outbox import Outbox
from sandbox.errors import SandboxError
from tests.discord_face.script import Held, Script
from tests.discord_face.starting import FaceStarter, RunningFace
from tests.discord_face.waiting import let_pass, let_pass_until, outlast
from tests.fake_discord import CannotDoError, Drop, FakeDiscord, Outcome, Person
from tests.fake_discord.errors import ApiError
from tests.fake_discord.models import EPHEMERAL, ChannelType, Json, Permission

LINE = "docker exec -it web bash"
TYPE = "term:type:k1"
KEYS = (Choice("Ctrl-C", "term:key:k1:ctrl-c"), Choice("입력", TYPE), Choice("닫기", "term:close:k1"))
PREPARING = Reply("준비하고 있어요")
OPENING = Reply("**터미널**", terminal=LINE)
AGAIN = (Choice("다시 열기", f"term:open:{LINE}"),)
SILENT = ("term:key:k1:ctrl-c", TYPE, "term:close:k1")


def screen(text: str) -> Reply:
    return Reply("**터미널**", Code(text, "ansi"), choices=KEYS, takes=TYPE)


def over(text: str) -> Reply:
    return Reply("**터미널**", Code(text, "ansi"), note="터미널이 끝났어요.", choices=AGAIN)


class Heard(Script):
    """A script that tells when something was pressed: what is typed in makes no traffic of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.presses: asyncio.Queue[tuple[str, dict[str, str]]] = asyncio.Queue()

    def press(self, member: Member, action: str, values: Mapping[str, str] | None = None) -> AsyncIterator[Reply]:
        self.presses.put_nowait((action, dict(values or {})))
        return super().press(member, action, values)


class Room:
    """A face whose terminal goes as the test says."""

    def __init__(self, fake: FakeDiscord) -> None:
        self.fake = fake
        self.held = Held()
        self.script = Heard()
        self.script.answers |= {"terminal": self.held, f"term:open:{LINE}": self.held, **dict.fromkeys(SILENT, ())}
        self.script.forms[TYPE] = Form("터미널에 입력하기", (Field("text", "입력할 한 줄", is_required=False),))
        self.face: RunningFace | None = None

    async def open(self, person: Person, *, at: Json | None = None) -> Json:
        """Open a terminal and wait for its first screen; returns the channel it is in."""
        self.held.say(PREPARING)
        self.held.say(OPENING)
        asked = await person.slash("terminal", {"command": LINE})
        self.held.say(screen("/ # "))
        await let_pass_until(
            self.fake, lambda: asked.shown and "터미널을" in asked.shown[-1]["content"], within=EDIT_SECONDS
        )
        assert asked.is_ephemeral
        channel = at or self.thread
        await self.see("/ # ", channel)
        return channel

    @property
    def thread(self) -> Json:
        return [one for one in self.fake.world.channels.values() if "thread_metadata" in one][-1]

    def shown(self, channel: Json) -> Json:
        return [one for one in self.fake.from_bot(channel) if "**터미널**" in one["content"]][-1]

    async def see(self, text: str, channel: Json) -> Json:
        """Wait until the screen shows something, letting the pause between edits pass."""

        def is_there() -> bool:
            return any(text in one["content"] for one in self.fake.from_bot(channel) if "**터미널**" in one["content"])

        seen = asyncio.ensure_future(self.fake.until(is_there))
        while not seen.done():
            asleep = asyncio.ensure_future(self.fake.clock.wait_for_sleepers(within=3))
            await asyncio.wait({seen, asleep}, return_when=asyncio.FIRST_COMPLETED)
            if not seen.done():
                self.fake.clock.advance(3)
            asleep.cancel()
        await seen
        return self.shown(channel)

    async def typed(self, count: int) -> list[str]:
        """Wait for so many lines that were typed in."""
        lines: list[str] = []
        async with asyncio.timeout(30):
            while len(lines) < count:
                action, values = await self.script.presses.get()
                assert action == TYPE
                lines.append(values["text"])
        return lines

    @property
    def pressed(self) -> list[tuple[str, dict[str, str]]]:
        return [(asked.what, asked.values) for asked in self.script.asked if asked.way == "press"]


@pytest.fixture
async def room(fake_discord: FakeDiscord, start_face: FaceStarter) -> Room:
    made = Room(fake_discord)
    made.face = await start_face(made.script)
    return made


async def test_a_terminal_opens_in_a_private_thread_with_its_owner(room: Room, fake_discord: FakeDiscord) -> None:
    thread = await room.open(fake_discord.alice)
    assert thread["type"] == ChannelType.PRIVATE_THREAD
    assert thread["name"] == f"터미널 · {LINE}"
    assert fake_discord.world.thread_members[thread["id"]] == {
        fake_discord.world.app_id,
        fake_discord.alice.user["id"],
    }
    assert [one["label"] for row in room.shown(thread)["components"] for one in row["components"]] == [
        choice.label for choice in KEYS
    ]
    assert not fake_discord.from_bot(fake_discord.channel)
    with pytest.raises(CannotDoError):
        await fake_discord.join("밥").at(thread).say("나도 볼래")


async def test_the_screen_is_one_message_edited_without_haste(room: Room, fake_discord: FakeDiscord) -> None:
    thread = await room.open(fake_discord.alice)
    first = room.shown(thread)["id"]
    fake_discord.clock.advance(20 * 60)  # long after the interaction's own fifteen minutes
    for number in range(3):
        room.held.say(screen(f"line {number}"))
        await room.see(f"line {number}", thread)
    edits = [
        request.at
        for request in fake_discord.log.requests
        if request.method == "PATCH" and thread["id"] in request.path
    ]
    assert all(later - earlier >= 1.2 - 1e-6 for earlier, later in pairwise(edits))
    assert room.shown(thread)["id"] == first


async def test_where_private_threads_are_not_allowed_a_public_one_is_used(
    room: Room, fake_discord: FakeDiscord
) -> None:
    fake_discord.world.bot_denied[fake_discord.channel["id"]] = Permission.CREATE_PRIVATE_THREADS
    thread = await room.open(fake_discord.alice)
    assert thread["type"] == ChannelType.PUBLIC_THREAD
    bob = fake_discord.join("밥").at(thread)
    for _ in range(2):
        await bob.say("rm -rf /")
    await bob.say(f"<@{fake_discord.world.app_id}> 도커가 뭐야?")
    await fake_discord.until(lambda: any(asked.way == "say" for asked in room.script.asked))
    told = [one for one in fake_discord.from_bot(thread) if "님만 입력할 수 있어요" in one["content"]]
    assert len(told) == 1
    assert not room.pressed


async def test_without_threads_it_runs_in_a_message_and_names_the_permission(
    room: Room, fake_discord: FakeDiscord
) -> None:
    fake_discord.world.bot_denied[fake_discord.channel["id"]] = (
        Permission.CREATE_PRIVATE_THREADS | Permission.CREATE_PUBLIC_THREADS
    )
    await room.open(fake_discord.alice, at=fake_discord.channel)
    said = [one["content"] for one in fake_discord.world.messages.values() if "권한을 켜 주세요" in one["content"]]
    assert len(said) == 1
    assert "**비공개 스레드 만들기, 공개 스레드 만들기**" in said[0]
    await fake_discord.alice.say("여기는 그냥 대화예요")
    await fake_discord.alice.say("ls -l", reply_to=room.shown(fake_discord.channel))
    assert await room.typed(1) == ["ls -l"]


async def test_where_nothing_may_be_written_it_runs_in_direct_messages(room: Room, fake_discord: FakeDiscord) -> None:
    fake_discord.world.bot_denied[fake_discord.channel["id"]] = Permission.SEND_MESSAGES
    await room.open(fake_discord.alice, at=fake_discord.alice.in_dm.channel)
    assert any("**메시지 보내기**" in one["content"] for one in fake_discord.world.messages.values())


async def test_in_direct_messages_it_is_a_message_that_takes_replies(room: Room, fake_discord: FakeDiscord) -> None:
    alice = fake_discord.alice.in_dm
    await room.open(alice, at=alice.channel)
    await alice.say("exit", reply_to=room.shown(alice.channel))
    assert await room.typed(1) == ["exit"]


async def test_replies_and_mentions_are_typed_in_without_the_content_intent(
    room: Room, fake_discord: FakeDiscord
) -> None:
    thread = await room.open(fake_discord.alice)
    alice = fake_discord.alice.at(thread)
    await alice.say("이 글은 봇에게 보이지 않아요")
    await alice.say("이 글도요")
    await alice.say("ls", reply_to=room.shown(thread))
    await alice.say(f"<@{fake_discord.world.app_id}> pwd")
    assert await room.typed(2) == ["ls", "pwd"]
    await fake_discord.until(lambda: len(fake_discord.from_bot(thread)) == 3)  # that Alice came, the screen, a word
    assert "읽을 수 없어요" in fake_discord.from_bot(thread)[-1]["content"]
    assert not [asked for asked in room.script.asked if asked.way == "say"]


async def test_keys_are_silent_and_count_each_time(room: Room, fake_discord: FakeDiscord) -> None:
    thread = await room.open(fake_discord.alice)
    alice, shown = fake_discord.alice.at(thread), room.shown(thread)
    for _ in range(8):
        pressed = await alice.click(shown, "Ctrl-C")
        assert await pressed.acknowledged() == 6
    assert room.pressed == [("term:key:k1:ctrl-c", {})] * 8
    assert len(fake_discord.from_bot(thread)) == 2  # the screen, and Discord's own word that Alice was added


@pytest.mark.parametrize("words", ["", "이미 끝났어요"])
async def test_a_key_that_takes_its_time_is_acknowledged_meanwhile(
    room: Room, fake_discord: FakeDiscord, words: str
) -> None:
    thread, slow = await room.open(fake_discord.alice), Held()
    room.script.answers["term:key:k1:ctrl-c"] = slow
    pressed = await fake_discord.alice.at(thread).click(room.shown(thread), "Ctrl-C")
    await let_pass(fake_discord, 0.5)
    assert await pressed.acknowledged() == 6
    before = room.shown(thread)["content"]
    if words:
        slow.say(Reply(words))
    slow.end()
    if words:
        await fake_discord.until(lambda: pressed.followups)
        assert [(one["content"], one["flags"] & EPHEMERAL) for one in pressed.followups] == [(words, EPHEMERAL)]
    await slow.closed.wait()
    assert room.shown(thread)["content"] == before
    assert len(pressed.followups) == bool(words)


async def test_a_key_whose_silence_was_heard_unanswered_leaves_the_screen_alone(
    room: Room, fake_discord: FakeDiscord
) -> None:
    thread, slow = await room.open(fake_discord.alice), Held()
    room.script.answers["term:key:k1:ctrl-c"] = slow
    fake_discord.faults.drop("POST", "^/interactions/", Drop.AFTER)
    pressed = await fake_discord.alice.at(thread).click(room.shown(thread), "Ctrl-C")
    before = room.shown(thread)["content"]
    await let_pass_until(fake_discord, lambda: pressed.callback == 6)
    slow.say(Reply("이미 끝났어요"))
    slow.end()
    await let_pass_until(fake_discord, lambda: pressed.followups)
    assert [(one["content"], one["flags"] & EPHEMERAL) for one in pressed.followups] == [("이미 끝났어요", EPHEMERAL)]
    assert room.shown(thread)["content"] == before


@pytest.mark.parametrize("when", Drop)
async def test_what_a_slow_key_says_is_called_for_when_it_may_be_lost(
    fake_discord: FakeDiscord, start_face: FaceStarter, tmp_path: Path, when: Drop
) -> None:
    database, room = await Database.open(tmp_path / "gorae.db"), Room(fake_discord)
    start_face.post = Outbox(database)
    room.face = await start_face(room.script)
    thread, slow = await room.open(fake_discord.alice), Held()
    room.script.answers["term:key:k1:ctrl-c"] = slow
    pressed = await fake_discord.alice.at(thread).click(room.shown(thread), "Ctrl-C")
    await let_pass(fake_discord, 0.5)
    assert await pressed.acknowledged() == 6
    fake_discord.faults.drop("POST", "^/webhooks/[^/]+/[^/]+$", when)
    slow.say(Reply("이미 끝났어요"))
    slow.end()
    alice = fake_discord.alice.in_dm
    await outlast(fake_discord, lambda: fake_discord.from_bot(alice.channel))
    (note,) = fake_discord.from_bot(alice.channel)
    assert "답이 보이지 않으면" in note["content"]
    assert len(pressed.followups) == (when is Drop.AFTER)
    await (await alice.click(note, "답 보기")).reply("이미 끝났어요")
    await start_face.stop()
    await database.close()


@pytest.mark.parametrize("error", [GoraeError("action-unknown"), SandboxError("sandbox_gone"), RuntimeError("down")])
async def test_a_key_that_fails_says_so(room: Room, fake_discord: FakeDiscord, error: Exception) -> None:
    thread = await room.open(fake_discord.alice)
    room.script.answers["term:key:k1:ctrl-c"] = error
    pressed = await fake_discord.alice.at(thread).click(room.shown(thread), "Ctrl-C")
    assert (await pressed.reply())["content"]
    assert pressed.is_ephemeral


async def test_the_type_button_opens_a_form_whose_line_is_typed(room: Room, fake_discord: FakeDiscord) -> None:
    thread = await room.open(fake_discord.alice)
    alice = fake_discord.alice.at(thread)
    for line in ("docker ps", ""):
        opened = await alice.click(room.shown(thread), "입력")
        await opened.form()
        sent = await alice.submit(opened, {"입력할 한 줄": line})
        assert await sent.acknowledged() == 6
    assert room.pressed == [(TYPE, {"text": "docker ps"}), (TYPE, {"text": ""})]


async def test_someone_else_s_key_is_answered_kindly(room: Room, fake_discord: FakeDiscord) -> None:
    fake_discord.world.bot_denied[fake_discord.channel["id"]] = Permission.CREATE_PRIVATE_THREADS
    thread = await room.open(fake_discord.alice)
    pressed = await fake_discord.join("밥").at(thread).click(room.shown(thread), "Ctrl-C")
    assert "다른 분의 것" in (await pressed.reply())["content"]
    assert not room.pressed


async def test_the_end_is_said_and_another_opens_in_the_same_thread(room: Room, fake_discord: FakeDiscord) -> None:
    thread = await room.open(fake_discord.alice)
    room.held.say(over("exit"))
    room.held.end()
    shown = await room.see("터미널이 끝났어요", thread)
    before = len(fake_discord.world.channels)
    pressed = await fake_discord.alice.at(thread).click(shown, "다시 열기")
    room.held.say(OPENING)
    room.held.say(screen("second"))
    await pressed.reply("스레드에 터미널을 열었어요")
    await room.see("second", thread)
    assert len(fake_discord.world.channels) == before


async def test_a_key_of_an_ended_terminal_offers_another(room: Room, fake_discord: FakeDiscord) -> None:
    thread = await room.open(fake_discord.alice)
    room.script.answers["term:key:k1:ctrl-c"] = Reply("이미 끝났어요", choices=AGAIN)
    pressed = await fake_discord.alice.at(thread).click(room.shown(thread), "Ctrl-C")
    assert "이미 끝났어요" in (await pressed.reply("이미 끝났어요"))["content"]
    assert pressed.is_ephemeral


async def test_a_deleted_thread_ends_the_program(room: Room, fake_discord: FakeDiscord) -> None:
    thread = await room.open(fake_discord.alice)
    await fake_discord.remove_channel(thread)
    await asyncio.wait_for(room.held.closed.wait(), 30)
    assert not fake_discord.from_bot(fake_discord.alice.in_dm.channel)


async def test_a_deleted_channel_ends_the_program_in_its_thread(room: Room, fake_discord: FakeDiscord) -> None:
    await room.open(fake_discord.alice)
    await fake_discord.remove_channel(fake_discord.channel)
    await asyncio.wait_for(room.held.closed.wait(), 30)


async def test_a_deleted_screen_ends_the_program(room: Room, fake_discord: FakeDiscord) -> None:
    thread = await room.open(fake_discord.alice)
    await fake_discord.owner.at(thread).delete_message(room.shown(thread))
    room.held.say(screen("more"))
    await let_pass(fake_discord, 1.2)
    await asyncio.wait_for(room.held.closed.wait(), 30)


async def test_a_permission_taken_away_ends_the_program_and_says_so_elsewhere(
    room: Room, fake_discord: FakeDiscord
) -> None:
    thread = await room.open(fake_discord.alice)
    fake_discord.world.bot_denied[thread["id"]] = Permission.VIEW_CHANNEL
    room.held.say(screen("more"))
    await let_pass(fake_discord, 1.2)
    dm = fake_discord.alice.in_dm.channel
    await asyncio.wait_for(room.held.closed.wait(), 30)
    await let_pass(fake_discord, 1.2)
    await fake_discord.until(
        lambda: any("보여 줄 곳이 없어져서" in one["content"] for one in fake_discord.from_bot(dm))
    )


async def test_a_discord_that_is_away_for_a_while_ends_nothing(room: Room, fake_discord: FakeDiscord) -> None:
    thread = await room.open(fake_discord.alice)
    fake_discord.faults.server_error("PATCH", rf"/channels/{thread['id']}/messages", 503, times=12)
    room.held.say(screen("after the storm"))
    await room.see("after the storm", thread)
    assert not room.held.closed.is_set()
    assert len(fake_discord.from_bot(thread)) == 2


async def test_a_refused_thread_is_not_tried_twice(room: Room, fake_discord: FakeDiscord) -> None:
    fake_discord.faults.server_error("POST", r"/threads$", 403, times=2)
    await room.open(fake_discord.alice, at=fake_discord.channel)
    assert not [one for one in fake_discord.world.channels.values() if "thread_metadata" in one]


async def test_a_screen_that_was_written_under_comes_down_again(room: Room, fake_discord: FakeDiscord) -> None:
    thread = await room.open(fake_discord.alice)
    first = room.shown(thread)
    alice = fake_discord.alice.at(thread)
    for number in range(MOST_BURIED):
        await alice.say(f"<@{fake_discord.world.app_id}> line {number}")
    await room.typed(MOST_BURIED)
    room.held.say(screen("below"))
    await room.see("below", thread)
    await fake_discord.until(lambda: first["id"] in fake_discord.world.deleted_messages)
    last = fake_discord.messages_in(thread)[-1]
    assert "below" in last["content"]
    await alice.say("ls", reply_to=last)
    assert await room.typed(1) == ["ls"]


@pytest.mark.parametrize(("hidden", "tries"), [(Permission(0), 5), (Permission.READ_MESSAGE_HISTORY, 7)])
async def test_a_screen_comes_down_once_however_often_the_connection_ends(
    room: Room, fake_discord: FakeDiscord, hidden: Permission, tries: int
) -> None:
    thread = await room.open(fake_discord.alice)
    first = room.shown(thread)
    for number in range(MOST_BURIED):
        await fake_discord.alice.at(thread).say(f"<@{fake_discord.world.app_id}> line {number}")
    await room.typed(MOST_BURIED)
    fake_discord.world.bot_denied[thread["id"]] = hidden
    fault = fake_discord.faults.drop("POST", f"^/channels/{thread['id']}/messages$", Drop.AFTER, times=7)
    room.held.say(screen("below"))
    await let_pass_until(fake_discord, lambda: first["id"] in fake_discord.world.deleted_messages)
    assert fault.struck == tries
    assert len([one for one in fake_discord.from_bot(thread) if "**터미널**" in one["content"]]) == 1


@pytest.mark.parametrize("outcome", [Drop.BEFORE, Drop.AFTER, ApiError(503, 0, "503: Service Unavailable")])
@pytest.mark.parametrize(("method", "path"), [("POST", r"/threads$"), ("PUT", r"/thread-members/")])
async def test_a_bad_moment_opens_no_terminal_for_all_to_see(
    room: Room, fake_discord: FakeDiscord, method: str, path: str, outcome: Outcome
) -> None:
    fault = fake_discord.faults.add(method, path, outcome)
    room.held.say(OPENING)
    asked = await fake_discord.alice.slash("terminal", {"command": LINE})
    room.held.say(screen("/ # "))
    await let_pass_until(fake_discord, lambda: asked.shown and "스레드에 터미널을" in asked.shown[-1]["content"])
    assert fault.struck == 1
    assert room.thread["type"] == ChannelType.PRIVATE_THREAD
    assert fake_discord.alice.user["id"] in fake_discord.world.thread_members[room.thread["id"]]
    assert [one for one in fake_discord.world.channels.values() if "thread_metadata" in one] == [room.thread]


async def test_a_public_thread_is_made_once_though_the_connection_ends(room: Room, fake_discord: FakeDiscord) -> None:
    fake_discord.world.bot_denied[fake_discord.channel["id"]] = Permission.CREATE_PRIVATE_THREADS
    people = [fake_discord.alice, fake_discord.join("밥")]
    for person in people:
        room.held = room.script.answers["terminal"] = Held()
        fake_discord.faults.drop("POST", r"/threads$", Drop.AFTER)
        await room.open(person)
    threads = [one for one in fake_discord.world.channels.values() if "thread_metadata" in one]
    assert [one["type"] for one in threads] == [ChannelType.PUBLIC_THREAD] * 2
    comers = [fake_discord.world.thread_members[one["id"]] - {fake_discord.world.app_id} for one in threads]
    assert comers == [{person.user["id"]} for person in people]


async def test_a_thread_that_was_made_without_a_word_and_is_found_too_late_is_put_away(
    room: Room, fake_discord: FakeDiscord
) -> None:
    fake_discord.faults.drop("POST", r"/threads$", Drop.AFTER)
    fake_discord.faults.drop("GET", r"/threads/active$", Drop.BEFORE, times=1000)
    room.held.say(OPENING)
    asked = await fake_discord.alice.slash("terminal", {"command": LINE})
    room.held.say(screen("/ # "))
    await outlast(fake_discord, lambda: asked.shown and "스레드에 터미널을" in asked.shown[-1]["content"])
    (empty, used) = [one for one in fake_discord.world.channels.values() if "thread_metadata" in one]
    assert (empty["type"], used["type"]) == (ChannelType.PRIVATE_THREAD, ChannelType.PUBLIC_THREAD)
    fake_discord.faults.waiting.clear()
    await outlast(fake_discord, lambda: empty["thread_metadata"]["archived"])
    assert not used["thread_metadata"]["archived"]


async def test_of_several_words_to_what_was_typed_the_last_is_said(room: Room, fake_discord: FakeDiscord) -> None:
    thread = await room.open(fake_discord.alice)
    room.script.answers[TYPE] = (Reply("보내는 중이에요"), Reply("이미 끝난 터미널이에요"))
    await fake_discord.alice.at(thread).say(f"<@{fake_discord.world.app_id}> ls")
    await fake_discord.until(lambda: "이미 끝난 터미널이에요" in [m["content"] for m in fake_discord.from_bot(thread)])
    assert "보내는 중이에요" not in [message["content"] for message in fake_discord.from_bot(thread)]


async def test_words_to_what_was_typed_wait_half_a_minute_for_their_place(
    room: Room, fake_discord: FakeDiscord
) -> None:
    thread = await room.open(fake_discord.alice)
    room.script.answers[TYPE] = Reply("이미 끝난 터미널이에요")
    fault = fake_discord.faults.drop("POST", f"^/channels/{thread['id']}/messages$", Drop.BEFORE, times=6)
    await fake_discord.alice.at(thread).say(f"<@{fake_discord.world.app_id}> ls")
    await outlast(fake_discord, lambda: "이미 끝난 터미널이에요" in fake_discord.from_bot(thread)[-1]["content"])
    assert fault.struck == 6


async def test_what_opens_no_terminal_is_said_to_the_person_alone(room: Room, fake_discord: FakeDiscord) -> None:
    room.held.say(PREPARING)
    room.held.say(Reply("이 옵션은 여기서 쓸 수 없어요"))
    room.held.end()
    asked = await fake_discord.alice.slash("terminal", {"command": "docker run --privileged -it busybox"})
    await asked.reply("쓸 수 없어요")
    assert asked.is_ephemeral
    assert not fake_discord.from_bot(fake_discord.channel)


async def test_the_bots_end_closes_the_terminal_and_its_screen_says_so(room: Room, fake_discord: FakeDiscord) -> None:
    thread = await room.open(fake_discord.alice)
    assert room.face is not None
    await room.face.stop()
    assert room.held.closed.is_set()
    assert "다시 시작하고 있어서" in room.shown(thread)["content"]
    assert not room.shown(thread)["components"]


async def test_two_people_have_a_terminal_each(room: Room, fake_discord: FakeDiscord) -> None:
    fake_discord.world.bot_denied[fake_discord.channel["id"]] = Permission.CREATE_PRIVATE_THREADS
    thread = await room.open(fake_discord.alice)
    other = Held()
    room.script.answers["terminal"] = other
    bob = fake_discord.join("밥").at(thread)
    other.say(OPENING)
    other.say(Reply("**터미널** 밥", Code("bob"), choices=(), takes="term:type:k2"))
    room.script.answers["term:type:k2"] = ()
    await bob.slash("terminal")
    await room.see("bob", thread)
    await bob.say(f"<@{fake_discord.world.app_id}> whoami")
    await fake_discord.alice.at(thread).say(f"<@{fake_discord.world.app_id}> id")
    async with asyncio.timeout(30):
        heard = [await room.script.presses.get() for _ in range(2)]
    assert heard == [("term:type:k2", {"text": "whoami"}), (TYPE, {"text": "id"})]
