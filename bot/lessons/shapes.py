"""YAML checked against a shape, every problem at its own line."""

from __future__ import annotations

from typing import TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from bot.lessons.problems import ContentProblem, Place
from bot.lessons.yaml_text import YamlText

S = TypeVar("S", bound=BaseModel)

_KEYS = {
    "missing": "field-missing",
    "extra_forbidden": "field-unknown",
    "string_type": "not-text",
    "list_type": "not-list",
    "dict_type": "not-map",
    "model_type": "not-map",
    "int_type": "not-number",
    "bool_type": "not-yes-no",
    "literal_error": "not-one-of",
    "string_pattern_mismatch": "bad-id",
    "too_short": "too-few",
    "too_long": "too-many",
    "greater_than_equal": "number-small",
    "less_than_equal": "number-large",
}


class Origins:
    """Where each thing of the course was read: `quiz:01-docker/q-x` → a value in a piece of YAML, or a line."""

    def __init__(self) -> None:
        self._spots: dict[str, tuple[YamlText | Place, tuple[str | int, ...]]] = {}

    def add(self, name: str, spot: YamlText | Place, *path: str | int) -> Place | None:
        """Remember where `name` is from; return the place of an earlier one of the same name, which is kept out."""
        earlier = self._spots.get(name)
        self._spots[name] = (spot, path)
        return None if earlier is None else _place(*earlier)

    def place(self, name: str, *path: str | int) -> Place:
        """Return the line of `name`, or of the value at `path` in it."""
        spot, base = self._spots[name]
        return _place(spot, base, *path)

    def __contains__(self, name: str) -> bool:
        """Whether something of this name was read."""
        return name in self._spots


def _place(spot: YamlText | Place, base: tuple[str | int, ...], *path: str | int) -> Place:
    return spot if isinstance(spot, Place) else spot.place(*base, *path)


def shaped(shape: type[S], value: object, yaml: YamlText, problems: list[ContentProblem], *path: str | int) -> S | None:
    """Return `value`, found at `path` of `yaml`, as `shape`; or `None` after adding what is wrong to `problems`."""
    try:
        return shape.model_validate(value)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            steps = tuple(step for step in detail["loc"] if step != "[key]")
            problems.append(ContentProblem(yaml.place(*path, *steps), *_told(detail, steps)))
        return None


def _told(detail: ErrorDetails, steps: tuple[str | int, ...]) -> tuple[str, dict[str, object]]:
    context = detail.get("ctx", {})
    values: dict[str, object] = {"where": _dotted(steps), **context}
    match detail["type"]:
        case "literal_error":
            values |= {"expected": context["expected"].replace(" or ", ", "), "given": detail["input"]}
        case "string_pattern_mismatch":
            values |= {"given": detail["input"]}
        case "too_short":
            values |= {"least": context["min_length"], "name": values["where"]}
        case "too_long":
            values |= {"most": context["max_length"], "name": values["where"]}
        case "greater_than_equal":
            values |= {"least": context["ge"]}
        case "less_than_equal":
            values |= {"most": context["le"]}
        case other if other not in _KEYS and "-" not in other:  # a kind of pydantic's own that no wording knows yet
            return "not-right", {**values, "problem": detail["msg"]}
        case _:
            pass
    return _KEYS.get(detail["type"], detail["type"]), values


def _dotted(steps: tuple[str | int, ...]) -> str:
    text = ""
    for step in steps:
        text += f"[{step + 1}]" if isinstance(step, int) else f".{step}"
    return text.lstrip(".")
