"""Korean wording: a template file an area, a named block a message."""

from __future__ import annotations

import re
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template, select_autoescape

_PARTICLES = {"은": ("은", "는"), "이": ("이", "가"), "을": ("을", "를"), "과": ("과", "와"), "으로": ("으로", "로")}
_UNDECIDED = re.compile(
    r"(?P<word>\S) ?(?:(?P<plain>은\(는\)|이\(가\)|을\(를\)|과\(와\))|\((?P<glide>이|으)\)(?=라|로))"
)
_DIGITS_WITH_FINAL = frozenset("013678")
# English words whose Korean reading ends with a consonant (외래어 표기법: a short vowel before p, t, k is 앱, 넷, 북),
# and letters that are read one by one: 엘, 엠, 엔, 알.
_WORD_WITH_FINAL = re.compile(r"(?:[lmn]e?|ng|web|[aeiou](?:pp|tt|ck)|(?<=[a-z])(?<![aeiou])[aeiou][ptk])$")
_LETTERS_WITH_FINAL = re.compile(r"[LMNR]$")
_LATERAL = re.compile(r"(?:[lL]|le|R)$")  # ㄹ takes 로
_LATIN = re.compile(r"[A-Za-z]+$")


def with_particle(word: str, particle: str) -> str:
    """Return `word` with the form of a particle that fits its last sound: `nginx` + `을` → `nginx를`.

    `particle` is the form after a final consonant (은 이 을 과 으로); Latin words are read by their last letters.
    """
    after_final, after_vowel = _PARTICLES[particle]
    bare = word.rstrip("`'\")*_ ")
    last = bare[-1:]
    if "가" <= last <= "힣":
        final = (ord(last) - 0xAC00) % 28
        has_final = final != 0 and not (particle == "으로" and final == 8)  # noqa: PLR2004 - ㄹ takes 로
    elif (latin := _LATIN.search(bare)) is not None:
        ending = _LETTERS_WITH_FINAL if latin[0].isupper() else _WORD_WITH_FINAL
        has_final = ending.search(latin[0]) is not None and not (particle == "으로" and _LATERAL.search(latin[0]))
    else:
        has_final = last in _DIGITS_WITH_FINAL and not (particle == "으로" and last in {"1", "7", "8"})
    return word + (after_final if has_final else after_vowel)


def whose(name: str) -> str:
    """Return a name as an owner: `김하늘님의`; the terminal's own learner goes by 나, which takes no 님."""
    return "내" if name == "나" else f"{name}님의"


def with_particles(text: str) -> str:
    """Return a text whose undecided particles fit what stands before them: "`rnu` 은(는)" → "`rnu`는"."""
    return _UNDECIDED.sub(_decided, text) if "(" in text else text


def _decided(match: re.Match[str]) -> str:
    before = match.string[: match.end("word")]
    if match["plain"]:
        chosen = with_particle(before, match["plain"][0])
    elif match["glide"] == "으":
        chosen = with_particle(before, "으로").removesuffix("로")
    else:  # 이라는 after a consonant, 라는 after a vowel
        chosen = before + ("이" if with_particle(before, "은").endswith("은") else "")
    return chosen[match.start("word") :]


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("bot.render", "templates"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=select_autoescape(enabled_extensions=("html.j2", "svg.j2")),
    )
    environment.filters["josa"] = with_particle
    environment.filters["whose"] = whose
    return environment


@cache
def _template(area: str) -> Template:
    return _environment().get_template(f"{area}.j2")


def say(area: str, key: str, **values: object) -> str:
    """Return the message `key` of `templates/<area>.j2` (block names have `_` where keys have `-`).

    Raises `KeyError` for a key without a block: a defect that the wording tests find.
    """
    template = _template(area)
    block = template.blocks[key.replace("-", "_")]
    text = "".join(block(template.new_context(values)))
    return with_particles(re.sub(r"\n{3,}", "\n\n", text).strip())


def keys(area: str) -> frozenset[str]:
    """Return the keys of an area."""
    return frozenset(name.replace("_", "-") for name in _template(area).blocks)


def picture(template: str, /, **values: object) -> str:
    """Return `templates/<template>.svg.j2` filled in; every value is escaped."""
    return _environment().get_template(f"{template}.svg.j2").render(values)


def whole(template: str, /, **values: object) -> str:
    """Return a whole text made of `templates/<template>.j2`."""
    return _environment().get_template(f"{template}.j2").render(values) + "\n"
