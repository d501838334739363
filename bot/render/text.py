"""Lesson Markdown for places that show neither diagrams nor tables."""

from __future__ import annotations

import re

HIDDEN_FENCE = re.compile(r"^```(?:mermaid|alt)\b.*?^```[ \t]*\n?", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^#{2,6}[ \t]+(?P<title>.*?)[ \t]*(?:\{#[\w-]+\})?[ \t]*$", re.MULTILINE)
INFO = re.compile(r"^```(\w+)[^\n]*$", re.MULTILINE)
TABLE = re.compile(r"(?:^\|.*\|[ \t]*\n?){2,}", re.MULTILINE)
RULE = re.compile(r"\|[\s:|-]+\|")


def readable(markdown: str) -> str:
    """Return lesson text as a chat shows it: no diagrams, no heading ids, each table row a line of `head: cell`."""
    text = HIDDEN_FENCE.sub("", markdown)
    text = HEADING.sub(lambda match: f"**{match['title']}**", text)
    text = INFO.sub(r"```\1", text)
    return re.sub(r"\n{3,}", "\n\n", TABLE.sub(lambda match: f"{_rows(match[0])}\n", text)).strip()


def _rows(table: str) -> str:
    rows = [
        [cell.strip() for cell in line.strip().strip("|").split("|")]
        for line in table.strip().splitlines()
        if not RULE.fullmatch(line.strip())
    ]
    head, *body = rows
    return "\n".join(
        "- " + " · ".join(f"{name}: {cell}" for name, cell in zip(head, row, strict=False)) for row in body
    )
