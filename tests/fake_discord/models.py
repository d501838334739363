"""Payloads of Discord's objects, complete enough for discord.py and for the official description."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import IntEnum, IntFlag
from typing import Any

Json = dict[str, Any]

ALL_PERMISSIONS = (1 << 53) - 1
EPHEMERAL = 1 << 6
LOADING = 1 << 7
COMPONENTS_V2 = 1 << 15


class Permission(IntFlag):
    """The permission bits that the rules look at. https://discord.com/developers/docs/topics/permissions"""

    MANAGE_GUILD = 1 << 5
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    MANAGE_THREADS = 1 << 34
    CREATE_PUBLIC_THREADS = 1 << 35
    CREATE_PRIVATE_THREADS = 1 << 36
    SEND_MESSAGES_IN_THREADS = 1 << 38


MEMBER_PERMISSIONS = int(
    Permission.VIEW_CHANNEL
    | Permission.SEND_MESSAGES
    | Permission.EMBED_LINKS
    | Permission.ATTACH_FILES
    | Permission.READ_MESSAGE_HISTORY
    | Permission.CREATE_PUBLIC_THREADS
    | Permission.CREATE_PRIVATE_THREADS
    | Permission.SEND_MESSAGES_IN_THREADS
    | (1 << 31)  # USE_APPLICATION_COMMANDS
)


class MessageType(IntEnum):
    DEFAULT = 0
    RECIPIENT_ADD = 1
    REPLY = 19


class ChannelType(IntEnum):
    TEXT = 0
    DM = 1
    PUBLIC_THREAD = 11
    PRIVATE_THREAD = 12


def user_payload(user_id: str, name: str, *, is_bot: bool = False) -> Json:
    return {
        "id": user_id,
        "username": name,
        "global_name": None if is_bot else name,
        "discriminator": "0",
        "avatar": None,
        "bot": is_bot,
        "public_flags": 0,
        "flags": 0,
        "avatar_decoration_data": None,
        "collectibles": None,
        "clan": None,
        "primary_guild": None,
    }


def team_payload(team_id: str, name: str, owner: Json) -> Json:
    member = {"user": owner, "team_id": team_id, "membership_state": 2, "role": "admin", "permissions": ["*"]}
    return {"id": team_id, "icon": None, "name": name, "owner_user_id": owner["id"], "members": [member]}


def member_payload(user: Json, joined_at: str, roles: Iterable[str] = ()) -> Json:
    return {
        "user": user,
        "roles": list(roles),
        "joined_at": joined_at,
        "deaf": False,
        "mute": False,
        "flags": 0,
        "pending": False,
        "nick": None,
        "avatar": None,
        "banner": None,
        "premium_since": None,
        "communication_disabled_until": None,
    }


def role_payload(role_id: str, name: str, permissions: int) -> Json:
    return {
        "id": role_id,
        "name": name,
        "permissions": str(permissions),
        "position": 0,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "managed": False,
        "mentionable": False,
        "flags": 0,
        "icon": None,
        "unicode_emoji": None,
        "description": None,
    }


def text_channel_payload(channel_id: str, guild_id: str, name: str) -> Json:
    return {
        "id": channel_id,
        "type": int(ChannelType.TEXT),
        "guild_id": guild_id,
        "name": name,
        "position": 0,
        "permission_overwrites": [],
        "nsfw": False,
        "parent_id": None,
        "topic": None,
        "rate_limit_per_user": 0,
        "last_message_id": None,
        "flags": 0,
    }


THREADS = frozenset({ChannelType.PUBLIC_THREAD, ChannelType.PRIVATE_THREAD})


def thread_payload(
    channel_id: str,
    parent: Json,
    name: str,
    owner_id: str,
    created_at: str,
    kind: ChannelType = ChannelType.PUBLIC_THREAD,
) -> Json:
    return {
        "id": channel_id,
        "type": int(kind),
        "guild_id": parent["guild_id"],
        "parent_id": parent["id"],
        "name": name,
        "owner_id": owner_id,
        "last_message_id": None,
        "message_count": 0,
        "member_count": 1,
        "total_message_sent": 0,
        "rate_limit_per_user": 0,
        "flags": 0,
        "applied_tags": [],
        "thread_metadata": {
            "archived": False,
            "auto_archive_duration": 1440,
            "archive_timestamp": created_at,
            "locked": False,
            "create_timestamp": created_at,
        },
    }


def dm_channel_payload(channel_id: str, recipient: Json) -> Json:
    return {
        "id": channel_id,
        "type": int(ChannelType.DM),
        "flags": 0,
        "last_message_id": None,
        "recipients": [recipient],
    }


def guild_payload(guild_id: str, name: str, owner_id: str, joined_at: str) -> Json:
    return {
        "id": guild_id,
        "name": name,
        "owner_id": owner_id,
        "icon": None,
        "splash": None,
        "region": "x",
        "afk_timeout": 300,
        "afk_channel_id": None,
        "verification_level": 0,
        "default_message_notifications": 0,
        "explicit_content_filter": 0,
        "mfa_level": 0,
        "system_channel_id": None,
        "system_channel_flags": 0,
        "nsfw_level": 0,
        "nsfw": False,
        "premium_tier": 0,
        "preferred_locale": "ko",
        "features": [],
        "emojis": [],
        "stickers": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "voice_states": [],
        "presences": [],
        "threads": [],
        "soundboard_sounds": [],
        "large": False,
        "unavailable": False,
        "joined_at": joined_at,
    }


def message_payload(message_id: str, channel_id: str, author: Json, body: Json, timestamp: str) -> Json:
    return {
        "id": message_id,
        "channel_id": channel_id,
        "author": author,
        "content": body.get("content") or "",
        "timestamp": timestamp,
        "edited_timestamp": None,
        "tts": bool(body.get("tts")),
        "mention_everyone": False,
        "mentions": [],
        "mention_roles": [],
        "attachments": [],
        "embeds": body.get("embeds") or [],
        "pinned": False,
        "type": 0,
        "flags": body.get("flags") or 0,
        "components": with_component_ids(body.get("components") or []),
    }


def with_component_ids(components: list[Json], _counter: list[int] | None = None) -> list[Json]:
    """Return the components numbered as Discord numbers them."""
    counter = _counter if _counter is not None else [0]
    numbered = []
    for component in components:
        counter[0] += 1
        copy = {**component, "id": component.get("id") or counter[0]}
        if "components" in copy:
            copy["components"] = with_component_ids(copy["components"], counter)
        if copy.get("accessory"):
            copy["accessory"] = with_component_ids([copy["accessory"]], counter)[0]
        numbered.append(copy)
    return numbered


def flat_components(components: Iterable[Json]) -> Iterator[Json]:
    """Yield every component of a tree."""
    for component in components:
        yield component
        yield from flat_components(component.get("components") or [])
        for single in ("accessory", "component"):
            if component.get(single):
                yield from flat_components([component[single]])
