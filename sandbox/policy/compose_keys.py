"""What a compose file may say (compose-spec.io), and what is closed, with the key of its explanation."""

from __future__ import annotations

from collections.abc import Mapping

from sandbox.policy import kinds as k
from sandbox.policy import paths as p
from sandbox.policy.grammar import Kind

TOP = frozenset({"name", "version", "services", "networks", "volumes", "secrets", "configs"})
TOP_CLOSED: Mapping[str, str] = {"include": "compose-include", "models": "desktop"}

SERVICE = frozenset({
    "image", "build", "command", "entrypoint", "environment", "env_file", "ports", "expose", "volumes", "networks",
    "depends_on", "restart", "container_name", "hostname", "working_dir", "user", "healthcheck",
    "labels", "label_file", "logging", "deploy", "profiles", "stdin_open", "tty", "init", "read_only", "tmpfs",
    "stop_signal", "stop_grace_period", "mem_limit", "mem_reservation", "memswap_limit", "cpus", "cpu_shares",
    "cpu_count", "cpu_percent", "cpu_period", "cpu_quota", "cpuset", "pids_limit", "shm_size", "ulimits",
    "extra_hosts", "dns", "dns_search", "links", "secrets", "configs", "platform", "pull_policy", "scale",
    "cap_drop", "group_add", "mac_address", "attach", "extends", "develop", "network_mode", "pid", "ipc", "cgroup",
    "uts", "userns_mode",
})  # fmt: skip
SERVICE_CLOSED: Mapping[str, str] = {
    "privileged": "privileged", "cap_add": "cap-add", "devices": "device", "device_cgroup_rules": "device",
    "security_opt": "security-opt", "cgroup_parent": "cgroup-parent", "sysctls": "sysctl", "runtime": "runtime",
    "gpus": "gpus", "domainname": "domainname",
    "volumes_from": "volumes-from", "storage_opt": "storage-opt", "oom_kill_disable": "oom",
    "oom_score_adj": "oom",
    "mem_swappiness": "kernel-memory", "isolation": "isolation",
    "volume_driver": "volume-driver",
    "credential_spec": "security-opt", "blkio_config": "block-io", "cpu_rt_period": "cpu-realtime",
    "cpu_rt_runtime": "cpu-realtime", "external_links": "compose-include", "annotations": "annotation",
    "use_api_socket": "docker-socket", "provider": "runs-programs", "post_start": "runs-programs",
    "pre_stop": "runs-programs", "dns_opt": "dns-option", "models": "desktop",
}  # fmt: skip
NAMESPACES: Mapping[str, str] = {
    "network_mode": "network-host", "pid": "pid-host", "ipc": "ipc-host", "cgroup": "cgroupns-host", "uts": "uts-host",
    "userns_mode": "userns-host",
}  # fmt: skip
SERVICE_VALUES: Mapping[str, Kind] = {
    "container_name": k.NAME, "tmpfs": p.TMPFS, "expose": k.INNER_PORT,
}  # fmt: skip

BUILD = frozenset({
    "context", "dockerfile", "dockerfile_inline", "args", "target", "labels", "network", "no_cache", "pull",
    "platforms", "extra_hosts", "secrets", "tags", "ulimits", "shm_size", "additional_contexts",
})  # fmt: skip
BUILD_CLOSED: Mapping[str, str] = {
    "privileged": "privileged", "ssh": "build-ssh", "entitlements": "build-privilege", "cache_from": "build-cache",
    "cache_to": "build-cache", "isolation": "isolation",
}  # fmt: skip
MOUNT = frozenset({"type", "source", "target", "read_only", "bind", "volume", "tmpfs", "consistency"})
NETWORK = frozenset({"driver", "external", "name", "internal", "attachable", "labels", "enable_ipv6", "ipam"})
JOINED = frozenset({"aliases", "ipv4_address", "ipv6_address", "mac_address", "priority", "gw_priority"})
JOINED_CLOSED: Mapping[str, str] = {"driver_opts": "network-options", "link_local_ips": "network-options"}
NETWORK_CLOSED: Mapping[str, str] = {"driver_opts": "network-options"}
VOLUME = frozenset({"driver", "external", "name", "labels"})
VOLUME_CLOSED: Mapping[str, str] = {"driver_opts": "volume-options"}
SECRET = frozenset({"file", "environment", "content", "external", "name"})
