"""What Discord enforces and its description does not say: refused as Discord does, and a violation."""

from __future__ import annotations

from typing import Any

import pytest

from tests.fake_discord import FakeDiscord, Interaction
from tests.fake_discord.by_hand import call
from tests.fake_discord.models import COMPONENTS_V2, Json, Permission
from tests.fake_discord.rules import FILE_BYTES

INVALID, EMPTY, TOO_LARGE, UNKNOWN_MESSAGE = 50035, 50006, 40005, 10008
COMMAND, BUTTON, COMPLETION, FORM = 2, 3, 4, 5
TEXT = {"type": 10, "content": "words"}


def button(custom_id: str | None = "a", **more: object) -> Json:
    return {"type": 2, "style": 1, "label": "a", **({"custom_id": custom_id} if custom_id else {}), **more}


def menu(*values: str, most: int = 1) -> Json:
    options = [{"label": value, "value": value} for value in values]
    return {"type": 3, "custom_id": "menu", "options": options, "max_values": most}


def row(*parts: Json) -> Json:
    return {"type": 1, "components": list(parts)}


def v2(*parts: Json, **more: object) -> Json:
    return {"flags": COMPONENTS_V2, "components": list(parts), **more}


def path_of(fake: FakeDiscord) -> str:
    return f"/channels/{fake.channel['id']}/messages"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"content": "x" * 2001}, INVALID),
        ({"content": "  "}, EMPTY),
        ({"embeds": [{"description": "x" * 4000}, {"description": "x" * 4000}]}, INVALID),
        ({"components": [row(button(None))]}, INVALID),
        ({"components": [row(button("same"), button("same"))]}, INVALID),
        ({"components": [row(button(str(number))) for number in range(6)]}, INVALID),
        ({"components": [row(*(button(str(number)) for number in range(6)))]}, INVALID),
        ({"components": [row(menu("a"), button())]}, INVALID),
        ({"components": [row(menu("a", "a"))]}, INVALID),
        ({"components": [row(menu("a", "b", most=3))]}, INVALID),
        ({"components": [row({"type": 2, "style": 1, "custom_id": "bare"})]}, INVALID),
        # the second kind of components: asked for by a flag, and with nothing of the first beside them
        ({"components": [TEXT]}, INVALID),
        (v2(TEXT, content="words"), INVALID),
        (v2(TEXT, embeds=[{"description": "words"}]), INVALID),
        (v2(*[TEXT] * 41), INVALID),
        (v2({"type": 17, "components": [row(button()), row(button())]}), INVALID),
        (v2({"type": 9, "components": [TEXT], "accessory": button(None)}), INVALID),
    ],
)
async def test_a_message_that_no_bot_may_send_is_a_violation(
    fake_discord: FakeDiscord, body: dict[str, Any], code: int
) -> None:
    status, answer = await call(fake_discord, "POST", path_of(fake_discord), body)
    assert (status, answer["code"]) == (400, code)
    with pytest.raises(AssertionError):
        fake_discord.check()
    fake_discord.expect_violation("POST /channels/")


@pytest.mark.parametrize("parts", [[TEXT] * 40, [{"type": 9, "components": [TEXT], "accessory": button()}]])
async def test_components_of_the_second_kind_are_taken_with_their_flag(
    fake_discord: FakeDiscord, parts: list[Json]
) -> None:
    assert (await call(fake_discord, "POST", path_of(fake_discord), v2(*parts)))[0] == 200


@pytest.mark.parametrize(
    ("files", "status", "code"),
    [
        ([("a.txt", b"a")] * 10, 200, None),
        ([("a.txt", b"a")] * 11, 400, INVALID),
        ([("a.txt", b"a" * FILE_BYTES)], 200, None),
        ([("a.txt", b"a" * (FILE_BYTES + 1))], 413, TOO_LARGE),
    ],
)
async def test_ten_files_of_ten_mebibytes_are_taken(
    fake_discord: FakeDiscord, files: list[tuple[str, bytes]], status: int, code: int | None
) -> None:
    got, answer = await call(fake_discord, "POST", path_of(fake_discord), {"content": "x"}, files=files)
    assert (got, answer.get("code")) == (status, code)
    if code is not None:
        fake_discord.expect_violation(str(code))


async def test_a_message_that_is_gone_is_unknown_and_no_violation(fake_discord: FakeDiscord) -> None:
    _, sent = await call(fake_discord, "POST", path_of(fake_discord), {"content": "x"})
    one = f"{path_of(fake_discord)}/{sent['id']}"
    assert (await call(fake_discord, "DELETE", one))[0] == 204
    for method, body in (("GET", None), ("PATCH", {"content": "y"}), ("DELETE", None)):
        status, answer = await call(fake_discord, method, one, body)
        assert (status, answer["code"]) == (404, UNKNOWN_MESSAGE)


# -- interactions


async def asked_of(fake: FakeDiscord, kind: int) -> Interaction:
    """Return an interaction of a kind that nobody has answered yet."""
    option = {"type": 3, "name": "x", "description": "x", "autocomplete": True}
    command = {"name": "ping", "description": "ping", "options": [option]}
    await call(fake, "PUT", f"/applications/{fake.world.app_id}/commands", [command])
    if kind == COMPLETION:
        return await fake.alice.autocomplete("ping", "x", "a")
    if kind == COMMAND:
        return await fake.alice.slash("ping")
    _, message = await call(fake, "POST", path_of(fake), {"content": "x", "components": [row(button())]})
    pressed = await fake.alice.click(message, "a")
    if kind == BUTTON:
        return pressed
    assert (await answered(fake, pressed, 9, form(1)))[0] == 204
    return await fake.alice.submit(pressed, {"0": "words"})


def form(fields: int, *, is_same: bool = False) -> Json:
    field = {"type": 4, "style": 1}
    labels = [
        {"type": 18, "label": f"{number}", "component": {**field, "custom_id": "same" if is_same else f"{number}"}}
        for number in range(fields)
    ]
    return {"title": "form", "custom_id": "form", "components": labels}


async def answered(fake: FakeDiscord, it: Interaction, kind: int, body: object = None) -> tuple[int, Any]:
    data = {"type": kind, **({"data": body} if body is not None else {})}
    return await call(fake, "POST", f"/interactions/{it.id}/{it.token}/callback", data, headers={})


@pytest.mark.parametrize(
    ("kind", "callback", "body"),
    [
        (COMMAND, 6, None),
        (COMMAND, 7, {"content": "x"}),
        (COMMAND, 8, {"choices": []}),
        (BUTTON, 8, {"choices": []}),
        (COMPLETION, 4, {"content": "x"}),
        (COMPLETION, 5, None),
        (FORM, 8, {"choices": []}),
        (FORM, 9, form(1)),
    ],
)
async def test_a_callback_that_does_not_answer_this_kind_is_a_violation(
    fake_discord: FakeDiscord, kind: int, callback: int, body: object
) -> None:
    it = await asked_of(fake_discord, kind)
    status, answer = await answered(fake_discord, it, callback, body)
    assert (status, answer["code"]) == (400, INVALID)
    fake_discord.expect_violation(f"callback type {callback} does not answer interaction type {kind}")
    assert it.callback is None


@pytest.mark.parametrize(
    ("kind", "callback", "body"),
    [
        *((kind, 4, {"content": "x"}) for kind in (COMMAND, BUTTON, FORM)),
        *((kind, 5, None) for kind in (COMMAND, BUTTON, FORM)),
        *((kind, 6, None) for kind in (BUTTON, FORM)),
        *((kind, 7, {"content": "y"}) for kind in (BUTTON, FORM)),
        *((kind, 9, form(5)) for kind in (COMMAND, BUTTON)),
        (COMPLETION, 8, {"choices": []}),
    ],
)
async def test_every_callback_that_answers_is_taken(
    fake_discord: FakeDiscord, kind: int, callback: int, body: object
) -> None:
    it = await asked_of(fake_discord, kind)
    assert (await answered(fake_discord, it, callback, body))[0] == 204
    assert it.callback == callback


@pytest.mark.parametrize("modal", [form(0), form(6), form(2, is_same=True)])
async def test_a_form_of_too_many_or_equal_fields_is_a_violation(fake_discord: FakeDiscord, modal: Json) -> None:
    it = await asked_of(fake_discord, COMMAND)
    status, answer = await answered(fake_discord, it, 9, modal)
    assert (status, answer["code"]) == (400, INVALID)
    fake_discord.expect_violation("/callback")
    assert it.modal is None


async def test_an_answer_that_is_gone_is_unknown(fake_discord: FakeDiscord) -> None:
    it = await asked_of(fake_discord, COMMAND)
    await answered(fake_discord, it, 4, {"content": "x"})
    original = f"/webhooks/{fake_discord.world.app_id}/{it.token}/messages/@original"
    assert (await call(fake_discord, "DELETE", original, headers={}))[0] == 204
    status, answer = await call(fake_discord, "PATCH", original, {"content": "y"}, headers={})
    assert (status, answer["code"]) == (404, UNKNOWN_MESSAGE)


@pytest.mark.parametrize(("callback", "body"), [(6, None), (7, {"content": "y"})])
async def test_a_message_that_is_gone_is_updated_no_more_and_that_is_no_violation(
    fake_discord: FakeDiscord, callback: int, body: object
) -> None:
    it = await asked_of(fake_discord, BUTTON)
    await call(fake_discord, "DELETE", f"{path_of(fake_discord)}/{it.message_id}")
    status, answer = await answered(fake_discord, it, callback, body)
    assert (status, answer["code"]) == (404, UNKNOWN_MESSAGE)
    assert it.callback is None


async def test_who_may_not_read_a_channel_s_history_sees_an_empty_one(fake_discord: FakeDiscord) -> None:
    said = await fake_discord.alice.say("안녕")
    _, seen = await call(fake_discord, "GET", path_of(fake_discord))
    assert [one["id"] for one in seen] == [said["id"]]
    fake_discord.world.bot_denied[fake_discord.channel["id"]] = Permission.READ_MESSAGE_HISTORY
    assert await call(fake_discord, "GET", path_of(fake_discord)) == (200, [])
    status, _ = await call(fake_discord, "GET", f"{path_of(fake_discord)}/{said['id']}")
    assert status == 403


async def test_who_sees_a_channel_is_told_its_last_message_though_it_may_be_gone(fake_discord: FakeDiscord) -> None:
    channel = f"/channels/{fake_discord.channel['id']}"
    fake_discord.world.bot_denied[fake_discord.channel["id"]] = Permission.READ_MESSAGE_HISTORY
    _, told = await call(fake_discord, "GET", channel)
    assert told["last_message_id"] is None
    said = await fake_discord.alice.say("안녕")
    await fake_discord.alice.delete_message(said)
    _, told = await call(fake_discord, "GET", channel)
    assert told["last_message_id"] == said["id"]
    fake_discord.world.bot_denied[fake_discord.channel["id"]] = Permission.VIEW_CHANNEL
    assert (await call(fake_discord, "GET", channel))[0] == 403
