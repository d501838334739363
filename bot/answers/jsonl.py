"""`gorae ask --jsonl`: a question a line in, an answer a line out."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator

from bot.answers.answer import Answer
from bot.answers.service import Engine
from bot.core.errors import GoraeError


def ask_lines(
    engine: Engine,
    lines: Iterable[str],
    say: Callable[[Answer], str],
    lesson: str | None = None,
    *,
    refuse: Callable[[GoraeError], None],
) -> Iterator[str]:
    """Yield for each `{"id", "question"}` its answer as one line of JSON; empty lines are passed over.

    `say` words an answer (`bot.render.several.plain_answers`). A line that is no question has no answer: `refuse` is
    told its number (`question_line`), and the next line is read.
    """
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            asked = json.loads(line)
            question = str(asked["question"])
            question.encode()  # half a character can neither be looked for nor be written
        except (ValueError, KeyError, TypeError, RecursionError):
            refuse(GoraeError("question_line", {"number": number}))
            continue
        yield json.dumps(row(asked.get("id"), engine.ask(question, lesson), say), ensure_ascii=False)


def row(asked_id: object, answer: Answer, say: Callable[[Answer], str]) -> dict[str, object]:
    """Return an answer as plain values, with those to what else was asked; an abstention names no command."""
    return {
        "id": asked_id,
        "decision": answer.decision.value,
        "score": answer.score,
        "sections": [{"lesson": place.lesson, "section": place.section} for place in answer.every_place],
        "commands": list(answer.every_command),
        "answer": say(answer),
    }
