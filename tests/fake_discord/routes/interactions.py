"""Callbacks of interactions, and the webhook through which they are answered on."""

from __future__ import annotations

from tests.fake_discord import rules
from tests.fake_discord.errors import ApiError, form_error
from tests.fake_discord.gateway import Gateway
from tests.fake_discord.interactions import Interaction
from tests.fake_discord.models import EPHEMERAL, LOADING, Json
from tests.fake_discord.rest import Call, FrontDoor
from tests.fake_discord.world import World

_MESSAGE, _DEFERRED, _DEFERRED_UPDATE, _UPDATE, _CHOICES, _MODAL = 4, 5, 6, 7, 8, 9
_COMMAND_ANSWER, _REPLY = 20, 19  # message types


class InteractionRoutes:
    """What a bot answers interactions with."""

    def __init__(self, world: World, gateway: Gateway) -> None:
        self._world = world
        self._gateway = gateway
        self.by_token: dict[str, Interaction] = {}
        self.base_url = ""

    def add_to(self, door: FrontDoor) -> None:
        hook = "/webhooks/{webhook_id}/{webhook_token}"
        door.routes |= {
            ("POST", "/interactions/{interaction_id}/{interaction_token}/callback"): self.callback,
            ("POST", hook): self.follow_up,
        }
        for place in ("@original", "{message_id}"):
            path = f"{hook}/messages/{place}"
            door.routes |= {("GET", path): self.get, ("PATCH", path): self.edit, ("DELETE", path): self.delete}

    # -- the callback

    async def callback(self, call: Call) -> Json | None:
        it = self.by_token.get(call.parameters["interaction_token"])
        if it is None or it.id != call.parameters["interaction_id"]:
            raise ApiError(404, 10062, "Unknown interaction")
        if it.callback is not None:
            raise ApiError(400, 40060, "Interaction has already been acknowledged.")
        if self._age(it) > rules.ACKNOWLEDGE_SECONDS:
            raise ApiError(404, 10062, "Unknown interaction")
        kind: int = call.body["type"]
        body: Json = call.body.get("data") or {}
        self._check(it, kind, body, call)
        resource = await self._carry_out(it, kind, body, call)
        it.callback = kind
        it.acknowledged_at = self._world.clock.monotonic()
        if call.query.get("with_response", "").lower() not in {"1", "true"}:
            return None
        return self._answer(it, resource)

    def _check(self, it: Interaction, kind: int, body: Json, call: Call) -> None:
        if kind not in rules.CALLBACKS[it.kind]:
            raise form_error(
                ["type"],
                "INTERACTION_APPLICATION_COMMAND_CALLBACK_TYPE_INVALID",
                f"callback type {kind} does not answer interaction type {it.kind}",
            )
        rules.check_files(call.files)
        if kind == _MODAL:
            rules.check_modal(body)
        if kind in {_DEFERRED_UPDATE, _UPDATE} and it.message_id in self._world.deleted_messages:
            raise ApiError(404, 10008, "Unknown Message")
        if kind in {_DEFERRED_UPDATE, _UPDATE} and self._pressed(it) is None:
            raise form_error(["type"], "INTERACTION_CALLBACK_TYPE_INVALID", "there is no message to update")
        if kind == _UPDATE:
            rules.check_message(body, (self._pressed(it) or {})["flags"])
        if kind == _MESSAGE:
            rules.check_message(body)
            rules.check_not_empty(body, call.files)

    async def _carry_out(self, it: Interaction, kind: int, body: Json, call: Call) -> Json | None:
        if kind in {_MESSAGE, _DEFERRED}:
            it.is_ephemeral = bool((body.get("flags") or 0) & EPHEMERAL)
            flags = (body.get("flags") or 0) | (LOADING if kind == _DEFERRED else 0)
            message = await self._post(it, {**body, "flags": flags}, call)
            it.original_id = message["id"]
            return {"type": kind, "message": message} if kind == _MESSAGE else None
        if kind in {_DEFERRED_UPDATE, _UPDATE}:
            pressed = self._pressed(it)
            assert pressed is not None
            it.original_id = pressed["id"]
            if kind == _UPDATE:
                self._world.edit(pressed, body, call.files, self.base_url)
                await self._tell("MESSAGE_UPDATE", it, pressed)
                return {"type": kind, "message": pressed}
        elif kind == _CHOICES:
            it.choices = body.get("choices") or []
        elif kind == _MODAL:
            it.modal = body
        return None

    def _answer(self, it: Interaction, resource: Json | None) -> Json:
        told: Json = {"id": it.id, "type": it.kind}
        if it.original is not None:
            told |= {
                "response_message_id": it.original_id,
                "response_message_loading": it.is_loading,
                "response_message_ephemeral": it.is_ephemeral,
                "channel_id": it.channel["id"],
            }
            if it.channel.get("guild_id"):
                told["guild_id"] = it.channel["guild_id"]
        return {"interaction": told, **({"resource": resource} if resource else {})}

    # -- the webhook

    async def follow_up(self, call: Call) -> Json:
        it = self._hook(call)
        body: Json = call.body or {}
        rules.check_message(body)
        rules.check_files(call.files)
        rules.check_not_empty(body, call.files)
        loading = it.original
        if loading is not None and loading["flags"] & LOADING:
            # The first follow-up takes the place of a deferred answer, with its visibility.
            return await self._finish(it, loading, call)
        message = await self._post(it, body, call)
        it.followup_ids.append(message["id"])
        return message

    async def get(self, call: Call) -> Json:
        return self._message(self._hook(call), call)

    async def edit(self, call: Call) -> Json:
        it = self._hook(call)
        message = self._message(it, call)
        rules.check_message(call.body or {}, message["flags"])
        rules.check_files(call.files)
        return await self._finish(it, message, call)

    async def delete(self, call: Call) -> None:
        it = self._hook(call)
        message = self._message(it, call)
        self._world.remove_message(message)
        if not message["flags"] & EPHEMERAL:
            told = {"id": message["id"], "channel_id": message["channel_id"]}
            await self._gateway.dispatch("MESSAGE_DELETE", told, guild_id=it.channel.get("guild_id"))

    async def _finish(self, it: Interaction, message: Json, call: Call) -> Json:
        message["flags"] &= ~LOADING
        self._world.edit(message, call.body or {}, call.files, self.base_url)
        await self._tell("MESSAGE_UPDATE", it, message)
        return message

    # -- what both use

    def _age(self, it: Interaction) -> float:
        return self._world.clock.monotonic() - it.created_at

    def _hook(self, call: Call) -> Interaction:
        it = self.by_token.get(call.parameters["webhook_token"])
        if it is None or it.callback is None:
            raise ApiError(404, 10015, "Unknown Webhook")
        if self._age(it) > rules.TOKEN_SECONDS:
            raise ApiError(401, 50027, "Invalid Webhook Token")
        return it

    def _message(self, it: Interaction, call: Call) -> Json:
        message_id = call.parameters.get("message_id", it.original_id or "")
        if message_id not in {it.original_id, *it.followup_ids}:
            raise ApiError(404, 10008, "Unknown Message")
        message = self._world.messages.get(message_id)
        if message is None:
            raise ApiError(404, 10008, "Unknown Message")
        if message["channel_id"] not in self._world.channels:
            raise ApiError(404, 10003, "Unknown Channel")
        return message

    def _pressed(self, it: Interaction) -> Json | None:
        return self._world.messages.get(it.message_id or "")

    async def _post(self, it: Interaction, body: Json, call: Call) -> Json:
        if it.channel["id"] not in self._world.channels:
            raise ApiError(404, 10003, "Unknown Channel")
        message = self._world.add_message(
            it.channel,
            self._world.bot,
            body,
            application_id=self._world.app_id,
            webhook_id=self._world.app_id,
            type=_COMMAND_ANSWER if it.kind == 2 else _REPLY if it.kind == 3 else 0,
            interaction_metadata=self._metadata(it),
        )
        if message["flags"] & EPHEMERAL:
            self._world.private_to[message["id"]] = it.user["id"]
        self._world.attach(message, body, call.files, self.base_url)
        await self._tell("MESSAGE_CREATE", it, message)
        return message

    def _metadata(self, it: Interaction) -> Json:
        owners = {"0": it.channel.get("guild_id", "0")}
        told: Json = {
            "id": it.id,
            "type": it.kind,
            "user": it.user,
            "authorizing_integration_owners": owners,
        }
        if it.kind == 3:
            told["interacted_message_id"] = it.message_id
        if it.kind == 5:
            source = it.source
            told["triggering_interaction_metadata"] = {
                "id": source.id if source else it.id,
                "type": 2,
                "user": it.user,
                "authorizing_integration_owners": owners,
            }
        return told

    async def _tell(self, event: str, it: Interaction, message: Json) -> None:
        if not message["flags"] & EPHEMERAL:
            await self._gateway.dispatch_message(event, message, it.channel)
