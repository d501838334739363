"""Dockerfiles and compose files of the kinds the course teaches, line by line."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.commands.explained import Block, Part, Role

INSTRUCTIONS = frozenset({
    "FROM", "RUN", "CMD", "ENTRYPOINT", "COPY", "ADD", "WORKDIR", "ENV", "ARG", "EXPOSE", "USER", "VOLUME", "LABEL",
    "HEALTHCHECK", "STOPSIGNAL", "SHELL", "ONBUILD", "MAINTAINER",
})  # fmt: skip
COMPOSE_KEYS = frozenset({
    "services", "image", "build", "context", "dockerfile", "ports", "volumes", "environment", "env_file", "depends_on",
    "command", "entrypoint", "restart", "networks", "container_name", "healthcheck", "test", "interval", "timeout",
    "retries", "deploy", "resources", "limits", "cpus", "memory", "name", "version", "expose", "working_dir", "user",
    "profiles", "secrets", "configs", "labels", "args", "target", "condition", "driver", "external", "logging",
    "mem_limit",
    "replicas", "stop_grace_period", "init", "tty", "stdin_open", "read_only", "tmpfs", "hostname", "extra_hosts",
    "start_period", "scale", "pull_policy", "platform", "network_mode", "privileged", "file",
})  # fmt: skip
_INSTRUCTION = re.compile(r"\s*([A-Za-z]+)(\s+|$)(.*)", re.DOTALL)
_KEY = re.compile(r"(?P<indent>\s*)(?P<item>- )?(?P<key>[A-Za-z_][\w.-]*):(?:\s+(?P<value>.*)|\s*)$")
_ITEM = re.compile(r"(?P<indent>\s*)- (?P<value>.*)$")
_HANGUL = re.compile(r"[가-힣ㄱ-ㅎ]")
_NAMED_IN = frozenset(
    {"services", "networks", "volumes", "secrets", "configs", "environment", "labels", "args", "depends_on"}
)


def kind_of(text: str) -> Block:
    """Say what a pasted text is: a Dockerfile starts with FROM or ARG, a compose file has `services:`."""
    if re.search(r"^services:\s*$", text, re.MULTILINE) or re.match(r"services:\s*\{", text):
        return Block.COMPOSE
    first = next((line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")), "")
    name, _, rest = first.strip().partition(" ")
    if name.upper() in INSTRUCTIONS and (name.isupper() or name.upper() == "FROM") and rest:
        return Block.DOCKERFILE
    return Block.COMMAND


def pasted(text: str) -> str:
    """Return the Dockerfile or compose file that a message is, without the words above and below it; or nothing."""
    lines = text.strip().splitlines()
    while lines and _is_prose(lines[-1]):
        lines.pop()
    while lines and _is_prose(lines[0]):
        lines.pop(0)
    body = "\n".join(lines)
    first = next((line for line in lines if line.strip() and not line.lstrip().startswith("#")), "")
    is_file = kind_of(body) is Block.DOCKERFILE or (kind_of(body) is Block.COMPOSE and _KEY.match(first) is not None)
    return body if is_file and len(lines) > 1 else ""


def _is_prose(line: str) -> bool:
    return not line.strip() or (_HANGUL.match(line.strip()) is not None and _KEY.match(line) is None)


def explain(text: str, block: Block) -> Iterator[Part]:
    """Yield the parts of a Dockerfile or a compose file."""
    return _dockerfile(text) if block is Block.DOCKERFILE else _compose(text)


def _dockerfile(text: str) -> Iterator[Part]:
    waiting = ""
    for line in text.splitlines():
        if line.lstrip().startswith("#") or not (line.strip() or waiting):
            continue
        waiting = f"{waiting}\n{line}" if waiting else line.strip()
        if line.rstrip().endswith("\\"):
            continue
        yield _instruction(waiting)
        waiting = ""
    if waiting:
        yield _instruction(waiting)


def _instruction(line: str) -> Part:
    found = _INSTRUCTION.match(line)
    name = found[1].upper() if found else ""
    if found is None or name not in INSTRUCTIONS:
        return Part(line, Role.UNKNOWN, key="unknown-instruction", values={"value": line.split(maxsplit=1)[0]})
    rest = found[3].strip()
    values = {"value": rest}
    key = f"instruction-{name.lower()}"
    if name == "FROM" and (stage := re.search(r"\s+[Aa][Ss]\s+(\S+)$", rest)):
        values = {"value": rest[: stage.start()], "stage": stage[1]}
        key = "instruction-from-stage"
    elif name == "COPY" and (source := re.match(r"--from=(\S+)\s+(.*)", rest)):
        values = {"value": source[2], "stage": source[1]}
        key = "instruction-copy-stage"
    elif name in ("CMD", "ENTRYPOINT") and not rest.startswith("["):
        key += "-shell"
    return Part(line, Role.INSTRUCTION, key=key, values=values)


def _compose(text: str) -> Iterator[Part]:
    above: list[tuple[int, str]] = []
    for line in text.splitlines():
        if not line.strip() or line.lstrip().startswith("#") or line.strip() == "---":
            continue
        found, item = _KEY.match(line), _ITEM.match(line)
        indent = len(line) - len(line.lstrip())
        while above and above[-1][0] >= indent:
            above.pop()
        parent = above[-1][1] if above else ""
        depth = len(above)
        if found and not (item and '"' in line.partition(":")[0]):
            above.append((indent, found["key"]))
            yield _key_part(line.strip(), found["key"], (found["value"] or "").strip(), parent, depth)
        elif item:
            values = {"value": item["value"].strip("\"' "), "parent": parent}
            known = parent if parent in ("ports", "volumes", "environment", "depends_on", "networks") else "other"
            yield Part(line.strip(), Role.KEY, key=f"item-{known.replace('_', '-')}", values=values, depth=depth)
        else:
            yield Part(line.strip(), Role.UNKNOWN, key="unknown-line", values={"value": line.strip()}, depth=depth)


def _key_part(line: str, name: str, value: str, parent: str, depth: int) -> Part:
    values = {"value": value.strip("\"'"), "name": name, "parent": parent}
    if parent in _NAMED_IN:
        key = f"named-{parent.replace('_', '-')}"
        return Part(line, Role.KEY, key=key, values=values, depth=depth)
    if name in COMPOSE_KEYS:
        suffix = "-top" if depth == 0 and name in ("networks", "volumes", "secrets", "configs") else ""
        return Part(line, Role.KEY, key=f"key-{name.replace('_', '-')}{suffix}", values=values, depth=depth)
    return Part(line, Role.UNKNOWN, key="unknown-key", values={"value": name}, depth=depth)
