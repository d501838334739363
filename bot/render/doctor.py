"""`gorae doctor` in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.render.wording import say
from sandbox.checks import Finding, State
from sandbox.limits import Limits

MARKS = {State.FINE: "✅ 좋아요", State.REMARK: "🔸 참고", State.TROUBLE: "❌ 문제"}


@dataclass(frozen=True, slots=True)
class Vital:
    """One thing about a running bot. `key` names its wording (`part-engine`, `vital-backup`, …); `values` fill it."""

    key: str
    state: State
    values: Mapping[str, object]


def vitals_text(vitals: Sequence[Vital], address: str) -> str:
    """Return how the bot at `address` is, line by line, with what to do about each; no vitals: none answers there."""
    if not vitals:
        return say("doctor", "not-running", address=address)
    lines = [say("doctor", "running", address=address), ""]
    lines += [
        f"{MARKS[vital.state]}  {say('doctor', vital.key, is_fine=vital.state is State.FINE, **vital.values)}"
        for vital in vitals
    ]
    return "\n".join(lines)


def limits_text(limits: Limits) -> str:
    """Return every limit that learners' sandboxes live under."""
    return say("doctor", "limits", limits=limits)


def findings_text(findings: Sequence[Finding]) -> str:
    """Return what was found, line by line, with what to do about each."""
    lines = [say("doctor", "heading"), ""]
    lines += [
        f"{MARKS[finding.state]}  {say('doctor', finding.key, state=finding.state.value, **finding.values)}"
        for finding in findings
    ]
    trouble = sum(finding.state is State.TROUBLE for finding in findings)
    lines += ["", say("doctor", "some-trouble", count=trouble) if trouble else say("doctor", "all-fine")]
    return "\n".join(lines)
