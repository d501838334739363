"""Events as they come, but no more often than a face wants to draw."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from typing import TypeVar

T = TypeVar("T")


async def batches(source: AsyncIterator[T], seconds: float) -> AsyncGenerator[list[T]]:
    """Yield what `source` yields, in lists: the first at once, then at most one list every `seconds`.

    Nothing is lost or held back at the end. Closing this closes `source`.
    """
    loop = asyncio.get_running_loop()
    waiting: list[T] = []
    next_at = loop.time()
    pending: asyncio.Task[T] | None = None
    try:
        while True:
            pending = pending or loop.create_task(_next(source))
            timeout = max(0.0, next_at - loop.time()) if waiting else None
            await asyncio.wait({pending}, timeout=timeout)
            if pending.done():
                done, pending = pending, None
                try:
                    waiting.append(done.result())
                except StopAsyncIterationError:
                    break
            if waiting and loop.time() >= next_at:
                yield waiting
                waiting, next_at = [], loop.time() + seconds
        if waiting:
            yield waiting
    finally:
        if pending is not None:
            pending.cancel()
            await asyncio.gather(pending, return_exceptions=True)
        close = getattr(source, "aclose", None)
        if close is not None:
            await close()


class StopAsyncIterationError(Exception):
    """The source ended (a task can't raise `StopAsyncIteration`)."""


async def _next(source: AsyncIterator[T]) -> T:
    try:
        return await anext(source)
    except StopAsyncIteration as error:
        raise StopAsyncIterationError from error
