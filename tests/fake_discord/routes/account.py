"""Who the bot is, where its gateway is, its commands, its guilds."""

from __future__ import annotations

from typing import Any

from tests.fake_discord import models, rules
from tests.fake_discord.errors import ApiError
from tests.fake_discord.gateway import Gateway
from tests.fake_discord.models import ChannelType, Json
from tests.fake_discord.rest import Call, FrontDoor
from tests.fake_discord.world import World


class AccountRoutes:
    """The routes of the application itself."""

    def __init__(self, world: World, gateway: Gateway, owner: Json) -> None:
        self._world = world
        self._gateway = gateway
        self._owner = owner

    def add_to(self, door: FrontDoor) -> None:
        door.routes |= {
            ("GET", "/users/@me"): self.me,
            ("GET", "/oauth2/applications/@me"): self.application,
            ("GET", "/gateway/bot"): self.gateway_bot,
            ("POST", "/users/@me/channels"): self.open_dm,
            ("DELETE", "/users/@me/guilds/{guild_id}"): self.leave,
            ("GET", "/applications/{application_id}/commands"): self.commands,
            ("PUT", "/applications/{application_id}/commands"): self.put_commands,
            ("PUT", "/applications/{application_id}/guilds/{guild_id}/commands"): self.put_commands,
        }

    async def me(self, _: Call) -> Json:
        return {
            **self._world.bot,
            "mfa_enabled": False,
            "locale": "ko",
            "verified": True,
            "email": None,
            "premium_type": 0,
            "accent_color": None,
            "banner": None,
            "banner_color": None,
        }

    async def application(self, _: Call) -> Json:
        team = self._world.team
        # Discord makes up a user who owns what a team owns: nobody can write to it.
        owner = self._owner if team is None else models.user_payload(team["id"], f"team{team['id']}")
        return {
            "id": self._world.app_id,
            "name": "gorae-test",
            "icon": None,
            "description": "",
            "type": None,
            "bot_public": True,
            "bot_require_code_grant": False,
            "verify_key": "0" * 64,
            "flags": 0,
            "flags_new": "0",
            "owner": owner,
            "redirect_uris": [],
            "interactions_endpoint_url": None,
            "role_connections_verification_url": None,
            "approximate_guild_count": len(self._world.guilds),
            "approximate_user_install_count": 0,
            "approximate_user_authorization_count": 0,
            "explicit_content_filter": 0,
            "team": team,
            "integration_types_config": {},
            "tags": [],
            "rpc_origins": [],
            "eligible_oauth2_scopes": [],
        }

    async def gateway_bot(self, _: Call) -> Json:
        limit = {"total": 1000, "remaining": 999, "reset_after": 14_400_000, "max_concurrency": 1}
        return {"url": self._gateway.url, "shards": self._gateway.shards, "session_start_limit": limit}

    async def open_dm(self, call: Call) -> Json:
        user = self._world.users.get(str(call.body["recipient_id"]))
        if user is None:
            raise ApiError(400, 50033, "Invalid Recipient(s)")
        return self._world.dm_with(user)

    async def leave(self, call: Call) -> None:
        guild = self._world.guilds.pop(call.parameters["guild_id"], None)
        if guild is None:
            raise ApiError(404, 10004, "Unknown Guild")
        await self._gateway.dispatch("GUILD_DELETE", {"id": guild.id}, guild_id=guild.id)

    async def commands(self, _: Call) -> list[Json]:
        return self._world.global_commands

    async def put_commands(self, call: Call) -> list[Json]:
        rules.check_commands(call.body)
        guild_id = call.parameters.get("guild_id")
        commands = [self._registered(command, guild_id) for command in call.body]
        if guild_id:
            self._world.guild_commands[guild_id] = commands
        else:
            self._world.global_commands = commands
        return commands

    def _registered(self, command: Json, guild_id: str | None) -> Json:
        permissions = command.get("default_member_permissions")
        registered: Json = {
            "dm_permission": True,
            "contexts": None,
            "integration_types": [0],
            "description_localizations": None,
            "name_localizations": None,
            "nsfw": False,
            "type": 1,
            **{key: value for key, value in command.items() if value is not None},
            "description": command.get("description") or "",
            "default_member_permissions": None if permissions is None else str(permissions),
            "id": self._world.snowflake(),
            "version": self._world.snowflake(),
            "application_id": self._world.app_id,
        }
        if guild_id:
            registered["guild_id"] = guild_id
        return registered


def is_dm(channel: dict[str, Any]) -> bool:
    """Tell whether a channel is a direct message."""
    return bool(channel["type"] == ChannelType.DM)
