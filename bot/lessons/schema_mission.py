"""The shape of a `mission` block: its checks, hints and wrong attempts."""

from __future__ import annotations

from typing import Annotated, Any, Final, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from bot.lessons.checks import FIELDS, UNSPOKEN
from bot.lessons.schema_base import STRICT, Files, Id, Lines, MaybeText, Text, Texts, ValueName

FEWEST_WRONG_ATTEMPTS: Final = 3


class Shape(BaseModel):
    """A mapping of which every key is known."""

    model_config = STRICT


class CheckShape(BaseModel):
    """A check: the fields of its kind stand beside `id`, `not_yet`, `done` and `not`."""

    model_config = ConfigDict(extra="allow", strict=True)

    id: MaybeText = ""
    kind: Text
    not_yet: MaybeText = ""
    done: MaybeText = ""
    negated: bool = Field(default=False, alias="not")

    @model_validator(mode="after")
    def _has_its_fields(self) -> Self:
        if self.kind not in FIELDS:
            raise PydanticCustomError("check-unknown", "{kind}", {"kind": self.kind, "known": " ".join(FIELDS)})
        needed, optional = FIELDS[self.kind]
        given = set(self.fields())
        if missing := needed - given:
            values = {"kind": self.kind, "names": " ".join(sorted(missing))}
            raise PydanticCustomError("check-lacks", "{kind} {names}", values)
        if unknown := given - needed - optional:
            values = {"kind": self.kind, "names": " ".join(sorted(unknown))}
            raise PydanticCustomError("check-has-too-much", "{kind} {names}", values)
        return self

    def fields(self) -> dict[str, str | tuple[str, ...]]:
        """Return the fields of its kind as text."""
        return {name: _field_text(value) for name, value in (self.model_extra or {}).items()}


def _field_text(value: Any) -> str | tuple[str, ...]:  # noqa: ANN401 - whatever stood in the file
    if isinstance(value, list):
        return tuple(str(item) for item in value)
    return str(value).lower() if isinstance(value, bool) else str(value)


class HintShape(Shape):
    """A hint of a mission."""

    id: Id
    when: CheckShape | None = None
    say: Text


class WrongShape(Shape):
    """A wrong attempt and the hint it must get."""

    run: Lines
    hint: Id


class MissionShape(Shape):
    """A `mission` block."""

    id: Id
    title: Text
    story: Text
    values: dict[ValueName, Annotated[Texts, Field(min_length=1)]] = {}
    minutes: Annotated[int, Field(ge=1, le=60)]
    files: Files = {}
    setup: Lines = []
    checks: Annotated[list[CheckShape], Field(min_length=1)]
    hints: Annotated[list[HintShape], Field(min_length=1)]
    solution: Annotated[Lines, Field(min_length=1)]
    cleanup: Lines = []
    wrong: Annotated[list[WrongShape], Field(min_length=FEWEST_WRONG_ATTEMPTS)]

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        for check in self.checks:
            if not check.id or not check.not_yet:
                raise PydanticCustomError("check-unnamed", "{kind}", {"kind": check.kind})
            if not check.done and (check.negated or check.kind in UNSPOKEN):
                raise PydanticCustomError("check-unsaid", "{kind}", {"kind": check.kind})
        if self.hints[-1].when is not None or any(hint.when is None for hint in self.hints[:-1]):
            raise PydanticCustomError("hints-order", "hints")
        known = {hint.id for hint in self.hints}
        for attempt in self.wrong:
            if attempt.hint not in known:
                raise PydanticCustomError("hint-unknown", "{name}", {"name": attempt.hint})
        return self
