"""What all shapes of the course's YAML are made of."""

from __future__ import annotations

import re
from typing import Annotated, Final

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError


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


def compiles(value: str) -> str:
    """Return a regular expression as it is; one that can't be read is refused."""
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

STRICT: Final = ConfigDict(extra="forbid", strict=True)  # every key is known, nothing is taken for something else
