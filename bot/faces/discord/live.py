"""A stream of replies shown as one message that changes, no faster than Discord likes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from dataclasses import replace

import structlog

from bot.core.clock import Clock
from bot.core.errors import GoraeError
from bot.core.reply import Reply
from bot.faces.discord import limits
from bot.faces.discord.places import Delivery, GoneError, NoPlaceError
from bot.faces.discord.presenter import Shown
from bot.faces.discord.standing import UnsureError
from bot.faces.discord.unplaced import Unplaced
from bot.render.messages import render_error, render_unexpected
from bot.render.practice import render_closed
from bot.render.wording import say
from sandbox.errors import SandboxError

Present = Callable[[Reply, bool], Shown]


async def worded(replies: AsyncIterator[Reply]) -> AsyncGenerator[Reply]:
    """Yield the replies; a failure is the last of them, in words for the person, and the log has the rest."""
    try:
        async for reply in replies:
            yield reply
    except GoraeError as error:
        yield render_error(error)
    except SandboxError as error:
        yield render_closed(error)
    except Exception:  # noqa: BLE001 - whatever it was, the person gets a word
        structlog.get_logger("discord").exception("a reply failed")
        yield render_unexpected()


async def one(reply: Reply) -> AsyncIterator[Reply]:
    """Yield a reply that is all there is to say."""
    yield reply


class Live:
    """One stream on its way to one place.

    A first reply that takes longer than `GRACE_SECONDS` is announced by the thinking state; edits are at least
    `EDIT_SECONDS` apart; the last state is always shown. The stream runs to its end even when nobody can see it. What
    becomes of a last state that no place took, or of which nobody can tell whether one did, is `unplaced`'s to say.
    `is_shown` tells that nothing is left to show.
    """

    def __init__(
        self,
        replies: AsyncIterator[Reply],
        delivery: Delivery,
        clock: Clock,
        present: Present,
        unplaced: Unplaced,
    ) -> None:
        self._replies = replies
        self._delivery = delivery
        self._clock = clock
        self._present = present
        self._unplaced = unplaced
        self._latest = Reply()
        self._count = 0
        self._is_over = False
        self.is_shown = False
        self._news = asyncio.Event()

    async def run(self) -> None:
        """Show the stream to its end."""
        is_unplaced = False
        async with asyncio.TaskGroup() as group:
            group.create_task(self._read())
            try:
                await self._show(group)
            except (NoPlaceError, UnsureError):
                is_unplaced = True
            except GoneError:
                pass
        if is_unplaced:
            await self._unplaced.keep(self._latest)
        self.is_shown = True

    async def leave(self) -> None:
        """Show the last state, with a word when the stream was cut short. Call it after `run` was cancelled.

        Where this is cancelled in its turn, nobody can tell what is shown: it is set aside, and a letter calls for it
        when Discord is back.
        """
        if self.is_shown:
            return
        if not self._is_over:
            self._latest = replace(self._latest, note=say("discord", "stopping"), choices=(), menus=())
        try:
            await self._put(self._present(self._latest, True), is_final=True)  # noqa: FBT003 - a plain callback
        except (NoPlaceError, UnsureError):
            await self._unplaced.keep(self._latest)
        except GoneError:
            return
        except asyncio.CancelledError:  # the bot cannot wait for Discord any longer
            self._latest = await self._unplaced.set_aside(self._latest) or self._latest
            await self._unplaced.keep(self._latest)
            raise

    async def _read(self) -> None:
        async for reply in worded(self._replies):
            self._say(reply)
        self._is_over = True
        self._news.set()

    def _say(self, reply: Reply) -> None:
        self._latest = reply
        self._count += 1
        self._news.set()

    async def _show(self, group: asyncio.TaskGroup) -> None:
        if not await self._newer_than(0, group, limits.GRACE_SECONDS):
            await self._hold(group)
        shown: Shown | None = None
        seen = 0
        free_at = self._clock.monotonic()
        while True:
            await self._newer_than(seen, group)
            if (wait := free_at - self._clock.monotonic()) > 0:
                await self._clock.sleep(wait)
            is_final, seen = self._is_over, self._count
            new = self._present(self._latest, is_final)
            if new != shown:
                free_at = self._clock.monotonic() + limits.EDIT_SECONDS
                shown = new if await self._put(new, is_final=is_final) else None
            if is_final:
                return

    async def _hold(self, group: asyncio.TaskGroup) -> None:
        """Show the thinking state until there is something to show."""
        over = asyncio.Event()
        holding = group.create_task(self._delivery.hold(over))
        await self._newer_than(0, group)
        over.set()
        await holding

    async def _put(self, new: Shown, *, is_final: bool) -> bool:
        """Show a state, and return whether it stands.

        Where nobody can tell, the next takes its place; the last is set aside, and a note calls for it.
        """
        try:
            await self._delivery.show(new)
        except UnsureError:
            if is_final:
                note = await self._unplaced.set_aside(self._latest)
                self._latest = note or self._latest  # seen twice is better than never
                shown = self._present(self._latest, True)  # noqa: FBT003 - a plain callback of two values
                await self._delivery.elsewhere(shown, is_note=note is not None)
            return False
        return True

    async def _newer_than(self, seen: int, group: asyncio.TaskGroup, seconds: float | None = None) -> bool:
        """Wait for a reply after the first `seen`, or the end; false when `seconds` pass first."""
        timer = group.create_task(self._ring(seconds)) if seconds is not None else None
        while not self._is_over and self._count == seen:
            if timer is not None and timer.done():
                return False
            self._news.clear()
            await self._news.wait()
        if timer is not None:
            timer.cancel()
        return True

    async def _ring(self, seconds: float) -> None:
        await self._clock.sleep(seconds)
        self._news.set()
