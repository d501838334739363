"""`gorae doctor` in words."""

from __future__ import annotations

from collections.abc import Sequence

from bot.render.wording import say
from sandbox.checks import Finding, State
from sandbox.limits import Limits

MARKS = {State.FINE: "✅ 좋아요", State.REMARK: "🔸 참고", State.TROUBLE: "❌ 문제"}


def findings_text(findings: Sequence[Finding], limits: Limits) -> str:
    """Return what was found, line by line, with what to do about each."""
    lines = [say("doctor", "heading"), ""]
    lines += [
        f"{MARKS[finding.state]}  {say('doctor', finding.key, state=finding.state.value, **finding.values)}"
        for finding in findings
    ]
    trouble = sum(finding.state is State.TROUBLE for finding in findings)
    lines += ["", say("doctor", "limits", limits=limits), ""]
    lines.append(say("doctor", "some-trouble", count=trouble) if trouble else say("doctor", "all-fine"))
    return "\n".join(lines)
