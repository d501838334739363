"""A line judged with the files of a workspace, as the runtime does it: what the policy asks for is read, once."""

from __future__ import annotations

from collections.abc import Mapping

from sandbox.policy.looked_at import Wanted, judge
from sandbox.policy.parse import read
from sandbox.policy.plan import Command, Plan, Refusal
from sandbox.policy.settings import PolicySettings

SETTINGS = PolicySettings()


def command(line: str, settings: PolicySettings = SETTINGS) -> Command:
    """Return the last command of a line that is allowed."""
    plan = read(line, settings)
    assert isinstance(plan, Plan), plan
    return plan.steps[-1].pipeline.commands[-1]


def looked(
    line: str, files: Mapping[str, str], settings: PolicySettings = SETTINGS
) -> tuple[Refusal | None, list[str]]:
    """Return why a line does not run, or nothing, and the files that were asked for, in their order."""
    asked: dict[str, str | None] = {}
    last = command(line, settings)
    while isinstance(found := judge(last, asked, settings), Wanted):
        assert found.path not in asked
        asked[found.path] = files.get(found.path)
    return found, list(asked)


def key(line: str, files: Mapping[str, str], settings: PolicySettings = SETTINGS) -> str:
    """Return the key of the refusal of a line, by its words or by the files it reads, or nothing."""
    plan = read(line, settings)
    if isinstance(plan, Refusal):
        return plan.key
    found, _ = looked(line, files, settings)
    return found.key if found else ""
