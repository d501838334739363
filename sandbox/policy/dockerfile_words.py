"""The words of a Dockerfile as docker reads them: quotes, escapes, variables, and where a here-document begins.

The rules are BuildKit's (frontend/dockerfile/shell and parser), which its older builder shares. What docker does not
take either is `Broken`: its own message is the lesson. What is not known here is refused, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto

from sandbox.policy.trouble import Refused

# What Go takes for white space (unicode.IsSpace); Python's own idea holds a few control characters more.
SPACE = (
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
_SPECIAL = "@*#?-$!"
_HEREDOC = re.compile(r"[0-9]*<<(-?)([^<]+)", re.DOTALL)
_MOST_DEPTH = 20


class Broken(Exception):  # noqa: N818 - docker's own error, which the learner gets to see
    """Docker stops here with an error of its own."""


class Held(Enum):
    """What stands for a value that is not known here."""

    UNKNOWN = auto()  # docker fills it in
    BLANK = auto()  # declared without a value: empty to one builder, unset to the older one


Values = Mapping[str, str | Held]


def not_known(name: str) -> Refused:
    """Return the refusal of an image's name that hangs on what is not known here."""
    return Refused("image-variable", name)


def expand(word: str, values: Values, escape: str = "\\") -> str:
    """Return a word with its variables filled in. Raises `Broken` where docker stops, `Refused` for the unknown."""
    return _Reader(word.removeprefix("\ufeff"), values, escape).read()[0]


def split(text: str, escape: str = "\\") -> list[str]:
    """Return words as `ARG` has them: split at white space outside of quotes, quotes and escapes still in them."""
    words: list[str] = []
    word, quote, at = "", "", 0
    while at < len(text):
        letter = text[at]
        if not quote and letter in SPACE:
            words += [word] if word else []
            word = ""
        elif letter == escape and quote != "'":
            word += text[at : at + 2] if at + 1 < len(text) else ""
            at += 1
        else:
            quote = ("" if letter == quote else quote) if quote else (letter if letter in "'\"" else "")
            word += letter
        at += 1
    return [*words, word] if word else words


def heredocs(line: str) -> list[tuple[str, bool]]:
    """Return the ends of the here-documents that a line begins, and whether tabs in front of each are left out."""
    found: list[tuple[str, bool]] = []
    for word in _quietly(_Reader(line.removeprefix("\ufeff"), {}, "\\", keeps_all=True, keeps_unset=True)):
        begun = _HEREDOC.fullmatch(word)
        names = _quietly(_Reader(begun[2], {}, "\\", keeps_unset=True)) if begun else []
        if begun and len(names) == 1:
            found.append((names[0], begun[1] == "-"))
    return found


def _quietly(reader: _Reader) -> list[str]:
    try:
        return reader.read()[1]
    except Broken:
        return []


@dataclass(slots=True)
class _Split:
    """Words as they come up: what is quoted is not split."""

    words: list[str] = field(default_factory=list)
    word: str = ""

    def add(self, text: str) -> None:
        for letter in text:
            if letter not in SPACE:
                self.word += letter
            elif self.word:
                self.words.append(self.word)
                self.word = ""

    def all(self) -> list[str]:
        return [*self.words, self.word] if self.word else self.words


@dataclass(slots=True)
class _Reader:
    """One word or line. `keeps_all`: quotes and escapes stay; `keeps_unset`: so does a variable that has no value."""

    text: str
    values: Values
    escape: str
    keeps_all: bool = False
    keeps_unset: bool = False
    at: int = 0
    depth: int = 0

    def read(self, stop: str = "", *, keeps_escapes: bool = False) -> tuple[str, list[str]]:
        """Return the text up to `stop`, and the words in it."""
        if self.depth > _MOST_DEPTH:
            raise not_known("${")
        self.depth += 1
        result, split_up = "", _Split()
        keeps_escapes = keeps_escapes or (self.keeps_all and not stop)
        while self.at < len(self.text):
            letter = self.text[self.at]
            if letter == stop:
                self.at += 1
                self.depth -= 1
                return result, split_up.all()
            if letter == "$":
                piece = self._dollar()
                split_up.add(piece)
            elif letter in "'\"":
                piece = self._single() if letter == "'" else self._double(keeps_escapes=keeps_escapes)
                split_up.word += piece
            elif letter == self.escape:
                piece = letter if keeps_escapes else ""
                piece += self.text[self.at + 1 : self.at + 2]
                split_up.word += piece
                self.at += 2
            else:
                piece = letter
                split_up.add(piece)
                self.at += 1
            result += piece
        if stop:
            raise Broken(stop)
        self.depth -= 1
        return result, split_up.all()

    def _single(self) -> str:
        end = self.text.find("'", self.at + 1)
        if end < 0:
            raise Broken("'")
        piece = self.text[self.at : end + 1]
        self.at = end + 1
        return piece if self.keeps_all else piece[1:-1]

    def _double(self, *, keeps_escapes: bool) -> str:
        self.at += 1
        result = ""
        while self.at < len(self.text):
            letter = self.text[self.at]
            if letter == '"':
                self.at += 1
                return f'"{result}"' if self.keeps_all else result
            if letter == "$":
                result += self._dollar()
                continue
            self.at += 1
            if letter == self.escape:
                after = self.text[self.at : self.at + 1]
                if after and after in ('"', "$", self.escape):
                    self.at += 1
                    letter = letter + after if keeps_escapes else after
                elif keeps_escapes:
                    letter += letter if after else ""
            result += letter
        raise Broken('"')

    def _dollar(self) -> str:
        self.at += 1
        if self.text[self.at : self.at + 1] != "{":
            name = self._name()
            if not name:
                return "$"
            return f"${name}" if self.keeps_unset and name not in self.values else self._value(name) or ""
        self.at += 1
        if self.text[self.at : self.at + 1] in ("", "{", "}", ":"):
            raise Broken("${")
        return self._braced(self._name())

    def _braced(self, name: str) -> str:
        sign = self._next()
        if sign == "}":
            return f"${{{name}}}" if self.keeps_unset else self._value(name) or ""
        colon = ""
        if sign == ":":
            colon, sign = sign, self._next()
        if not colon and sign == "/":
            return self._replaced(name)
        if not sign or sign not in "+-?#%":
            # Docker of today stops here, that of tomorrow may not.
            raise Broken(sign) if self.keeps_unset or not sign else not_known("${" + name + colon + sign)
        word, _ = self.read("}", keeps_escapes=sign in "#%")
        if self.keeps_unset:
            return f"${{{name}{colon}{sign}{word}}}"
        if sign in "#%":
            raise not_known("${" + name + sign)
        value = self._value(name, is_blank_unset=not colon)
        is_set = value is not None and (value != "" or not colon)
        if sign == "?" and not is_set:
            raise Broken(name)
        return (word if is_set else "") if sign == "+" else (value or "") if is_set else word if sign == "-" else ""

    def _replaced(self, name: str) -> str:
        """`${name/pattern/text}` is docker's affair."""
        if not self.keeps_unset:
            raise not_known("${" + name + "/")
        if self.text[self.at : self.at + 1] == "/":
            self.at += 1
        pattern, _ = self.read("/", keeps_escapes=True)
        text, _ = self.read("}", keeps_escapes=True)
        return f"${{{name}/{pattern}/{text}}}"

    def _value(self, name: str, *, is_blank_unset: bool = False) -> str | None:
        value = self.values.get(name)
        if value is Held.UNKNOWN or (value is Held.BLANK and is_blank_unset):
            raise not_known("$" + name)
        return "" if isinstance(value, Held) else value

    def _next(self) -> str:
        letter = self.text[self.at : self.at + 1]
        self.at += 1
        return letter

    def _name(self) -> str:
        begin = self.at
        first = self.text[begin : begin + 1]
        if first and first in _SPECIAL:
            self.at += 1
            return first
        is_number = first.isdecimal()
        while self.at < len(self.text):
            letter = self.text[self.at]
            if not (letter.isdecimal() or (not is_number and (letter.isalpha() or letter == "_"))):
                break
            self.at += 1
        return self.text[begin : self.at]
