"""Discord's official OpenAPI description: which routes there are, and what their bodies look like."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema
import jsonschema_rs
from jsonschema.exceptions import ValidationError, best_match

from tests.fake_discord.models import Json

_METHODS = ("get", "put", "post", "patch", "delete")
_MESSAGE = 200
_SERVER_ERROR = 500
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
        # What is wrong with one field has a name for its code (BASE_TYPE_REQUIRED); the description says integer.
        self._schemas["InnerErrors"]["properties"]["_errors"]["items"] = {
            "type": "object",
            "properties": {"code": {"type": "string"}, "message": {"type": "string"}},
            "required": ["code", "message"],
        }
        self._responses: Json = description["components"]["responses"]
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

    def check_query(self, operation: Operation, query: Mapping[str, str]) -> Mismatch | None:
        """Return what is wrong with a request's query string, if anything: a name that nobody described, too."""
        described = {one["name"]: one for one in operation.description.get("parameters", []) if one["in"] == "query"}
        for name, text in query.items():
            if name not in described:
                return Mismatch((name,), "not in the description")
            key, schema = f"{operation.method} {operation.template} ?{name}", described[name]["schema"]
            found = [self._check(key, schema, reading) for reading in _readings(text)]
            if None not in found and (wrong := found[-1]):
                return Mismatch((name, *wrong.path), wrong.message)
        missing = [name for name, one in described.items() if one.get("required") and name not in query]
        return Mismatch((missing[0],), "is required") if missing else None

    def check_response(self, operation: Operation, status: int, body: object) -> Mismatch | None:
        """Return what is wrong with an answer's status or JSON body, if anything; of a 5xx nothing is described."""
        answers = operation.description.get("responses", {})
        code = next((code for code in (str(status), f"{status // 100}XX") if code in answers), None)
        if code is None:
            return None if status >= _SERVER_ERROR else Mismatch((), f"no answer {status} is described")
        answer = answers[code]
        if "$ref" in answer:
            answer = self._responses[answer["$ref"].rsplit("/", 1)[1]]
        schema = answer.get("content", {}).get("application/json", {}).get("schema")
        if (body is None) is not (schema is None):
            return Mismatch((), f"an answer {status} has {'no' if schema is None else 'a'} body")
        return self._check(f"{operation.method} {operation.template} {code}", schema, body) if schema else None

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


def _readings(text: str) -> list[object]:
    """Return what a value of a query string may be meant as: words, a truth, a number."""
    truths: list[object] = [text.lower() in {"true", "1"}] if text.lower() in {"true", "false", "1", "0"} else []
    return [text, *truths, *([int(text)] if re.fullmatch(r"-?[0-9]+", text) else [])]


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
