"""The kinds of values docker's flags and arguments take, except paths and mounts."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from fnmatch import fnmatchcase

from sandbox.policy.grammar import Kind, Value, matching, number, one_of
from sandbox.policy.image_names import reference, shape, short_name
from sandbox.policy.settings import PolicySettings
from sandbox.policy.suggest import closest
from sandbox.policy.trouble import Refused

# Docker's rule for names of containers, networks and volumes (daemon/names), as a reference also by id prefix.
NAME_PATTERN = r"[a-zA-Z0-9][a-zA-Z0-9_.-]{0,127}"
_SHA = re.compile(r"sha256:[0-9a-f]{3,64}")
_PORT = r"\d{1,5}(?:-\d{1,5})?"
_PUBLISH = re.compile(
    rf"(?:(?P<ip>\d{{1,3}}(?:\.\d{{1,3}}){{3}}|\[[0-9a-fA-F:]+\]):(?=.*:|{_PORT}))?"
    rf"(?:(?P<host>{_PORT})?:)?(?P<inner>{_PORT})(?:/(?P<protocol>tcp|udp|sctp))?"
)
_MOST_PORT = 65535


def _image(text: str, settings: PolicySettings) -> Value:
    if _SHA.fullmatch(text):
        return Value(text)
    found = shape(text)
    host = found["host"]
    if host and host not in settings.hosts and host.split(":")[0] != "localhost":
        raise Refused("other-registry", host, values={"image": text})
    name = short_name(text)
    if _is_own(text, settings.own_images):
        return Value(text)
    if not is_open(name, settings.images):
        raise _closed("closed-image", text, settings, settings.images)
    if settings.stock and name not in settings.stock:
        raise _closed("absent-image", text, settings, sorted(settings.stock))
    return Value(text)


def judge_image(name: str, settings: PolicySettings) -> None:
    """Raise `Refused` for an image that a file names, as docker will have it, where the image is not open.

    A blank name or tag, of a variable without a value, is left to docker: what it says is the lesson.
    """
    if name.removesuffix(":"):
        _image(name.removesuffix(":"), settings)


def is_open(name: str, patterns: Iterable[str]) -> bool:
    """Whether an image's short name fits a pattern; an official one is also `library/NAME`, as the hub has it."""
    names = (name,) if "/" in name else (name, f"library/{name}")
    return any(fnmatchcase(one, pattern) for one in names for pattern in patterns)


def _is_own(text: str, own: Iterable[str]) -> bool:
    """Whether an image is in the sandbox: by its name and tag (another would be pulled), or by how its id begins."""
    is_id = re.fullmatch(r"[0-9a-f]{2,64}", text) is not None
    return reference(text) in own or (is_id and any(other.startswith(f"sha256:{text}") for other in own))


def _closed(key: str, text: str, settings: PolicySettings, open_ones: Iterable[str]) -> Refused:
    own = {short_name(name) for name in settings.own_images if not name.startswith("sha256:")}
    known = sorted(settings.stock | own)
    return Refused(key, text, instead=closest(short_name(text), known), values={"images": ", ".join(open_ones)})


def _local_image(text: str, _: PolicySettings) -> Value:
    if not _SHA.fullmatch(text):
        shape(text)
    return Value(text)


def _ports(text: str) -> tuple[int, int]:
    first, _, last = text.partition("-")
    low, high = int(first), int(last or first)
    if high < low:
        raise Refused("bad-port", text)
    if not 0 <= low <= high <= _MOST_PORT:
        raise Refused("bad-port-number", text)
    return low, high


def _publish(text: str, settings: PolicySettings) -> Value:
    found = _PUBLISH.fullmatch(text)
    if found is None:
        raise Refused("bad-port", text)
    inner = _ports(found["inner"])
    if inner[0] == 0:
        raise Refused("bad-port-number", text)
    if found["host"]:
        host = _ports(found["host"])
        if found["ip"] and ":" not in found["ip"]:
            _ip(found["ip"], settings)
        if host[1] - host[0] != inner[1] - inner[0] and inner[0] != inner[1]:
            raise Refused("bad-port", text)
        if taken := [port for port in sorted(settings.reserved_ports) if host[0] <= port <= host[1]]:
            free = re.sub(rf"(?<!\d){taken[0]}(?=:)", str(taken[0] + 1), text)
            raise Refused("reserved-port", text, instead=free, values={"port": str(taken[0])})
    return Value(text)


def _inner_port(text: str, _: PolicySettings) -> Value:
    if not re.fullmatch(rf"{_PORT}(?:/(?:tcp|udp|sctp))?", text):
        raise Refused("bad-port", text)
    _ports(text.split("/", maxsplit=1)[0])
    return Value(text)


def _ip(text: str, _: PolicySettings) -> Value:
    try:
        ipaddress.ip_address(text.strip("[]"))
    except ValueError:
        raise Refused("bad-address", text) from None
    return Value(text)


def _subnet(text: str, _: PolicySettings) -> Value:
    try:
        ipaddress.ip_network(text, strict=False)
    except ValueError:
        raise Refused("bad-address", text) from None
    return Value(text)


def _add_host(text: str, settings: PolicySettings) -> Value:
    name, _, address = text.partition(":") if ":" in text else text.partition("=")
    if not re.fullmatch(r"[a-zA-Z0-9][\w.-]*", name):
        raise Refused("bad-address", text)
    if not address:
        raise Refused("bad-address", text)
    if address != "host-gateway":
        _ip(address, settings)
    return Value(text)


def _restart(text: str, _: PolicySettings) -> Value:
    if not re.fullmatch(r"no|always|unless-stopped|on-failure(?::\d{1,4})?", text):
        raise Refused(
            "bad-choice", text, values={"choices": "no · always · unless-stopped · on-failure · on-failure:3"}
        )
    return Value(text)


def _network_mode(text: str, _: PolicySettings) -> Value:
    if text == "host":
        raise Refused("network-host", text)
    if text.startswith(("container:", "name=")):
        pattern = rf"container:{NAME_PATTERN}|name={NAME_PATTERN}(?:,(?:alias|ip)={NAME_PATTERN})*"
        if not re.fullmatch(pattern, text):
            raise Refused("bad-name", text)
        if re.match(r"name=host(?:,|$)", text):
            raise Refused("network-host", text)
        return Value(text)
    if not re.fullmatch(NAME_PATTERN, text):
        raise Refused("bad-name", text)
    return Value(text)


def _namespace(key: str, *others: str) -> Kind:
    """`host` is closed; a container's own, or one of a few words, is open."""

    def read(text: str, _: PolicySettings) -> Value:
        if text not in others and not re.fullmatch(rf"container:{NAME_PATTERN}", text):
            raise Refused(key, text)
        return Value(text)

    return Kind(key, read)


def _cpus(text: str, _: PolicySettings) -> Value:
    if not re.fullmatch(r"\d{1,3}(?:\.\d{1,6})?|\.\d{1,6}", text):
        raise Refused("bad-cpus", text)
    return Value(text)


def _log_option(text: str, _: PolicySettings) -> Value:
    if not re.fullmatch(
        r"(?:max-size=\d+[kmg]?|max-file=\d+|compress=(?:true|false)|mode=(?:blocking|non-blocking))", text
    ):
        raise Refused("log-driver", text)
    return Value(text)


def _build_arg(text: str, _: PolicySettings) -> Value:
    if not re.fullmatch(r"[A-Za-z_]\w*(?:=[^\x00\n]*)?", text):
        raise Refused("bad-env", text)
    if text.upper().startswith("BUILDKIT_SYNTAX"):  # an image that reads the Dockerfile
        raise Refused("dockerfile-syntax", text)
    return Value(text)


def _free(text: str, _: PolicySettings) -> Value:
    return Value(text)


NAME = matching("name", NAME_PATTERN, "bad-name", takes_output=True)
CONTAINER = Kind("container", NAME.read, takes_output=True)
NETWORK = Kind("network", NAME.read, takes_output=True)
VOLUME = Kind("volume", NAME.read, takes_output=True)
SERVICE = Kind("service", NAME.read)
IMAGE = Kind("image", _image, takes_output=True)
LOCAL_IMAGE = Kind("local image", _local_image, takes_output=True)
# `docker images 'ngin*'` filters by a glob.
IMAGE_FILTER = matching("image filter", r"[\w*?./:@\[\]-]{1,255}", "bad-image")
OBJECT = matching("object", r"(?:sha256:)?[a-zA-Z0-9][\w./:@-]{0,255}", "bad-name", takes_output=True)
PUBLISH = Kind("port mapping", _publish, takes_globs=True)
INNER_PORT = Kind("port", _inner_port)
IP = Kind("ip address", _ip, takes_globs=True)
SUBNET = Kind("subnet", _subnet)
MAC = matching("mac address", r"[0-9a-fA-F]{2}(?::[0-9a-fA-F]{2}){5}", "bad-address")
ADD_HOST = Kind("host and address", _add_host)
HOSTNAME = matching("host name", r"[a-zA-Z0-9](?:[a-zA-Z0-9.-]{0,61}[a-zA-Z0-9])?", "bad-name")
NETWORK_MODE = Kind("network", _network_mode)
PID_MODE = _namespace("pid-host")
IPC_MODE = _namespace("ipc-host", "private", "shareable", "none")
CGROUPNS = _namespace("cgroupns-host", "private")
RESTART = Kind("restart policy", _restart)
ENV = Kind(
    "env", matching("env", r"[A-Za-z_][\w.-]*(?:=[^\x00]*)?", "bad-env").read, takes_output=True, takes_globs=True
)
LABEL = matching("label", r"[A-Za-z0-9][\w./-]*(?:=[^\x00\n]*)?", "bad-label")
BUILD_ARG = Kind("build argument", _build_arg)
CPUS = Kind("cpus", _cpus)
CPUSET = matching("cpu list", r"\d{1,3}(?:-\d{1,3})?(?:,\d{1,3}(?:-\d{1,3})?)*", "bad-cpus")
# github.com/docker/go-units RAMInBytes
MEMORY = matching("memory size", r"\d{1,15}(?:\.\d{1,6})?[kKmMgGtT]?[iI]?[bB]?", "bad-memory")
SWAP = matching("memory size", r"-1|\d{1,15}(?:\.\d{1,6})?[kKmMgGtT]?[iI]?[bB]?", "bad-memory")
DURATION = matching("duration", r"(?:\d{1,9}(?:\.\d{1,6})?(?:ns|us|ms|s|m|h))+|0", "bad-duration")
TIME = matching(
    "time",
    r"(?:\d{1,9}(?:\.\d{1,6})?(?:ns|us|ms|s|m|h))+|\d{1,12}(?:\.\d{1,9})?"
    r"|\d{4}-\d\d-\d\d(?:T\d\d(?::\d\d(?::\d\d(?:\.\d{1,9})?)?)?(?:Z|[+-]\d\d:\d\d)?)?",
    "bad-time",
)
TAIL = matching("line count", r"all|-?\d{1,9}", "bad-tail")
SECONDS = number("seconds", -1, 86400)
COUNT = number("count", 0, 1_000_000)
ANY_NUMBER = number("number", -1, 1_000_000_000)
SIGNAL = matching("signal", r"(?:SIG)?[A-Z][A-Z0-9+-]{1,9}|\d{1,2}", "bad-signal")
USER = matching("user", r"[a-zA-Z0-9_][\w.-]{0,63}(?::[a-zA-Z0-9_][\w.-]{0,63})?", "bad-user")
WORKDIR = matching("folder in the container", r"/[^\x00\n]{0,500}", "bad-workdir")
ULIMIT = matching(
    "ulimit",
    r"(?:core|cpu|data|fsize|locks|memlock|msgqueue|nice|nofile|nproc|rss|rtprio|sigpending|stack)=-?\d{1,10}(?::-?\d{1,10})?",
    "bad-ulimit",
)
FILTER = Kind(
    "filter", matching("filter", r"[a-z][a-z-]{0,30}!?=[^\x00\n]{1,200}", "bad-filter").read, takes_globs=True
)
PULL = one_of("pull policy", "always", "missing", "never")
PLATFORM = matching(
    "platform", r"(?:linux/)?(?:amd64|arm64|arm/v[5-8]|386|ppc64le|s390x|riscv64)(?:/v\d)?", "bad-platform"
)
LOG_DRIVER = one_of("log driver", "json-file", "local", "none", key="log-driver")
LOG_OPTION = Kind("log option", _log_option)
STREAM = one_of("stream", "stdin", "stdout", "stderr", "STDIN", "STDOUT", "STDERR")
DETACH_KEYS = matching("keys", r"(?:ctrl-[a-z@\[\\\]^_]|[a-zA-Z])(?:,(?:ctrl-[a-z@\[\\\]^_]|[a-zA-Z]))*", "bad-choice")
CAPABILITY = matching("capability", r"(?:CAP_)?[A-Z_]{3,30}|ALL|all", "bad-choice")
PS_OPTIONS = matching("ps options", r"-?[A-Za-z,=]{1,40}", "bad-choice")
FREE = Kind("free words", _free, takes_output=True, takes_globs=True)
TEXT = matching("text", r"[^\x00]{0,2000}", "too-long", takes_output=True)
