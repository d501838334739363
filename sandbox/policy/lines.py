"""`gorae policy --jsonl -`: lines of JSON in, one line of JSON out for each."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from sandbox.policy.parse import read
from sandbox.policy.plan import Command, Pipeline, Plan, Refusal
from sandbox.policy.render import command as written
from sandbox.policy.render import render
from sandbox.policy.settings import PolicySettings


def policy_lines(
    lines: Iterable[str], settings: PolicySettings | None = None, explain: Callable[[Refusal], str] | None = None
) -> Iterator[str]:
    """Yield `{"id","allowed","parsed","reason"}` for each `{"id","line"}`.

    `parsed` is the plan (what would run, step by step) or `null`; `reason` is `null` or what `explain` says of the
    refusal (without it: key, word and suggestion). Lines that are no such JSON get an answer too; empty lines do not.
    """
    settings = settings or PolicySettings()
    for text in lines:
        if text.strip():
            yield json.dumps(_answer(text, settings, explain or _plain), ensure_ascii=False)


def _answer(text: str, settings: PolicySettings, explain: Callable[[Refusal], str]) -> Mapping[str, Any]:
    try:
        asked = json.loads(text)
    except (ValueError, RecursionError):
        return {"id": None, "allowed": False, "parsed": None, "reason": f"bad-json: {text.strip()[:80]}"}
    if not isinstance(asked, dict) or not isinstance(asked.get("line"), str):
        name = asked.get("id") if isinstance(asked, dict) else None
        return {"id": name, "allowed": False, "parsed": None, "reason": 'bad-json: {"id": …, "line": "…"}'}
    found = read(asked["line"], settings)
    if isinstance(found, Refusal):
        return {"id": asked.get("id"), "allowed": False, "parsed": None, "reason": explain(found)}
    return {"id": asked.get("id"), "allowed": True, "parsed": parsed(found), "reason": None}


def _plain(refusal: Refusal) -> str:
    instead = f" → {refusal.suggestion}" if refusal.suggestion else ""
    return f"{refusal.key}: {refusal.word}{instead}"


def parsed(plan: Plan) -> Mapping[str, Any]:
    """Return a plan as plain JSON values."""
    return {
        "line": render(plan),
        "steps": [{"join": step.join.value, **_pipeline(step.pipeline)} for step in plan.steps],
        "directory": plan.directory,
    }


def _pipeline(pipeline: Pipeline) -> Mapping[str, Any]:
    redirect = pipeline.redirect
    return {
        "commands": [_command(command) for command in pipeline.commands],
        "redirect": {"path": redirect.path, "append": redirect.append} if redirect else None,
    }


def _command(command: Command) -> Mapping[str, Any]:
    return {
        "name": command.name,
        "options": [[option.name, option.value] for option in command.options],
        "arguments": list(command.arguments),
        "argv": [word.text for word in command.argv],
        "line": written(command),
        "changes_state": command.changes_state,
        "terminal": command.is_terminal,
    }
