"""Go templates of `--format`: fields, a few functions, nothing that grows without bound."""

from __future__ import annotations

import re

from sandbox.policy.grammar import Kind, Value
from sandbox.policy.settings import PolicySettings
from sandbox.policy.trouble import Refused

_ACTION = re.compile(r"\{\{-?(.*?)-?\}\}", re.DOTALL)
# text/template's keywords and functions, and docker's own (github.com/docker/cli templates); the rest is refused.
_WORDS = frozenset({
    "json", "split", "join", "title", "lower", "upper", "pad", "truncate", "range", "end", "if", "else", "with",
    "index",
    "len", "eq", "ne", "lt", "le", "gt", "ge", "and", "or", "not", "println", "print", "slice", "true", "false", "nil",
})  # fmt: skip
_TOKEN = re.compile(
    r"\s+|(?P<word>[A-Za-z]+)|\$?(?:\.[A-Za-z_][A-Za-z0-9_]*)+|\$[A-Za-z]*|\.|:=|,|\||\(|\)|-?\d{1,3}(?!\d)"
    r'|"(?:[^"\\\n]|\\.){0,80}"|`[^`\n]{0,80}`'
)
_MOST = 600
_MOST_RANGES = 3


def _template(text: str, _: PolicySettings) -> Value:
    if len(text) > _MOST or text.count("{{") != text.count("}}") or text.count("range") > _MOST_RANGES:
        raise Refused("bad-format", text)
    if "{{" in _ACTION.sub("", text) or "}}" in _ACTION.sub("", text):
        raise Refused("bad-format", text)
    for action in _ACTION.finditer(text):
        _check(action[1], text)
    return Value(text)


def _check(action: str, text: str) -> None:
    at = 0
    if not action.strip():
        raise Refused("bad-format", text)
    while at < len(action):
        token = _TOKEN.match(action, at)
        if token is None or token.end() == at or (token["word"] and token["word"] not in _WORDS):
            raise Refused("bad-format", text)
        at = token.end()


FORMAT = Kind("format template", _template, takes_globs=True)
