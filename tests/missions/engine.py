"""A sandbox of which only the engine's answers matter."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from bot.missions.probe import Ran


class Engine:
    """A sandbox whose engine answers from a table, and of what is not in it that there is no such thing."""

    def __init__(self, answers: Mapping[str, Any]) -> None:
        self.answers = answers

    async def execute(self, user_id: int, argv: Sequence[str]) -> Ran:
        del user_id
        questions = [word.removeprefix("http://engine/") for word in argv if word.startswith("http://")]
        answers = [self.answers.get(question, {"message": "No such thing"}) for question in questions]
        written = (text if isinstance(text, str) else json.dumps(text) for text in answers)
        return Ran(0, "\n\n".join(written).encode())

    async def run_line(self, user_id: int, line: str) -> tuple[int, str]:
        del user_id
        raise AssertionError(line)

    async def write_file(self, user_id: int, path: str, text: str) -> None:
        del user_id, text
        raise AssertionError(path)
