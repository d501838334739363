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
from bot.core.letters import Post
from bot.core.meter import SILENT, Meter
from bot.core.people import Member
from bot.core.reply import Reply, Visibility
from bot.core.tasks import Tasks
from bot.faces.discord import limits, sturdy, widgets
from bot.faces.discord.attached import with_file
from bot.faces.discord.cooldown import Recent, Turns
from bot.faces.discord.custom_ids import FORM, CustomId, custom_id
from bot.faces.discord.interaction_place import SILENCED, InteractionPlace
from bot.faces.discord.live import Live, one
from bot.faces.discord.members import member_of
from bot.faces.discord.own_actions import own_answer
from bot.faces.discord.places import ChannelPlace, Delivery, DirectPlace, Place
from bot.faces.discord.presenter import Shown, present
from bot.faces.discord.settings import DiscordSettings, GroupBook, NoBook
from bot.faces.discord.sharing import for_presser, is_for_one, with_share_button
from bot.faces.discord.terminal import Terminals, is_key, is_opening
from bot.faces.discord.unplaced import Unplaced
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
        self.turns = Turns(settings.pace, settings.guild_pace, clock)
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
        is_public = pressed.action.startswith(self.settings.public_actions)
        if not (is_public or pressed.is_for(member.user_id)):
            await self.tell(interaction, say("discord", "not-yours"))
            return
        form = self.conversation.form(member, pressed.action)
        if form is not None:  # opened as often as it is asked for: who closed it may want it again at once
            modal = widgets.modal_of(form, custom_id(FORM, interaction.user.id, 0, pressed.action))
            if not await self._is_refused(interaction, member, pressed.action):
                await self._respond(interaction, modal)
            return
        message_id = interaction.message.id if interaction.message else 0
        key = f"{pressed.action} {sorted(values.items())}"
        is_again = not self._presses.is_new((message_id, interaction.user.id, key))
        if is_again and not is_key(pressed.action):
            await self.ignore(interaction)
            return
        if not await self._by_itself(interaction, member, pressed.action):
            await self.submit(interaction, pressed, values)

    async def _by_itself(self, interaction: AnyInteraction, member: Member, action: str) -> bool:
        """Carry out an action without the conversation; returns whether it was one of these."""
        own = own_answer(interaction, action, self.post, self.clock)
        if own is None:
            return False
        if await self._is_too_fast(interaction) or await self._is_refused(interaction, member, action):
            return True
        shown = self.answer(interaction, own.replies, holds_privately=own.holds_privately)
        if own.then is not None:
            self.tasks.start(own.then(shown), name=f"note {interaction.id}")
        return True

    async def _is_refused(self, interaction: AnyInteraction, member: Member, action: str) -> bool:
        """Ask whether this member may have what the conversation is not asked for; shows why not."""
        refusal = await self.conversation.refusal(member, action)
        if refusal is not None:
            self.answer(interaction, one(refusal), holds_privately=True)
        return refusal is not None

    async def submit(self, interaction: AnyInteraction, pressed: CustomId, values: Mapping[str, str]) -> None:
        """Carry out an action with all it needs."""
        if is_key(pressed.action):
            await self.terminals.key(interaction, pressed, values)
            return
        if await self._is_too_fast(interaction):
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
        wait = self.turns.take(interaction.user.id, interaction.guild_id)
        if wait:
            await self.tell(interaction, self.too_fast(wait))
        return bool(wait)

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
