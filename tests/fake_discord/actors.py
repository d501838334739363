"""People: they do what a person can do in Discord's client, and are refused what one cannot."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

from tests.fake_discord import client_side, rules
from tests.fake_discord.client_side import CannotDoError
from tests.fake_discord.interactions import Interaction
from tests.fake_discord.models import EPHEMERAL, Json, Permission, flat_components
from tests.fake_discord.routes.account import is_dm

if TYPE_CHECKING:
    from tests.fake_discord.server import FakeDiscord

_COMMAND, _COMPONENT, _AUTOCOMPLETE, _MODAL_SUBMIT = 2, 3, 4, 5
_GUILD_CONTEXT, _BOT_DM_CONTEXT = 0, 1
_GUILD_INSTALL, _USER_INSTALL = 0, 1
_OF_A_USERS_APP = Permission.EMBED_LINKS | Permission.ATTACH_FILES


OptionValue: TypeAlias = "str | int | bool | tuple[str, bytes] | Person"


class Person:
    """A user, with a place where they act unless told otherwise."""

    def __init__(self, discord: FakeDiscord, user: Json, channel: Json, locale: str = "ko") -> None:
        self._discord = discord
        self._world = discord.world
        self.user = user
        self.channel = channel
        self.locale = locale

    @property
    def id(self) -> int:
        return int(self.user["id"])

    @property
    def mention(self) -> str:
        return f"<@{self.user['id']}>"

    def at(self, channel: Json) -> Person:
        """Return the same person in another place."""
        return Person(self._discord, self.user, channel, self.locale)

    @property
    def in_dm(self) -> Person:
        """Return the same person in their direct messages with the bot."""
        return self.at(self._world.dm_with(self.user))

    # -- messages

    async def say(
        self,
        text: str,
        *,
        reply_to: Json | None = None,
        is_ping_on: bool = True,
        is_bot_webhook: bool = False,
        **extra: object,
    ) -> Json:
        """Send a message; a reply pings whom it answers unless that was switched off."""
        if not text.strip():
            raise CannotDoError("an empty message")
        if rules.utf16_length(text) > rules.MESSAGE_CHARACTERS:
            raise CannotDoError("a message of more than 2000 characters")
        self._must_see_channel()
        message = self._world.add_message(self.channel, self.user, {"content": text}, **extra)
        message["mentions"] = [user for key, user in self._world.users.items() if f"<@{key}>" in text]
        if is_bot_webhook:
            message["webhook_id"] = self._world.snowflake()
        if reply_to is not None:
            self._refer(message, reply_to, is_ping_on=is_ping_on)
        await self._discord.gateway.dispatch_message("MESSAGE_CREATE", message, self.channel, **self._as_member())
        return message

    def _refer(self, message: Json, target: Json, *, is_ping_on: bool) -> None:
        message["type"] = 19
        reference = {"type": 0, "channel_id": target["channel_id"], "message_id": target["id"]}
        if self.channel.get("guild_id"):
            reference["guild_id"] = self.channel["guild_id"]
        message["message_reference"] = reference
        message["referenced_message"] = target
        if is_ping_on and target["author"] not in message["mentions"]:
            message["mentions"] = [*message["mentions"], target["author"]]

    async def edit_message(self, message: Json, text: str) -> None:
        """Edit an own message."""
        if message["author"]["id"] != self.user["id"]:
            raise CannotDoError("edit someone else's message")
        message["content"] = text
        message["edited_timestamp"] = self._world.iso()
        message["mentions"] = [user for key, user in self._world.users.items() if f"<@{key}>" in text]
        await self._discord.gateway.dispatch_message("MESSAGE_UPDATE", message, self.channel, **self._as_member())

    async def delete_message(self, message: Json) -> None:
        """Delete a message (as its author, or as one who may)."""
        self._world.remove_message(message)
        told = {"id": message["id"], "channel_id": message["channel_id"]}
        await self._discord.gateway.dispatch("MESSAGE_DELETE", told, guild_id=self.channel.get("guild_id"))

    # -- commands

    async def slash(self, line: str, options: Mapping[str, OptionValue] | None = None) -> Interaction:
        """Use a slash command by its English name (`"sandbox status"` for a subcommand)."""
        command, declared, path = self._find_command(line)
        given = [client_side.checked_option(name, value, declared, _KINDS) for name, value in (options or {}).items()]
        missing = [name for name, option in declared.items() if option.get("required") and name not in (options or {})]
        if missing:
            raise CannotDoError("required options are missing", *missing)
        return await self._interact(_COMMAND, self._command_body(command, path, given))

    async def autocomplete(self, line: str, option: str, text: str) -> Interaction:
        """Type into an option that completes."""
        command, declared, path = self._find_command(line)
        if not declared[option].get("autocomplete"):
            raise CannotDoError("the option does not complete", option)
        given = [{"name": option, "type": declared[option]["type"], "value": text, "focused": True}]
        return await self._interact(_AUTOCOMPLETE, self._command_body(command, path, given))

    async def use_on_message(self, name: str, message: Json) -> Interaction:
        """Use a context menu command on a message."""
        command = self._command(name, kind=3)
        self._must_see(message)
        body = {
            "id": command["id"],
            "name": name,
            "type": 3,
            "target_id": message["id"],
            "resolved": {"messages": {message["id"]: message}},
        }
        return await self._interact(_COMMAND, body)

    def _find_command(self, line: str) -> tuple[Json, dict[str, Json], list[str]]:
        name, *path = line.split()
        command = self._command(name, kind=1)
        return command, client_side.options_of(command, path), path

    def _command(self, name: str, kind: int) -> Json:
        guild = self._world.guild_of(self.channel)
        available = [*self._world.commands_in(guild)]
        command = next((entry for entry in available if entry["name"] == name and entry["type"] == kind), None)
        if command is None:
            raise CannotDoError("the command was never synced", name)
        contexts = command.get("contexts")
        context = _GUILD_CONTEXT if guild else _BOT_DM_CONTEXT
        installed = _GUILD_INSTALL if self._world.has_bot(guild) else _USER_INSTALL
        is_elsewhere = contexts is not None and context not in contexts
        if is_elsewhere or installed not in (command.get("integration_types") or [_GUILD_INSTALL]):
            raise CannotDoError("the command is not for this place", name)
        needed = command.get("default_member_permissions")
        if needed is not None and guild:
            held = self._world.permissions(self.user, self.channel)
            if int(needed) == 0 or held & int(needed) != int(needed):
                raise CannotDoError("the command is not shown to this member", name)
        return command

    def _command_body(self, command: Json, path: Sequence[str], given: list[Json]) -> Json:
        resolved: Json = {}
        for option in given:
            if isinstance(option["value"], Person):
                person = option["value"]
                resolved.setdefault("users", {})[person.user["id"]] = person.user
                guild = self._world.guild_of(self.channel)
                if guild:
                    member = {**guild.members[person.user["id"]], "permissions": "0"}
                    resolved.setdefault("members", {})[person.user["id"]] = _without_user(member)
                option["value"] = person.user["id"]
            elif isinstance(option["value"], tuple):
                attachment = self._discord.upload(*option["value"])
                resolved.setdefault("attachments", {})[attachment["id"]] = attachment
                option["value"] = attachment["id"]
        for name in reversed(path):
            given = [{"name": name, "type": client_side.SUBCOMMAND, "options": given}]
        body = {"id": command["id"], "name": command["name"], "type": 1, "options": given}
        return {**body, **({"resolved": resolved} if resolved else {})}

    # -- components and forms

    async def click(self, message: Json, label: str) -> Interaction:
        """Press the button with this label."""
        button = self._component(message, lambda part: part["type"] == 2 and part.get("label") == label, label)
        body = {"component_type": 2, "custom_id": button["custom_id"], "id": button["id"]}
        return await self._interact(_COMPONENT, body, message_id=message["id"])

    async def click_id(self, message: Json, custom_id: str) -> Interaction:
        """Press a button by an id of the test's own: what a crafted client could send."""
        body = {"component_type": 2, "custom_id": custom_id, "id": 1}
        return await self._interact(_COMPONENT, body, message_id=message["id"])

    async def select(self, message: Json, labels: Sequence[str | Json], *, menu: int = 0) -> Interaction:
        """Choose from the message's menu (the first unless told otherwise): labels, or channels, roles or users."""
        self._must_see(message)
        return await self._interact(_COMPONENT, client_side.taken(message, menu, labels), message_id=message["id"])

    async def submit(self, opened: Interaction, values: Mapping[str, str]) -> Interaction:
        """Fill in and send the form that an interaction opened; fields are named by their label."""
        if opened.modal is None or opened.is_submitted:
            raise CannotDoError("no form is open")
        body = client_side.filled(opened.modal, values)
        opened.is_submitted = True
        return await self._interact(_MODAL_SUBMIT, body, message_id=opened.message_id, source=opened)

    def _component(self, message: Json, fits: Callable[[Json], bool], name: str) -> Json:
        self._must_see(message)
        found = [part for part in flat_components(self._world.messages[message["id"]]["components"]) if fits(part)]
        if not found:
            raise CannotDoError("the message does not have", name)
        if found[0].get("disabled"):
            raise CannotDoError("the component is disabled", name)
        return found[0]

    def _must_see_channel(self) -> None:
        if self.channel["id"] not in self._world.channels:
            raise CannotDoError("the channel is gone")
        if is_dm(self.channel):
            if self.channel["recipients"][0]["id"] != self.user["id"]:
                raise CannotDoError("someone else's direct messages")
        elif not self._world.permissions(self.user, self.channel) & Permission.VIEW_CHANNEL:
            raise CannotDoError("a channel that this person does not see")

    def _must_see(self, message: Json) -> None:
        self._must_see_channel()
        if message["id"] not in self._world.messages:
            raise CannotDoError("the message is gone")
        if message["flags"] & EPHEMERAL and self._world.private_to[message["id"]] != self.user["id"]:
            raise CannotDoError("someone else's ephemeral message")

    # -- the event

    async def _interact(
        self, kind: int, body: Json, *, message_id: str | None = None, source: Interaction | None = None
    ) -> Interaction:
        self._must_see_channel()
        it = self._discord.new_interaction(kind, self, message_id=message_id, source=source)
        guild = self._world.guild_of(self.channel)
        is_member = self._world.has_bot(guild)
        owners = {"0": guild.id if guild else "0"} if is_member else {"1": self.user["id"]}
        held = self._world.permissions(self._world.bot, self.channel) if is_member else int(_OF_A_USERS_APP)
        payload: Json = {
            "id": it.id,
            "application_id": self._world.app_id,
            "type": kind,
            "data": body,
            "token": it.token,
            "version": 1,
            "channel_id": self.channel["id"],
            "channel": self.channel,
            "locale": self.locale,
            "app_permissions": str(held),
            "entitlements": [],
            "authorizing_integration_owners": owners,
            "context": _GUILD_CONTEXT if guild else _BOT_DM_CONTEXT,
            "attachment_size_limit": rules.FILE_BYTES,
        }
        if guild:
            bits = self._world.permissions(self.user, self.channel)
            payload |= {
                "guild_id": guild.id,
                "guild_locale": "ko",
                "guild": {"id": guild.id, "locale": "ko", "features": []},
                "member": {**guild.members[self.user["id"]], "permissions": str(bits)},
            }
        else:
            payload["user"] = self.user
        if message_id is not None:
            payload["message"] = self._world.messages[message_id]
        self._discord.log.note(f"{self.user['username']} ⇒ {body.get('name') or body.get('custom_id')} (type {kind})")
        await self._discord.gateway.dispatch("INTERACTION_CREATE", payload, guild_id=guild.id if guild else None)
        return it

    def _as_member(self) -> dict[str, object]:
        guild = self._world.guild_of(self.channel)
        return {"member": _without_user(guild.members[self.user["id"]])} if guild else {}


def _without_user(member: Json) -> Json:
    return {key: value for key, value in member.items() if key != "user"}


_KINDS: dict[int, type] = {
    client_side.STRING: str,
    client_side.INTEGER: int,
    client_side.BOOLEAN: bool,
    client_side.USER: Person,
    client_side.ATTACHMENT: tuple,
}
