"""What Discord enforces and its OpenAPI description does not say."""

from __future__ import annotations

import re
from typing import Any

from tests.fake_discord.errors import ApiError, form_error
from tests.fake_discord.models import COMPONENTS_V2, Json

MESSAGE_CHARACTERS = 2000
EMBED_CHARACTERS = 6000
MESSAGE_ROWS = 5
ROW_BUTTONS = 5
COMPONENTS_TOTAL = 40
MESSAGE_FILES = 10
FILE_BYTES = 10 << 20
ACKNOWLEDGE_SECONDS = 3.0
TOKEN_SECONDS = 15 * 60.0
INVALID_FORM, EMPTY_MESSAGE, TOO_LARGE = 50035, 50006, 40005
NEVER_SENT = frozenset({INVALID_FORM, EMPTY_MESSAGE, TOO_LARGE})
"""Refusals that only a bot's own mistake brings about; others (a lost permission, a deleted message) just happen."""

_ROW, _BUTTON, _TEXT_INPUT = 1, 2, 4
_SELECTS = frozenset({3, 5, 6, 7, 8})
_CLASSIC = frozenset({_ROW, _BUTTON}) | _SELECTS
_LINK_STYLES = frozenset({5, 6})
_COMMAND_NAME = re.compile(r"[-_'\w]{1,32}")

# Interaction type → the callback types that may answer it.
CALLBACKS: dict[int, frozenset[int]] = {
    2: frozenset({4, 5, 9}),
    3: frozenset({4, 5, 6, 7, 9}),
    4: frozenset({8}),
    5: frozenset({4, 5, 6, 7}),
}


def utf16_length(text: str) -> int:
    """Return the length in UTF-16 code units, the stricter of the two ways Discord's parts count."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def check_message(body: Json, flags: int = 0) -> None:
    """Refuse a message that Discord would refuse. `flags` are those of the message so far."""
    is_v2 = bool(((body.get("flags") or 0) | flags) & COMPONENTS_V2)
    if utf16_length(body.get("content") or "") > MESSAGE_CHARACTERS:
        raise form_error(["content"], "BASE_TYPE_MAX_LENGTH", "Must be 2000 or fewer in length.")
    if sum(map(_embed_length, body.get("embeds") or [])) > EMBED_CHARACTERS:
        raise form_error(["embeds"], "MAX_EMBED_SIZE_EXCEEDED", "Embed size exceeds maximum size of 6000")
    if is_v2 and (body.get("content") or body.get("embeds")):
        raise form_error(
            ["content"],
            "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
            "The content/embeds fields cannot be used with IS_COMPONENTS_V2",
        )
    components = body.get("components") or []
    if not is_v2 and len(components) > MESSAGE_ROWS:
        raise form_error(["components"], "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 5 in length.")
    _ComponentWalk(is_v2=is_v2).through(components)


def _embed_length(embed: Json) -> int:
    texts = [
        embed.get("title"),
        embed.get("description"),
        (embed.get("footer") or {}).get("text"),
        (embed.get("author") or {}).get("name"),
        *(text for field in embed.get("fields") or [] for text in (field["name"], field["value"])),
    ]
    return sum(len(text or "") for text in texts)


class _ComponentWalk:
    """A walk over a message's components: ids unique and present, kinds allowed, rows not overfull."""

    def __init__(self, *, is_v2: bool) -> None:
        self._is_v2 = is_v2
        self._ids: set[str] = set()
        self._count = 0

    def through(self, components: list[Json], path: tuple[object, ...] = ("components",)) -> None:
        for index, component in enumerate(components):
            self._look(component, (*path, index))
        if self._count > COMPONENTS_TOTAL:
            raise form_error(path, "BASE_TYPE_MAX_LENGTH", "Must be 40 or fewer in length.")

    def _look(self, component: Json, path: tuple[object, ...]) -> None:
        self._count += 1
        kind = component["type"]
        if kind not in _CLASSIC and not self._is_v2:
            raise form_error(path, "UNION_TYPE_CHOICES", 'Value of field "type" must be one of (1,).')
        if kind == _BUTTON:
            _check_button(component, path)
        if kind in _SELECTS:
            _check_select(component, path)
        if custom_id := component.get("custom_id"):
            if custom_id in self._ids:
                raise form_error(
                    (*path, "custom_id"), "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated"
                )
            self._ids.add(custom_id)
        children = component.get("components") or []
        if kind == _ROW:
            _check_row(children, path)
        self.through(children, (*path, "components"))
        if component.get("accessory"):
            self._look(component["accessory"], (*path, "accessory"))


def _check_button(button: Json, path: tuple[object, ...]) -> None:
    if button.get("style") not in _LINK_STYLES and not button.get("custom_id"):
        raise form_error((*path, "custom_id"), "BASE_TYPE_REQUIRED", "A custom id is required")
    if not (button.get("label") or button.get("emoji")) and button.get("style") not in _LINK_STYLES:
        raise form_error(path, "BUTTON_COMPONENT_INVALID", "A button must have a label or an emoji")


def _check_select(select: Json, path: tuple[object, ...]) -> None:
    values = [option["value"] for option in select.get("options") or []]
    if len(set(values)) != len(values):
        raise form_error((*path, "options"), "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", "The value is already used")
    if values and (select.get("max_values") or 1) > len(values):
        raise form_error((*path, "max_values"), "SELECT_COMPONENT_MAX_VALUES_INVALID", "More than there are options")


def _check_row(children: list[Json], path: tuple[object, ...]) -> None:
    has_select = any(child["type"] in _SELECTS for child in children)
    if (has_select and len(children) > 1) or len(children) > ROW_BUTTONS:
        raise form_error(path, "COMPONENT_LAYOUT_WIDTH_EXCEEDED", "The row is too wide")


def check_files(files: list[tuple[str, bytes]]) -> None:
    """Refuse too many or too large files."""
    if len(files) > MESSAGE_FILES:
        raise form_error(["attachments"], "BASE_TYPE_BAD_LENGTH", "Must be between 0 and 10 in length.")
    if any(len(blob) > FILE_BYTES for _, blob in files):
        raise ApiError(413, TOO_LARGE, "Request entity too large")


def check_not_empty(body: Json, files: list[tuple[str, bytes]]) -> None:
    """Refuse a message with nothing in it; white space alone is nothing."""
    if not (
        (body.get("content") or "").strip() or any(body.get(part) for part in ("embeds", "components", "poll")) or files
    ):
        raise ApiError(400, EMPTY_MESSAGE, "Cannot send an empty message")


def check_modal(modal: Json) -> None:
    """Refuse a form with more than five fields or with a field twice."""
    components: list[Json] = modal.get("components") or []
    if not 1 <= len(components) <= MESSAGE_ROWS:
        raise form_error(["data", "components"], "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 5 in length.")
    ids: list[Any] = [field["custom_id"] for field in modal_fields(modal)]
    if len(set(ids)) != len(ids):
        raise form_error(
            ["data", "components"], "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated"
        )


def modal_fields(modal: Json) -> list[Json]:
    """Return the text inputs of a form, in labels or in rows, each with its label."""
    fields = []
    for holder in modal.get("components") or []:
        inner = [holder["component"]] if "component" in holder else holder.get("components") or []
        fields += [
            {**field, "label": field.get("label") or holder.get("label")}
            for field in inner
            if field["type"] == _TEXT_INPUT
        ]
    return fields


def check_commands(commands: list[Json]) -> None:
    """Refuse a list of application commands that Discord would refuse."""
    seen: set[tuple[str, int]] = set()
    for index, command in enumerate(commands):
        kind = command.get("type") or 1
        if (command["name"], kind) in seen:
            raise form_error(
                [index, "name"], "APPLICATION_COMMANDS_DUPLICATE_NAME", "Application command names must be unique"
            )
        seen.add((command["name"], kind))
        if kind != 1:
            continue
        for name in (command["name"], *(command.get("name_localizations") or {}).values()):
            if not _COMMAND_NAME.fullmatch(name) or name != name.lower():
                raise form_error([index, "name"], "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")
        if not command.get("description"):
            raise form_error([index, "description"], "BASE_TYPE_REQUIRED", "This field is required")
        _check_options(command.get("options") or [], [index])


def _check_options(options: list[Json], path: list[object]) -> None:
    is_optional = False
    for index, option in enumerate(options):
        here = [*path, "options", index]
        if not _COMMAND_NAME.fullmatch(option["name"]):
            raise form_error([*here, "name"], "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")
        if option.get("required") and is_optional:
            raise form_error(here, "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", "Required options must come first")
        is_optional = is_optional or not option.get("required")
        _check_options(option.get("options") or [], here)
