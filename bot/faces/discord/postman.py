"""The postman: letters of the outbox become messages, each once, whatever happens in between."""

from __future__ import annotations

import re
from datetime import timedelta

import aiohttp
import discord
import structlog

from bot.core.clock import Clock
from bot.core.letters import Post, Posted
from bot.core.meter import SILENT, Meter
from bot.faces.discord import sturdy, widgets
from bot.faces.discord.custom_ids import ANYONE
from bot.faces.discord.presenter import Shown, present
from bot.faces.discord.standing import has_buttons

LOOK_SECONDS = 5.0
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=1)
WORTH_TELLING = timedelta(days=3)
"""How long a letter is tried; older news helps nobody."""
TRIED_BEFORE = timedelta(minutes=15)
"""How long what a letter says may have been tried in another way before it was written, and Discord's clock be off."""
MOST_LOOKED_AT = 1000
"""How many later messages of a channel are searched for a letter that may have arrived already."""
_NONCE = re.compile(r"letter(\d+)\.\d+")


class Postman:
    """Delivers what waits in the outbox.

    An attempt is counted before it is made and settled after it, so a program that ends in between finds a letter
    that may or may not have arrived. Discord takes a repeated nonce for one message during some minutes, and tells it
    with the message; after that the channel's own history tells.
    """

    def __init__(self, client: discord.Client, post: Post, clock: Clock, meter: Meter = SILENT) -> None:
        self._client = client
        self._post = post
        self._clock = clock
        self._meter = meter
        self._log = structlog.get_logger("post")

    async def work(self) -> None:
        """Deliver until cancelled."""
        while True:
            try:
                for posted in await self._post.waiting(self._clock.now()):
                    await self._deliver(posted)
            except Exception:  # noqa: BLE001 - one bad letter or a locked database must not end all delivery
                self._log.exception("delivering letters failed")
            await self._clock.sleep(LOOK_SECONDS)

    async def heard(self, message: discord.Message) -> None:
        """Settle a letter whose message Discord tells of, though it may never have answered the request."""
        if (match := _NONCE.fullmatch(str(message.nonce))) is not None:
            await self._post.delivered(int(match[1]), message.id, self._clock.now())

    async def _deliver(self, posted: Posted) -> None:
        now = self._clock.now()
        if now - max(posted.written_at, posted.letter.not_before) > WORTH_TELLING and posted.attempts:
            await self._give_up(posted, "too old")
            return
        await self._post.begin(posted.id)
        try:
            message_id = await self._send(posted)
        except (discord.Forbidden, discord.NotFound) as error:
            await self._give_up(posted, f"{error.status} {error.code}")
        except (discord.DiscordServerError, aiohttp.ClientError, OSError) as error:
            pause = min(FIRST_PAUSE * 2 ** min(posted.attempts, 10), LONGEST_PAUSE)
            self._log.warning("a letter waits", letter=posted.letter.key, again_in=pause.seconds, reason=str(error))
            await self._post.later(posted.id, now + pause)
            self._meter.count("letters", "later")
        except discord.HTTPException as error:
            self._log.error("a letter was refused", letter=posted.letter.key, reason=str(error))
            await self._give_up(posted, f"{error.status} {error.code}")
        else:
            await self._post.delivered(posted.id, message_id, self._clock.now())
            self._meter.count("letters", "delivered")

    async def _send(self, posted: Posted) -> int:
        letter = posted.letter
        channel: discord.PartialMessageable | discord.DMChannel
        if letter.user_id is not None:
            user = discord.Object(letter.user_id)
            channel = await sturdy.sturdy(lambda: self._client.create_dm(user), self._clock)
        else:
            channel = self._client.get_partial_messageable(letter.channel_id or 0, guild_id=letter.guild_id)
        shown = present(letter.reply, ANYONE if letter.user_id is None else letter.user_id)
        if posted.attempts and (before := await self._arrived(channel, shown, posted)) is not None:
            return before
        # The time as well: a number may be given again when its letter was deleted.
        nonce = f"letter{posted.id}.{posted.written_at.timestamp():.0f}"
        message = await sturdy.sturdy(
            lambda: channel.send(nonce=nonce, suppress_embeds=True, **widgets.message_of(shown)), self._clock
        )
        return int(message.id)

    async def _arrived(
        self, channel: discord.PartialMessageable | discord.DMChannel, shown: Shown, posted: Posted
    ) -> int | None:
        """Return the message an earlier attempt became, when the channel still shows it."""
        me = self._client.user
        since = posted.written_at - TRIED_BEFORE
        try:
            async for message in channel.history(limit=MOST_LOOKED_AT, after=since):
                is_mine = me is not None and message.author.id == me.id
                if not is_mine or _words(message.content) != _words(shown.content):
                    continue
                if has_buttons(message, shown) and not await self._post.is_of_another(message.id):
                    return message.id
        except discord.Forbidden:
            return None  # without the history the nonce alone, and who hears it, keep a letter from coming twice
        return None

    async def _give_up(self, posted: Posted, why: str) -> None:
        self._log.warning("a letter is given up", letter=posted.letter.key, reason=why)
        await self._post.give_up(posted.id, why, self._clock.now())
        self._meter.count("letters", "given-up")


def _words(content: str) -> str:
    """Return a message without its small print, which tells the way it came."""
    return content.split("\n-# ", 1)[0].strip()
