"""Arguments to a draft by a grammar: flags as docker's own reader (spf13/pflag) takes them, then the places."""

from __future__ import annotations

from collections.abc import Sequence

from sandbox.policy.grammar import Arg, Draft, Flag, Kind, Slot, Spec
from sandbox.policy.plan import Word
from sandbox.policy.settings import PolicySettings
from sandbox.policy.suggest import closest
from sandbox.policy.trouble import Refused

_TRUE = frozenset({"true", "True", "TRUE", "1", "t", "T"})
_FALSE = frozenset({"false", "False", "FALSE", "0", "f", "F"})
HELP = Flag("--help")
# What is missing most often has an explanation of its own.
_MISSING = {"image": "missing-image", "container": "missing-container", "command": "missing-inner"}


def read(spec: Spec, args: Sequence[Arg], settings: PolicySettings, flags: tuple[Flag, ...] | None = None) -> Draft:
    """Return the draft of a command. Raises `Refused`, with the place of the argument it is about."""
    reader = _Reader(spec, list(args), settings, spec.flags if flags is None else flags)
    reader.run()
    return reader.draft


class _Reader:
    def __init__(self, spec: Spec, args: list[Arg], settings: PolicySettings, flags: tuple[Flag, ...]) -> None:
        self.spec, self.args, self.settings = spec, args, settings
        self.by_name = {name: flag for flag in flags for name in (flag.long, *flag.also)}
        self.by_short = {flag.short: flag for flag in flags if flag.short}
        if spec.has_help:
            self.by_name.setdefault("--help", HELP)
        self.draft = Draft(settings, changes_state=spec.changes_state)
        self.at = 0

    def run(self) -> None:
        while self.at < len(self.args):
            arg = self.args[self.at]
            self.at += 1
            first = arg.parts[0] if arg.parts and isinstance(arg.parts[0], str) else ""
            if first == "--" and arg.is_plain:
                self.draft.arguments.extend(self.args[self.at :])
                break
            if not first.startswith("-") or (arg.is_plain and arg.text == "-"):
                self.draft.arguments.append(arg)
                if not self.spec.goes_on:
                    self.draft.arguments.extend(self.args[self.at :])
                    break
                continue
            try:
                self._flag(arg)
            except Refused as refused:
                raise refused.at(arg.start, arg.end) from None
        self.draft.is_help = self.draft.has("--help")

    def _flag(self, arg: Arg) -> None:
        if not arg.is_plain:
            raise Refused("output-in-flag", arg.text)
        if arg.text.startswith("--"):
            self._long(arg)
        else:
            self._shorts(arg)

    def _long(self, arg: Arg) -> None:
        name, equals, value = arg.text.partition("=")
        self._closed(name)
        flag = self.by_name.get(name)
        if flag is None:
            nearest = closest(name, [*self.by_name])
            instead = nearest + equals + value if nearest else None
            raise Refused("unknown-flag", name, instead=instead, values={"command": self.spec.name})
        if flag.kind is None:
            self._switch(flag, value if equals else None)
        elif equals:
            self._value(flag, flag.kind, Arg((value,), arg.start, arg.end, arg.has_glob), prefix=name + "=")
        else:
            self._value(flag, flag.kind, self._next(name))

    def _shorts(self, arg: Arg) -> None:
        letters = arg.text[1:]
        while letters:
            name, letters = "-" + letters[0], letters[1:]
            self._closed(name)
            flag = self.by_short.get(name)
            if flag is None:
                raise self._unknown_short(arg, name)
            if flag.kind is None:
                if letters.startswith("="):
                    self._switch(flag, letters[1:])
                    return
                self._switch(flag, None)
            elif letters:
                inner = letters.removeprefix("=")
                prefix = arg.text[: len(arg.text) - len(inner)]
                self._value(flag, flag.kind, Arg((inner,), arg.start, arg.end, arg.has_glob), prefix=prefix)
                return
            else:
                self._value(flag, flag.kind, self._next(name))

    def _unknown_short(self, arg: Arg, name: str) -> Refused:
        """`-name` for `--name` is the usual slip."""
        text = arg.text
        long, equals, value = ("-" + text).partition("=")
        self._closed(long)
        nearest = long if long in self.by_name else closest(long, [*self.by_name]) if len(text) > 2 else None  # noqa: PLR2004
        instead = nearest + equals + value if nearest else None
        word = text if nearest else name
        return Refused("unknown-flag", word, instead=instead, values={"command": self.spec.name})

    def _closed(self, name: str) -> None:
        if name in self.spec.closed:
            raise Refused(self.spec.closed[name], name, values={"command": self.spec.name})

    def _next(self, name: str) -> Arg:
        if self.at >= len(self.args):
            raise Refused("flag-needs-value", name, values={"command": self.spec.name})
        self.at += 1
        return self.args[self.at - 1]

    def _switch(self, flag: Flag, value: str | None) -> None:
        if value is not None and value not in _TRUE | _FALSE:
            raise Refused("flag-takes-no-value", flag.long, values={"command": self.spec.name})
        is_on = value is None or value in _TRUE
        self.draft.drop(flag.long)
        if is_on != flag.is_on:
            self.draft.options.append((flag, Word(("false",)) if not is_on else Word(())))

    def _value(self, flag: Flag, kind: Kind, arg: Arg, prefix: str = "") -> None:
        word = accept(kind, arg, self.draft, prefix=prefix)
        if not flag.repeats:
            self.draft.drop(flag.long)
        self.draft.options.append((flag, word))


def accept(kind: Kind, arg: Arg, draft: Draft, *, prefix: str = "") -> Word:
    """Return an argument as its kind writes it, its paths noted. Raises `Refused` with its place."""
    if arg.has_glob and not kind.takes_globs:
        # In quotes it would be a file of just that name: right for a filter, wrong for a file.
        can_quote = "'" not in arg.text and "path" not in kind.name and "file" not in kind.name
        instead = f"{prefix}'{arg.text}'" if can_quote else None
        raise Refused("shell-glob", arg.text, instead=instead).at(arg.start, arg.end)
    if not arg.is_plain:
        if not kind.takes_output:
            raise Refused("output-in-flag", arg.text).at(arg.start, arg.end)
        return arg.word
    try:
        value = kind.read(arg.text, draft.settings)
    except Refused as refused:
        if refused.start is None and refused.instead is not None:
            refused.instead = prefix + refused.instead
        raise refused.at(arg.start, arg.end) from None
    draft.paths.extend(value.paths)
    return Word((value.text,))


def place(spec: Spec, draft: Draft) -> list[Word]:
    """Return the arguments in their places, each read by its kind. Raises `Refused` for one too many or too few."""
    words: list[Word] = []
    rest = list(draft.arguments)
    if draft.is_help:
        return []
    for index, slot in enumerate(spec.slots):
        later = sum(other.least for other in spec.slots[index + 1 :])
        count = max(len(rest) - later, 0)
        if slot.most is not None:
            count = min(count, slot.most)
        if count < slot.least:
            missing = _missing(spec.slots[index:], len(rest))
            values = {"command": spec.name, "missing": missing}
            raise Refused(_MISSING.get(missing, "missing-argument"), spec.name, values=values)
        words.extend(accept(slot.kind, arg, draft) for arg in rest[:count])
        rest = rest[count:]
    if rest:
        extra = rest[0]
        raise Refused("too-many-arguments", extra.text, values={"command": spec.name}).at(extra.start, extra.end)
    return words


def _missing(slots: Sequence[Slot], count: int) -> str:
    """Return the name of the first place that so many arguments, in their order, leave empty."""
    for slot in slots:
        if count < slot.least:
            return slot.name
        count -= slot.least
    return slots[-1].name
