"""Words that say in what form an answer is wanted, not what it is about: "한 줄로", "짧게", "그림으로 보여줘". Pure."""

from __future__ import annotations

import re

_END = r"(?:(?:요|만|좀|로)(?![가-힣]))?(?=[\s?!.~,]|$)"
_BRIEF = re.compile(
    r"\s*(?<![가-힣])(?:(?:딱|아주|좀|그냥)\s)*"
    rf"(?:(?:한|세|두|[123])\s?(?:줄|마디|문장)(?:으로|로)|짧게|짧고 쉽게|간단(?:히|하게)|간략(?:히|하게)|핵심만){_END}"
)
_PICTURE = re.compile(
    r"\s*(?<![가-힣])(?:그림|도식|다이어그램|구조도|도표)(?:으로|로|을|를|이|은|는|도|좀|하나)?"
    r"(?:\s?좀)?(?:\s?(?:보여|그려|설명|알려|볼|보고|있|봐|없|부탁)\S*(?:\s(?:줘|주세요|있\S*|싶\S*|수\s?있\S*|될까\S*))?)?"
    r"(?=[\s?!.~,]*$)"
)
_NUMBER = r"(?:[①-⑨]|(?<![^\s(])\(?[1-9][).])"
_NAMES = r"\s?(?:[a-z][a-z -]*|[가-힣]{1,6})\s?[,/]?\s?"
_CHOICES = re.compile(rf"\s*{_NUMBER}{_NAMES}(?:{_NUMBER}{_NAMES}){{1,}}[.?!]?$")
LEAST_ASKED = 8  # letters before the choices: with fewer, they are what is asked


def without_choices(text: str) -> str:
    """Return a normalised question of an exam without the names to choose from at its end: `① pull ② ps`."""
    asked = _CHOICES.sub("", text)
    return asked if len(asked) >= LEAST_ASKED else text


def without_length(text: str) -> str:
    """Return normalised words without those that say how long the answer may be."""
    return _BRIEF.sub("", text).strip()


def without_picture(text: str) -> str:
    """Return normalised words without the wish for a picture at their end."""
    return _PICTURE.sub("", text).strip()


def wants_picture(text: str) -> bool:
    """Return whether normalised words end in the wish for a picture."""
    return _PICTURE.search(text) is not None
