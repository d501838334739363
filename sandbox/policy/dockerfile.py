"""A learner's Dockerfile, looked at before it is built: what needs rights or a network that practice does not have.

What is merely wrong (an unknown instruction, a missing file) is left to the engine: its own message is the lesson.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sandbox.policy import kinds as k
from sandbox.policy.plan import Refusal
from sandbox.policy.settings import PolicySettings
from sandbox.policy.trouble import Refused

_MOST_CHARACTERS = 64 * 1024
_DIRECTIVE = re.compile(r"#\s*([a-zA-Z]+)\s*=\s*(\S+)")
_HEREDOC = re.compile(r"<<-?\s*([\"']?)([A-Za-z_]\w*)\1")
_VARIABLE = re.compile(r"\$(?:\{[^}]*\}|[A-Za-z_]\w*)")
_FLAG = re.compile(r"--([a-z-]+)(?:=(\S+))?\s*")
_REMOTE = re.compile(r"(?:https?|git|ssh|ftp)://|git@", re.IGNORECASE)


def check(text: str, settings: PolicySettings | None = None) -> Refusal | None:
    """Return why a Dockerfile is not built, or `None`. Never raises."""
    settings = settings or PolicySettings()
    stages: set[str] = set()
    line = ""
    try:
        if len(text) > _MOST_CHARACTERS:
            raise Refused("too-long", "Dockerfile", values={"most": str(_MOST_CHARACTERS)})  # noqa: TRY301 - one way out
        for line in _instructions(text):
            _instruction(line, stages, settings)
    except Refused as refused:
        return Refusal(refused.key, refused.word, line, values=refused.filled)
    return None


def _instructions(text: str) -> Iterator[str]:
    """Yield the instructions, continued lines joined, comments and here-documents left out."""
    escape, waiting, is_top = "\\", "", True
    ends: list[str] = []
    for raw in text.replace("\r\n", "\n").split("\n"):
        line = raw.strip()
        if ends:
            ends = ends[1:] if line == ends[0] else ends
        elif line.startswith("#"):
            found = _DIRECTIVE.match(line) if is_top else None
            if found and found[1].lower() == "syntax":
                raise Refused("dockerfile-syntax", line)
            escape = found[2] if found and found[1].lower() == "escape" and found[2] in ("`", "\\") else escape
        elif line.endswith(escape):
            waiting, is_top = f"{waiting}{line[:-1]} ", False
        elif line:
            whole, waiting, is_top = waiting + line, "", False
            if re.match(r"(?:ONBUILD\s+)?(?:RUN|COPY|ADD)\s", whole, re.IGNORECASE):
                ends = [found[2] for found in _HEREDOC.finditer(whole)]
            yield whole
    if waiting.strip():
        yield waiting.strip()


def _instruction(line: str, stages: set[str], settings: PolicySettings) -> None:
    name, _, rest = line.partition(" ")
    name, rest = name.upper(), rest.strip()
    if name == "ONBUILD":
        _instruction(rest, stages, settings)
        return
    flags: dict[str, str] = {}
    while found := _FLAG.match(rest):
        flags[found[1]] = f"{flags.get(found[1], '')} {found[2] or 'true'}".strip()
        rest = rest[found.end() :]
    if name == "FROM":
        _from(rest, stages, settings)
    elif name == "RUN":
        _run(flags)
    elif name in ("COPY", "ADD"):
        source = flags.get("from", "")
        if source and source not in stages and not source.isdigit():
            _image(source, settings)
        if name == "ADD" and (remote := next((word for word in rest.split() if _REMOTE.match(word)), None)):
            raise Refused("dockerfile-remote", remote)


def _from(rest: str, stages: set[str], settings: PolicySettings) -> None:
    words = rest.split()
    if not words:
        return
    image = words[0]
    if image not in stages and image != "scratch":
        _image(image, settings)
    if len(words) > 2 and words[1].upper() == "AS":  # noqa: PLR2004 - image AS stage
        stages.add(words[2])


def _image(image: str, settings: PolicySettings) -> None:
    """Let a variable stand for a tag or a name; a registry's host must be plain."""
    if not image.startswith("$"):
        k.IMAGE.read(_VARIABLE.sub("1", image), settings)


def _run(flags: dict[str, str]) -> None:
    if flags.get("security", "sandbox") != "sandbox":
        raise Refused("build-privilege", "--security=insecure")
    if flags.get("network", "default") not in ("default", "none"):
        raise Refused("network-host", f"--network={flags['network']}")
    if "device" in flags:
        raise Refused("device", "--device")
    if "type=ssh" in flags.get("mount", ""):
        raise Refused("build-ssh", "--mount=type=ssh")
