"""Lines as a learner types them, and what a real engine must show: a way of every flag that no lesson takes."""

# ruff: noqa: E501, ISC004  a case stays on its line, a long one in one text

from __future__ import annotations


def _inspected(flags: str, field: str, *, make: str = "create") -> str:
    """Make a container with flags, look at what its engine keeps of them, and take it away."""
    return f"docker {make} --name seen {flags} busybox true >/dev/null && docker inspect -f '{{{{{field}}}}}' seen; docker rm -f seen"


def _in_front(flags: str, command: str, image: str = "busybox") -> str:
    return f"docker run --rm {flags} {image} {command}"


# By name: a line or block, and a regular expression that is found in what is shown.
PROGRAMS: dict[str, tuple[str, str]] = {
    "cp": ("echo one >a.txt && cp a.txt b.txt && cat b.txt", r"^one$"),
    "mv": ("echo one >c.txt && mv c.txt d.txt && ls c.txt d.txt 2>&1", r"cannot access 'c\.txt'[^$]*^d\.txt$"),
    "tree": ("mkdir -p t/u && touch t/u/v && tree t", r"└── u\n\s+└── v"),
    "find": ("mkdir -p t/u && touch t/u/v && find t -name v", r"^t/u/v$"),
    "du": ("mkdir -p t/u && du -s t", r"^\d+\s+t$"),
    "df": ("df -h .", r"^tmpfs\s+32M\s"),
    "diff": ("echo 1 >x && echo 2 >y && diff x y", r"^< 1\n---\n> 2$"),
    "tail": ("printf '1\\n2\\n3\\n' >n && tail -n 2 n", r"^2\n3$"),
    "hostname": ("hostname", r"^[\w-]+$"),
    "nproc": ("nproc", r"^\d+$"),
    "uname": ("uname -s", r"^Linux$"),
    "uniq": ("printf 'a\\na\\nb\\n' >u.txt && uniq -c u.txt", r"^\s+2 a\n\s+1 b$"),
    "sort": ("printf 'b\\na\\n' >s.txt && sort s.txt", r"^a\nb$"),
    "grep and wc": ("printf 'a\\nb\\na\\n' >g.txt && grep a g.txt | wc -l", r"^2$"),
    "ip": ("ip addr show docker0", r"inet 172\.\d+\.0\.1/16"),
    "free": ("free -m", r"^Mem:\s+\d+"),
}
COMPOSE = "mkdir -p shop && cd shop && printf 'services:\\n  box:\\n    image: busybox\\n    command: sleep 8\\n    volumes: [\"kept:/d\"]\\nvolumes: {kept: {}}\\n' >compose.yaml\n"
COMPOSED: dict[str, tuple[str, str]] = {
    "compose wait": (f"{COMPOSE}docker compose up -d\ndocker compose wait box", r"exited with status code 0$"),
    "compose events": (f"{COMPOSE}docker compose up -d --force-recreate\ndocker compose events", r"container die "),
    "compose volumes": (f"{COMPOSE}docker compose up -d\ndocker volume ls -q", r"^shop_kept$"),
    "compose top": (f"{COMPOSE}docker compose up -d --force-recreate\ndocker compose top", r"sleep 8"),
}
FLAGS: dict[str, tuple[str, str]] = {
    "--workdir": (_in_front("--workdir /srv", "pwd"), r"^/srv$"),
    "--entrypoint": (_in_front("--entrypoint echo", "hi"), r"^hi$"),
    "--hostname": (_in_front("--hostname web", "hostname"), r"^web$"),
    "--init": (_in_front("--init", "ps"), r"^\s+1 root\s+/sbin/docker-init -- ps$"),
    "--ulimit": (_in_front("--ulimit nofile=77:77", "sh -c 'ulimit -n'"), r"^77$"),
    "--user": (_in_front("--user 1234:99", "id"), r"^uid=1234 gid=99"),
    "--group-add": (_in_front("--group-add 4321", "id"), r"groups=.*4321"),
    "--read-only": (_in_front("--read-only", "touch /x"), r"Read-only file system"),
    "--tmpfs": (_in_front("--tmpfs /t:size=1m", "df -k /t"), r"^tmpfs\s+1024 "),
    "--shm-size": (_in_front("--shm-size 8m", "df -k /dev/shm"), r"^shm\s+8192 "),
    "--cap-drop": (_in_front("--cap-drop ALL", "chown 1 /tmp"), r"Operation not permitted"),
    "--env-file": ("echo A=고래 >e.env && docker run --rm --env-file e.env busybox env", r"^A=고래$"),
    "--label-file": ("echo k=v >l && " + _inspected("--label-file l", ".Config.Labels"), r"map\[k:v\]"),
    "--cidfile": ("rm -f c.id; docker run --rm --cidfile c.id busybox true; wc -c c.id", r"^64 c\.id$"),
    "--add-host": (_in_front("--add-host db:10.0.0.5", "cat /etc/hosts"), r"^10\.0\.0\.5\s+db$"),
    "--dns": (_in_front("--dns 9.9.9.9", "cat /etc/resolv.conf"), r"^nameserver 9\.9\.9\.9$"),
    "--dns-search": (_in_front("--dns-search shop.example", "cat /etc/resolv.conf"), r"^search shop\.example$"),
    "--network none": (_in_front("--network none", "ls /sys/class/net"), r"^lo$"),
    "--network container": (
        "docker run -d --name one busybox sleep 60 >/dev/null; docker exec one hostname -i; "
        "docker run --rm --network container:one busybox hostname -i; docker rm -f one",
        r"^(172\.\S+)\n\1$",
    ),
    "--network-alias": (
        "docker network create lane && docker run -d --name one --network lane --network-alias cook busybox sleep 60; "
        "docker run --rm --network lane busybox nslookup cook; docker rm -f one; docker network rm lane",
        r"Name:\s+cook\nAddress",
    ),
    "--ip": (
        "docker network create --subnet 10.77.0.0/24 lane && docker run --rm --network lane --ip 10.77.0.9 busybox hostname -i; "
        "docker network rm lane",
        r"^10\.77\.0\.9",
    ),
    "--mac-address": (
        _in_front("--mac-address 02:42:ac:11:00:99", "cat /sys/class/net/eth0/address"),
        r"^02:42:ac:11:00:99$",
    ),
    "--link": (
        "docker run -d --name one busybox sleep 60 >/dev/null; docker run --rm --link one:cook busybox cat /etc/hosts; docker rm -f one",
        r"\scook ",
    ),
    "--pid container": (
        "docker run -d --name one busybox sleep 60 >/dev/null; docker run --rm --pid container:one busybox ps; docker rm -f one",
        r"\ssleep 60$",
    ),
    "--ipc none": (_in_front("--ipc none", "ls -d /dev/shm"), r"shm"),
    "--expose": (_inspected("--expose 99", ".Config.ExposedPorts"), r"99/tcp"),
    "--publish-all": (
        "docker run -d --name one -P --expose 99 busybox sleep 60 >/dev/null; docker port one; docker rm -f one",
        r"^99/tcp -> 0\.0\.0\.0:\d+$",
    ),
    "--publish of a range": (
        "docker run -d --name one -p 7001-7002:7001-7002 busybox sleep 60 >/dev/null; docker port one; docker rm -f one",
        r"^7001/tcp -> 0\.0\.0\.0:7001\n7002/tcp",
    ),
    "--pull never": ("docker run --rm --pull never redis:8 true", r"No such image: redis:8"),
    "--platform": (_in_front("--platform linux/amd64", "uname -m"), r"^x86_64$"),
    "--attach": (_in_front("--attach stdout", "echo hi"), r"^hi$"),
    "--quiet": (
        "docker rmi -f hello-world; docker run --rm --quiet hello-world",
        r"(?s)^((?!Pulling from).)*Hello from Docker",
    ),
    "--mount tmpfs": (_in_front("--mount type=tmpfs,target=/t,tmpfs-size=1m", "df -k /t"), r"^tmpfs\s+1024 "),
    "--mount volume": (
        "docker run --rm --mount type=volume,source=box,target=/d busybox touch /d/kept; "
        "docker run --rm -v box:/d busybox ls /d; docker volume rm box",
        r"^kept$",
    ),
    "--mount bind": (
        "mkdir -p here && echo 1 >here/f; docker run --rm --mount type=bind,src=./here,dst=/h,readonly busybox sh -c 'cat /h/f; touch /h/g'",
        r"(?s)\A(?=.*^1$).*Read-only file system",
    ),
    "--memory": (_inspected("--memory 64m", ".HostConfig.Memory"), r"^67108864$"),
    "--memory-reservation": (_inspected("--memory-reservation 32m", ".HostConfig.MemoryReservation"), r"^33554432$"),
    "--memory-swap": (_inspected("-m 32m --memory-swap 64m", ".HostConfig.MemorySwap"), r"^67108864$"),
    "--cpus": (_inspected("--cpus 0.5", ".HostConfig.NanoCpus"), r"^500000000$"),
    "--cpu-shares": (_inspected("--cpu-shares 512", ".HostConfig.CpuShares"), r"^512$"),
    "--cpu-quota and --cpu-period": (
        _inspected("--cpu-period 100000 --cpu-quota 25000", ".HostConfig.CpuPeriod}} {{.HostConfig.CpuQuota"),
        r"^100000 25000$",
    ),
    "--cpuset-cpus": (_inspected("--cpuset-cpus 0", ".HostConfig.CpusetCpus"), r"^0$"),
    "--pids-limit": (_inspected("--pids-limit 20", ".HostConfig.PidsLimit"), r"^20$"),
    "--restart": (_inspected("--restart on-failure:3", ".HostConfig.RestartPolicy"), r"on-failure 3"),
    "--stop-signal": (_inspected("--stop-signal SIGINT", ".Config.StopSignal"), r"^SIGINT$"),
    "--stop-timeout": (_inspected("--stop-timeout 7", ".Config.StopTimeout"), r"^7$"),
    "--log-opt": (_inspected("--log-opt max-size=1m", ".HostConfig.LogConfig.Config"), r"max-size:1m"),
    "--log-driver": (_inspected("--log-driver local", ".HostConfig.LogConfig.Type"), r"^local$"),
    "--cgroupns": (_inspected("--cgroupns private", ".HostConfig.CgroupnsMode"), r"^private$"),
    "--detach-keys": (_in_front("--detach-keys ctrl-q", "echo hi"), r"^hi$"),
    "--sig-proxy": (_in_front("--sig-proxy=false", "echo hi"), r"^hi$"),
    "--health-cmd and its times": (
        _inspected(
            "--health-cmd true --health-interval 2s --health-timeout 1s --health-retries 3 --health-start-period 1s "
            "--health-start-interval 1s",
            "json .Config.Healthcheck",
        ),
        r'"Test":\["CMD-SHELL","true"\],"Interval":2000000000,"Timeout":1000000000,"StartPeriod":1000000000,"StartInterval":1000000000,"Retries":3',
    ),
    "--no-healthcheck": (_inspected("--no-healthcheck", "json .Config.Healthcheck"), r'"Test":\["NONE"\]'),
}
CASES = {**PROGRAMS, **COMPOSED, **FLAGS}
