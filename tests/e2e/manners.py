"""What is good manners on Discord, read off the wire: each rule returns where it was broken."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from tests.fake_discord import FakeDiscord, Interaction
from tests.fake_discord.log import Request
from tests.fake_discord.models import Json, flat_components

SUPPRESS_EMBEDS = 1 << 2
THINKING_SECONDS = 1.0
_BUTTON, _MESSAGE_CALLBACKS = 2, frozenset({4, 7})
_UNLINKED = re.compile(r"```.*?```|`[^`\n]*`|<https?://[^\s>]*>", re.DOTALL)
_CODE = re.compile(r"```.*?```", re.DOTALL)
_PICTURE = "So"  # the category of emoji


def broken(fake: FakeDiscord) -> list[str]:
    """Return what was impolite in all that went over the wire."""
    rules = (pings, pictures_without_words, unfolded_links, wordless, unasked_direct_messages)
    return [f"{rule.__name__}: {where}" for rule in rules for where in rule(fake)]


def slow_or_doubled(interactions: list[Interaction]) -> Iterator[str]:
    """Yield interactions that nobody heard of for a second, and those answered by more than one message."""
    for it in interactions:
        if it.acknowledged_at is None or it.acknowledged_at - it.created_at > THINKING_SECONDS:
            yield f"acknowledged at {it.acknowledged_at}, asked at {it.created_at}"
        if len(it.shown) > 1:
            yield f"answered by {len(it.shown)} messages"


def pings(fake: FakeDiscord) -> Iterator[str]:
    """Yield messages that do not say of themselves that they mention nobody."""
    for request, body in _messages(fake):
        allowed = body.get("allowed_mentions")
        if allowed is None or allowed.get("parse") or allowed.get("users") or allowed.get("roles"):
            yield f"{request.method} {request.template} {allowed}"
        elif allowed.get("replied_user"):
            yield f"{request.method} {request.template} pings whom it answers"


def pictures_without_words(fake: FakeDiscord) -> Iterator[str]:
    """Yield pictures without a text that can be read out."""
    for request, body in _messages(fake):
        for attached in body.get("attachments") or []:
            is_new_picture = str(attached.get("filename", "")).endswith(".png")
            if is_new_picture and not str(attached.get("description") or "").strip():
                yield f"{request.method} {request.template} {attached['filename']}"


def unfolded_links(fake: FakeDiscord) -> Iterator[str]:
    """Yield messages whose links would unfold into previews."""
    for message in _of_bot(fake):
        bare = _UNLINKED.sub("", message["content"])
        if re.search(r"https?://", bare) and not message["flags"] & SUPPRESS_EMBEDS:
            yield message["content"]


def wordless(fake: FakeDiscord) -> Iterator[str]:
    """Yield what says something by a colour or a picture alone: buttons and lines without a word or a figure."""
    for message in _of_bot(fake):
        buttons = [part for part in flat_components(message["components"]) if part["type"] == _BUTTON]
        labels = [str(button.get("label") or "") for button in buttons]
        yield from (f"button {label!r}" for label in labels if not _has_word(label))
        yield from (f"two buttons {label!r}" for label in set(labels) if labels.count(label) > 1)
        for line in _CODE.sub("", message["content"]).splitlines():
            if any(unicodedata.category(character) == _PICTURE for character in line) and not _has_word(line):
                yield f"line {line!r}"


def unasked_direct_messages(fake: FakeDiscord) -> Iterator[str]:
    """Yield direct messages to those who never wrote there: nobody here asked for any."""
    for message in _of_bot(fake):
        channel = fake.world.channels.get(message["channel_id"], {})
        if channel.get("recipients") and "interaction_metadata" not in message:
            writer = channel["recipients"][0]["id"]
            wrote = [one for one in fake.world.messages.values() if one["author"]["id"] == writer]
            if not any(one["channel_id"] == channel["id"] for one in wrote):
                yield message["content"]


def _has_word(text: str) -> bool:
    return any(character.isalnum() for character in text)


def _of_bot(fake: FakeDiscord) -> list[Json]:
    return [message for message in fake.world.messages.values() if message["author"]["id"] == fake.world.app_id]


def _messages(fake: FakeDiscord) -> Iterator[tuple[Request, Json]]:
    """Yield every request that puts or changes a message, with the message's body."""
    for request in fake.log.requests:
        body = request.body
        if request.method not in {"POST", "PATCH"} or not isinstance(body, dict) or request.status != 200:
            continue
        if request.template.endswith("/callback"):
            if body["type"] in _MESSAGE_CALLBACKS:
                yield request, body.get("data") or {}
        elif "/messages" in request.template or request.template.startswith("/webhooks/"):
            yield request, body
