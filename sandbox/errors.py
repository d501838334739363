"""Failures of the sandbox that a person may see: a wording key and its values, never text."""

from __future__ import annotations

from collections.abc import Mapping


class SandboxError(Exception):
    """An expected failure. `key` names a wording (`practice.…` in the templates); `values` fill it."""

    def __init__(self, key: str, values: Mapping[str, str | int | float] | None = None) -> None:
        super().__init__(key)
        self.key = key
        self.values = dict(values or {})

    def __str__(self) -> str:
        """Return the key and its values, for logs."""
        return f"{self.key} {self.values}" if self.values else self.key


class SandboxGoneError(SandboxError):
    """The sandbox, or its runner, is not there any more."""


class CapacityError(SandboxError):
    """There is no room for another sandbox now."""
