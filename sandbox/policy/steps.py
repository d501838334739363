"""Words and operators to steps: pipes, redirects, variables, substitutions, `cd`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from sandbox.policy import book, paths, variables
from sandbox.policy.commands import read_command
from sandbox.policy.grammar import Arg
from sandbox.policy.lex import Named, Output, Text, Token, tokens
from sandbox.policy.made import images_made
from sandbox.policy.pieces import merge
from sandbox.policy.plan import (
    Command,
    Errors,
    ExitCode,
    Join,
    Pipeline,
    Plan,
    Redirect,
    Step,
    Substitution,
    Variable,
    Word,
)
from sandbox.policy.settings import PolicySettings
from sandbox.policy.trouble import Refused

_JOINS = {"\n": Join.ALWAYS, ";": Join.ALWAYS, "&&": Join.IF_OK, "||": Join.IF_FAILED}
_ASSIGNMENT = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)=")
_GLOB = re.compile(r"[*?]|\[[^\]]*\]")


def read_plan(text: str, settings: PolicySettings) -> Plan:
    """Return the plan of a text that has been cleaned. Raises `Refused` with its place in the text."""
    return _Steps(text, settings).plan()


@dataclass(slots=True)
class _Part:
    """One command between pipes, before it is read."""

    words: list[Token] = field(default_factory=list)
    errors: Errors = Errors.SHOWN
    redirect: Redirect | None = None


class _Steps:
    def __init__(self, text: str, settings: PolicySettings, depth: int = 0) -> None:
        self.text, self.settings, self.depth = text, settings, depth

    def plan(self) -> Plan:
        steps: list[Step] = []
        join = Join.ALWAYS
        waiting: Token | None = None
        for group, operator in self._groups():
            if not group:
                if waiting is not None or (operator and operator.operator != "\n"):
                    stray = operator or waiting
                    if stray and not (waiting and stray.operator == "\n"):
                        raise Refused("shell-incomplete", stray.operator).at(stray.start, stray.end)
                continue
            if len(steps) >= self.settings.most_steps:
                raise Refused("too-many-steps", "", values={"most": str(self.settings.most_steps)})
            steps.append(Step(self._pipeline(group), join, self.text[group[0].start : group[-1].end]))
            own = self.settings.own_images | images_made(steps[-1].pipeline)
            self.settings = replace(self.settings, own_images=own)
            waiting = operator if operator and operator.operator in ("&&", "||") else None
            join = _JOINS[operator.operator] if operator else Join.ALWAYS
        if waiting is not None:
            raise Refused("shell-incomplete", waiting.operator).at(waiting.start, waiting.end)
        if not steps:
            raise Refused("empty", self.text.strip())
        return Plan(tuple(steps), self.settings.directory, self.settings.variables)

    def _groups(self) -> list[tuple[list[Token], Token | None]]:
        groups: list[tuple[list[Token], Token | None]] = []
        current: list[Token] = []
        for token in tokens(self.text):
            is_continued = token.operator == "\n" and bool(current) and current[-1].operator == "|"
            if is_continued:
                continue
            if token.operator in _JOINS:
                groups.append((current, token))
                current = []
            else:
                current.append(token)
        groups.append((current, None))
        return groups

    def _pipeline(self, group: list[Token]) -> Pipeline:
        parts = self._parts(group)
        if len(parts) > self.settings.most_piped:
            raise Refused("too-many-steps", "|", values={"most": str(self.settings.most_piped)})
        commands = []
        for index, part in enumerate(parts):
            is_last = index == len(parts) - 1
            if part.redirect is not None and not is_last:
                raise Refused("shell-redirect", ">").at(group[0].start, group[-1].end)
            commands.append(self._command(part, is_alone=len(parts) == 1))
        redirect = parts[-1].redirect
        self._check_ends(commands, redirect, group)
        if (made := Pipeline(tuple(commands), redirect)).is_raced:
            raise Refused("changing-file", "|").at(group[0].start, group[-1].end)
        return made

    def _parts(self, group: list[Token]) -> list[_Part]:
        parts = [_Part()]
        is_merged = False
        rest = list(group)
        while rest:
            token = rest.pop(0)
            part = parts[-1]
            if token.operator == "|":
                if not part.words or not rest:
                    raise Refused("shell-incomplete", "|").at(token.start, token.end)
                parts.append(_Part())
                is_merged = False
            elif token.operator == "2>&1":
                part.errors, is_merged = Errors.MERGED, True
            elif token.operator == "2>/dev/null":
                part.errors = Errors.HIDDEN
            elif token.operator in (">", ">>"):
                if part.redirect is not None or not rest or rest[0].operator:
                    raise Refused("shell-redirect", token.operator).at(token.start, token.end)
                part.redirect = self._redirect(token.operator, rest.pop(0))
                # `2>&1 > file` leaves errors where the output went before: on the screen.
                part.errors = Errors.SHOWN if is_merged else part.errors
            else:
                part.words.append(token)
        if not parts[-1].words:
            raise Refused("shell-incomplete", group[-1].operator or ">").at(group[-1].start, group[-1].end)
        return parts

    def _redirect(self, operator: str, token: Token) -> Redirect:
        args = self._expand(token)
        if len(args) != 1 or not args[0].is_plain or args[0].has_glob:
            raise Refused("shell-redirect", operator).at(token.start, token.end)
        if args[0].text == "/dev/null":
            return Redirect("/dev/null", operator == ">>")
        try:
            path = paths.inside(args[0].text, self.settings)
        except Refused as refused:
            raise refused.at(token.start, token.end) from None
        if not path or args[0].text.endswith("/"):
            raise Refused("bad-path", args[0].text).at(token.start, token.end)
        return Redirect(path, operator == ">>")

    def _check_ends(self, commands: Sequence[Command], redirect: Redirect | None, group: list[Token]) -> None:
        start, end = group[0].start, group[-1].end
        if len(commands) > 1 or redirect is not None:
            for command in commands:
                if command.is_terminal:
                    raise Refused("terminal-in-pipe", "-it").at(start, end)
        last = commands[-1]
        spec = book.find(last.name)
        names = {option.name for option in last.options}
        if last.name == "docker cp" and last.arguments[-1:] == ("-",) and redirect is None:
            raise Refused("binary-output", last.name).at(start, end)
        if spec and spec.prints_binary and redirect is None and not names & {"--output", "--help"}:
            base = re.sub(r"[^\w.-]", "-", last.arguments[0].split("/")[-1].split(":")[0])
            suggestion = f"{last.name} -o {base}.tar {' '.join(last.arguments)}"
            can_say = start == 0 and end == len(self.text) and "$(" not in suggestion
            raise Refused("binary-output", last.name, suggestion=suggestion if can_say else None).at(start, end)

    def _command(self, part: _Part, *, is_alone: bool) -> Command:
        words = list(part.words)
        before: list[Variable] = []
        while words and (assigned := self._assignment(words[0])):
            before.append(assigned)
            words.pop(0)
        args = [arg for token in words for arg in self._expand(token)]
        if not args:
            if words:
                raise Refused("empty", self.text[words[0].start : words[-1].end]).at(words[0].start, words[-1].end)
            return self._assign("assign", before, part)
        name = args[0].text
        if name in ("cd", "export", "unset", "readonly", "declare", "local") and not before:
            if not is_alone:
                raise Refused("alone-only", name).at(args[0].start, args[0].end)
            return self._cd(args) if name == "cd" else self._variables(name, words, part)
        command = read_command(args, self.settings)
        environment = {variable.name: variable.value for variable in self.settings.variables if variable.is_exported}
        environment |= {variable.name: variable.value for variable in before}
        return replace(command, errors=part.errors, environment=tuple(sorted(environment.items())))

    def _assignment(self, token: Token) -> Variable | None:
        first = token.pieces[0] if token.pieces else None
        if not isinstance(first, Text) or first.is_quoted or not (found := _ASSIGNMENT.match(first.text)):
            return None
        name = found[1]
        rest = (Text(first.text[found.end() :], is_quoted=True), *token.pieces[1:])
        parts = self._parts_of(rest, token)
        if not all(isinstance(part, str) for part in parts):
            raise Refused("assign-output", name).at(token.start, token.end)
        try:
            return variables.checked(name, "".join(part for part in parts if isinstance(part, str)))
        except Refused as refused:
            raise refused.at(token.start, token.end) from None

    def _assign(self, name: str, made: Sequence[Variable], part: _Part) -> Command:
        self.settings = variables.with_set(self.settings, made, is_exported=name == "export")
        words = tuple(Word((f"{variable.name}={variable.value}",)) for variable in made)
        argv = (Word(("export",)), *words) if name == "export" else words
        return Command(name, argv, directory=self.settings.directory, errors=part.errors)

    def _variables(self, name: str, words: Sequence[Token], part: _Part) -> Command:
        if name not in ("export", "unset"):
            raise Refused("alias", name).at(words[0].start, words[0].end)
        held = {variable.name: variable for variable in self.settings.variables}
        made: list[Variable] = []
        names: list[str] = []
        for token in words[1:]:
            if name == "export" and (assigned := self._assignment(token)):
                made.append(assigned)
                continue
            word = self._expand(token)[0].text
            if not re.fullmatch(r"[A-Za-z_]\w*", word) or (name == "export" and word not in held):
                raise Refused("unknown-variable", word).at(token.start, token.end)
            names.append(word)
        made += [held[word] for word in names if name == "export"]
        if name == "export" and not made:
            values = {"command": name, "missing": "NAME=value"}
            raise Refused("missing-argument", name, values=values).at(words[0].start, words[-1].end)
        if name == "export":
            return self._assign(name, made, part)
        self.settings = variables.without(self.settings, names)
        argv = tuple(Word((word,)) for word in ("unset", *names))
        return Command("unset", argv, directory=self.settings.directory, errors=part.errors)

    def _cd(self, args: Sequence[Arg]) -> Command:
        place = args[1] if len(args) > 1 else Arg((self.settings.workspace,), args[0].start, args[0].end)
        if len(args) > 2 or not place.is_plain or place.has_glob:  # noqa: PLR2004 - cd and its place
            raise Refused("too-many-arguments", args[-1].text, values={"command": "cd"}).at(
                args[-1].start, args[-1].end
            )
        try:
            path = paths.inside(place.text, self.settings)
        except Refused as refused:
            raise refused.at(place.start, place.end) from None
        command = Command("cd", (Word(("cd",)), place.word), arguments=(place.text,), directory=self.settings.directory,
                          paths=(path,))  # fmt: skip
        self.settings = replace(self.settings, directory=path)
        return command

    def _expand(self, token: Token) -> list[Arg]:
        """One word becomes one argument, or several where an unquoted variable holds spaces, or none."""
        parts = self._parts_of(token.pieces, token)
        has_glob = any(
            isinstance(piece, Text) and not piece.is_quoted and _GLOB.search(piece.text) for piece in token.pieces
        )
        split = self._split(token)
        if split is not None:
            return [Arg((word,), token.start, token.end) for word in split]
        return [Arg(tuple(merge(parts)), token.start, token.end, has_glob)]

    def _split(self, token: Token) -> list[str] | None:
        only = token.pieces[0] if len(token.pieces) == 1 else None
        if not isinstance(only, Named) or only.is_quoted or only.name == "?":
            return None
        return self._value(only.name, token).split()

    def _value(self, name: str, token: Token) -> str:
        try:
            return variables.value_of(name, self.settings)
        except Refused as refused:
            raise refused.at(token.start, token.end) from None

    def _parts_of(self, pieces: Sequence[Text | Named | Output], token: Token) -> list[str | Substitution | ExitCode]:
        parts: list[str | Substitution | ExitCode] = []
        for piece in pieces:
            if isinstance(piece, Text):
                parts.append(piece.text)
            elif isinstance(piece, Named):
                parts.append(ExitCode() if piece.name == "?" else self._value(piece.name, token))
            else:
                parts.append(self._output(piece, token))
        return parts

    def _output(self, piece: Output, token: Token) -> str | Substitution:
        if piece.source.strip() == "pwd":
            return self._value("PWD", token)
        if self.depth >= self.settings.most_depth:
            raise Refused("output-of-one", "$(").at(token.start, token.end)
        inner = _Steps(piece.source, self.settings, self.depth + 1)
        try:
            plan = inner.plan()
        except Refused as refused:
            refused.start = refused.end = None
            refused.instead = refused.suggestion = None
            raise refused.at(token.start, token.end) from None
        step = plan.steps[0]
        is_simple = len(plan.steps) == 1 and step.pipeline.redirect is None
        first = step.pipeline.commands[0]
        if not is_simple or first.name in ("cd", "assign", "export", "unset") or first.is_terminal:
            raise Refused("output-of-one", piece.source).at(token.start, token.end)
        return Substitution(step.pipeline, piece.is_quoted)
