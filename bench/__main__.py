"""`python -m bench [AREA …]`: measure, print a table, write `bench.json` into the data folder.

An area is a module of this package with `rows()`, which may be a coroutine function.
"""

from __future__ import annotations

import asyncio
import importlib
import inspect
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.row import Row
from bot.settings import read_settings

AREAS = (
    "answers",
    "typos",
    "bot",
    "completion",
    "storage",
    "sandbox",
    "sandbox_neighbours",
    "sandbox_queue",
    "sandbox_density",
)


def measure(areas: Sequence[str]) -> list[Row]:
    """Run the areas one after another, so that none disturbs another's figures."""
    rows: list[Row] = []
    for area in areas:
        measured = importlib.import_module(f"bench.{area}").rows()
        rows.extend(asyncio.run(measured) if inspect.iscoroutine(measured) else measured)
    return rows


def table(rows: Sequence[Row]) -> Table:
    """Return the rows as a table for people."""
    shown = Table("name", "value", "unit", "target", "holds")
    for row in rows:
        holds = "" if row.holds is None else ("yes" if row.holds else "no")
        shown.add_row(row.name, f"{row.value:.4g}", row.unit, row.target, holds)
    return shown


def main(areas: Sequence[str]) -> None:
    """Measure the named areas, all by default."""
    rows = measure(areas or AREAS)
    Console().print(table(rows))
    keep(rows)


def keep(rows: Sequence[Row]) -> None:
    """Write rows into `bench.json`, over what was measured before under the same names."""
    path = read_settings().data_folder / "bench.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    merged = {str(row["name"]): row for row in _read(path)}
    merged.update((row.name, asdict(row)) for row in rows)
    path.write_text(json.dumps(list(merged.values()), ensure_ascii=False, indent=1) + "\n", "utf-8")


def _read(path: Path) -> list[dict[str, object]]:
    return list(json.loads(path.read_text("utf-8"))) if path.exists() else []


if __name__ == "__main__":
    main(sys.argv[1:])
