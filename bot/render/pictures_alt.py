"""Words that stand for a picture, made from what it shows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from bot.render.pictures_text import runs
from bot.render.wording import say

AREA: Final = "pictures"
MOST_ALT: Final = 1000  # Discord takes 1024 characters of description
_SHAPES: Final = "|".join(
    rf"\{opening}+\"?(?P<{{0}}_{name}>[^\"\{closing}]*)\"?\{closing}+"
    for name, opening, closing in (("box", "[", "]"), ("round", "(", ")"), ("rhombus", "{{", "}}"))
)
_NODE: Final = rf"(?P<{{0}}>[\w-]*\w)(?:{_SHAPES})?"
_ARROW: Final = r"\s*(?:--\s*(?P<said>[^->|]+?)\s*-->|[-.=<ox]{2,}[->ox]*\s*(?:\|\"?(?P<label>[^|\"]*)\"?\|)?)\s*"
_EDGE: Final = re.compile(_NODE.format("one") + _ARROW + _NODE.format("other"))
_DECLARED: Final = re.compile(_NODE.format("one"))
_MESSAGE: Final = re.compile(r"^\s*([\w ]+?)\s*-{1,2}[>x)]+[+-]?\s*([\w ]+?)\s*:\s*(.+)$", re.MULTILINE)
_NAMED: Final = re.compile(r"^\s*(?:participant|actor)\s+(\w+)\s+as\s+(.+)$", re.MULTILINE)


def diagram_alt(source: str) -> str:
    """Return the edges of a Mermaid flowchart or sequence diagram in words; a plain word for other kinds."""
    edges = _messages(source) if source.lstrip().startswith("sequenceDiagram") else _edges(source)
    text = say(AREA, "edges", edges=edges) if edges else say(AREA, "diagram")
    return text[:MOST_ALT]


def table_alt(rows: Sequence[Sequence[str]]) -> str:
    """Return the cells of a table in words; the first row is the head."""
    plain = [[_plain(cell) for cell in row] for row in rows]
    return say(AREA, "table", head=plain[0], rows=plain[1:])[:MOST_ALT] if plain else ""


def _edges(source: str) -> list[str]:
    names: dict[str, str] = {}
    for match in _DECLARED.finditer(source):
        if text := match["one_box"] or match["one_round"] or match["one_rhombus"]:
            names.setdefault(match["one"], _plain(text))
    edges = []
    for line in source.splitlines()[1:]:
        at = 0
        while edge := _EDGE.search(line, at):
            one, other = (names.get(edge[name], edge[name]) for name in ("one", "other"))
            said = _plain(edge["said"] or edge["label"] or "")
            edges.append(f"{one} → {other}" + (f" ({said})" if said else ""))
            at = edge.start("other")
    return edges


def _messages(source: str) -> list[str]:
    names = {short: _plain(name) for short, name in _NAMED.findall(source)}
    return [
        f"{names.get(one, one)} → {names.get(other, other)} ({_plain(said)})"
        for one, other, said in _MESSAGE.findall(source)
    ]


def _plain(text: str) -> str:
    """Return text without emoji and line breaks of HTML."""
    words = "".join(piece for is_emoji, piece in runs(re.sub(r"<br\s*/?>", " ", text)) if not is_emoji)
    return " ".join(words.split())
