"""Every import contract fails when it is broken: otherwise it would promise nothing."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent
CONTRACTS = re.findall(r'^name = "([^"]+)"\ntype = ', (PROJECT / "pyproject.toml").read_text("utf-8"), re.MULTILINE)
BREACHES = {
    "Imports go down only": ("bot/core/people.py", "import bot.talk.port"),
    "Answers are made in stages": ("bot/answers/korean.py", "import bot.answers.index"),
    "The sandbox stands alone": ("sandbox/limits.py", "import jinja2"),
    "Cogs know nothing of each other": ("bot/faces/discord/cogs/admin.py", "import bot.faces.discord.cogs.menus"),
    "Discord is one face": ("bot/talk/verbs.py", "import discord"),
    "One room speaks to the Docker API": ("sandbox/pool.py", "import docker"),
    "One room speaks to the database": ("bot/quiz/question.py", "import aiosqlite"),
    "Pure rooms do no input or output": ("bot/missions/check.py", "import subprocess"),
}


def broken(folder: Path) -> list[str]:
    """Return the names of the contracts that do not hold for the packages in the folder."""
    ran = subprocess.run(
        [
            sys.executable,
            "-c",
            "from importlinter.cli import lint_imports_command; lint_imports_command()",
            "--no-cache",
        ],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert "Contracts:" in ran.stdout, ran.stdout + ran.stderr
    return re.findall(r"^(.+) BROKEN$", ran.stdout, re.MULTILINE)


def test_every_contract_has_a_breach_here() -> None:
    assert set(CONTRACTS) == set(BREACHES)


@pytest.mark.parametrize("contract", sorted(BREACHES))
def test_a_breach_is_found(contract: str, tmp_path: Path) -> None:
    for package in ("bot", "sandbox"):
        shutil.copytree(PROJECT / package, tmp_path / package, ignore=shutil.ignore_patterns("fonts", "__pycache__"))
    shutil.copy(PROJECT / "pyproject.toml", tmp_path)
    name, line = BREACHES[contract]
    path = tmp_path / name
    path.write_text(
        path.read_text("utf-8").replace(
            "from __future__ import annotations\n", f"from __future__ import annotations\n{line}\n"
        )
    )
    assert contract in broken(tmp_path)
