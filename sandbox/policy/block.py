"""A pasted block as learners paste it: code fences, prompts and look-alike characters come off before it is read."""

from __future__ import annotations

import re

_FENCE = re.compile(r"```[^\n`]*\n(.*?)(?:```|\Z)", re.DOTALL)
_ONE_LINE_FENCE = re.compile(r"\A```([^\n`]+)```\Z")
_PROMPT = re.compile(r"^\s*(?:\$ |[\w.-]+@[\w.-]+[:\s][^\n$#]{0,80}[$#] |PS [A-Za-z]:\\[^>\n]{0,80}> )")
_PROGRAM = re.compile(r"^\s*(?:docker|curl)\s")
# Mobile keyboards and word processors type these for a space or for nothing at all.
_SPACES = str.maketrans({"\u00a0": " ", "\u3000": " ", "\u2009": " ", "\u200b": None, "\ufeff": None, "\r": None})


def clean(text: str) -> str:
    r"""Return the commands of a message as text of one or more lines.

    Where there is a fence, only what stands in fences counts. Where a line carries a prompt (`$ docker ps`),
    the block is
    a transcript: lines without a prompt are output and are left out, unless they start with `docker` or `curl` or
    continue a line that ended with a backslash.
    """
    text = text.translate(_SPACES)
    fences = _FENCE.findall(text)
    text = "\n".join(fences) if fences else _ONE_LINE_FENCE.sub(r"\1", text.strip())
    if not fences and len(text) > 1 and text[0] == text[-1] == "`" and "`" not in text[1:-1]:
        text = text[1:-1]
    lines = text.split("\n")
    if any(_PROMPT.match(line) for line in lines):
        lines = _commands(lines)
    return "\n".join(lines).strip()


def _commands(lines: list[str]) -> list[str]:
    kept: list[str] = []
    goes_on = False
    for line in lines:
        prompt = _PROMPT.match(line)
        if prompt or goes_on or _PROGRAM.match(line) or line.lstrip().startswith("#"):
            kept.append(line[prompt.end() :] if prompt else line)
            goes_on = line.rstrip().endswith("\\")
    return kept
