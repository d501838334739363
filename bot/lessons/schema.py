"""The shapes of the course's YAML, as written in the files (docs/content-format.md). `parse` turns them into `model`.

A custom error type is a wording key of `content.j2`.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from bot.lessons.checks import FIELDS

FEWEST_WRONG_ATTEMPTS = 3


def _whole_number_as_text(value: object) -> object:
    """Take `8080` for "8080". Other numbers are refused: `1.10` would become 1.1."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, float | bool):
        raise PydanticCustomError("needs-quotes", "{value}", {"value": str(value)})
    return value


def _not_blank(value: str) -> str:
    if not value.strip():
        raise PydanticCustomError("is-blank", "blank")
    return value


def _compiles(value: str) -> str:
    try:
        re.compile(value)
    except re.error as error:
        raise PydanticCustomError("bad-pattern", "{problem}", {"problem": str(error)}) from error
    return value


def _none_as_empty(value: object) -> object:
    return "" if value is None else value


Text = Annotated[str, BeforeValidator(_whole_number_as_text), AfterValidator(_not_blank)]
MaybeText = Annotated[str, BeforeValidator(_whole_number_as_text), BeforeValidator(_none_as_empty)]
Id = Annotated[str, Field(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$")]
ValueName = Annotated[str, Field(pattern=r"^[a-z_]+$")]
Line = Text
Lines = list[Line]
Texts = list[Text]
Files = dict[Text, MaybeText]


class Shape(BaseModel):
    """A mapping of which every key is known."""

    model_config = ConfigDict(extra="forbid", strict=True)


class FrontMatter(Shape):
    """The head of lesson.md."""

    id: Id
    number: Annotated[int, Field(ge=1)]
    title: Text
    summary: Text
    minutes: Annotated[int, Field(ge=1, le=120)]
    after: list[Id] = []


class TryLineShape(Shape):
    """One line of a try block."""

    line: Line
    expect: Texts = []
    exit: int = 0


class TryShape(Shape):
    """A `try` block."""

    id: Id
    title: Text
    files: Files = {}
    setup: Lines = []
    run: Annotated[list[TryLineShape], Field(min_length=1)]
    after: MaybeText = ""
    cleanup: Lines = []


class ChoiceShape(Shape):
    """One choice of a quiz item."""

    text: Text
    right: bool = False
    remark: Text


class QuizShape(Shape):
    """A `quiz` block."""

    id: Id
    kind: Literal["one", "several", "command", "order", "blank", "output"]
    prompt: Text
    code: MaybeText = ""
    choices: Annotated[list[ChoiceShape], Field(max_length=5)] = []
    answer: Texts = []
    steps: Annotated[Texts, Field(max_length=6)] = []
    hint: MaybeText = ""
    explanation: Text
    section: MaybeText = ""
    difficulty: Annotated[int, Field(ge=1, le=3)]

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        wanted = {"command": "answer", "blank": "answer", "order": "steps"}.get(self.kind, "choices")
        for name in ("choices", "answer", "steps"):
            if bool(getattr(self, name)) != (name == wanted):
                key = "quiz-lacks" if name == wanted else "quiz-has-too-much"
                raise PydanticCustomError(key, "{kind} {name}", {"kind": self.kind, "name": name})
        fewest = 3
        if wanted != "answer" and len(getattr(self, wanted)) < fewest:
            raise PydanticCustomError("too-few", "{name} {least}", {"name": wanted, "least": fewest})
        right = sum(choice.right for choice in self.choices)
        if wanted == "choices" and (right == 0 or (self.kind != "several" and right > 1)):
            raise PydanticCustomError("quiz-right-count", "{kind} {count}", {"kind": self.kind, "count": right})
        if self.kind == "blank" and "___" not in self.prompt:
            raise PydanticCustomError("quiz-no-blank", "___")
        if self.kind == "output" and not self.code.strip():
            raise PydanticCustomError("quiz-no-code", "code")
        return self


class CheckShape(BaseModel):
    """A check: the fields of its kind stand beside `id`, `not_yet` and `not`."""

    model_config = ConfigDict(extra="allow", strict=True)

    id: MaybeText = ""
    kind: Text
    not_yet: MaybeText = ""
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
        if self.hints[-1].when is not None or any(hint.when is None for hint in self.hints[:-1]):
            raise PydanticCustomError("hints-order", "hints")
        known = {hint.id for hint in self.hints}
        for attempt in self.wrong:
            if attempt.hint not in known:
                raise PydanticCustomError("hint-unknown", "{name}", {"name": attempt.hint})
        return self


class IndexShape(Shape):
    """What index.yaml says of one part."""

    kind: Literal["definition", "comparison", "steps", "command", "analogy", "reason", "fact", "list", "caution"]
    terms: Texts = []
    commands: Texts = []
    easy: MaybeText = ""
    phrasings: Texts = []


class FormShape(Shape):
    """A usual form of a command."""

    form: Text
    says: Text


class ExampleShape(Shape):
    """An example line."""

    line: Line
    says: Text
    no_run: MaybeText = ""


class FlagShape(Shape):
    """A flag."""

    long: MaybeText = ""
    short: MaybeText = ""
    value: MaybeText = ""
    says: Text

    @model_validator(mode="after")
    def _has_a_name(self) -> Self:
        if not (self.long or self.short):
            raise PydanticCustomError("flag-unnamed", "flag")
        return self


class MistakeShape(Shape):
    """A typical mistake."""

    error: Text
    why: Text
    cure: Text


class CardShape(Shape):
    """The head of a command card."""

    id: Text
    summary: Text
    aliases: Texts = []
    action: Texts = []
    object: Texts = []
    forms: Annotated[list[FormShape], Field(min_length=1)]
    setup: Lines = []
    examples: Annotated[list[ExampleShape], Field(min_length=1)]
    flags: list[FlagShape] = []
    mistakes: list[MistakeShape] = []
    related: Texts = []
    lessons: Texts = []
    open: bool = True


class ErrorShape(Shape):
    """An error pattern."""

    id: Id
    pattern: Annotated[Text, AfterValidator(_compiles)]
    example: Text
    made_by: Lines = []
    source: Literal["", "server"] = Field(default="", alias="from")
    title: Text
    cause: Text
    cure: Text
    fix: MaybeText = ""
    commands: Texts = []
    section: MaybeText = ""

    @model_validator(mode="after")
    def _says_where_it_comes_from(self) -> Self:
        if bool(self.made_by) == bool(self.source):
            raise PydanticCustomError("error-origin", "made_by")
        return self


class RefusalShape(Shape):
    """Why something is closed in practice."""

    key: Text
    words: Texts = []
    title: Text
    what: Text
    why: Text
    instead: Text
    try_line: MaybeText = Field(default="", alias="try")
    section: MaybeText = ""


class TermShape(Shape):
    """A term of the glossary."""

    id: Text  # a command may stand for itself: `docker run`
    ko: Text
    en: MaybeText = ""
    also: Texts = []
    typed: Texts = []
    means: MaybeText = ""
    says: MaybeText = ""
    docs: MaybeText = ""
    asked: Texts = []


class ActionShape(Shape):
    """An action of the glossary."""

    id: Id
    words: Annotated[Texts, Field(min_length=1)]


class GlossaryShape(Shape):
    """glossary.yaml."""

    terms: list[TermShape] = []
    actions: list[ActionShape] = []
