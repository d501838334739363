"""Paths of the workspace, and mounts: by their text alone. Symbolic links are for the runtime to see."""

from __future__ import annotations

import posixpath
import re

from sandbox.policy.grammar import Kind, Value
from sandbox.policy.kinds import NAME_PATTERN
from sandbox.policy.settings import PolicySettings
from sandbox.policy.trouble import Refused

# What `cat` and its like may read besides the workspace: the same everywhere and nobody's secret.
SYSTEM_FILES = frozenset({
    "/etc/os-release", "/etc/debian_version", "/etc/hostname", "/etc/hosts", "/etc/resolv.conf", "/etc/passwd",
    "/etc/group", "/proc/cpuinfo", "/proc/meminfo", "/proc/version", "/proc/uptime", "/proc/loadavg", "/dev/null",
})  # fmt: skip
_SOCKETS = re.compile(r"docker\.sock|containerd|/(?:var/)?run/docker|dockerd|docker\.pid|buildkitd")
_WINDOWS = re.compile(r"(?:[A-Za-z]:)?\\|[A-Za-z]:/")
_MOST_PATH = 400
_VOLUME_OPTIONS = frozenset({"ro", "rw", "z", "Z", "nocopy", "cached", "delegated", "consistent"})
_TMPFS = re.compile(r"(?P<path>/[^:,]+)(?::(?P<options>[a-z]+(?:=[\w%]+)?(?:,[a-z]+(?:=[\w%]+)?)*))?")
_TMPFS_OPTIONS = frozenset({"size", "mode", "uid", "gid", "rw", "ro", "noexec", "exec", "nosuid", "nodev", "noatime"})


def inside(text: str, settings: PolicySettings) -> str:
    """Return a path relative to the workspace ("" for its top), normalised.

    `text` is absolute or relative to `settings.directory`. Raises `Refused` where it leads out of the workspace or to
    docker's own folder in it.
    """
    if not text or len(text) > _MOST_PATH or any(ord(letter) < 0x20 for letter in text):  # noqa: PLR2004 - controls
        raise Refused("bad-path", text)
    if _WINDOWS.match(text):
        raise Refused("windows-path", text)
    if text.startswith("~"):
        raise Refused("path-outside", text)
    top = settings.workspace
    path = posixpath.normpath(posixpath.join(top, settings.directory, text)).replace("//", "/")
    if _SOCKETS.search(text) or _SOCKETS.search(path):
        raise Refused("docker-socket", text)
    if path != top and not path.startswith(top + "/"):
        raise Refused("path-outside", text)
    relative = path[len(top) + 1 :]
    if ".docker" in relative.split("/"):
        raise Refused("path-config", text)
    return relative


def _path(text: str, settings: PolicySettings) -> Value:
    if text == "-":  # standard input or output to most programs
        raise Refused("bad-path", text)
    relative = inside(text, settings)
    written = posixpath.normpath(text) + ("/" if text.endswith("/") and text.strip("/") else "")
    return Value(f"./{written}" if written.startswith("-") else written, (relative,))


def _readable(text: str, settings: PolicySettings) -> Value:
    if text == "-" or posixpath.normpath(text) in SYSTEM_FILES:
        return Value(text)
    return _path(text, settings)


def _path_or_dash(text: str, settings: PolicySettings) -> Value:
    return Value(text) if text == "-" else _path(text, settings)


def bind_source(text: str, settings: PolicySettings) -> tuple[str, str]:
    """Return a bind's source, absolute and relative to the workspace. Raises `Refused`."""
    try:
        relative = inside(text, settings)
    except Refused as refused:
        if refused.key == "path-outside":
            raise Refused("bind-outside", text) from None
        raise
    return posixpath.join(settings.workspace, relative).rstrip("/"), relative


def _volume(text: str, settings: PolicySettings) -> Value:
    if re.match(r"[A-Za-z]:[^:]*[\\:]|[A-Za-z]:/[^:]*:|\\", text) and not re.match(r"[A-Za-z]:/[^:]*:[a-z,]+$", text):
        raise Refused("windows-path", text)
    fields = text.split(":")
    if len(fields) == 1:
        return Value(_target(text))
    source, target, options = fields[0], fields[1], fields[2] if len(fields) > 2 else ""  # noqa: PLR2004 - a:b:options
    if len(fields) > 3 or not source:  # noqa: PLR2004
        raise Refused("bad-mount", text)
    unknown = set(filter(None, options.split(","))) - _VOLUME_OPTIONS
    if unknown:
        raise Refused("mount-option", ",".join(sorted(unknown)))
    tail = ":" + options if options else ""
    if source.startswith(("/", ".", "~")):
        absolute, relative = bind_source(source, settings)
        return Value(f"{absolute}:{_target(target)}{tail}", (relative,))
    if "/" in source:
        raise Refused("bad-mount", text, instead=f"./{text}")
    if not re.fullmatch(NAME_PATTERN, source):
        raise Refused("bad-mount", text)
    return Value(f"{source}:{_target(target)}{tail}")


def _target(text: str) -> str:
    if not re.fullmatch(r"/[^\x00-\x1f:]+", text) or posixpath.normpath(text) == "/":
        raise Refused("bad-mount", text)
    return text


_MOUNT_NAMES = {"src": "source", "dst": "target", "destination": "target", "ro": "readonly"}
_MOUNT_FIELDS = frozenset(
    {"type", "source", "target", "readonly", "volume-nocopy", "tmpfs-size", "tmpfs-mode", "consistency"}
)
_MOUNT_VALUES = (("tmpfs-size", r"\d+[kmg]?"), ("tmpfs-mode", r"0?[0-7]{3,4}"), ("readonly", r"true|false|1|0"))
_MOUNT_CLOSED = {
    "volume-driver": "volume-driver", "volume-opt": "volume-driver", "bind-propagation": "mount-option",
    "bind-nonrecursive": "mount-option", "bind-recursive": "mount-option",
}  # fmt: skip


def _mount(text: str, settings: PolicySettings) -> Value:
    found = _mount_fields(text)
    kind = found.get("type", "volume")
    if kind not in ("bind", "volume", "tmpfs"):
        raise Refused("bad-mount", kind)
    _target(found["target"])
    paths: tuple[str, ...] = ()
    source = found.get("source", "")
    if kind == "bind":
        found["source"], relative = bind_source(source, settings)
        paths = (relative,)
    elif source and (kind == "tmpfs" or not re.fullmatch(NAME_PATTERN, source)):
        raise Refused("bad-mount", source)
    for name, pattern in _MOUNT_VALUES:
        if name in found and not re.fullmatch(pattern, found[name]):
            raise Refused("bad-mount", f"{name}={found[name]}")
    order = ("type", "source", "target", *sorted(_MOUNT_FIELDS - {"type", "source", "target"}))
    return Value(",".join(f"{name}={found[name]}" for name in order if name in found), paths)


def _mount_fields(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in text.split(","):
        name, equals, value = part.partition("=")
        name = _MOUNT_NAMES.get(name.strip().lower(), name.strip().lower())
        if name in _MOUNT_CLOSED:
            raise Refused(_MOUNT_CLOSED[name], part)
        if name not in _MOUNT_FIELDS or name in found or '"' in part or (not equals and name != "readonly"):
            raise Refused("bad-mount", part)
        found[name] = value if equals else "true"
    if "target" not in found:
        raise Refused("bad-mount", text)
    return found


def _tmpfs(text: str, _: PolicySettings) -> Value:
    found = _TMPFS.fullmatch(text)
    options = found["options"].split(",") if found and found["options"] else []
    if found is None or any(option.split("=")[0] not in _TMPFS_OPTIONS for option in options):
        raise Refused("bad-mount", text)
    _target(found["path"])
    return Value(text)


def is_remote(text: str) -> bool:
    """Whether a build context is no folder: an address, a repository of git, an image (`docker-image://`)."""
    return re.match(r"[a-z+-]+:|git@|github\.com/|.*\.git(?:#|$)", text) is not None


def _folder_or_url(text: str, settings: PolicySettings) -> Value:
    if is_remote(text):
        raise Refused("remote-build", text)
    return _path_or_dash(text, settings)


def _secret(text: str, settings: PolicySettings) -> Value:
    paths: list[str] = []
    for part in text.split(","):
        name, _, value = part.partition("=")
        if name in ("src", "source"):
            paths.append(inside(value, settings))
        elif not (name in ("id", "env") and re.fullmatch(r"[\w.-]+", value)) and part not in ("type=file", "type=env"):
            raise Refused("bad-build", text)
    return Value(text, tuple(paths))


def _output(text: str, settings: PolicySettings) -> Value:
    if "=" not in text:
        return _path_or_dash(text, settings)
    paths: list[str] = []
    for part in text.split(","):
        name, _, value = part.partition("=")
        if name == "type" and value == "registry":
            raise Refused("push", text)
        if name == "dest":
            paths.append(inside(value, settings))
        elif part not in ("type=local", "type=tar", "type=docker", "type=oci"):
            raise Refused("bad-build", text)
    return Value(text, tuple(paths))


def _build_context(text: str, settings: PolicySettings) -> Value:
    name, _, value = text.partition("=")
    if not re.fullmatch(r"[a-z0-9][\w./-]*", name) or is_remote(value):
        raise Refused("remote-build", text)
    return Value(text, (inside(value, settings),))


PATH = Kind("path in the workspace", _path)
READABLE = Kind("file to read", _readable)
PATH_OR_DASH = Kind("path in the workspace, or -", _path_or_dash)
VOLUME_MOUNT = Kind("volume or folder", _volume)
MOUNT = Kind("mount", _mount)
TMPFS = Kind("tmpfs", _tmpfs)
BUILD_FOLDER = Kind("build context", _folder_or_url)
SECRET = Kind("build secret", _secret)
BUILD_OUTPUT = Kind("build output", _output)
BUILD_CONTEXT = Kind("named build context", _build_context)
