"""Questions for two commands, and such as name a second deed only to tell how it came.

They were written beside one another, without words of other files. `looked_at_sequences` was read while the pieces of a
question were taught to count (`bench/fit_commands.py`); `sequences` was asked once, when that was done.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.answers.service import Engine

HERE = Path(__file__).parent
LEAST = {  # commands exact, and in the order of the wish, of 32 each
    "looked_at_sequences": {"both": 25, "one": 28},
    "sequences": {"both": 20, "one": 28},
}


@pytest.mark.parametrize("name", list(LEAST))
def test_two_wishes_and_their_circumstances_are_told_apart(engine: Engine, name: str) -> None:
    rows = [json.loads(line) for line in (HERE / f"{name}.jsonl").read_text("utf-8").splitlines()]
    assert len(rows) == 64
    right: Mapping[str, int] = {
        style: sum(
            list(engine.ask(row["question"]).commands) == row["expected_commands"]
            for row in rows
            if row["style"] == style
        )
        for style in ("both", "one")
    }
    assert {style: count for style, count in right.items() if count < LEAST[name][style]} == {}
