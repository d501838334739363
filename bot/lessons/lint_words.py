"""Spelling, spacing and one word for one thing: the course's own list, `spelling.yaml`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from pydantic import BaseModel

from bot.lessons.parse import files
from bot.lessons.problems import ContentProblem, Place
from bot.lessons.schema_base import STRICT, Text
from bot.lessons.shapes import shaped
from bot.lessons.yaml_text import YamlText

LIST: Final = "spelling.yaml"
_AS_TYPED: Final = re.compile(
    r"^\s*(?:aliases|action|object|typed|also|phrasings|words|error|example|pattern|choices|wrong)\b|\berror: "
)


class Spelling(BaseModel):
    """An entry of the list: a regular expression, and what to write in its place."""

    model_config = STRICT

    wrong: Text
    right: Text
    why: str = ""


def check_words(folders: Sequence[Path]) -> Iterator[ContentProblem]:
    """Yield a problem for each place where a listed misspelling stands in text that learners read.

    Lines that quote what people type or what programs print are left alone, and so are index.yaml and the wishes.
    """
    problems: list[ContentProblem] = []
    entries = [entry for folder in folders for entry in read_list(folder / LIST, problems)]
    yield from problems
    compiled = [(re.compile(entry.wrong), entry) for entry in entries]
    for folder in folders:
        for path in files(folder):
            if path.name in {"index.yaml", "glossary.yaml"} or path.parent.name == "wishes":
                continue
            for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
                if _AS_TYPED.search(line):
                    continue
                for pattern, entry in compiled:
                    if found := pattern.search(line):
                        values = {"wrong": found[0], "right": entry.right, "why": entry.why}
                        yield ContentProblem(Place(str(path), number), "misspelt", values)


def read_list(path: Path, problems: list[ContentProblem]) -> list[Spelling]:
    """Return the entries of the list; an absent one has none."""
    if not path.exists():
        return []
    yaml = YamlText(path.read_text(encoding="utf-8"), Place(str(path), 1))
    value = yaml.read(problems)
    entries = value if isinstance(value, list) else []
    made = (shaped(Spelling, entry, yaml, problems, number) for number, entry in enumerate(entries))
    return [entry for entry in made if entry is not None]
