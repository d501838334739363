"""The bank of phrasings grows: one step from a question that was missed to a line of index.yaml."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from pathlib import Path

from ruamel.yaml import YAML

from bot.core.errors import GoraeError

MOST_PHRASING = 200  # characters


def add_phrasing(folders: Sequence[Path], address: str, phrasing: str) -> Path:
    """Add a learner's phrasing to the part `lesson/section[/sub]` and return the index.yaml that was written.

    The last of the content folders that holds the lesson is written to; a phrasing that is there already stays one.
    Raises `GoraeError` (`lesson-unknown`) where no folder holds such a part.
    """
    lesson, _, part = address.partition("/")
    paths = [folder / "lessons" / lesson / "index.yaml" for folder in folders]
    path = next((path for path in reversed(paths) if path.is_file()), None)
    yaml = YAML()
    yaml.width = 4096  # no line is broken anew
    yaml.preserve_quotes = True
    yaml.indent(mapping=2, sequence=4, offset=2)
    parts = yaml.load(path) if path is not None else None
    if path is None or not parts or part not in parts:
        raise GoraeError("lesson-unknown", {"lesson": address})
    text = " ".join(unicodedata.normalize("NFC", phrasing).split())[:MOST_PHRASING]
    phrasings = parts[part].setdefault("phrasings", [])
    if text and text not in phrasings:
        phrasings.append(text)
        beside = path.with_suffix(".part")
        with beside.open("w", encoding="utf-8") as file:
            yaml.dump(parts, file)
        beside.replace(path)
    return path
