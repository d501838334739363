"""What would do harm on a real server, tried through the whole service: lines of `refused.txt`, and with files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

TABLE = Path(__file__).parents[1] / "sandbox" / "policy" / "refused.txt"
DANGEROUS = frozenset({
    *("privileged", "cap-add", "device", "gpus", "security-opt", "runtime", "cgroup-parent", "sysctl", "storage-opt"),
    *("pid-host", "ipc-host", "uts-host", "userns-host", "cgroupns-host", "network-host", "namespaces", "oom"),
    *("bind-outside", "whole-workspace", "docker-socket", "volumes-from", "volume-driver", "volume-options", "mount"),
    *("mount-option", "path-outside", "path-config", "windows-path", "network-driver", "network-options", "block-io"),
    *("remote-host", "remote-build", "remote-shell", "context", "client-config", "closed-variable", "other-registry"),
    *("push", "login", "swarm", "plugin", "trust", "daemon", "checkpoint", "build-privilege", "build-ssh", "buildx"),
    *("curl-outside", "curl-scheme", "curl-proxy", "curl-resolve", "curl-config", "curl-upload", "curl-follow"),
    *("runs-programs", "own-program", "shell", "sudo", "output-in-flag", "output-as-command", "shell-expansion"),
    *("shell-process-substitution", "shell-subshell", "shell-background", "ip-change", "date-set", "power", "kill"),
    *("network-tools", "kernel-memory", "cpu-realtime", "annotation", "log-driver", "permissions", "find-delete"),
    *("changing-file", "dockerfile-syntax"),
})  # fmt: skip


def _through() -> dict[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    counted: Counter[str] = Counter()
    for row in TABLE.read_text(encoding="utf-8").splitlines():
        key, mark, line = row.partition(" :: ")
        if mark and key in DANGEROUS:
            counted[key] += 1
            found[f"{key} {counted[key]}"] = (line, key)
    return found


# By a name of each: the line, and the key of the explanation that it is refused with.
THROUGH = _through()

_EVIL = "evil/image"
_SERVICE = "services:\n  a:\n    image: "
# By a name of each: the files of the workspace, the line, and the key of the explanation that it is refused with. Each
# was seen to have docker ask a registry for what is not open, or run what was not looked at.
BY_FILES: dict[str, tuple[dict[str, str], str, str]] = {
    "default": ({"Dockerfile": f"ARG X={_EVIL}\nFROM $X\n"}, "docker build .", "closed-image"),
    "build_arg": ({"Dockerfile": "ARG X\nFROM $X\n"}, f"docker build --build-arg X={_EVIL} .", "closed-image"),
    "default_in_place": ({"Dockerfile": f"FROM ${{X:-{_EVIL}}}\n"}, "docker build .", "closed-image"),
    "mount": (
        {"Dockerfile": f"FROM busybox\nRUN --mount=from={_EVIL},target=/x ls\n"},
        "docker build .",
        "closed-image",
    ),
    "cut_word": ({"Dockerfile": f"FROM busybox\nCO\\\nPY --from={_EVIL} / /\n"}, "docker build .", "closed-image"),
    "no_continuation": (
        {"Dockerfile": f"FROM busybox\nRUN echo \\\\\nCOPY --from={_EVIL} / /\n"},
        "docker build .",
        "closed-image",
    ),
    "no_heredoc": (
        {"Dockerfile": f'FROM busybox\nRUN echo "<<EOF"\nCOPY --from={_EVIL} / /\n'},
        "docker build .",
        "closed-image",
    ),
    "escaped_flag": ({"Dockerfile": f"FROM busybox\nCOPY --fr\\om={_EVIL} / /\n"}, "docker build .", "closed-image"),
    "syntax": ({"Dockerfile": f"//syntax={_EVIL}\nFROM busybox\n"}, "docker build .", "dockerfile-syntax"),
    "small_letters": ({"dockerfile": f"FROM {_EVIL}\n"}, "docker build .", "closed-image"),
    "older_builder": (
        {"Dockerfile": f"ARG X\nFROM ${{X-{_EVIL}}}\n"},
        "DOCKER_BUILDKIT=0 docker build .",
        "image-variable",
    ),
    "env": ({"compose.yaml": f"{_SERVICE}$X\n", ".env": f"X={_EVIL}\n"}, "docker compose up -d", "closed-image"),
    "session": ({"compose.yaml": f"{_SERVICE}$X\n"}, f"X={_EVIL} docker compose up -d", "closed-image"),
    "argument": (
        {
            "compose.yaml": f"services: {{a: {{build: {{context: ., args: {{X: {_EVIL}}}}}}}}}\n",
            "Dockerfile": "ARG X\nFROM $X\n",
        },
        "docker compose build",
        "closed-image",
    ),
    "inline": (
        {"compose.yaml": "services: {a: {build: {dockerfile_inline: 'FROM $X'}}}\n", ".env": f"X={_EVIL}\n"},
        "docker compose build",
        "closed-image",
    ),
    "override": (
        {
            "compose.yaml": f"{_SERVICE}busybox\n",
            "compose.override.yaml": "",
            "compose.override.yml": f"{_SERVICE}{_EVIL}\n",
        },
        "docker compose up -d",
        "closed-image",
    ),
    "above": (
        {"compose.yaml": f"{_SERVICE}busybox\n    privileged: true\n", "sub/a": ""},
        "docker compose --project-directory sub up -d",
        "privileged",
    ),
    "beside": (
        {"a.yaml": f"{_SERVICE}busybox\n", "b/c/d.yaml": "services: {a: {volumes: ['../../etc:/x']}}\n"},
        "docker compose -f a.yaml -f b/c/d.yaml up -d",
        "bind-outside",
    ),
    "filled_in": (
        {"Dockerfile": "FROM busybox\n", "evil": f"FROM {_EVIL}\n"},
        'docker build . | grep "$(cp evil Dockerfile)"',
        "closed-image",
    ),
    "emptied": (
        {"compose.yaml": f"{_SERVICE}${{X:-{_EVIL}}}\n", ".env": "X=busybox\n"},
        "docker compose config > .env",
        "changing-file",
    ),
}


@dataclass(frozen=True, slots=True)
class Race:
    """What a container swaps in a loop, again and again, while a line is tried.

    `key` is how the line is refused where the look sees what is closed; `judged` is said of what may run, and `closed`
    would be said of what may not.
    """

    files: Mapping[str, str]
    swap: str
    line: str
    key: str
    judged: str
    closed: str


PROJECT, PRIVILEGED_PROJECT = (f"{_SERVICE}busybox\n    privileged: {word}\n" for word in ("false", "true"))
RACES: dict[str, Race] = {
    "compose_file": Race(
        {"good.txt": PROJECT, "bad.txt": PRIVILEGED_PROJECT, "compose.yaml": PROJECT},
        "cp $one.txt .new && mv .new compose.yaml",
        "docker compose -p it create; docker inspect -f '{{.HostConfig.Privileged}}' it-a-1",
        "privileged",
        judged="false",
        closed="true",
    ),
    "variables": Race(
        {
            "good.txt": "IT=busybox\n",
            "bad.txt": f"IT={_EVIL}\n",
            ".env": "IT=busybox\n",
            "compose.yaml": f"{_SERVICE}$IT\n",
        },
        "cp $one.txt .new && mv .new .env",
        "docker compose -p it create; docker inspect -f '{{.Config.Image}}' it-a-1",
        "closed-image",
        judged="busybox",
        closed=_EVIL,
    ),
    "folder": Race(
        {},
        "rm -rf data; if [ $one = good ]; then mkdir data; else ln -s / data; fi",
        "docker run --rm -v ./data:/data busybox sh -c 'ls /data; echo bound'",
        "path-outside",
        judged="bound",
        closed="boot",
    ),
}
