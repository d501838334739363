"""What practice tells a face, in the order it happens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sandbox.engine import Cause
from sandbox.policy.plan import Refusal


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to say beside the output: a wording key and its values (`sandbox-renewed`, `engine-restarted`, …)."""

    key: str
    values: dict[str, str | int | float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StepView:
    """One step as a terminal would show it by now. `source` is what was typed; `exit_code` is `None` while it runs."""

    source: str
    text: str
    exit_code: int | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """The line does not run, or not to its end: `steps` ran before.

    `kept` is the number under which the audit has the line, 0 where it has not: what was probably meant by it can be
    read from there again.
    """

    refusal: Refusal
    steps: tuple[StepView, ...] = ()
    kept: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Failed:
    """Practice itself can't go on: a wording key (of `sandbox.errors.SandboxError`, or `too_many_commands`)."""

    key: str
    values: Mapping[str, str | int | float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WantsTerminal:
    """The line needs a terminal to type into (`-it`): the face offers one."""

    line: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """Every sandbox is taken; `place` in the queue (1 is next) of `capacity` sandboxes.

    `bound` says why there are no more: `count` or `memory`.
    """

    place: int
    capacity: int
    bound: str = "count"


@dataclass(frozen=True, slots=True)
class Preparing:
    """A sandbox is being made for the learner."""


@dataclass(frozen=True, slots=True)
class Running:
    """What there is to see by now; each replaces the one before."""

    steps: tuple[StepView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """The line ended.

    `cause` says why, `values` hold what was measured (`limit`, `measured`, in the unit the wording names).
    `exit_code` is that of the last step that ran; `is_truncated` when output was cut off.
    """

    steps: tuple[StepView, ...]
    exit_code: int
    cause: Cause
    seconds: float
    is_truncated: bool = False
    values: dict[str, str | int | float] = field(default_factory=dict)
    notices: tuple[Notice, ...] = ()


PracticeUpdate = Refused | Failed | WantsTerminal | Waiting | Preparing | Running | Finished


@dataclass(frozen=True, slots=True)
class NeedsFresh:
    """There is something in the sandbox already: bringing the last one back would take its place."""


@dataclass(frozen=True, slots=True)
class Resuming:
    """A sandbox is being built again: `done` of `count` lines, now `line`."""

    done: int
    count: int
    line: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumed:
    """A sandbox was built again.

    `containers` of it are there; `missing` (kind, name) could not be brought back, `failed` lines did not go as they
    had gone, `left_out` names files that were too big to be kept. `files` says whether the kept ones are back.
    """

    files: bool
    containers: int
    missing: tuple[tuple[str, str], ...] = ()
    failed: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


ResumeUpdate = Failed | Waiting | Preparing | NeedsFresh | Resuming | Resumed
