"""Errors a person may see: a wording key and its values, never text."""

from __future__ import annotations

from collections.abc import Mapping


class GoraeError(Exception):
    """An expected failure, told to the person in Korean by `render`.

    `key` names a template in `bot/render/templates/errors.j2`; `values` fill it. Neither holds internals.
    """

    def __init__(self, key: str, values: Mapping[str, object] | None = None) -> None:
        """Keep the wording key and its values."""
        super().__init__(key)
        self.key = key
        self.values = dict(values or {})


class ConfigurationError(GoraeError):
    """A setting that keeps the program from starting; the command ends with exit code 78 (`EX_CONFIG`)."""
