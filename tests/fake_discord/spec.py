"""Discord's official OpenAPI description: which routes there are, and what their bodies look like."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema
import jsonschema_rs
from jsonschema.exceptions import ValidationError, best_match

from tests.fake_discord.models import Json

_METHODS = ("get", "put", "post", "patch", "delete")
_MESSAGE = 200
_DIALECT = "https://json-schema.org/draft/2020-12/schema"


@dataclass(frozen=True)
class Operation:
    """One method of one path template, with the values of the template's parameters."""

    method: str
    template: str
    description: Json
    parameters: dict[str, str]


@dataclass(frozen=True)
class Mismatch:
    """Where a body differs from its description, and how."""

    path: tuple[object, ...]
    message: str


class Spec:
    """The description, indexed. `jsonschema-rs` gives the verdict, `jsonschema` the words for a failure."""

    def __init__(self, description: Json) -> None:
        self._schemas: Json = description["components"]["schemas"]
        # Discord takes JSON integers for snowflakes in requests (discord.py sends attachments[].id = 0);
        # the description says string only.
        self._schemas["SnowflakeType"] = {
            "type": ["string", "integer"],
            "pattern": "^(0|[1-9][0-9]*)$",
            "minimum": 0,
        }
        self._validators: dict[str, tuple[Any, Any]] = {}
        operations = [
            (template.count("{"), method.upper(), _pattern(template), template, item[method])
            for template, item in description["paths"].items()
            for method in _METHODS
            if method in item
        ]
        # Literal segments win over parameters (/users/@me over /users/{user_id}).
        self._operations = sorted(operations, key=lambda operation: operation[0])

    @classmethod
    def read(cls, path: Path) -> Spec:
        """Read the description from its file."""
        return cls(json.loads(path.read_text(encoding="utf-8")))

    def find(self, method: str, path: str) -> Operation | None:
        """Return the operation that a request is for."""
        for _, its_method, pattern, template, description in self._operations:
            if its_method == method and (match := pattern.fullmatch(path)):
                return Operation(method, template, description, match.groupdict())
        return None

    def check_request(self, operation: Operation, body: object) -> Mismatch | None:
        """Return what is wrong with a request's JSON body, if anything."""
        content = operation.description.get("requestBody", {}).get("content", {})
        schema = content.get("application/json", {}).get("schema")
        return self._check(f"{operation.method} {operation.template}", schema, body) if schema else None

    def check_response(self, operation: Operation, status: int, body: object) -> Mismatch | None:
        """Return what is wrong with an answer's JSON body, if anything."""
        answer = operation.description.get("responses", {}).get(str(status)) or {}
        schema = answer.get("content", {}).get("application/json", {}).get("schema")
        if not schema or body is None:
            return None
        return self._check(f"{operation.method} {operation.template} {status}", schema, body)

    def _check(self, key: str, schema: Json, instance: object) -> Mismatch | None:
        key, schema = self._narrowed(key, schema, instance)
        if key not in self._validators:
            full = {"$schema": _DIALECT, "components": {"schemas": self._schemas}, **schema}
            self._validators[key] = (
                jsonschema_rs.Draft202012Validator(full),
                jsonschema.Draft202012Validator(full),
            )
        quick, telling = self._validators[key]
        if quick.is_valid(instance):
            return None
        error = best_match(telling.iter_errors(instance))
        return _deepest(error) if error is not None else Mismatch((), "invalid")

    def _narrowed(self, key: str, schema: Json, instance: object) -> tuple[str, Json]:
        """Pick the branch of a callback's union by its `type`, so that a failure is told about the right one."""
        if not (schema.get("x-discord-union") and isinstance(instance, dict) and isinstance(instance.get("type"), int)):
            return key, schema
        for reference in schema["anyOf"]:
            branch = self._schemas[reference["$ref"].rsplit("/", 1)[1]]
            if instance["type"] in branch.get("properties", {}).get("type", {}).get("enum", []):
                return f"{key} type {instance['type']}", reference
        return key, schema


def _pattern(template: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(template)))


def _deepest(error: ValidationError) -> Mismatch:
    """Descend into unions: the branch whose `type` fits, else the deepest error."""
    while error.context:
        branches: dict[object, list[ValidationError]] = {}
        for cause in error.context:
            branches.setdefault(cause.schema_path[0], []).append(cause)
        fitting = [causes for causes in branches.values() if not any(map(_is_other_kind, causes))]
        error = max(
            (cause for causes in (fitting or branches.values()) for cause in causes),
            key=lambda cause: len(cause.absolute_path),
        )
    path: Sequence[object] = list(error.absolute_path)
    message = error.message
    # The value stands first, and may be long; the reason stands last.
    return Mismatch(tuple(path), message if len(message) <= _MESSAGE else f"{message[:60]}…{message[-120:]}")


def _is_other_kind(cause: ValidationError) -> bool:
    names_type = list(cause.relative_path)[-1:] == ["type"] and cause.validator in {"enum", "const"}
    return names_type or (cause.validator == "type" and not cause.relative_path)
