"""`gorae content lint`: what can be checked of the course without an engine."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bot.lessons.lint_claims import check_claims
from bot.lessons.lint_commands import check_commands
from bot.lessons.lint_ids import check_ids
from bot.lessons.lint_inline import check_inline
from bot.lessons.lint_quiz import check_quiz
from bot.lessons.lint_references import check_references
from bot.lessons.lint_words import check_words
from bot.lessons.parse import Reading, read
from bot.lessons.problems import ContentProblem


def lint(folders: Sequence[Path]) -> tuple[Reading, tuple[ContentProblem, ...]]:
    """Read and check the course. Returns what was read, and all problems by file and line."""
    reading = read(folders)
    problems = [
        *reading.problems,
        *check_references(reading),
        *check_commands(reading),
        *check_claims(reading),
        *check_inline(reading),
        *check_quiz(reading),
        *check_words(folders),
        *(problem for folder in folders for problem in check_ids(reading, folder)),
    ]
    return reading, tuple(sorted(problems, key=lambda problem: problem.place))
