"""What nobody may do from a container that was started with every freedom the learner's own engine can give."""

from __future__ import annotations

from tests.engine.escape_cases import ABSENT, DENIED

# ruff: noqa: E501  a case stays on its line
PRIVILEGED: dict[str, tuple[str, str]] = {
    "disk": ("ls /dev/vd* /dev/sd* /dev/nvme* /dev/loop* 2>/dev/null | grep -q .", ""),
    "mknod": ("mknod /x b 254 0 && head -c 1 /x", DENIED),
    "sysrq": ("echo c >/proc/sysrq-trigger", ABSENT),
    "core_pattern": ("echo x >/proc/sys/kernel/core_pattern", DENIED),
    "debugfs": ("mkdir -p /mnt && mount -t debugfs none /mnt", DENIED),
    "cgroup_release_agent": ("mkdir -p /c && mount -t cgroup -o memory none /c && echo /x >/c/release_agent", DENIED),
    "host_processes": ("ps -e -o args= | grep -q '[s]andbox.supervisor'", ""),
    "outer_folder": ("ls /host/run/gorae/root", ABSENT),
    "root_writable": ("mount -o remount,rw /host && touch /host/usr/pwned", DENIED),
    "seed_writable": ("mount -o remount,rw,bind /host/seed && touch /host/seed/pwned", DENIED),
    "seed_write": ("touch /host/seed/pwned", DENIED),
    "registry_write": ("touch /host/run/registry/pwned", DENIED),
    "route": ("ip route | grep -q ^default", ""),
    "kmsg": ("dmesg", "not implemented|not permitted"),
    "module": (
        "cp /bin/busybox /x.ko && insmod /x.ko",
        "does not support requested operation|not implemented|not permitted",
    ),
    "nsenter_host": ("nsenter -t 1 -m -p -n ls /run/gorae/docker.sock", ABSENT),
    "memory_limit": (
        "cd /host/sys/fs/cgroup && if [ -d memory ]; then echo 9000000000 >memory/memory.limit_in_bytes; else echo max >memory.max; fi",
        DENIED,
    ),
    "pids_limit": (
        "cd /host/sys/fs/cgroup && if [ -d pids ]; then echo max >pids/pids.max; else echo max >pids.max; fi",
        DENIED,
    ),
    # To what it is already: nothing happens to the machine should it work. (`date` fails with exit code 0.)
    "time": ('s=$(date -s @$(date +%s) 2>&1); echo "$s"; case $s in *"can\'t set"*) exit 1 ;; esac', "can't set date"),
}


CONTROLS_PRIVILEGED: dict[str, str] = {
    "disk": "ls /dev/nul* /dev/sd* 2>/dev/null | grep -q .",
    "host_processes": "ps -e -o args= | grep -q '[d]ockerd'",
    "outer_folder": "ls /host/run/docker.sock",
    "seed_write": "ls /host/seed/overlay2",
    "registry_write": "ls /host/run/registry/registry.sock",
    "route": "ip route | grep -q docker0",
    "nsenter_host": "nsenter -t 1 -m -p -n ls /run/docker.sock",
}
