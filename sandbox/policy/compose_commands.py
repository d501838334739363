"""The grammar of `docker compose` (v2)."""

from __future__ import annotations

from sandbox.policy import kinds as k
from sandbox.policy import paths as p
from sandbox.policy.containers import RUN_CLOSED, WORDS, asks
from sandbox.policy.formats import FORMAT
from sandbox.policy.grammar import Draft, Flag, Kind, Slot, Spec, Value, many, matching, one_of, switch, takes
from sandbox.policy.settings import PolicySettings
from sandbox.policy.trouble import Refused

# The names compose looks for, in its order (compose-go, cli/options.go); an override is read beside the file found.
DEFAULT_FILES = ("compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml")
OVERRIDE_FILES = (
    "compose.override.yml",
    "compose.override.yaml",
    "docker-compose.override.yml",
    "docker-compose.override.yaml",
)
_SHELLS = frozenset({
    "sh", "bash", "ash", "zsh", "/bin/sh", "/bin/bash", "/bin/ash", "python", "python3", "redis-cli", "mysql",
    "mariadb",
    "psql", "mongosh", "node", "irb", "sqlite3",
})  # fmt: skip

GLOBALS: tuple[Flag, ...] = (
    many("--file", p.PATH, "-f"), takes("--project-name", matching("project", r"[a-z0-9][a-z0-9_-]{0,62}",
    "bad-name"), "-p"),
    many("--profile", k.NAME), many("--env-file", p.PATH), takes("--project-directory", p.PATH),
    takes("--ansi", one_of("ansi", "never", "always", "auto")), takes("--parallel", k.ANY_NUMBER),
    takes("--progress", one_of("progress", "auto", "tty", "plain", "json", "quiet")), switch("--dry-run"),
    switch("--compatibility"), switch("--all-resources"), switch("--version", "-v"),
)  # fmt: skip
GLOBALS_CLOSED = {"--verbose": "client-debug", "-D": "client-debug", "-H": "remote-host", "--host": "remote-host",
                  "--context": "context", "-c": "context"}  # fmt: skip

SERVICES = Slot("service", k.SERVICE, 0, None)
_SERVICE = Slot("service", k.SERVICE)
_DRY = switch("--dry-run")
_TIME = takes("--timeout", k.SECONDS, "-t")
_JSON = takes("--format", FORMAT)


def _scale(text: str, settings: PolicySettings) -> Value:
    return matching("scale", r"[a-zA-Z0-9][\w.-]*=\d{1,2}", "bad-choice").read(text, settings)


_SCALE = Kind("service=count", _scale)


def _up(draft: Draft) -> None:
    if not draft.has("--detach", "--wait", "--no-start") and not draft.is_help:
        draft.deadline_seconds = draft.settings.follow_seconds


def _follow(draft: Draft) -> None:
    if draft.has("--follow"):
        draft.deadline_seconds = draft.settings.follow_seconds


def _bounded(draft: Draft) -> None:
    if not draft.has("--no-stream"):
        draft.deadline_seconds = draft.settings.follow_seconds


def _words(draft: Draft) -> None:
    words = [arg.text for arg in draft.arguments[1:]]
    is_open = not draft.has("--no-TTY", "--detach") and not draft.is_help
    draft.is_terminal = is_open and len(words) == 1 and words[0] in _SHELLS


def _cp(draft: Draft) -> None:
    """One side of `compose cp` is `service:path`, the other a path of the workspace."""
    if draft.is_help:
        return
    sides = [":" in arg.text and not arg.text.startswith((".", "/")) for arg in draft.arguments]
    if sides.count(True) != 1:
        raise Refused("bad-cp", " ".join(arg.text for arg in draft.arguments))
    for arg, is_service in zip(draft.arguments, sides, strict=True):
        if not is_service:
            draft.paths.extend(p.PATH_OR_DASH.read(arg.text, draft.settings).paths)


def _spec(name: str, flags: tuple[Flag, ...] = (), slots: tuple[Slot, ...] = (SERVICES,), **more: object) -> Spec:
    return Spec(f"docker compose {name}", (*flags, _DRY), slots, **more)  # type: ignore[arg-type]  # passed on as they are


_EXEC = (
    switch("--detach", "-d"), many("--env", k.ENV, "-e"), takes("--index", k.COUNT), switch("--no-TTY", "-T"),
    takes("--user", k.USER, "-u"), takes("--workdir", k.WORKDIR, "-w"), switch("--interactive", "-i"), switch("--tty",
    "-t"),
)  # fmt: skip

SPECS: tuple[Spec, ...] = (
    _spec("up", (
        switch("--detach", "-d"), switch("--build"), switch("--no-build"), switch("--force-recreate"),
        switch("--no-recreate"), switch("--always-recreate-deps"), switch("--no-deps"), switch("--no-start"),
        switch("--remove-orphans"), switch("--renew-anon-volumes", "-V"), switch("--wait"), takes("--wait-timeout",
        k.COUNT),
        switch("--abort-on-container-exit"), takes("--exit-code-from", k.NAME), many("--scale", _SCALE),
        takes("--pull", one_of("pull policy", "always", "missing", "never", "build", "policy")), switch("--quiet-pull"),
        _TIME, switch("--timestamps"), switch("--no-color"), switch("--no-log-prefix"), many("--attach", k.NAME),
        many("--no-attach", k.NAME), switch("--attach-dependencies"), switch("--quiet-build"), switch("--yes", "-y"),
    ), closed={"--watch": "compose-watch", "-w": "compose-watch"}, changes_state=True, finish=_up),
    _spec("down", (switch("--remove-orphans"), takes("--rmi", one_of("images", "local", "all")), _TIME,
                   switch("--volumes", "-v")), changes_state=True),
    _spec("ps", (
        switch("--all", "-a"), many("--filter", k.FILTER), _JSON, switch("--no-trunc"), switch("--orphans", is_on=True),
        switch("--quiet", "-q"), switch("--services"),
        many("--status", one_of("status", "paused", "restarting", "removing", "running", "dead", "created", "exited")),
    )),
    _spec("logs", (
        switch("--follow", "-f"), takes("--index", k.COUNT), switch("--no-color"), switch("--no-log-prefix"),
        takes("--since", k.TIME), takes("--until", k.TIME), takes("--tail", k.TAIL, "-n"), switch("--timestamps", "-t"),
    ), finish=_follow),
    _spec("exec", _EXEC, (_SERVICE, Slot("command", k.FREE, 1, None)), closed={"--privileged": "privileged"},
          changes_state=True, goes_on=False, finish=_words),
    _spec("run", (
        switch("--build"), switch("--detach", "-d"), takes("--entrypoint", k.TEXT), many("--env", k.ENV, "-e"),
        switch("--interactive", "-i", is_on=True), switch("--tty", "-t"), many("--label", k.LABEL, "-l"),
        takes("--name", k.NAME), switch("--no-TTY", "-T"), switch("--no-deps"), many("--publish", k.PUBLISH, "-p"),
        switch("--quiet-pull"), switch("--remove-orphans"), switch("--rm"), switch("--service-ports", "-P"),
        switch("--use-aliases"), takes("--user", k.USER, "-u"), many("--volume", p.VOLUME_MOUNT, "-v"),
        takes("--workdir", k.WORKDIR, "-w"), many("--cap-drop", k.TEXT),
    ), (_SERVICE, WORDS), closed=dict(RUN_CLOSED), changes_state=True, goes_on=False, finish=_words),
    _spec("build", (many("--build-arg", k.BUILD_ARG), switch("--no-cache"), switch("--pull"), switch("--quiet", "-q"),
                    switch("--with-dependencies"), takes("--memory", k.MEMORY, "-m")),
          closed={"--push": "push", "--ssh": "build-ssh", "--builder": "buildx"}, changes_state=True),
    _spec("config", (
        takes("--format", one_of("format", "yaml", "json")), switch("--images"), switch("--no-interpolate"),
        switch("--no-normalize"), switch("--no-consistency"), switch("--no-path-resolution"), switch("--profiles"),
        switch("--quiet", "-q"), switch("--services"), switch("--volumes"), switch("--variables"),
        switch("--environment"),
        takes("--hash", k.NAME), takes("--output", p.PATH, "-o"),
    ), closed={"--resolve-image-digests": "push"}, also=("compose convert",)),
    _spec("create", (switch("--build"), switch("--no-build"), switch("--force-recreate"), switch("--no-recreate"),
                     takes("--pull", one_of("pull policy", "always", "missing", "never", "build")), many("--scale",
                     _SCALE),
                     switch("--remove-orphans")), changes_state=True),
    _spec("images", (_JSON, switch("--quiet", "-q"))),
    _spec("kill", (takes("--signal", k.SIGNAL, "-s"), switch("--remove-orphans")), changes_state=True),
    _spec("ls", (switch("--all", "-a"), many("--filter", k.FILTER), _JSON, switch("--quiet", "-q")), ()),
    _spec("pause", changes_state=True),
    _spec("unpause", changes_state=True),
    _spec("port", (takes("--index", k.COUNT), takes("--protocol", one_of("protocol", "tcp", "udp"))),
          (_SERVICE, Slot("port", k.INNER_PORT))),
    _spec("pull", (switch("--ignore-buildable"), switch("--ignore-pull-failures"), switch("--include-deps"),
                   takes("--policy", one_of("policy", "missing", "always")), switch("--quiet", "-q")),
                   changes_state=True),
    _spec("restart", (switch("--no-deps"), _TIME), changes_state=True),
    _spec("rm", (switch("--force", "-f"), switch("--stop", "-s"), switch("--volumes", "-v")), changes_state=True,
    finish=asks),
    _spec("scale", (switch("--no-deps"),), (Slot("service=count", _SCALE, 1, None),), changes_state=True),
    _spec("start", changes_state=True),
    _spec("stop", (_TIME,), changes_state=True),
    _spec("top"),
    _spec("stats", (switch("--all", "-a"), _JSON, switch("--no-stream"), switch("--no-trunc")),
          (Slot("service", k.SERVICE, 0, 1),), finish=_bounded),
    _spec("events", (switch("--json"),), finish=_bounded),
    _spec("version", (switch("--short"), takes("--format", one_of("format", "pretty", "json"), "-f")), ()),
    _spec("wait", (switch("--down-project"),), (Slot("service", k.SERVICE, 1, None),)),
    _spec("volumes", (_JSON, switch("--quiet", "-q"))),
    _spec("cp", (switch("--archive", "-a"), switch("--follow-link", "-L"), takes("--index", k.COUNT), switch("--all")),
          (Slot("from", k.TEXT), Slot("to", k.TEXT)), changes_state=True, finish=_cp),
)  # fmt: skip
