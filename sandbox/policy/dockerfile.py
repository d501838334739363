"""A learner's Dockerfile, looked at before it is built: what needs rights or a network that practice does not have.

An image's name is judged as docker will have it, its variables filled in. What is merely wrong (an unknown instruction,
a blank name) is left to the engine: its own message is the lesson.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from sandbox.policy import kinds as k
from sandbox.policy.dockerfile_lines import Instruction, check_syntax, escapes, instructions
from sandbox.policy.dockerfile_words import Broken, Held, Values, expand, split
from sandbox.policy.image_names import short_name
from sandbox.policy.interpolation import ANY
from sandbox.policy.plan import Refusal
from sandbox.policy.settings import PolicySettings
from sandbox.policy.trouble import Refused

_MOST_CHARACTERS = 64 * 1024
_BLANKS = re.compile(r"[\t\v\f\r ]+")
_REMOTE = re.compile(r"(?:https?|git|ssh|ftp)://|git@", re.IGNORECASE)
# Docker fills these in by itself (docs.docker.com/reference/dockerfile, automatic platform ARGs and predefined ARGs).
_PLATFORM = ("PLATFORM", "OS", "OSVERSION", "ARCH", "VARIANT")
_PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "FTP_PROXY", "NO_PROXY", "ALL_PROXY")
_BY_DOCKER = {
    **dict.fromkeys((f"{place}{what}" for place in ("BUILD", "TARGET") for what in _PLATFORM), Held.UNKNOWN),
    **dict.fromkeys((name for proxy in _PROXIES for name in (proxy, proxy.lower())), Held.UNKNOWN),
    "TARGETSTAGE": Held.UNKNOWN,
}


@dataclass(frozen=True, slots=True)
class Given:
    """What a build is given from outside: `--build-arg` and its like, and the names of other build contexts."""

    arguments: Values = field(default_factory=dict)
    contexts: frozenset[str] = frozenset()


def check(text: str, settings: PolicySettings | None = None, given: Given | None = None) -> Refusal | None:
    """Return why a Dockerfile is not built, or `None`. Never raises."""
    file = _File(settings or PolicySettings(), given or Given())
    try:
        if len(text) > _MOST_CHARACTERS:
            raise Refused("too-long", "Dockerfile", values={"most": str(_MOST_CHARACTERS)})  # noqa: TRY301 - one way out
        check_syntax(text)
        for escape in escapes(text):
            file.begin(escape)
            for found in instructions(text, escape):
                file.line = found.line
                file.read(found)
    except Refused as refused:
        return Refusal(refused.key, refused.word, file.line or refused.word, values=refused.filled)
    return None


def check_change(text: str, settings: PolicySettings) -> None:
    """Raise `Refused` for a `--change` of commit or import that leads to what a Dockerfile may not."""
    file = _File(settings, Given())
    for found in instructions(text, "\\"):
        file.read(found)


class _File:
    def __init__(self, settings: PolicySettings, given: Given) -> None:
        self.settings, self.given, self.line = settings, given, ""
        self.begin("\\")

    def begin(self, escape: str) -> None:
        """Forget what was read: the text is read from its beginning."""
        self.escape = escape
        self.stages: set[str] = set()
        self.stage: str | None = None  # the one being read; `None` in front of the first `FROM`
        self.values: dict[str, str | Held] = dict(_BY_DOCKER)

    def read(self, found: Instruction, *, is_later: bool = False) -> None:
        """Look at an instruction. `is_later`: it waits in an image, for a build whose stages are not known here."""
        flags = list(_flags(found))
        if inner := found.inner:
            self.read(inner, is_later=True)
        elif found.name == "from" and not is_later:
            self._from(found.rest, is_foreign=any(name == "platform" for name, _ in flags))
        elif found.name == "arg" and self.stage is None:
            self._argument(found.rest)
        elif found.name == "run":
            for name, value in flags:
                self._run(name, value, is_later=is_later)
        elif found.name in ("copy", "add"):
            for source in (value for name, value in flags if name == "from"):
                self._source(source, is_later=is_later)
            words = found.listed or found.rest.split()
            if found.name == "add" and (remote := next((word for word in words if _REMOTE.match(word)), None)):
                raise Refused("dockerfile-remote", remote)

    def _from(self, rest: str, *, is_foreign: bool) -> None:
        """Judge a base. What is there already is not taken for one of another platform (`is_foreign`)."""
        words = _BLANKS.split(rest)
        self.stages |= {self.stage} if self.stage else set()
        self.stage = words[2].lower() if len(words) > 2 and words[1].upper() == "AS" else ""  # noqa: PLR2004 - image AS stage
        try:
            name = expand(words[0], self.values, self.escape)
        except Broken:
            return
        if name.lower() not in self.stages and name != "scratch":
            self._image(name, replace(self.settings, own_images=frozenset()) if is_foreign else self.settings)

    def _argument(self, rest: str) -> None:
        """Give a variable of `FROM` its value: what the build is given, else its own default."""
        for word in split(rest, self.escape):
            name, equals, default = word.partition("=")
            value: str | Held = Held.BLANK
            if name in self.given.arguments:
                value = self.given.arguments[name]
            elif equals:
                try:
                    value = expand(default, self.values, self.escape)
                except Broken:
                    value = Held.UNKNOWN
            self.values[name] = value

    def _source(self, source: str, *, is_later: bool) -> None:
        """`from=` names a stage above, by name or number, or an image. Docker fills in no variables there."""
        is_stage = source.isdecimal() or (not is_later and source.lower() in self.stages)
        if not is_stage and "$" not in source:
            self._image(source, self.settings)

    def _image(self, name: str, settings: PolicySettings) -> None:
        short = short_name(name)
        is_latest = "@" not in name and name.rpartition(":")[2] in ("latest", name)
        if name not in self.given.contexts and not (is_latest and short in self.given.contexts):
            k.judge_image(name, settings)

    def _run(self, name: str, value: str, *, is_later: bool) -> None:
        if name == "security" and value != "sandbox":
            raise Refused("build-privilege", "--security=insecure")
        if name == "network" and value not in ("default", "none"):
            raise Refused("network-host", f"--network={value}")
        if name == "device":
            raise Refused("device", "--device")
        for field_name, _, inside in _fields(value) if name == "mount" else ():
            if field_name.lower() == "type" and inside.lower() == "ssh":
                raise Refused("build-ssh", "--mount=type=ssh")
            if field_name.lower() == "from":
                self._source(inside, is_later=is_later)


def _flags(found: Instruction) -> Iterator[tuple[str, str]]:
    for flag in found.flags:
        name, _, value = flag[2:].partition("=")
        yield name, value


def _fields(text: str) -> Iterator[tuple[str, str, str]]:
    """Yield the fields of a `--mount`, which is a line of CSV."""
    try:
        rows = list(csv.reader([text]))
    except csv.Error:
        rows = []
    for part in dict.fromkeys([*text.split(","), *(part for row in rows for part in row)]):
        yield part.partition("=")


def given_arguments(words: list[str], environment: Mapping[str, str | Held]) -> dict[str, str | Held]:
    """Return what `--build-arg` gives: a name alone takes its value from the environment, where it has one."""
    found: dict[str, str | Held] = {}
    for word in words:
        name, equals, value = word.partition("=")
        held = value if equals else environment.get(name, environment.get(ANY))
        if held is not None:
            found[name] = held
    return found
