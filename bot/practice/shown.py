"""The steps of a line as they are drawn."""

from __future__ import annotations

from bot.practice.screen import Screen
from bot.practice.updates import StepView
from sandbox.engine import Cause, Ended, Output
from sandbox.plans import Event, StepEnded, StepRefused, StepStarted
from sandbox.policy.plan import Refusal

KILLED = 137


class Shown:
    """Collects a plan's events. `last` is how the latest step ended; `refusal` why a step did not run."""

    def __init__(self) -> None:
        self._sources: list[str] = []
        self._screens: list[Screen] = []
        self._codes: list[int | None] = []
        self.last = Ended(cause=Cause.EXIT, exit_code=0, seconds=0.0)
        self.refusal: Refusal | None = None

    def take(self, event: Event) -> None:
        """Take what happened."""
        match event:
            case StepStarted(source):
                self._sources.append(source)
                self._screens.append(Screen())
                self._codes.append(None)
            case Output(_, content):
                self._screens[-1].feed(content)
            case StepEnded(ended):
                self._codes[-1] = ended.exit_code
                self.last = ended
                self._screens[-1].feed(ended.reason.encode())
            case StepRefused(refusal):
                self.refusal = refusal
                self.last = Ended(cause=Cause.EXIT, exit_code=1, seconds=0.0)

    def lose(self, cause: Cause) -> None:
        """Take that the sandbox or its runner was lost."""
        self.last = Ended(cause=cause, exit_code=KILLED, seconds=0.0)

    @property
    def steps(self) -> tuple[StepView, ...]:
        """Every step begun, as a terminal would show it by now."""
        drawn = zip(self._sources, self._screens, self._codes, strict=True)
        return tuple(StepView(source, screen.text, code) for source, screen, code in drawn)
