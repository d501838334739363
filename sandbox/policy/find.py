"""`find` reads its words in a way of its own: places first, then tests. What runs or writes is closed."""

from __future__ import annotations

import re
from collections.abc import Mapping

from sandbox.policy import paths as p
from sandbox.policy.arguments import accept
from sandbox.policy.grammar import Arg, Draft, switch
from sandbox.policy.settings import PolicySettings
from sandbox.policy.trouble import Refused

_TESTS: Mapping[str, str] = {
    "-name": r"[^\x00\n]{1,100}", "-iname": r"[^\x00\n]{1,100}", "-path": r"[^\x00\n]{1,200}", "-type": r"[fdlsp]",
    "-maxdepth": r"\d{1,3}", "-mindepth": r"\d{1,3}", "-size": r"[+-]?\d{1,9}[bcwkMG]?", "-mtime": r"[+-]?\d{1,5}",
    "-mmin": r"[+-]?\d{1,7}", "-perm": r"[-/]?[0-7]{3,4}", "-user": r"[\w-]{1,32}",
}  # fmt: skip
_PLAIN = frozenset({"-empty", "-print", "-ls", "-not", "!", "-a", "-and", "-o", "-or", "-readable", "-writable"})
_CLOSED: Mapping[str, str] = {
    "-exec": "runs-programs", "-execdir": "runs-programs", "-ok": "runs-programs", "-okdir": "runs-programs",
    "-delete": "find-delete", "-fprint": "use-redirect", "-fprintf": "use-redirect", "-fls": "use-redirect",
    "-fprint0": "use-redirect", "-L": "links", "-follow": "links", "-files0-from": "grep-file",
}  # fmt: skip


def read_find(args: list[Arg], settings: PolicySettings) -> Draft:
    """Return the draft of a `find`. Raises `Refused` with its place."""
    draft = Draft(settings)
    rest = list(args)
    while rest and not rest[0].text.startswith(("-", "!")):
        _place(rest.pop(0), draft)
    while rest:
        test = rest.pop(0)
        name = test.text
        if name == "--help":
            draft.is_help = True
            draft.options.append((switch("--help"), Arg(()).word))
            draft.arguments.clear()
            return draft
        if name in _CLOSED:
            raise Refused(_CLOSED[name], name).at(test.start, test.end)
        if name not in _PLAIN and name not in _TESTS:
            raise Refused("unknown-flag", name, values={"command": "find"}).at(test.start, test.end)
        draft.arguments.append(test)
        if name in _TESTS:
            if not rest:
                raise Refused("flag-needs-value", name, values={"command": "find"}).at(test.start, test.end)
            value = rest.pop(0)
            _value(value, _TESTS[name])
            draft.arguments.append(value)
    return draft


def _place(arg: Arg, draft: Draft) -> None:
    accept(p.PATH, arg, draft)
    draft.arguments.append(arg)


def _value(arg: Arg, pattern: str) -> None:
    if arg.has_glob:
        raise Refused("shell-glob", arg.text, instead=f"'{arg.text}'" if "'" not in arg.text else None).at(
            arg.start, arg.end
        )
    if not arg.is_plain or not re.fullmatch(pattern, arg.text):
        raise Refused("bad-choice", arg.text, values={"choices": ""}).at(arg.start, arg.end)
