from pathlib import Path

import pytest

from sandbox.policy import book
from sandbox.policy.parse import read, recheck
from sandbox.policy.plan import Command, Plan
from sandbox.policy.render import render
from sandbox.policy.settings import PolicySettings

ROWS = [
    tuple(line[1:].split("] ", 1))
    for line in (Path(__file__).parent / "allowed.txt").read_text(encoding="utf-8").splitlines()
    if line.startswith("[")
]
SETTINGS = PolicySettings()


def plan_of(line: str) -> Plan:
    plan = read(line, SETTINGS)
    assert isinstance(plan, Plan), plan
    return plan


@pytest.mark.parametrize(("names", "line"), ROWS)
def test_a_line_of_the_course_is_allowed_and_named(names: str, line: str) -> None:
    plan = plan_of(line)
    made = ";".join(" ".join(command.name for command in step.pipeline.commands) for step in plan.steps)
    assert made == names


@pytest.mark.parametrize("line", [line for _, line in ROWS])
def test_what_is_written_from_a_plan_reads_as_the_same_plan(line: str) -> None:
    plan = plan_of(line)
    assert read(render(plan), SETTINGS) == plan


@pytest.mark.parametrize("line", [line for _, line in ROWS])
def test_what_is_executed_is_allowed_again_word_by_word(line: str) -> None:
    for step in plan_of(line).steps:
        for command in step.pipeline.commands:
            if command.name in ("cd", "assign", "export") or not all(word.is_plain for word in command.argv):
                continue
            again = recheck([word.text for word in command.argv], SETTINGS)
            assert isinstance(again, Command)
            assert again.argv == command.argv
            assert again.options == command.options


def test_every_command_of_the_grammar_stands_in_the_table() -> None:
    tried = {name for names, _ in ROWS for name in names.split(";")}
    untried = [
        spec.name
        for spec in (*book.docker_specs().values(), *book.workspace_specs().values())
        if not any(name == spec.name or spec.name in name for name in tried)
    ]
    assert sorted(set(untried)) == []
