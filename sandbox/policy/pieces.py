"""The pieces that a word is made of."""

from __future__ import annotations

from collections.abc import Sequence

from sandbox.policy.plan import ExitCode, Substitution


def merge(parts: Sequence[str | Substitution | ExitCode]) -> list[str | Substitution | ExitCode]:
    """Neighbouring texts become one; an empty word stays a word."""
    merged: list[str | Substitution | ExitCode] = []
    for part in parts:
        if isinstance(part, str) and merged and isinstance(merged[-1], str):
            merged[-1] += part
        elif part != "" or len(parts) == 1:
            merged.append(part)
    return merged or [""]
