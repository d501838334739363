"""Errors a person may see: a wording key and its values, never text."""

from __future__ import annotations

import errno
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


DISK_REASONS = {
    errno.ENOSPC: "full",
    errno.EDQUOT: "full",
    errno.EROFS: "read-only",
    errno.EACCES: "permission",
    errno.EPERM: "permission",
}


def unwritable(error: OSError, path: str) -> ConfigurationError:
    """Say that nothing can be written at `path`, and why: `data-unwritable`."""
    reason = DISK_REASONS.get(error.errno or 0, "other")
    return ConfigurationError("data-unwritable", {"path": path, "reason": reason})
