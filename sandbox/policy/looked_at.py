"""A learner's own files that decide what docker does are read before docker reads them, and judged with the command.

Nothing is read in here: `judge` says which file it has to see, and is asked again with that file's text. All of a
judgement is about the same texts, and each was read once.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from sandbox.policy import compose, dockerfile
from sandbox.policy import paths as p
from sandbox.policy.compose_builds import asks_registry, builds
from sandbox.policy.compose_commands import DEFAULT_FILES, OVERRIDE_FILES
from sandbox.policy.dockerfile import Given, given_arguments
from sandbox.policy.dockerfile_words import Held, Values
from sandbox.policy.image_names import short_name
from sandbox.policy.interpolation import ANY, read_env
from sandbox.policy.plan import Command, FileKind, Refusal
from sandbox.policy.settings import PolicySettings
from sandbox.policy.trouble import Refused
from sandbox.policy.variables import environment

# What compose takes from a `.env` for itself (docs.docker.com, "Set or change pre-defined environment variables"):
# COMPOSE_FILE would make it read files that nobody looked at.
_CLOSED_LINE = re.compile(
    r"^\s*(?:export\s+)?(?P<name>COMPOSE_(?!PROJECT_NAME\b|PROFILES\b)\w+|DOCKER_\w+|BUILDKIT_\w+|BUILDX_\w+)\s*[=:]",
    re.MULTILINE | re.IGNORECASE,
)
_MOST_CHARACTERS = 64 * 1024
_PULLING = frozenset({f"docker compose {name}" for name in ("up", "create", "run", "pull", "scale")})


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file has to be read first: its path, relative to the workspace."""

    path: str


@dataclass(frozen=True, slots=True)
class Project:
    """What compose is to read: the project's folder, its files, and the texts of all that were judged and are there."""

    folder: str
    files: tuple[str, ...]
    env_files: tuple[str, ...]
    texts: Mapping[str, str]


class _Missing(Exception):  # noqa: N818 - a question, not an error
    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


def check_env(text: str, settings: PolicySettings | None = None) -> Refusal | None:
    """Return why a `.env` file is not used, or `None`. Never raises."""
    del settings
    if len(text) > _MOST_CHARACTERS:
        return Refusal("too-long", ".env", ".env", values={"word": ".env", "most": str(_MOST_CHARACTERS)})
    found = _CLOSED_LINE.search(text.replace("\ufeff", ""))
    if found is None:
        return None
    name = found["name"]
    return Refusal("closed-variable", name, found[0].strip(), values={"word": name})


def judge(command: Command, texts: Mapping[str, str | None], settings: PolicySettings) -> Refusal | Wanted | None:
    """Return why a command does not run, given the files it reads, or `None`, or a file that has to be read first.

    `texts` are files by their paths relative to the workspace; `None` is one that is not there. Never raises.
    """
    if not command.reads_files:
        return None
    look = _Look(command, texts, replace(settings, directory=command.directory))
    try:
        return next(filter(None, look.build() if command.name == "docker build" else look.project()), None)
    except _Missing as missing:
        return Wanted(missing.path)
    except Refused as refused:
        return Refusal(refused.key, refused.word, command.name, values=refused.filled)


def project_of(command: Command, texts: Mapping[str, str | None], settings: PolicySettings) -> Project | None:
    """Return the compose project that `judge` was content with, or nothing for what reads none.

    A `.env` that nobody named and that is not there is an empty one: none may come to be there meanwhile.
    """
    if not (command.reads_files and command.name.startswith("docker compose ")):
        return None
    look = _Look(command, texts, replace(settings, directory=command.directory))
    folder, files = look.files()
    env_files = look.env_files(folder)
    found = {path: text for path in (*env_files, *files) if (text := texts[path]) is not None}
    missing = {} if look.has("--env-file") else dict.fromkeys(env_files, "")
    return Project(folder, tuple(files), tuple(env_files), {**missing, **found})


class _Look:
    def __init__(self, command: Command, texts: Mapping[str, str | None], settings: PolicySettings) -> None:
        self.command, self.texts, self.settings = command, texts, settings
        self.environment = environment(command, settings)

    def build(self) -> Iterator[Refusal | None]:
        """Judge the Dockerfile of a `docker build`."""
        if not self.command.arguments:
            return
        named = self._values("--file")[-1:] or [posixpath.join(self.command.arguments[0], "Dockerfile")]
        folder, name = posixpath.split(p.inside(named[0], self.settings))
        names = dict.fromkeys((name, name.lower() if name == "Dockerfile" else name))
        contexts = (value.partition("=")[0] for value in self._values("--build-context"))
        given = Given(
            given_arguments(self._values("--build-arg"), self.environment),
            frozenset(name for name in contexts if name == short_name(name)),
        )
        asks = self.has("--pull") or self.has("--platform")
        yield self._dockerfile([posixpath.join(folder, name) for name in names], given, asks_registry=asks)

    def project(self) -> Iterator[Refusal | None]:
        """Judge the files of a compose project: its `.env`, its compose files, the Dockerfiles these lead to."""
        folder, paths = self.files()
        inside = replace(self.settings, directory=folder)
        env: dict[str, str | Held] = {}
        for path in self.env_files(folder):
            if (text := self._text(path)) is not None:
                yield check_env(text)
                env |= read_env(text, {**env, **self.environment})
        beside = self._text(posixpath.join(self.settings.directory, ".env")) if self._is_elsewhere(folder) else None
        if beside is not None:
            yield check_env(beside)
            unsure = dict.fromkeys(read_env(beside, {}), Held.UNKNOWN)
            env = {**({} if ANY in unsure else env), **unsure}
        texts = [text for path in paths if (text := self._text(path)) is not None]
        use = self._use({**env, **self.environment, "COMPOSE_PROJECT_NAME": Held.UNKNOWN}, texts)
        for text in texts:
            yield compose.check(text, inside, use)
        for build in builds(texts, inside, use, self._values("--build-arg")):
            asks = build.asks_registry or (self.command.name == "docker compose build" and self.has("--pull"))
            yield self._dockerfile(build.paths, build.given, asks_registry=asks, text=build.text)

    def _use(self, values: Values, texts: list[str]) -> compose.Use:
        pull = self._values("--pull")[-1:]
        return compose.Use(
            values,
            pulls=self.command.name in _PULLING,
            builds_first=self.has("--build") or pull in (["build"], ["never"]),
            asks_registry=self.command.name == "docker compose pull"
            or pull == ["always"]
            or asks_registry(texts, values),
        )

    def files(self) -> tuple[str, list[str]]:
        """Return the project's folder and its compose files: those named, or the nearest ones from here upwards."""
        named = self._values("--file")
        wanted = self._values("--project-directory")[-1:]
        if named:
            folder = p.inside(wanted[0] if wanted else posixpath.dirname(named[0]) or ".", self.settings)
            return folder, [p.inside(name, self.settings) for name in named]
        folder = p.inside(wanted[0] if wanted else ".", self.settings)
        for place in _upwards(folder):
            if (found := self._first(place, DEFAULT_FILES)) is not None:
                over = self._first(place, OVERRIDE_FILES)
                return (folder if wanted else place), [found, *([over] if over else [])]
        return folder, []

    def env_files(self, folder: str) -> list[str]:
        """Return the files of variables: those named, or the project's own."""
        named = [p.inside(name, self.settings) for name in self._values("--env-file")]
        return named or [posixpath.join(folder, ".env")]

    def _is_elsewhere(self, folder: str) -> bool:
        """Whether there may be a `.env` here for a project in another folder: newer composes take it, older do not."""
        return folder != self.settings.directory and not self._values("--env-file")

    def _dockerfile(
        self, paths: Iterable[str], given: Given, *, asks_registry: bool, text: str | None = None
    ) -> Refusal | None:
        settings = replace(self.settings, own_images=frozenset()) if asks_registry else self.settings
        if text is None:
            text = next((found for path in paths if (found := self._text(path)) is not None), None)
        return None if text is None else dockerfile.check(text, settings, given)

    def _first(self, folder: str, names: Iterable[str]) -> str | None:
        paths = (posixpath.join(folder, name) for name in names)
        return next((path for path in paths if self._text(path) is not None), None)

    def _text(self, path: str) -> str | None:
        if path not in self.texts:
            raise _Missing(path)
        return self.texts[path]

    def _values(self, name: str) -> list[str]:
        return [option.value or "" for option in self.command.options if option.name == name]

    def has(self, name: str) -> bool:
        """Whether the command has a flag."""
        return any(option.name == name and option.value != "false" for option in self.command.options)


def _upwards(folder: str) -> Iterator[str]:
    while folder:
        yield folder
        folder = posixpath.dirname(folder)
    yield ""


CHECKS: Mapping[FileKind, Callable[[str], Refusal | None]] = {
    FileKind.COMPOSE: compose.check,
    FileKind.DOCKERFILE: dockerfile.check,
    FileKind.ENV: check_env,
}
