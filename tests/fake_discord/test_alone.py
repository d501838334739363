"""The small Discord knows no bot: whoever has another one takes the folder as it is."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

FOLDER = Path(__file__).parent
ITS_OWN = ".".join(FOLDER.parts[-2:])


def imported(file: Path) -> Iterator[str]:
    """Yield the modules that a file imports, also where only a type checker does."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file.name} imports relatively"
            yield node.module or ""


def test_nothing_of_this_project_is_imported() -> None:
    ours = {path.name for path in FOLDER.parents[1].iterdir() if (path / "__init__.py").is_file()}
    assert {"bot", "sandbox", "tests"} <= ours
    foreign = {
        f"{file.relative_to(FOLDER)}: {name}"
        for file in FOLDER.rglob("*.py")
        for name in imported(file)
        if name.split(".")[0] in ours and name != ITS_OWN and not name.startswith(f"{ITS_OWN}.")
    }
    assert not foreign
