"""One figure of a measurement."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """`target` reads like `<= 2.5`; `holds` is `None` where no target is set."""

    name: str
    value: float
    unit: str
    target: str = ""
    holds: bool | None = None
