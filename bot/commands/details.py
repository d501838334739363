"""What a value means: which port leads where, what a mount joins, how much memory that is."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

Detail = tuple[str, str, dict[str, str]]

_IMAGE = re.compile(r"(?P<name>.+?)(?::(?P<tag>[\w][\w.-]*))?(?:@(?P<digest>sha256:[0-9a-f]+))?$")
_DRIVE = re.compile(r"[A-Za-z]:(?=\\|/[^:]*:/)")  # c:\\app, c:/app:/app; a:/app is a volume
_HERE = re.compile(r"(?:\$PWD\b|\$\(pwd\)|(?P<windows>%cd%)|\.(?=[/\\]|$))(?P<below>[/\\].+)?", re.IGNORECASE)
_UNITS = {"k": "KiB", "m": "MiB", "g": "GiB", "t": "TiB"}
# Names of kinds (sandbox.policy.kinds) and places (the grammars) to the wording key of the argument.
_ARGUMENTS: Mapping[str, str] = {
    "image": "argument-image", "local image": "argument-image", "container": "argument-container",
    "network": "argument-network", "volume": "argument-volume", "service": "argument-service",
    "new name": "argument-new-name", "build context": "argument-build-context", "file": "argument-file",
    "path": "argument-file", "folder": "argument-file", "url": "argument-url", "object": "argument-object",
    "command": "inner-command", "pattern or file": "argument-pattern", "words": "argument-words",
    "seconds": "argument-seconds", "port": "argument-port", "from": "argument-from", "to": "argument-to",
}  # fmt: skip


def detail_of(kind: str, value: str, command: str) -> Detail:
    """Return the wording key of an argument, the key of its detail ("" where there is none) and the values of both.

    `kind` is the name of a value's kind or of an argument's place.
    """
    key = _ARGUMENTS.get(kind, "argument-other")
    detail, values = _DETAILS.get(kind, _nothing)(value)
    return key, detail, {"value": value, "command": command, **values}


def _nothing(_: str) -> tuple[str, dict[str, str]]:
    return "", {}


def _image(value: str) -> tuple[str, dict[str, str]]:
    found = _IMAGE.fullmatch(value)
    if value.startswith("$(") or found is None or found["digest"]:
        return "", {}
    return ("image-tag" if found["tag"] else "image-latest"), {"name": found["name"], "tag": found["tag"] or "latest"}


def _port(value: str) -> tuple[str, dict[str, str]]:
    bare, _, protocol = value.partition("/")
    fields = bare.rsplit(":", 2)
    if len(fields) == 1:
        return "port-any", {"inner": bare}
    host, inner = fields[-2], fields[-1]
    address = fields[0] if len(fields) > 2 else ""  # noqa: PLR2004 - ip:host:inner
    values = {"host": host, "inner": inner, "address": address, "protocol": protocol or "tcp"}
    return ("port-address" if address not in ("", "0.0.0.0") else "port"), values  # noqa: S104 - compared, not bound


def _volume(value: str) -> tuple[str, dict[str, str]]:
    drive = _DRIVE.match(value)
    fields = value[drive.end() if drive else 0 :].split(":")
    if len(fields) == 1:
        return "volume-anonymous", {"inner": value}
    source, inner, options = fields[0], fields[1], fields[2] if len(fields) > 2 else ""  # noqa: PLR2004 - a:b:ro
    is_folder = drive is not None or source.startswith(("/", ".", "~", "$", "%"))
    source = (drive[0] if drive else "") + source
    key = "volume-folder" if is_folder else "volume-named"
    return f"{key}-readonly" if "ro" in options.split(",") else key, _joined(source, inner)


def _mount(value: str) -> tuple[str, dict[str, str]]:
    fields = dict(part.partition("=")[::2] for part in value.split(","))
    source = fields.get("source", fields.get("src", ""))
    inner = fields.get("target", fields.get("dst", fields.get("destination", "")))
    kind = fields.get("type", "volume")
    if kind == "tmpfs":
        return "volume-memory", {"inner": inner}
    key = "volume-folder" if kind == "bind" else "volume-named"
    is_readonly = "readonly" in fields or "ro" in fields
    return f"{key}-readonly" if is_readonly else key, _joined(source, inner)


def _joined(source: str, inner: str) -> dict[str, str]:
    """Return both sides of a mount; `here` says that the source is the current folder, `below` that it is in it."""
    found = _HERE.fullmatch(source)
    here = "" if found is None else "windows" if found["windows"] else "here"
    return {"source": source, "inner": inner, "here": here, "below": (found["below"] or "") if found else ""}


def _env(value: str) -> tuple[str, dict[str, str]]:
    name, equals, inner = value.partition("=")
    return ("env" if equals else "env-passed"), {"name": name, "inner": inner}


def _memory(value: str) -> tuple[str, dict[str, str]]:
    found = re.fullmatch(r"(\d+(?:\.\d+)?)([kKmMgGtT])[iI]?[bB]?", value)
    return ("memory", {"size": f"{found[1]} {_UNITS[found[2].lower()]}"}) if found else ("", {})


def _restart(value: str) -> tuple[str, dict[str, str]]:
    name, _, count = value.partition(":")
    return (f"restart-{name}", {"count": count}) if name in _RESTARTS else ("", {})


def _cp_side(value: str) -> tuple[str, dict[str, str]]:
    name, colon, inner = value.partition(":")
    return ("cp-container", {"name": name, "inner": inner}) if colon else ("cp-here", {})


def _folder(value: str) -> tuple[str, dict[str, str]]:
    return ("folder-here", {}) if value in (".", "./") else ("", {})


_RESTARTS = frozenset({"no", "always", "unless-stopped", "on-failure"})
_DETAILS: Mapping[str, Callable[[str], tuple[str, dict[str, str]]]] = {
    "image": _image, "local image": _image, "port mapping": _port, "volume or folder": _volume, "mount": _mount,
    "env": _env, "memory size": _memory, "restart policy": _restart, "from": _cp_side, "to": _cp_side,
    "build context": _folder,
}  # fmt: skip
