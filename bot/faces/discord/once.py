"""A request that may be made only once: Discord knows no nonce for the follow-ups of an interaction."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, TypeVar, cast

import aiohttp
from discord.webhook.async_ import AsyncWebhookAdapter, async_context

from bot.faces.discord.sturdy import NOTHING_SENT, SERVER_ERROR

Result = TypeVar("Result")


class OutcomeUnknownError(Exception):
    """The request was sent, and nobody can tell whether it was taken."""


async def once(request: Callable[[], Awaitable[Result]]) -> Result:
    """Make a request of an interaction's webhook without a second try.

    Raises `OutcomeUnknownError` where Discord may have taken it though it did not say so: after a connection that
    ended, a 5xx, a timeout. Whatever else is raised (a refusal, a connection that never came about) says that it was
    not taken; 429 is one of those and is waited out by discord.py.
    """
    before = async_context.set(_Adapter())
    try:
        return await request()
    finally:
        async_context.reset(before)


class _Adapter(AsyncWebhookAdapter):
    """discord.py's own, which repeats a request after a 5xx; this one is not let."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]

    def request(self, route: Any, session: aiohttp.ClientSession, **rest: Any) -> Any:  # noqa: ANN401 - discord.py's
        return super().request(route, cast("aiohttp.ClientSession", _Session(session)), **rest)


class _Session:
    """A session that raises what ends the request where discord.py would go on."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session

    @contextlib.asynccontextmanager
    async def request(self, method: str, url: str, **rest: Any) -> AsyncIterator[aiohttp.ClientResponse]:  # noqa: ANN401
        try:
            async with self._session.request(method, url, **rest) as response:
                if response.status >= SERVER_ERROR:
                    raise OutcomeUnknownError(str(response.status))
                yield response
        except NOTHING_SENT:
            raise
        except (aiohttp.ClientError, OSError) as error:  # a TimeoutError is an OSError
            raise OutcomeUnknownError(repr(error)) from error
