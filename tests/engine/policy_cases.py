"""The lines of `refused.txt` that would do harm on a real server, to be tried through the whole service."""

from __future__ import annotations

from collections import Counter
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
