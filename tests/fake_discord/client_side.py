"""What Discord's client checks before anything is sent: options, menus, forms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tests.fake_discord import rules
from tests.fake_discord.models import Json, flat_components

SUBCOMMAND, STRING, INTEGER, BOOLEAN, USER, ATTACHMENT = 1, 3, 4, 5, 6, 11
_MENU, _USERS, _ROLES, _CHANNELS = 3, 5, 6, 8
# Where the things taken are found, by the kind of menu.
_RESOLVED = {_MENU: "", _USERS: "users", _ROLES: "roles", _CHANNELS: "channels"}
_STRING_CHARACTERS = 6000
_FIELD_CHARACTERS = 4000


class CannotDoError(AssertionError):
    """What a person could not do in Discord's client."""

    def __init__(self, why: str, *what: str) -> None:
        super().__init__(f"{why}: {', '.join(what)}" if what else why)


def options_of(command: Json, path: Sequence[str]) -> dict[str, Json]:
    """Return the options, by name, of a command or of its subcommand."""
    options: list[Json] = command.get("options") or []
    for name in path:
        part = next((entry for entry in options if entry["name"] == name and entry["type"] == SUBCOMMAND), None)
        if part is None:
            raise CannotDoError("there is no such subcommand", name)
        options = part.get("options") or []
    if any(option["type"] == SUBCOMMAND for option in options):
        raise CannotDoError("a subcommand is needed", command["name"])
    return {option["name"]: option for option in options}


def checked_option(name: str, value: object, declared: Mapping[str, Json], kinds: Mapping[int, type]) -> Json:
    """Return an option as it is sent; `kinds` are the types its value may have, by option type."""
    option = declared.get(name)
    if option is None:
        raise CannotDoError("there is no such option", name)
    if not isinstance(value, kinds[option["type"]]):
        raise CannotDoError("the option takes another type", name)
    if isinstance(value, str):
        least, most = option.get("min_length") or 0, option.get("max_length") or _STRING_CHARACTERS
        if not least <= len(value) <= most:
            raise CannotDoError("the option is too short or too long", name)
    if isinstance(value, int) and not option.get("min_value", value) <= value <= option.get("max_value", value):
        raise CannotDoError("the option is out of range", name)
    choices = [choice["value"] for choice in option.get("choices") or []]
    if choices and value not in choices:
        raise CannotDoError("the option is none of its choices", name)
    return {"name": name, "type": option["type"], "value": value}


def taken(message: Json, number: int, labels: Sequence[str | Json]) -> Json:
    """Return what is sent when these are taken from a message's menu: labels, or channels, roles or users."""
    menus = [part for part in flat_components(message["components"]) if part["type"] in _RESOLVED]
    if number >= len(menus) or menus[number].get("disabled"):
        raise CannotDoError("there is no such menu")
    menu = menus[number]
    least, most = menu.get("min_values"), menu.get("max_values")
    if not (1 if least is None else least) <= len(labels) <= (most or 1):
        raise CannotDoError("the menu takes another number of values")
    body = {"component_type": menu["type"], "custom_id": menu["custom_id"], "id": menu["id"]}
    if menu["type"] == _MENU:
        values = {option["label"]: option["value"] for option in menu["options"]}
        if unknown := [str(label) for label in labels if label not in values]:
            raise CannotDoError("the menu does not have", *unknown)
        return {**body, "values": [values[str(label)] for label in labels]}
    things = [thing for thing in labels if not isinstance(thing, str)]
    kinds = menu.get("channel_types") or [thing.get("type") for thing in things]
    if wrong := [str(thing["name"]) for thing in things if thing.get("type") not in kinds]:
        raise CannotDoError("the menu does not list", *wrong)
    resolved = {thing["id"]: _as_resolved(menu["type"], thing) for thing in things}
    return {**body, "values": list(resolved), "resolved": {_RESOLVED[menu["type"]]: resolved}}


def _as_resolved(kind: int, thing: Json) -> Json:
    if kind != _CHANNELS:
        return thing
    return {**{key: thing.get(key) for key in ("id", "type", "name", "parent_id")}, "permissions": "0"}


def filled(modal: Json, values: Mapping[str, str]) -> Json:
    """Return what is sent when a form's fields, named by their label, are filled in so."""
    fields = {field["label"]: field for field in rules.modal_fields(modal)}
    if unknown := [label for label in values if label not in fields]:
        raise CannotDoError("the form does not have", *unknown)
    components = []
    for index, (label, field) in enumerate(fields.items()):
        value = values.get(label, field.get("value") or "")
        if field.get("required", True) and not value:
            raise CannotDoError("the field is required", label)
        if len(value) > (field.get("max_length") or _FIELD_CHARACTERS):
            raise CannotDoError("the field is too long", label)
        inner = {"type": 4, "id": 50 + index, "custom_id": field["custom_id"], "value": value}
        components.append({"type": 18, "id": index + 1, "component": inner})
    return {"custom_id": modal["custom_id"], "components": components}
