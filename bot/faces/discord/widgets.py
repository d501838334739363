"""A `Shown` in discord.py's words: views, files, styles."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import discord

from bot.core.reply import Emphasis, Form, MenuKind
from bot.faces.discord import limits, text
from bot.faces.discord.presenter import Row, Shown, ShownButton, ShownMenu, Upload

STYLES = {
    Emphasis.PRIMARY: discord.ButtonStyle.primary,
    Emphasis.SECONDARY: discord.ButtonStyle.secondary,
    Emphasis.SUCCESS: discord.ButtonStyle.success,
    Emphasis.DANGER: discord.ButtonStyle.danger,
}


# Where a study group can talk; of threads their parents are meant.
CHANNEL_TYPES = [discord.ChannelType.text, discord.ChannelType.news, discord.ChannelType.forum]


def view_of(rows: Sequence[Row]) -> discord.ui.View:
    """Return the components as a view that discord.py keeps nothing of.

    Presses are taken by the dynamic items (buttons.py), so the view is finished before it is sent: nothing is
    stored in memory that a restart would lose.
    """
    view = discord.ui.View(timeout=None)
    for number, row in enumerate(rows):
        if isinstance(row, ShownMenu):
            view.add_item(select_of(row, number))
        else:
            for button in row:
                view.add_item(button_of(button, number))
    view.stop()
    return view


def button_of(button: ShownButton, row: int) -> discord.ui.Button[Any]:
    """Return a button in its row."""
    return discord.ui.Button(
        label=button.label,
        custom_id=button.custom_id,
        style=STYLES[button.emphasis],
        disabled=button.is_disabled,
        row=row,
    )


def select_of(menu: ShownMenu, row: int) -> discord.ui.Item[Any]:
    """Return a menu in its row: of options, or Discord's own of channels, roles or members."""
    shared: dict[str, Any] = {
        "custom_id": menu.custom_id,
        "placeholder": menu.placeholder or None,
        "min_values": menu.least,
        "max_values": menu.most,
        "row": row,
    }
    chosen = [discord.Object(key) for key in menu.chosen]
    if menu.kind is MenuKind.CHANNEL:
        return discord.ui.ChannelSelect(**shared, channel_types=CHANNEL_TYPES, default_values=chosen)
    if menu.kind is MenuKind.ROLE:
        return discord.ui.RoleSelect(**shared, default_values=chosen)
    if menu.kind is MenuKind.USER:
        return discord.ui.UserSelect(**shared, default_values=chosen)
    return discord.ui.Select(
        **shared,
        options=[
            discord.SelectOption(
                label=option.label,
                value=option.value,
                description=option.description or None,
                default=option.chosen,
            )
            for option in menu.options
        ],
    )


def files_of(uploads: Sequence[Upload]) -> list[discord.File]:
    """Return the files, new each time: a sent one cannot be sent again."""
    return [discord.File(io.BytesIO(upload.content), upload.name, description=upload.alt or None) for upload in uploads]


def modal_of(form: Form, custom_id: str) -> discord.ui.Modal:
    """Return a form as a modal that discord.py keeps nothing of; the submission is read in client.py."""
    modal = discord.ui.Modal(
        title=text.label(form.title, limits.FORM_TITLE) or text.CUT_MARK, timeout=None, custom_id=custom_id
    )
    for field in form.fields[: limits.FORM_FIELDS]:
        most = max(1, min(field.most_characters, limits.FORM_VALUE))
        modal.add_item(
            discord.ui.Label(
                text=text.label(field.label, limits.FORM_LABEL) or text.CUT_MARK,
                component=discord.ui.TextInput(
                    custom_id=field.key,
                    style=discord.TextStyle.paragraph if field.is_long else discord.TextStyle.short,
                    default=text.head(text.encodable(field.value), most) or None,
                    placeholder=text.label(field.placeholder, limits.FORM_PLACEHOLDER) or None,
                    required=field.is_required,
                    max_length=most,
                ),
            )
        )
    modal.stop()
    return modal


def message_of(shown: Shown) -> dict[str, Any]:
    """Return the keyword arguments of a new message."""
    arguments: dict[str, Any] = {"content": shown.content, "allowed_mentions": discord.AllowedMentions.none()}
    if shown.rows:
        arguments["view"] = view_of(shown.rows)
    if shown.uploads:
        arguments["files"] = files_of(shown.uploads)
    return arguments


def edit_of(shown: Shown, before: Shown | None) -> dict[str, Any]:
    """Return the keyword arguments of an edit; files that stand already are left alone."""
    arguments: dict[str, Any] = {
        "content": shown.content,
        "view": view_of(shown.rows) if shown.rows else None,
        "allowed_mentions": discord.AllowedMentions.none(),
    }
    if before is None or before.uploads != shown.uploads:
        arguments["attachments"] = files_of(shown.uploads)
    return arguments
