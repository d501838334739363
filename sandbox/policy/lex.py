"""Text to words and operators: the small part of the shell's language that is understood. All else is refused."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from sandbox.policy.trouble import Refused

OPERATORS = ("\n", "&&", "||", ";", "|", ">>", ">", "2>&1", "2>/dev/null")

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_PLACEHOLDER = re.compile(r"<[^\s<>|&;()'\"$=-][^<>|&;()'\"$\n]{0,40}>")
_BRACES = re.compile(r"\{[^{}\s]*(?:,|\.\.)[^{}\s]*\}")
_ERRORS_AWAY = re.compile(r"2>\s*/dev/null(?![\w./-])")
_UNKNOWN_OPERATORS = (
    ("<(", "shell-process-substitution"), (">(", "shell-process-substitution"), ("<<", "shell-heredoc"),
    ("|&", "shell-error-redirect"), ("&>", "shell-error-redirect"), (">&", "shell-error-redirect"),
    ("2>", "shell-error-redirect"), (";;", "shell-control"), ("<", "shell-input"), ("&", "shell-background"),
    ("(", "shell-subshell"), (")", "shell-subshell"),
)  # fmt: skip
_SMART_QUOTES = "“”„‟‘’‚‛「」"
_STRAIGHT = str.maketrans({"“": '"', "”": '"', "„": '"', "‟": '"', "‘": "'", "’": "'", "‚": "'", "‛": "'"})
_DASHES = "—–―−‒－"
_LETTERS = re.compile(r"(?!ip$|pid$)[adfipqtv]{2,3}")  # -it, -aq, -dit: short flags in one word


@dataclass(frozen=True, slots=True)
class Text:
    """Plain characters of a word; globs and braces have no meaning in quoted ones."""

    text: str
    is_quoted: bool


@dataclass(frozen=True, slots=True)
class Named:
    """`$NAME` or `${NAME}`; `?` is the exit code of the command before."""

    name: str
    is_quoted: bool


@dataclass(frozen=True, slots=True)
class Output:
    """`$(…)` or backquotes, its inner text still unread."""

    source: str
    is_quoted: bool


@dataclass(frozen=True, slots=True)
class Token:
    """A word in its pieces, or an operator (`operator` is not empty). `start` and `end` count characters."""

    start: int
    end: int
    operator: str = ""
    pieces: tuple[Text | Named | Output, ...] = ()


def tokens(text: str) -> list[Token]:
    """Return the words and operators of a text.

    Raises `Refused` with its place where something of the shell stands that is not understood.
    """
    for at, letter in enumerate(text):
        if (ord(letter) < 0x20 and letter not in "\n\t") or ord(letter) == 0x7F:  # noqa: PLR2004 - ASCII control codes
            raise Refused("control-character", repr(letter)).at(at, at + 1)
    return _Lexer(text).run()


@dataclass(slots=True)
class _Lexer:
    text: str
    at: int = 0
    found: list[Token] = field(default_factory=list)

    def run(self) -> list[Token]:
        while self.at < len(self.text):
            letter = self.text[self.at]
            if letter in " \t":
                self.at += 1
            elif self.text.startswith("\\\n", self.at):
                self.at += 2
            elif letter == "#":
                end = self.text.find("\n", self.at)
                self.at = len(self.text) if end < 0 else end
            elif not self._operator():
                self._word()
        return self.found

    def _refuse(self, key: str, word: str, instead: str | None = None) -> Refused:
        return Refused(key, word, instead=instead).at(self.at, self.at + len(word))

    def _operator(self) -> bool:
        text, at = self.text, self.at
        if text.startswith("2>&1", at) and not text[at + 4 : at + 5].isdigit():
            return self._take("2>&1", 4)
        if away := _ERRORS_AWAY.match(text, at):
            return self._take("2>/dev/null", len(away[0]))
        if text.startswith("1>", at) and not text.startswith("1>&", at):
            self.at += 1
            return self._operator()
        two, one = text[at : at + 2], text[at]
        if two in ("&&", "||", ">>"):
            return self._take(two, 2)
        if placeholder := _PLACEHOLDER.match(text, at):
            raise self._refuse("placeholder", placeholder[0])
        for unknown, key in _UNKNOWN_OPERATORS:
            if text.startswith(unknown, at):
                raise self._refuse(key, unknown, "" if unknown == "&" else None)
        if one in "\n;|>":
            return self._take(one, 1)
        return False

    def _take(self, operator: str, length: int) -> bool:
        self.found.append(Token(self.at, self.at + length, operator))
        self.at += length
        return True

    def _word(self) -> None:
        start = self.at
        pieces: list[Text | Named | Output] = []
        while self.at < len(self.text):
            letter = self.text[self.at]
            if letter in " \t\n;|&<>()":
                break
            if letter == "'":
                pieces.append(self._single())
            elif letter == '"':
                pieces.extend(self._double())
            elif letter == "\\":
                pieces.extend(self._escaped())
            elif letter in "$`":
                pieces.append(self._dollar(is_quoted=False))
            elif (
                letter == "~"
                and self.at == start
                and self.text[self.at + 1 : self.at + 2] in ("", "/", ":", *" \t\n;|&>")
            ):
                pieces.append(Named("HOME", is_quoted=True))
                self.at += 1
            else:
                pieces.append(self._plain(start))
        self._check_braces(start, pieces)
        self.found.append(Token(start, self.at, pieces=tuple(pieces)))

    def _plain(self, start: int) -> Text:
        begin = self.at
        while self.at < len(self.text) and self.text[self.at] not in " \t\n;|&<>()'\"\\$`":
            if self.text[self.at] in _SMART_QUOTES:
                word = self._whole_word(start)
                self.at = start
                raise Refused("smart-quotes", word, suggestion=self.text.translate(_STRAIGHT)).at(
                    start, start + len(word)
                )
            self.at += 1
        if begin == start and self.text[start] in _DASHES:
            word = self._whole_word(start)
            rest = word.lstrip(_DASHES + "-")
            self.at = start
            is_long = len(rest.split("=")[0]) > 1 and not _LETTERS.fullmatch(rest)
            raise self._refuse("smart-dash", word, ("--" if is_long else "-") + rest)
        return Text(self.text[begin : self.at], is_quoted=False)

    def _whole_word(self, start: int) -> str:
        return self.text[start:].split("\n")[0].split(" ")[0]

    def _check_braces(self, start: int, pieces: list[Text | Named | Output]) -> None:
        plain = "".join(piece.text for piece in pieces if isinstance(piece, Text) and not piece.is_quoted)
        if (braces := _BRACES.search(plain)) is not None:
            raise Refused("shell-braces", braces[0]).at(start, self.at)

    def _single(self) -> Text:
        end = self.text.find("'", self.at + 1)
        if end < 0:
            raise self._refuse("unclosed-quote", "'")
        inner = self.text[self.at + 1 : end]
        self.at = end + 1
        return Text(inner, is_quoted=True)

    def _escaped(self) -> list[Text | Named | Output]:
        letter = self.text[self.at + 1 : self.at + 2]
        if not letter:
            raise self._refuse("unclosed-quote", "\\")
        self.at += 2
        return [] if letter == "\n" else [Text(letter, is_quoted=True)]

    def _double(self) -> list[Text | Named | Output]:
        opened = self.at
        self.at += 1
        pieces: list[Text | Named | Output] = [Text("", is_quoted=True)]
        while self.at < len(self.text):
            letter = self.text[self.at]
            if letter == '"':
                self.at += 1
                return pieces
            if letter == "\\" and self.text[self.at + 1 : self.at + 2] in ("$", "`", '"', "\\", "\n"):
                pieces.append(Text(self.text[self.at + 1].replace("\n", ""), is_quoted=True))
                self.at += 2
            elif letter in "$`":
                pieces.append(self._dollar(is_quoted=True))
            else:
                pieces.append(Text(letter, is_quoted=True))
                self.at += 1
        self.at = opened
        raise self._refuse("unclosed-quote", '"')

    def _dollar(self, *, is_quoted: bool) -> Text | Named | Output:
        if self.text[self.at] == "`":
            end = self.text.find("`", self.at + 1)
            if end < 0:
                raise self._refuse("unclosed-quote", "`")
            return self._output(end, 1, is_quoted=is_quoted)
        after = self.text[self.at + 1 : self.at + 3]
        if after == "((":
            raise self._refuse("shell-expansion", "$((")
        if after[:1] == "(":
            return self._output(self._closing(self.at + 2), 2, is_quoted=is_quoted)
        if after[:1] == "?":
            self.at += 2
            return Named("?", is_quoted)
        if after[:1] == "{":
            return self._braced(is_quoted=is_quoted)
        if name := _NAME.match(self.text, self.at + 1):
            self.at = name.end()
            return Named(name[0], is_quoted)
        if after[:1] and (after[0] in "$!@#*-\"'" or after[0].isdigit()) and not (is_quoted and after[0] in "\"'"):
            raise self._refuse("shell-expansion", "$" + after[0])
        self.at += 1
        return Text("$", is_quoted=True)

    def _braced(self, *, is_quoted: bool) -> Named:
        end = self.text.find("}", self.at)
        inner = self.text[self.at + 2 : end] if end > 0 else ""
        if not _NAME.fullmatch(inner):
            raise self._refuse("shell-expansion", self.text[self.at : end + 1] if end > 0 else "${")
        self.at = end + 1
        return Named(inner, is_quoted)

    def _output(self, end: int, opening: int, *, is_quoted: bool) -> Output:
        source = self.text[self.at + opening : end]
        self.at = end + 1
        return Output(source, is_quoted)

    def _closing(self, at: int) -> int:
        depth, quote = 1, ""
        while at < len(self.text):
            letter = self.text[at]
            if quote:
                quote = "" if letter == quote else quote
            elif letter in "'\"":
                quote = letter
            elif letter in "()":
                depth += 1 if letter == "(" else -1
                if depth == 0:
                    return at
            at += 2 if letter == "\\" and quote != "'" else 1
        raise self._refuse("unclosed-quote", "$(")
