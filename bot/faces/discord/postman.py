"""The postman: letters of the outbox become messages, each once, whatever happens in between."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import aiohttp
import discord
import structlog

from bot.core.clock import Clock
from bot.core.letters import Post, Posted
from bot.core.meter import SILENT, Meter
from bot.faces.discord import aside, sturdy, widgets
from bot.faces.discord.custom_ids import ANYONE
from bot.faces.discord.places import CLOCKS_APART, NONCE_KNOWN
from bot.faces.discord.presenter import Shown, present
from bot.faces.discord.standing import Doubt, UnsureError, has_buttons

LOOK_SECONDS = 5.0
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=1)
WORTH_TELLING = timedelta(days=3)
"""How long a letter is tried; older news helps nobody."""
MOST_LOOKED_AT = 1000
"""How many later messages of a channel are searched for a letter that may have arrived already."""
_NONCE = re.compile(r"letter(\d+)\.\d+")

Channel = discord.PartialMessageable | discord.DMChannel


class Postman:
    """Delivers what waits in the outbox.

    An attempt is counted before it is made and settled after it, so a program that ends in between finds a letter
    that may or may not have arrived. Discord takes a repeated nonce for one message during some minutes, and tells it
    with the message; beyond that the channel tells: by its last message where that is older, else by its history. Where
    that may not be read, a letter to the channel is not sent again: a note goes there whose button calls for it, and
    no note is sent again either. What is for one person comes rather twice than never.
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
        await self._post.begin(posted.id, now)
        doubt = Doubt()
        try:
            message_id = await self._send(posted, doubt)
        except UnsureError:
            await self._set_aside(posted)
        except (discord.Forbidden, discord.NotFound) as error:
            await self._give_up(posted, f"{error.status} {error.code}")
        except (discord.DiscordServerError, aiohttp.ClientError, OSError) as error:
            pause = min(FIRST_PAUSE * 2 ** min(posted.attempts, 10), LONGEST_PAUSE)
            self._log.warning("a letter waits", letter=posted.letter.key, again_in=pause.seconds, reason=str(error))
            is_unheard = posted.unsure_since is None and not doubt.shown
            await self._post.later(posted.id, now + pause, is_unheard=is_unheard)
            self._meter.count("letters", "later")
        except discord.HTTPException as error:
            self._log.error("a letter was refused", letter=posted.letter.key, reason=str(error))
            await self._give_up(posted, f"{error.status} {error.code}")
        else:
            await self._post.delivered(posted.id, message_id, self._clock.now())
            self._meter.count("letters", "delivered")

    async def _send(self, posted: Posted, doubt: Doubt) -> int:
        """Return the message a letter has become. Raises `UnsureError` where it may have become one before."""
        letter, since = posted.letter, self._clock.now()
        channel: Channel
        if letter.user_id is not None:
            user = discord.Object(letter.user_id)
            channel = await sturdy.sturdy(lambda: self._client.create_dm(user), self._clock)
        else:
            channel = self._client.get_partial_messageable(letter.channel_id or 0, guild_id=letter.guild_id)
        shown = present(letter.reply, ANYONE if letter.user_id is None else letter.user_id)
        if posted.unsure_since is not None:
            try:
                before = await self._arrived(channel, shown, posted, posted.unsure_since - CLOCKS_APART)
            except UnsureError:
                since = posted.unsure_since
                if not self._is_nonce_known(since):
                    raise
            else:
                if before is not None:
                    return before
        # The time as well: a number may be given again when its letter was deleted.
        nonce = f"letter{posted.id}.{posted.written_at.timestamp():.0f}"
        watched = doubt.about(
            shown, lambda: channel.send(nonce=nonce, suppress_embeds=True, **widgets.message_of(shown))
        )

        async def send() -> discord.Message:
            if doubt.shown and not self._is_nonce_known(since):
                raise TimeoutError  # it was silent for long: next time it is looked first
            return await watched()

        return int((await sturdy.sturdy(send, self._clock)).id)

    def _is_nonce_known(self, since: datetime) -> bool:
        return self._clock.now() - since <= NONCE_KNOWN

    async def _arrived(self, channel: Channel, shown: Shown, posted: Posted, since: datetime) -> int | None:
        """Return the message an earlier attempt became. Raises `UnsureError` where nobody can tell."""
        letter = posted.letter
        if letter.user_id is None:
            return await self._found(channel, shown, since)
        places = [channel]
        if letter.tried_in is not None:
            places.append(self._client.get_partial_messageable(letter.tried_in))
        for place in places:
            with contextlib.suppress(UnsureError, discord.Forbidden, discord.NotFound):
                if (before := await self._found(place, shown, since)) is not None:
                    return before
        return None

    async def _found(self, channel: Channel, shown: Shown, since: datetime) -> int | None:
        """Return the message in a channel that shows this. Raises `UnsureError` where nobody can tell."""
        if await self._is_still(channel.id, since):
            return None
        me, count = self._client.user, 0
        try:
            async for message in channel.history(limit=MOST_LOOKED_AT, after=since):
                count += 1
                is_mine = me is not None and message.author.id == me.id
                if not is_mine or _words(message.content) != _words(shown.content):
                    continue
                if has_buttons(message, shown) and not await self._post.is_of_another(message.id):
                    return message.id
        except discord.Forbidden as error:
            raise UnsureError from error
        if count in {0, MOST_LOOKED_AT}:  # to whom the history is closed Discord shows none
            raise UnsureError
        return None

    async def _is_still(self, channel_id: int, since: datetime) -> bool:
        """Tell whether nothing was written in a channel since then, which who sees the channel may know.

        Discord does not take the last message's id back when the message is deleted.
        """
        told: Mapping[str, Any] = await self._client.http.get_channel(channel_id)
        if "last_message_id" not in told:
            return False
        last = told["last_message_id"]
        return last is None or discord.utils.snowflake_time(int(last)) < since

    async def _set_aside(self, posted: Posted) -> None:
        """Let a note be sent in a letter's stead; of a note that is in doubt itself there is no other."""
        if aside.is_note(posted.letter):
            await self._give_up(posted, "nobody can tell whether it arrived")
            return
        self._log.warning("a letter is set aside", letter=posted.letter.key)
        now = self._clock.now()
        await self._post.exchange(posted.id, aside.note_on(posted.letter, now), now)
        self._meter.count("letters", "set-aside")

    async def _give_up(self, posted: Posted, why: str) -> None:
        self._log.warning("a letter is given up", letter=posted.letter.key, reason=why)
        await self._post.give_up(posted.id, why, self._clock.now())
        self._meter.count("letters", "given-up")


def _words(content: str) -> str:
    """Return a message without its small print, which tells the way it came."""
    return content.split("\n-# ", 1)[0].strip()
