"""The grammar of `docker run` and of everything done to containers. Flags as in docker 26 to 28."""

from __future__ import annotations

from sandbox.policy import kinds as k
from sandbox.policy import paths as p
from sandbox.policy.changes import CHANGE
from sandbox.policy.formats import FORMAT
from sandbox.policy.grammar import Draft, Flag, Kind, Slot, Spec, many, one_of, switch, takes
from sandbox.policy.trouble import Refused

CONTAINERS = Slot("container", k.CONTAINER, 1, None)
CONTAINER = Slot("container", k.CONTAINER)
SOME_CONTAINERS = Slot("container", k.CONTAINER, 0, None)
WORDS = Slot("command", k.FREE, 0, None)

RUN_FLAGS: tuple[Flag, ...] = (
    switch("--detach", "-d"), switch("--interactive", "-i"), switch("--tty", "-t"), switch("--rm"),
    switch("--init"), switch("--read-only"), switch("--publish-all", "-P"), switch("--quiet", "-q"),
    switch("--no-healthcheck"), switch("--sig-proxy", is_on=True),
    takes("--name", k.NAME), takes("--hostname", k.HOSTNAME, "-h"),
    takes("--user", k.USER, "-u"), takes("--workdir", k.WORKDIR, "-w"), takes("--entrypoint", k.TEXT),
    takes("--memory", k.MEMORY, "-m"), takes("--memory-reservation", k.MEMORY), takes("--memory-swap", k.SWAP),
    takes("--shm-size", k.MEMORY), takes("--cpus", k.CPUS), takes("--cpu-shares", k.COUNT, "-c"),
    takes("--cpu-period", k.COUNT), takes("--cpu-quota", k.ANY_NUMBER), takes("--cpuset-cpus", k.CPUSET),
    takes("--cpuset-mems", k.CPUSET), takes("--pids-limit", k.ANY_NUMBER), takes("--restart", k.RESTART),
    takes("--pull", k.PULL), takes("--platform", k.PLATFORM), takes("--stop-signal", k.SIGNAL),
    takes("--stop-timeout", k.SECONDS), takes("--health-cmd", k.TEXT), takes("--health-interval", k.DURATION),
    takes("--health-timeout", k.DURATION), takes("--health-start-period", k.DURATION),
    takes("--health-start-interval", k.DURATION), takes("--health-retries", k.COUNT),
    takes("--network", k.NETWORK_MODE, also=("--net",)), takes("--ip", k.IP), takes("--ip6", k.IP),
    takes("--mac-address", k.MAC),
    takes("--pid", k.PID_MODE), takes("--ipc", k.IPC_MODE), takes("--cgroupns", k.CGROUPNS),
    takes("--log-driver", k.LOG_DRIVER), takes("--cidfile", p.PATH), takes("--detach-keys", k.DETACH_KEYS),
    many("--publish", k.PUBLISH, "-p"), many("--expose", k.INNER_PORT), many("--env", k.ENV, "-e"),
    many("--env-file", p.PATH), many("--label", k.LABEL, "-l"), many("--label-file", p.PATH),
    many("--volume", p.VOLUME_MOUNT, "-v"), many("--mount", p.MOUNT), many("--tmpfs", p.TMPFS),
    many("--network-alias", k.NAME, also=("--net-alias",)), many("--add-host", k.ADD_HOST), many("--dns", k.IP),
    many("--dns-search", k.HOSTNAME), many("--link", k.OBJECT), many("--ulimit", k.ULIMIT),
    many("--group-add", k.USER), many("--cap-drop", k.CAPABILITY),
    many("--log-opt", k.LOG_OPTION), many("--attach", k.STREAM, "-a"),
)  # fmt: skip
_RUN_ONLY = ("--detach", "--sig-proxy", "--detach-keys")
CREATE_FLAGS = tuple(flag for flag in RUN_FLAGS if flag.long not in _RUN_ONLY)

RUN_CLOSED = {
    "--privileged": "privileged", "--cap-add": "cap-add", "--security-opt": "security-opt",
    "--device": "device", "--device-cgroup-rule": "device", "--gpus": "gpus",
    "--domainname": "domainname", "--uts": "uts-host", "--userns": "userns-host",
    "--volumes-from": "volumes-from", "--volume-driver": "volume-driver", "--runtime": "runtime",
    "--cgroup-parent": "cgroup-parent", "--sysctl": "sysctl", "--storage-opt": "storage-opt",
    "--oom-kill-disable": "oom", "--oom-score-adj": "oom", "--kernel-memory": "kernel-memory",
    "--memory-swappiness": "kernel-memory", "--cpu-rt-period": "cpu-realtime", "--cpu-rt-runtime": "cpu-realtime",
    "--blkio-weight": "block-io", "--blkio-weight-device": "block-io", "--device-read-bps": "block-io",
    "--device-read-iops": "block-io", "--device-write-bps": "block-io", "--device-write-iops": "block-io",
    "--isolation": "isolation", "--annotation": "annotation", "--disable-content-trust": "trust",
    "--dns-option": "dns-option", "--dns-opt": "dns-option", "--link-local-ip": "network-options",
    "--use-api-socket": "docker-socket",
}  # fmt: skip


def _run(draft: Draft) -> None:
    if draft.has("--detach") and draft.has("--rm") and draft.has("--restart"):
        raise Refused("rm-and-restart", "--restart")
    _create(draft)
    _terminal(draft)


def _create(draft: Draft) -> None:
    """Ask the registry where docker does: always, if it is told so, and for an image of another platform."""
    if draft.values("--pull") == ["always"] or draft.has("--platform"):
        draft.ask_registry()


def _terminal(draft: Draft) -> None:
    draft.is_terminal = draft.has("--interactive") and draft.has("--tty") and not draft.has("--detach")


def _follows(draft: Draft) -> None:
    if draft.has("--follow"):
        draft.deadline_seconds = draft.settings.follow_seconds


def _streams(draft: Draft) -> None:
    if not draft.has("--no-stream"):
        draft.deadline_seconds = draft.settings.follow_seconds


def _start(draft: Draft) -> None:
    draft.is_terminal = draft.has("--interactive") and draft.has("--attach")


def asks(draft: Draft) -> None:
    """Note that a prune asks before it removes, unless it is forced."""
    draft.asks_first = not draft.has("--force")


def _cp(draft: Draft) -> None:
    """One side is `container:path`, the other a path of the workspace or `-`."""
    sides = []
    for arg in draft.arguments:
        name, colon, inner = arg.text.partition(":")
        if not arg.is_plain:
            if ":" not in "".join(part for part in arg.parts if isinstance(part, str)):
                raise Refused("output-in-flag", arg.text).at(arg.start, arg.end)
            sides.append(True)
            continue
        is_container = bool(colon) and not name.startswith((".", "/")) and bool(k.NAME.read(name, draft.settings))
        if is_container:
            if not inner:
                raise Refused("bad-cp", arg.text).at(arg.start, arg.end)
        else:
            try:
                value = p.PATH_OR_DASH.read(arg.text, draft.settings)
            except Refused as refused:
                raise refused.at(arg.start, arg.end) from None
            draft.paths.extend(value.paths)
        sides.append(is_container)
    if sides and sides.count(True) != 1:
        raise Refused("bad-cp", " ".join(arg.text for arg in draft.arguments))


def _update(draft: Draft) -> None:
    if not draft.options and not draft.is_help:
        raise Refused("missing-argument", "docker update", values={"command": "docker update", "missing": "option"})


_SIGNAL_AND_TIME = (takes("--signal", k.SIGNAL, "-s"), takes("--time", k.SECONDS, "-t", also=("--timeout",)))
_FORMAT = takes("--format", FORMAT)
_LIST = (
    switch("--all", "-a"), switch("--no-trunc"), switch("--quiet", "-q"), many("--filter", k.FILTER, "-f"), _FORMAT,
)  # fmt: skip
_CP_SIDE = Kind("path or container:path", k.FREE.read, takes_output=True)

SPECS: tuple[Spec, ...] = (
    Spec("docker run", RUN_FLAGS, (Slot("image", k.IMAGE), WORDS), ("container run",), RUN_CLOSED, changes_state=True,
         goes_on=False, finish=_run),
    Spec("docker create", CREATE_FLAGS, (Slot("image", k.IMAGE), WORDS), ("container create",), RUN_CLOSED,
         changes_state=True, goes_on=False, finish=_create),
    Spec("docker ps", (*_LIST, takes("--last", k.ANY_NUMBER, "-n"), switch("--latest", "-l"), switch("--size", "-s")),
         also=("container ls", "container list", "container ps")),
    Spec("docker logs", (
        switch("--details"), switch("--follow", "-f"), switch("--timestamps", "-t"), takes("--since", k.TIME),
        takes("--until", k.TIME), takes("--tail", k.TAIL, "-n"),
    ), (CONTAINER,), ("container logs",), finish=_follows),
    Spec("docker exec", (
        switch("--detach", "-d"), switch("--interactive", "-i"), switch("--tty", "-t"), many("--env", k.ENV, "-e"),
        many("--env-file", p.PATH), takes("--user", k.USER, "-u"), takes("--workdir", k.WORKDIR, "-w"),
        takes("--detach-keys", k.DETACH_KEYS),
    ), (CONTAINER, Slot("command", k.FREE, 1, None)), ("container exec",), {"--privileged": "privileged"},
         changes_state=True, goes_on=False, finish=_terminal),
    Spec("docker cp", (switch("--archive", "-a"), switch("--follow-link", "-L"), switch("--quiet", "-q")),
         (Slot("from", _CP_SIDE), Slot("to", _CP_SIDE)), ("container cp",), changes_state=True, finish=_cp),
    Spec("docker start", (switch("--attach", "-a"), switch("--interactive", "-i"), takes("--detach-keys",
    k.DETACH_KEYS)),
         (CONTAINERS,), ("container start",), {"--checkpoint": "checkpoint", "--checkpoint-dir": "checkpoint"},
         changes_state=True, finish=_start),
    Spec("docker stop", _SIGNAL_AND_TIME, (CONTAINERS,), ("container stop",), changes_state=True),
    Spec("docker restart", _SIGNAL_AND_TIME, (CONTAINERS,), ("container restart",), changes_state=True),
    Spec("docker kill", (takes("--signal", k.SIGNAL, "-s"),), (CONTAINERS,), ("container kill",), changes_state=True),
    Spec("docker pause", (), (CONTAINERS,), ("container pause",), changes_state=True),
    Spec("docker unpause", (), (CONTAINERS,), ("container unpause",), changes_state=True),
    Spec("docker rename", (), (CONTAINER, Slot("new name", k.NAME)), ("container rename",), changes_state=True),
    Spec("docker rm", (switch("--force", "-f"), switch("--volumes", "-v"), switch("--link", "-l")), (CONTAINERS,),
         ("container rm", "container remove"), changes_state=True),
    Spec("docker wait", (), (CONTAINERS,), ("container wait",)),
    Spec("docker top", (), (CONTAINER, Slot("ps options", k.PS_OPTIONS, 0, None)),
         ("container top",), goes_on=False),
    Spec("docker stats", (switch("--all", "-a"), switch("--no-stream"), switch("--no-trunc"), _FORMAT),
         (SOME_CONTAINERS,), ("container stats",), finish=_streams),
    Spec("docker port", (), (CONTAINER, Slot("port", k.INNER_PORT, 0, 1)), ("container port",)),
    Spec("docker diff", (), (CONTAINER,), ("container diff",)),
    Spec("docker update", (
        takes("--memory", k.MEMORY, "-m"), takes("--memory-reservation", k.MEMORY), takes("--memory-swap", k.SWAP),
        takes("--cpus", k.CPUS), takes("--cpu-shares", k.COUNT, "-c"), takes("--cpu-period", k.COUNT),
        takes("--cpu-quota", k.ANY_NUMBER), takes("--cpuset-cpus", k.CPUSET), takes("--cpuset-mems", k.CPUSET),
        takes("--pids-limit", k.ANY_NUMBER), takes("--restart", k.RESTART),
    ), (CONTAINERS,), ("container update",), {
        "--blkio-weight": "block-io", "--cpu-rt-period": "cpu-realtime", "--cpu-rt-runtime": "cpu-realtime",
        "--kernel-memory": "kernel-memory",
    }, changes_state=True, finish=_update),
    Spec("docker commit", (
        takes("--author", k.TEXT, "-a"), takes("--message", k.TEXT, "-m"), many("--change", CHANGE, "-c"),
        switch("--pause", "-p", is_on=True),
    ), (CONTAINER, Slot("image", k.LOCAL_IMAGE, 0, 1)), ("container commit",), changes_state=True),
    Spec("docker export", (takes("--output", p.PATH, "-o"),), (CONTAINER,), ("container export",), prints_binary=True),
    Spec("docker container inspect", (takes("--format", FORMAT, "-f"), switch("--size", "-s")), (CONTAINERS,)),
    Spec("docker container prune", (switch("--force", "-f"), many("--filter", k.FILTER)), changes_state=True,
    finish=asks),
    Spec("docker inspect", (
        takes("--format", FORMAT, "-f"), switch("--size", "-s"),
        takes("--type", one_of("type", "container", "image", "network", "volume")),
    ), (Slot("object", k.OBJECT, 1, None),)),
)  # fmt: skip
