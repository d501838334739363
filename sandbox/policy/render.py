"""A plan back to a line that means the same: `read(render(plan)) == plan` where the settings are the same."""

from __future__ import annotations

import re

from sandbox.policy.plan import Command, Errors, ExitCode, Join, Pipeline, Plan, Substitution, Word

_SAFE = re.compile(r"[A-Za-z0-9_@%+:,./-][A-Za-z0-9_@%+=:,./-]*")
_ASSIGNED = re.compile(r"([A-Za-z_][A-Za-z0-9_]*=)(.*)", re.DOTALL)
_ERRORS = {Errors.SHOWN: "", Errors.MERGED: " 2>&1", Errors.HIDDEN: " 2>/dev/null"}


def render(plan: Plan) -> str:
    """Return the plan as one line."""
    line = ""
    for step in plan.steps:
        if line:
            line += "; " if step.join is Join.ALWAYS else f" {step.join.value} "
        line += pipeline(step.pipeline)
    return line


def pipeline(piped: Pipeline) -> str:
    """Return commands joined by `|`, and where their output goes."""
    line = ""
    for index, one in enumerate(piped.commands):
        is_last = index == len(piped.commands) - 1
        if is_last and piped.redirect is not None:
            arrow = ">>" if piped.redirect.append else ">"
            target = piped.redirect.path
            above = "" if target.startswith("/") else "../" * len(list(filter(None, one.directory.split("/"))))
            line += f"{command(one, with_errors=False)} {arrow} {quote(above + target)}{_ERRORS[one.errors]}"
        else:
            line += command(one) + ("" if is_last else " | ")
    return line


def command(one: Command, *, with_errors: bool = True) -> str:
    """Return one command as it could be typed."""
    words = [_assigned(f"{name}={value}") for name, value in one.environment if one.name not in ("assign", "export")]
    is_assignment = one.name in ("assign", "export")
    words += [_assigned(item.text) if is_assignment else word(item) for item in one.argv]
    return " ".join(words) + (_ERRORS[one.errors] if with_errors else "")


def word(item: Word) -> str:
    """Return an argument, quoted where the shell's language needs it."""
    if len(item.parts) == 0:
        return "''"
    if item.is_plain:
        return quote("".join(part for part in item.parts if isinstance(part, str)))
    return "".join(_part(part) for part in item.parts)


def _part(part: str | Substitution | ExitCode) -> str:
    if isinstance(part, str):
        return quote(part) if part else ""
    if isinstance(part, ExitCode):
        return '"$?"'
    inner = f"$({pipeline(part.pipeline)})"
    return f'"{inner}"' if part.is_quoted else inner


def quote(text: str) -> str:
    """Return a text as one word."""
    if _SAFE.fullmatch(text) and not text.startswith("~"):
        return text
    return "'" + text.replace("'", "'\\''") + "'"


def _assigned(text: str) -> str:
    found = _ASSIGNED.fullmatch(text)
    return found[1] + quote(found[2]) if found else quote(text)
