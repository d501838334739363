"""Whatever is to be shown, it is within every limit of Discord's: its own description and our rules say so."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.core.reply import Code, Form, MenuOption, Reply
from bot.faces.discord import limits, text, widgets
from bot.faces.discord.completion import fitting
from bot.faces.discord.custom_ids import BUTTON_TEMPLATE, FORM, MENU_TEMPLATE, custom_id
from bot.faces.discord.presenter import Shown, ShownMenu, moved, present, without_files
from bot.practice.terminal import Why
from bot.practice.terminals import View
from bot.render.terminal import render_screen
from tests.discord_face.anything import OWNER, forms, labels, options, replies, words
from tests.fake_discord import Spec, rules
from tests.fake_discord.models import Json

MESSAGE, CALLBACK = ("POST", "/channels/1/messages"), ("POST", "/interactions/1/token/callback")
_FORM_CALLBACK, _CHOICES_CALLBACK = 9, 8
anything = settings(max_examples=80, deadline=None)


def as_sent(shown: Shown) -> Json:
    """Return the body that discord.py would send, without its files."""

    async def components() -> list[Any]:  # a view is made where an event loop runs
        return list(widgets.view_of(shown.rows).to_components())

    attachments = [{"id": number, "filename": one.name} for number, one in enumerate(shown.uploads)]
    described = [
        entry | ({"description": one.alt} if one.alt else {})
        for entry, one in zip(attachments, shown.uploads, strict=True)
    ]
    return {"content": shown.content, "components": asyncio.run(components()), "attachments": described}


def check(shown: Shown, spec: Spec | None) -> None:
    body, files = as_sent(shown), [(upload.name, upload.content) for upload in shown.uploads]
    rules.check_message(body)
    rules.check_files(files)
    rules.check_not_empty(body, files)
    described(MESSAGE, body, spec)


def described(where: tuple[str, str], body: Json, spec: Spec | None) -> None:
    """Check a body against Discord's own description, where that is at hand."""
    json.dumps(body, ensure_ascii=False).encode()
    if spec is not None:
        operation = spec.find(*where)
        assert operation is not None
        assert (wrong := spec.check_request(operation, body)) is None, wrong


@given(replies, st.booleans())
@anything
def test_no_message_goes_over_a_limit(discord_spec: Spec | None, reply: Reply, is_final: bool) -> None:
    shown = present(reply, OWNER, is_final=is_final)
    check(shown, discord_spec)
    for row in shown.rows:
        if isinstance(row, ShownMenu):
            assert MENU_TEMPLATE.fullmatch(row.custom_id)
            assert all(text.units(option.label) <= 100 and option.label.strip() for option in row.options)
            assert all(text.units(option.description) <= 100 for option in row.options)
            assert sum(option.chosen for option in row.options) <= row.most
        else:
            assert all(BUTTON_TEMPLATE.fullmatch(button.custom_id) for button in row)
            assert all(len(button.custom_id) <= 100 and text.units(button.label) <= 80 for button in row)
    assert all(len(upload.alt) <= limits.ALT_CHARACTERS and upload.name for upload in shown.uploads)


@given(replies)
@anything
def test_nor_does_one_that_another_place_takes(discord_spec: Spec | None, reply: Reply) -> None:
    check(moved(present(reply, OWNER), 1 << 60, ["메시지 보내기", "메시지 기록 보기", "파일 첨부"]), discord_spec)


@given(replies, st.booleans())
@anything
def test_nor_does_one_whose_files_no_place_takes(discord_spec: Spec | None, reply: Reply, is_denied: bool) -> None:
    shown = without_files(present(reply, OWNER), is_denied=is_denied)
    check(shown, discord_spec)
    assert not shown.uploads


@given(words, words, labels, st.booleans())
@anything
def test_nor_does_a_terminal_s_screen(
    discord_spec: Spec | None, screen: str, plain: str, line: str, is_over: bool
) -> None:
    view = View(screen, plain, Why.EXIT if is_over else None, 0)
    check(present(render_screen("abcd1234", line, view), OWNER, is_final=is_over), discord_spec)


@given(forms)
@anything
def test_no_form_goes_over_a_limit(discord_spec: Spec | None, form: Form) -> None:
    async def made() -> Json:
        return dict(widgets.modal_of(form, custom_id(FORM, OWNER, 0, "file:write:" + "x" * 69)).to_dict())

    body = asyncio.run(made())
    rules.check_modal(body)
    described(CALLBACK, {"type": _FORM_CALLBACK, "data": body}, discord_spec)


@given(st.lists(options, max_size=40))
@example(
    [MenuOption("\x00", "a"), MenuOption("가" * 101, "🐳" * 51), MenuOption("가", "\ud800"), MenuOption("가", " ")]
)
@anything
def test_no_completion_goes_over_a_limit(discord_spec: Spec | None, found: list[MenuOption]) -> None:
    choices = [choice.to_dict() for choice in fitting(found)]
    assert len(choices) <= 25
    assert all(choice["name"].strip() and text.units(choice["name"]) <= 100 for choice in choices)
    assert all(str(choice["value"]).strip() and text.units(str(choice["value"])) <= 100 for choice in choices)
    described(CALLBACK, {"type": _CHOICES_CALLBACK, "data": {"choices": choices}}, discord_spec)


@given(words)
@anything
def test_no_link_unfolds(said: str) -> None:
    shown = present(Reply(said, note=said), OWNER).content
    assert text.quiet(shown) == shown


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("http://localhost:8080에 있어요", "<http://localhost:8080>에 있어요"),
        ("**https://a.kr/b_c?d=1**, 그리고 https://b.kr.", "**<https://a.kr/b_c?d=1>**, 그리고 <https://b.kr>."),
        ("[글](https://a.kr/b)", "[글](<https://a.kr/b>)"),
        ("`curl http://web` <https://a.kr>", "`curl http://web` <https://a.kr>"),
    ],
)
def test_a_link_is_shown_without_a_preview(said: str, shown: str) -> None:
    assert present(Reply(said), OWNER).content == shown


def test_links_in_output_stay_as_they_were_printed() -> None:
    output = Reply("됐어요", Code("see https://docs.docker.com/go/"))
    assert "\nsee https://docs.docker.com/go/\n" in present(output, OWNER).content
