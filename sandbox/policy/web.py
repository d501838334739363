"""`curl`, to the sandbox's own web servers and nowhere else."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import replace

from sandbox.policy import kinds as k
from sandbox.policy import paths as p
from sandbox.policy.arguments import accept
from sandbox.policy.grammar import Draft, Kind, Slot, Spec, Value, many, matching, number, switch, takes
from sandbox.policy.settings import PolicySettings
from sandbox.policy.trouble import Refused

_URL = re.compile(
    r"(?:(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://)?(?P<host>\[[0-9a-fA-F:]+\]|[^/?#:@\[\]{}\s\\]+)(?::(?P<port>\d{1,5}))?"
    r"(?P<rest>[/?#][^\s\[\]{}\\\x00]*)?"
)
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,62}")
# The engine's API would listen there (docker's documentation: 2375 plain, 2376 TLS, 2377 swarm).
_ENGINE_PORTS = frozenset({2375, 2376, 2377, 4243})
_MOST_PORT = 65535
# The private ranges docker gives to bridges (RFC 1918).
_PRIVATE = tuple(map(ipaddress.ip_network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")))


def _url(text: str, settings: PolicySettings) -> Value:
    if (other := re.match(r"([A-Za-z][A-Za-z0-9+.-]*)://", text)) and other[1].lower() not in ("http", "https", "unix"):
        raise Refused("curl-scheme", other[1], values={"url": text})
    found = _URL.fullmatch(text)
    if found is None:
        key = "docker-socket" if "docker.sock" in text else "bad-url"
        raise Refused(key, text)
    scheme = (found["scheme"] or "http").lower()
    if scheme == "unix" or "docker.sock" in text:
        raise Refused("docker-socket", text)
    if not _is_own(found["host"]):
        raise Refused("curl-outside", found["host"], values={"url": text})
    port = int(found["port"] or 80)
    if port in _ENGINE_PORTS:
        raise Refused("docker-socket", text)
    if not 0 < port <= _MOST_PORT:
        raise Refused("bad-port-number", found["port"])
    if port in settings.reserved_ports:
        raise Refused("reserved-port", text, values={"port": str(port)})
    return Value(text)


def _is_own(host: str) -> bool:
    """Loopback, an address of a container's network, or a bare name such as a container's."""
    if _NAME.fullmatch(host):
        return True
    try:
        address = ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    is_container = any(address in network for network in _PRIVATE)
    return address.is_loopback or is_container


def _body(text: str, settings: PolicySettings) -> Value:
    if text.startswith("@"):
        return Value(text, (p.inside(text[1:], settings),))
    return Value(text)


def _write_out(text: str, _: PolicySettings) -> Value:
    if "%output{" in text or text.startswith("@") or len(text) > 300:  # noqa: PLR2004 - a line, not a page
        raise Refused("bad-format", text)
    return Value(text)


# `name@file` would read a file.
_NAMED = matching("name=value", r"[^@=\x00]*=[^\x00]*", "curl-upload")
_BODY = Kind("body", _body, takes_output=True)
_METHOD = matching("method", r"GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS", "bad-choice")
_HEADER = matching("header", r"[A-Za-z0-9-]+(?::[^\x00\n\r]*|;)", "bad-header")
_COOKIE = matching("cookie", r"[\w.-]+=[^\x00\n\r]*", "bad-header")


def _curl(draft: Draft) -> None:
    if draft.has("--output") and draft.values("--output") == ["/dev/null"]:
        return
    if draft.has("--remote-name"):
        draft.changes_state = True
        for arg in draft.arguments:
            name = arg.text.partition("?")[0].partition("#")[0].rpartition("/")[2]
            accept(p.PATH, replace(arg, parts=(name,)), draft)
    draft.changes_state = draft.changes_state or draft.has("--output")


def _save(text: str, settings: PolicySettings) -> Value:
    return Value(text) if text == "/dev/null" else p.PATH_OR_DASH.read(text, settings)


CURL = Spec(
    "curl",
    (
        switch("--silent", "-s"), switch("--show-error", "-S"), switch("--verbose", "-v"), switch("--include", "-i"),
        switch("--head", "-I"), switch("--fail", "-f"), switch("--insecure", "-k"), switch("--get", "-G"),
        switch("--remote-name", "-O"), switch("--no-progress-meter"), switch("--http1.1"), switch("--compressed"),
        switch("--disable", "-q"), switch("--globoff", "-g"), takes("--noproxy", k.TEXT), switch("--ipv4", "-4"),
        switch("--ipv6", "-6"), switch("--no-buffer", "-N"),
        takes("--request", _METHOD, "-X"), many("--header", _HEADER, "-H"), many("--data", _BODY, "-d"),
        many("--data-raw", k.TEXT), many("--data-urlencode", _NAMED), many("--json", _BODY),
        takes("--output", Kind("file", _save), "-o"), takes("--write-out", Kind("write-out", _write_out), "-w"),
        takes("--max-time", number("seconds", 1, 60), "-m"), takes("--connect-timeout", number("seconds", 1, 60)),
        takes("--retry", number("count", 0, 10)), takes("--retry-delay", number("seconds", 0, 10)),
        switch("--retry-connrefused"), switch("--retry-all-errors"),
        takes("--user", matching("user", r"[^\x00\n:]{1,60}(?::[^\x00\n]{0,60})?", "bad-user"), "-u"),
        takes("--user-agent", k.TEXT, "-A"), takes("--referer", k.TEXT, "-e"), many("--cookie", _COOKIE, "-b"),
    ),
    (Slot("url", Kind("url", _url, takes_output=True, takes_globs=True), 1, 5),),
    (),
    {
        "--unix-socket": "docker-socket", "--abstract-unix-socket": "docker-socket", "-x": "curl-proxy",
        "--proxy": "curl-proxy", "--preproxy": "curl-proxy", "--socks4": "curl-proxy", "--socks4a": "curl-proxy",
        "--socks5": "curl-proxy", "--socks5-hostname": "curl-proxy", "-K": "curl-config", "--config": "curl-config",
        "--resolve": "curl-resolve", "--connect-to": "curl-resolve", "--interface": "curl-resolve",
        "--doh-url": "curl-resolve", "--dns-servers": "curl-resolve", "-T": "curl-upload",
        "--upload-file": "curl-upload",
        "-F": "curl-upload", "--form": "curl-upload", "-L": "curl-follow", "--location": "curl-follow",
        "--location-trusted": "curl-follow", "-n": "curl-config", "--netrc": "curl-config",
        "--netrc-file": "curl-config",
        "-E": "curl-config", "--cert": "curl-config", "--key": "curl-config", "--cacert": "curl-config",
        "-c": "use-redirect", "--cookie-jar": "use-redirect", "-D": "use-redirect", "--dump-header": "use-redirect",
        "--trace": "use-redirect", "--trace-ascii": "use-redirect", "--libcurl": "use-redirect",
        "--stderr": "use-redirect",
        "--output-dir": "use-redirect", "--data-binary": "curl-upload", "--url": "curl-config", "--next": "curl-config",
        "-:": "curl-config", "-Z": "curl-config", "--parallel": "curl-config", "--engine": "curl-config",
        "--proto": "curl-scheme", "--mail-from": "curl-scheme", "-Q": "curl-scheme", "--quote": "curl-scheme",
        "--telnet-option": "curl-scheme", "--haproxy-protocol": "curl-resolve",
    },
    finish=_curl,
    # A page goes to a pipe here, where curl would draw its progress into it; before a learner's eyes it would not.
    forced=("--disable", "--globoff", "--noproxy=*", "--no-progress-meter"),
)  # fmt: skip
