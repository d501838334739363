"""Requests that no library would make."""

from __future__ import annotations

import json
from collections.abc import Sequence
from io import BytesIO
from typing import Any

import aiohttp

from tests.fake_discord.rest import API
from tests.fake_discord.server import TOKEN, FakeDiscord

LOGIN = {"Authorization": f"Bot {TOKEN}"}


async def call(
    fake: FakeDiscord,
    method: str,
    path: str,
    body: object = None,
    *,
    headers: dict[str, str] | None = None,
    files: Sequence[tuple[str, bytes]] = (),
) -> tuple[int, Any]:
    """Make a request; return its status and body."""
    content: dict[str, Any] = {"json": body}
    if files:
        form = aiohttp.FormData()
        form.add_field("payload_json", json.dumps(body), content_type="application/json")
        for number, (name, blob) in enumerate(files):
            form.add_field(f"files[{number}]", BytesIO(blob), filename=name)
        content = {"data": form}
    async with (
        aiohttp.ClientSession() as session,
        session.request(
            method, f"{fake.base}{API}{path}", headers=LOGIN if headers is None else headers, **content
        ) as answer,
    ):
        return answer.status, await answer.json() if answer.content_type == "application/json" else None
