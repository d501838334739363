"""Between Discord's events and the conversation: who speaks, one call, one answer shown."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any

import aiohttp
import discord
import structlog
from discord import app_commands

from bot.core.clock import Clock
from bot.core.errors import GoraeError
from bot.core.letters import Post
from bot.core.meter import SILENT, Meter
from bot.core.people import Member
from bot.core.reply import Reply, Visibility
from bot.core.tasks import Tasks
from bot.faces.discord import aside, limits, sturdy, widgets
from bot.faces.discord.attached import with_file
from bot.faces.discord.cooldown import Cooldown, Recent
from bot.faces.discord.custom_ids import FORM, CustomId, custom_id
from bot.faces.discord.interaction_place import SILENCED, InteractionPlace
from bot.faces.discord.live import Live
from bot.faces.discord.members import member_of
from bot.faces.discord.pages import number_of
from bot.faces.discord.paging import turned
from bot.faces.discord.places import ChannelPlace, Delivery, DirectPlace, Place
from bot.faces.discord.presenter import Shown, present
from bot.faces.discord.settings import DiscordSettings, GroupBook, NoBook
from bot.faces.discord.sharing import SHARE, for_presser, is_for_one, share, with_share_button
from bot.faces.discord.terminal import Terminals, is_key, is_opening
from bot.faces.discord.unplaced import Unplaced
from bot.render.messages import error_text
from bot.render.wording import say
from bot.talk.port import Conversation

TERMINAL = "terminal"
_FAREWELL_SECONDS = 3.0

AnyInteraction = discord.Interaction[Any]


class Face:
    """What every command, button and message goes through."""

    def __init__(
        self,
        settings: DiscordSettings,
        conversation: Conversation,
        clock: Clock,
        meter: Meter = SILENT,
        groups: GroupBook | None = None,
        post: Post | None = None,
    ) -> None:
        self.post = post
        self.groups: GroupBook = groups or NoBook()
        self.settings = settings
        self.conversation = conversation
        self.clock = clock
        self.meter = meter
        self.tasks = Tasks()
        self.terminals = Terminals(self)
        self._live: set[Live] = set()
        self._is_closing = False
        self._cooldown: Cooldown[tuple[int, int]] = Cooldown(settings.pace, clock)
        self._guild_cooldown: Cooldown[int] = Cooldown(settings.guild_pace, clock)
        self._presses: Recent[tuple[int, int, str]] = Recent(limits.DOUBLE_PRESS_SECONDS, clock)

    # -- commands

    async def do(
        self,
        interaction: AnyInteraction,
        verb: str,
        options: Mapping[str, str | int | None] | None = None,
        *,
        attachment: discord.Attachment | None = None,
    ) -> None:
        """Carry out a slash command and show its answer.

        Options that are `None` are left out; the text of an attached file is the option `attachment`.
        """
        if await self._is_too_fast(interaction):
            return
        given = {key: str(value) for key, value in (options or {}).items() if value is not None}
        member = member_of(interaction)
        if verb == TERMINAL:
            self.terminals.show(interaction, self.conversation.do(member, verb, given))
            return
        if attachment is None:
            replies = self.conversation.do(member, verb, given)
        else:
            replies = with_file(self.conversation, self.clock, member, verb, given, attachment)
        self.answer(
            interaction,
            replies,
            holds_privately=await self._is_private(verb, given, interaction.guild_id),
            is_shareable=verb in self.settings.shareable_verbs,
        )

    async def _is_private(self, verb: str, given: Mapping[str, str], guild_id: int | None) -> bool:
        """Tell whether the answer of a command is likely for one person alone; the thinking state is shown so."""
        wish = given.get("visibility", "")
        if verb in self.settings.shared_verbs:
            return False
        if wish or verb in self.settings.private_verbs:
            return wish != Visibility.SHARED
        return (await self.groups.of(guild_id)).visibility is Visibility.PERSONAL

    # -- components

    async def press(self, interaction: AnyInteraction, pressed: CustomId, values: Mapping[str, str]) -> None:
        """Carry out a button or a menu; a form comes first when the action needs one."""
        member = member_of(interaction)
        if (refusal := await self._refusal(member, pressed)) is not None:
            await self.tell(interaction, refusal)
            return
        form = self.conversation.form(member, pressed.action)
        if form is not None:  # opened as often as it is asked for: who closed it may want it again at once
            modal = widgets.modal_of(form, custom_id(FORM, interaction.user.id, 0, pressed.action))
            await self._respond(interaction, modal)
            return
        message_id = interaction.message.id if interaction.message else 0
        key = f"{pressed.action} {sorted(values.items())}"
        is_again = not self._presses.is_new((message_id, interaction.user.id, key))
        if is_again and not is_key(pressed.action):
            await self.ignore(interaction)
            return
        if not await self._by_itself(interaction, pressed.action):
            await self.submit(interaction, pressed, values)

    async def _refusal(self, member: Member, pressed: CustomId) -> str | None:
        """Return why this is not for who pressed it; sharing and turning pages never reach the conversation's gate."""
        is_public = pressed.action.startswith(self.settings.public_actions)
        if not (is_public or pressed.is_for(member.user_id)):
            return say("discord", "not-yours")
        is_blocked = member.user_id in (await self.groups.of(member.guild_id)).blocked and not member.is_admin
        return error_text(GoraeError("blocked")) if is_blocked else None

    async def _by_itself(self, interaction: AnyInteraction, action: str) -> bool:
        """Share, or hand over what was set aside, without the conversation; returns whether it was one of these."""
        if action == SHARE:
            if not await self._is_too_fast(interaction):
                self.answer(interaction, share(interaction, self.clock), holds_privately=False)
        elif action.startswith(aside.CALL):
            self._hand_over(interaction, action)
        elif action.startswith(aside.LETTER):
            letter = aside.letter_of(self.post, action, interaction.channel_id)
            self.answer(interaction, letter, holds_privately=True)
        else:
            return False
        return True

    async def submit(self, interaction: AnyInteraction, pressed: CustomId, values: Mapping[str, str]) -> None:
        """Carry out an action with all it needs."""
        if is_key(pressed.action):
            await self.terminals.key(interaction, pressed, values)
            return
        if await self._is_too_fast(interaction):
            return
        if number_of(pressed.action) is not None:
            self.answer(interaction, turned(interaction, pressed.action, self.clock), holds_privately=True)
            return
        replies = self.conversation.press(member_of(interaction), pressed.action, values)
        if is_opening(pressed.action):
            self.terminals.show(interaction, replies)
            return
        is_own, room = pressed.owner_id == interaction.user.id, pressed.action.partition(":")[0]
        self.answer(
            interaction,
            for_presser(replies, interaction.message, is_own=is_own),
            holds_privately=is_for_one(interaction.message) or (not is_own and room in self.settings.turned_verbs),
            is_shareable=room in self.settings.shareable_verbs,
        )

    def _hand_over(self, interaction: AnyInteraction, action: str) -> None:
        """Show an answer that was set aside to its reader, then take away the note that called for it."""
        user_id = interaction.user.id
        task = self.answer(interaction, aside.called_for(self.post, action, user_id), holds_privately=True)
        tidied = aside.tidy(task, self.post, action, interaction, self.clock)
        self.tasks.start(tidied, name=f"note {interaction.id}")

    # -- answers

    def answer(
        self,
        interaction: AnyInteraction,
        replies: AsyncIterator[Reply],
        *,
        holds_privately: bool,
        is_shareable: bool = False,
    ) -> asyncio.Task[None]:
        """Show a stream of replies as the answer to an interaction, and go on elsewhere when that ends.

        `holds_privately` keeps the thinking state to the person alone; `is_shareable` adds a button to a private
        answer in a guild that shows it to all.
        """
        client = interaction.client
        nonce = str(interaction.id)
        places: list[Place] = [
            InteractionPlace(
                interaction,
                self.clock,
                holds_privately=holds_privately,
                acknowledged=lambda seconds: self.meter.time("acknowledgement_seconds", _kind(interaction), seconds),
            ),
            DirectPlace(client, interaction.user.id, self.clock, f"{nonce}d", instead_of=interaction.channel_id),
        ]
        if interaction.channel_id is not None:
            channel = client.get_partial_messageable(interaction.channel_id, guild_id=interaction.guild_id)
            places.insert(1, ChannelPlace(channel, self.clock, f"{nonce}c"))
        most_bytes = interaction.filesize_limit or limits.FILE_BYTES
        owner_id = interaction.user.id

        def whole(reply: Reply) -> Reply:
            return with_share_button(reply, interaction) if is_shareable and interaction.guild_id else reply

        def shown(reply: Reply, is_final: bool) -> Shown:  # noqa: FBT001 - a plain callback of two values
            reply = whole(reply) if is_final else reply
            return present(reply, owner_id, is_final=is_final, most_bytes=most_bytes)

        channel_id = interaction.channel_id if interaction.guild_id else None
        unplaced = Unplaced(self.post, self.clock, nonce, owner_id, channel_id, whole)
        live = Live(replies, Delivery(places), self.clock, shown, unplaced)
        return self.show(live, name=f"answer {interaction.id}")

    def show(self, live: Live, *, name: str) -> asyncio.Task[None]:
        """Let a stream run beside everything else; the end of the bot ends it with a word."""
        self._live.add(live)
        task = self.tasks.start(_as_request(name, live.run()), name=name)
        task.add_done_callback(lambda _: None if self._is_closing else self._live.discard(live))
        return task

    async def close(self) -> None:
        """End every stream; where one was cut short its message says so. May be called again."""
        self._is_closing = True
        await self.tasks.close()
        cut_short, self._live = list(self._live), set()
        leaving = [self.tasks.start(live.leave(), name="farewell") for live in cut_short]
        if leaving:
            await asyncio.wait(leaving, timeout=_FAREWELL_SECONDS)
        await self.tasks.close()  # who has not got through, and what came in meanwhile

    async def tell(self, interaction: AnyInteraction, words: str) -> None:
        """Say something to one person alone."""
        await self._quietly(
            lambda: interaction.response.send_message(
                words, ephemeral=True, allowed_mentions=discord.AllowedMentions.none()
            )
        )

    async def suggest(self, interaction: AnyInteraction, choices: list[app_commands.Choice[str]]) -> None:
        """Show what an option may be completed to."""
        await self._quietly(lambda: interaction.response.autocomplete(choices))

    async def ignore(self, interaction: AnyInteraction) -> None:
        """Acknowledge a press that changes nothing by itself."""
        interaction.extras[SILENCED] = True
        await self._quietly(interaction.response.defer)

    async def _respond(self, interaction: AnyInteraction, modal: discord.ui.Modal) -> None:
        await self._quietly(lambda: interaction.response.send_modal(modal))

    async def _quietly(self, request: Callable[[], Awaitable[object]]) -> None:
        """Make a request whose failure leaves nobody worse off than a person who presses again."""
        try:
            await sturdy.sturdy(request, self.clock)
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            if getattr(error, "code", 0) != sturdy.ALREADY_ACKNOWLEDGED:
                structlog.get_logger("discord").warning("a short answer was lost", reason=str(error))

    async def _is_too_fast(self, interaction: AnyInteraction) -> bool:
        wait = self.wait_of(interaction.user.id, interaction.guild_id)
        if wait:
            await self.tell(interaction, self.too_fast(wait))
        return bool(wait)

    def wait_of(self, user_id: int, guild_id: int | None) -> float:
        """Take one of the member's turns and one of the guild's; returns the seconds to wait when there is none.

        Who has to wait for the guild keeps their own turn.
        """
        member = guild_id or 0, user_id
        wait = self._cooldown.wait(member)
        if guild_id is not None:
            wait = max(wait, self._guild_cooldown.wait(guild_id))
        if not wait:
            self._cooldown.take(member)
            if guild_id is not None:
                self._guild_cooldown.take(guild_id)
        return wait

    def too_fast(self, wait: float) -> str:
        """Return the words for someone who is too fast, with a time that Discord renders."""
        return say("discord", "too-fast", at=int(self.clock.now().timestamp() + wait) + 1)


async def _as_request(name: str, work: Awaitable[None]) -> None:
    """Run as one request: every log line of the face, the services and the sandbox names it (a task's own context)."""
    structlog.contextvars.bind_contextvars(request=name)
    await work


def _kind(interaction: AnyInteraction) -> str:
    return interaction.command.qualified_name if interaction.command is not None else "press"


def thread_key(member: Member) -> str:
    """Return what ties one member's talk in one channel together."""
    return f"{member.channel_id}:{member.user_id}"
