"""The shapes of the course's YAML, as written in the files (docs/content-format.md). `build` turns them into `model`.

A custom error type is a wording key of `content.j2`. Missions have a file of their own.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, Field, model_validator
from pydantic_core import PydanticCustomError

from bot.lessons.schema_base import STRICT, Files, Id, Line, Lines, MaybeText, Text, Texts, compiles


class Shape(BaseModel):
    """A mapping of which every key is known."""

    model_config = STRICT


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
    files: Files = {}
    setup: Lines = []
    run: Lines = []
    expect: Texts = []
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


class YesNoShape(Shape):
    """A question to be answered with yes or no."""

    asks: Annotated[Texts, Field(min_length=1)]
    yes: bool
    reason: Text


class IndexShape(Shape):
    """What index.yaml says of one part."""

    kind: Literal["definition", "comparison", "steps", "command", "analogy", "reason", "fact", "list", "caution"]
    terms: Texts = []
    commands: Texts = []
    easy: MaybeText = ""
    phrasings: Texts = []
    yes_no: list[YesNoShape] = []


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


class InheritShape(Shape):
    """Which flags of another card hold for this command too: all, all but some, or only some."""

    only: Texts = []
    but: Texts = []


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
    flags_of: dict[Text, InheritShape] = {}
    mistakes: list[MistakeShape] = []
    related: Texts = []
    lessons: Texts = []
    open: bool = True


class ErrorShape(Shape):
    """An error pattern."""

    id: Id
    pattern: Annotated[Text, AfterValidator(compiles)]
    example: Text
    also: Texts = []
    made_by: Lines = []
    raw: Lines = []
    part_of: MaybeText = ""
    in_program: dict[Text, Text] = {}
    title: Text
    cause: Text
    cure: Text
    fix: MaybeText = ""
    commands: Texts = []
    section: MaybeText = ""

    @model_validator(mode="after")
    def _says_where_it_comes_from(self) -> Self:
        origins = [bool(one) for one in (self.made_by, self.raw, self.part_of, self.in_program)]
        if sum(origins) != 1 or len(self.in_program) > 1:
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


class ApartShape(Shape):
    """What belongs to a term and is not the same."""

    names: Annotated[Texts, Field(min_length=1)]
    says: MaybeText = ""


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
    apart: list[ApartShape] = []


class ActionShape(Shape):
    """An action of the glossary."""

    id: Id
    words: Annotated[Texts, Field(min_length=1)]


class WishShape(Shape):
    """What people say who want certain commands, or none, or something the course does not treat."""

    commands: Texts = []
    outside: MaybeText = ""
    asked: Annotated[Texts, Field(min_length=1)]

    @model_validator(mode="after")
    def _is_inside_or_outside(self) -> Self:
        if self.outside and self.commands:
            raise PydanticCustomError("wish-outside", "outside")
        return self


class GlossaryShape(Shape):
    """glossary.yaml."""

    terms: list[TermShape] = []
    actions: list[ActionShape] = []
