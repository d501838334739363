"""Nobody gets out: what is tried from inside, as root of the sandbox, past the policy, and what comes back."""

from __future__ import annotations

import asyncio
import json
import os
import re
import socket
import sys
import tomllib
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from bench.sandbox_density import engine_process
from sandbox.docker_engine.sandboxes import SECCOMP
from sandbox.supervisor.layout import Layout
from tests.engine.escape_cases import CONTROLS, REACH, SCRIPTS, SYSCALLS
from tests.engine.escape_privileged import CONTROLS_PRIVILEGED, PRIVILEGED
from tests.engine.told import Told
from tests.engine_fixtures import CACHE, Bench, LiveEngine, open_bench
from tests.timing import PATIENCE_SECONDS

pytestmark = [pytest.mark.engine, pytest.mark.asyncio(loop_scope="module")]
EPERM, ENOSYS = 1, 38
TRIES = 5
CALLS = ";".join(
    f'$! = 0; $r = syscall({",".join(str(word) for word in words)}); print "{name} ", ($r == -1 ? $!+0 : 0), "\\n"'
    for name, words in SYSCALLS.items()
)
# Everything their own engine can give. (`--privileged` itself does not start: the kernel refuses a writable /sys.)
HOSTLIKE = (
    *("--cap-add=ALL", "--security-opt=seccomp=unconfined", "--security-opt=systempaths=unconfined", "--pid=host"),
    *(
        "--network=host",
        "--ipc=host",
        "--uts=host",
        "--cgroupns=host",
        "--device-cgroup-rule=a *:* rwm",
        "-v",
        "/:/host",
    ),
)


@dataclass(frozen=True, slots=True)
class Cell:
    """One learner's sandbox, what its system calls answered, and a second learner's beside it."""

    bench: Bench
    other: Bench
    as_root: dict[str, int]
    in_privileged: dict[str, int]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def cell(live_engine: LiveEngine) -> AsyncIterator[Cell]:
    async with open_bench(live_engine, "escape") as bench, open_bench(live_engine, "escape-other") as other:
        for image in ("debian", "busybox"):
            assert (await bench.run("docker", "pull", "--quiet", image)).exit_code == 0
        as_root = await _called(bench)
        ran = await bench.run("docker", "run", "--rm", *HOSTLIKE, "debian", "perl", "-e", CALLS)
        started = await bench.run("docker", "run", "-d", "--name", "free", *HOSTLIKE, "busybox", "sleep", "3600")
        assert started.exit_code == 0, started.text
        yield Cell(bench, other, as_root, _errors(ran.stdout))


async def _called(bench: Bench) -> dict[str, int]:
    """Return what each call came to for root.

    Docker waits two seconds for the output of a program that has ended (its daemon's `monitor.go`), which is too short
    on a machine that runs many tests.
    """
    for _ in range(TRIES):
        code, said = await bench.as_root("perl", "-e", CALLS)
        if (errors := _errors(said)).keys() == SYSCALLS.keys():
            return errors
    pytest.fail(f"perl ended with {code} and said: {said}")


def _errors(said: str) -> dict[str, int]:
    return {name: int(code) for name, code in (line.split() for line in said.splitlines() if line.count(" ") == 1)}


@pytest.fixture(scope="module")
def told() -> Iterator[Told]:
    kept = Told()
    yield kept
    kept.write()


def _errno(code: int) -> str:
    return os.strerror(code) if code else "it worked"


@pytest.mark.parametrize("name", SYSCALLS)
async def test_a_dangerous_system_call_is_not_there(cell: Cell, told: Told, name: str) -> None:
    told.keep("calls", name, str(SYSCALLS[name]), _errno(cell.as_root[name]))
    assert cell.as_root[name] in (EPERM, ENOSYS)


@pytest.mark.parametrize("name", SYSCALLS)
async def test_it_is_not_there_in_a_privileged_inner_container_either(cell: Cell, told: Told, name: str) -> None:
    told.keep("calls-inside", name, str(SYSCALLS[name]), _errno(cell.in_privileged[name]))
    assert cell.in_privileged[name] in (EPERM, ENOSYS)


async def _tried(cell: Cell, script: str) -> tuple[int, str]:
    """Run a script as the sandbox's root; again where the engine lost what it said, as it may of what ends at once."""
    for _ in range(TRIES):
        code, said = await cell.bench.root_sh(
            f"exec 2>&1; umount /mnt 2>/dev/null; ( {script} ); c=$?; echo; echo over; exit $c"
        )
        if said.endswith("\nover\n"):
            return code, said.removesuffix("over\n").strip()
    raise AssertionError(script)


@pytest.mark.parametrize("name", SCRIPTS)
async def test_the_sandboxs_root_fails_to(cell: Cell, told: Told, name: str) -> None:
    """What looks for something that must not be found has to find, in the same place, what is there (`CONTROLS`)."""
    code, said = await _tried(cell, CONTROLS.get(name, "true"))
    assert code == 0, said
    script, expected = SCRIPTS[name]
    code, said = await _tried(cell, script)
    told.keep("scripts", name, script, said)
    assert code != 0, said
    assert re.search(expected, said), said


@pytest.mark.parametrize("name", PRIVILEGED)
async def test_a_privileged_inner_container_fails_to(cell: Cell, told: Told, name: str) -> None:
    control = await cell.bench.run("docker", "exec", "free", "sh", "-c", CONTROLS_PRIVILEGED.get(name, "true"))
    assert control.exit_code == 0, control.text
    script, expected = PRIVILEGED[name]
    ran = await cell.bench.run("docker", "exec", "free", "sh", "-c", script)
    told.keep("privileged", name, script, ran.text)
    assert ran.exit_code != 0, ran.text
    assert re.search(expected, ran.text), ran.text


async def test_the_root_of_a_sandbox_is_nobody_outside(cell: Cell) -> None:
    _, said = await cell.bench.as_root("cat", "/proc/self/uid_map")
    inside, outside, count = (int(word) for word in said.split())
    assert inside == 0
    assert outside >= 100_000
    assert count == 65_536


async def test_what_the_kernel_lets_a_namespace_set_for_itself_stays_in_it(cell: Cell) -> None:
    before = _own_settings()
    await cell.other.root_sh("echo 400 >/proc/sys/kernel/pid_max; hostname else; echo 9 >/proc/sys/kernel/shmmax")
    assert _own_settings() == before


def _own_settings() -> list[str]:
    names = ("kernel/pid_max", "kernel/hostname", "net/ipv4/ip_forward", "kernel/shmmax")
    return [Path("/proc/sys", name).read_text() for name in names]


async def test_a_listener_of_the_host_is_not_reachable(cell: Cell) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        for address in ("127.0.0.1", "172.17.0.1", "host.docker.internal"):
            code, _ = await cell.bench.root_sh(f"curl -s -m 2 http://{address}:{port}/")
            assert code != 0
            ran = await cell.bench.run("docker", "exec", "free", "wget", "-T", "2", "-qO-", f"http://{address}:{port}/")
            assert ran.exit_code != 0


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def beside(live_engine: LiveEngine) -> AsyncIterator[None]:
    """Listen as a host in the network of the engine around the sandboxes: nothing is nearer to them."""
    engine = engine_process(Layout.of(live_engine.data_folder, CACHE))
    child = await asyncio.create_subprocess_exec(
        *("nsenter", f"--net=/proc/{engine}/ns/net", sys.executable, str(Path(__file__).with_name("listener.py"))),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert child.stdin is not None
    assert child.stdout is not None
    assert await child.stdout.readline() == b"ready\n"
    yield
    child.stdin.write(b"once\n")  # from beside, it answers: that nobody else came means something
    assert await child.stdout.readline() == b"reached 1\n"
    child.stdin.close()
    assert await child.wait() == 0


@pytest.mark.usefixtures("beside")
@pytest.mark.parametrize("way", REACH)
async def test_a_host_beside_the_sandbox_is_not_reachable(cell: Cell, told: Told, way: str) -> None:
    code, said = await cell.bench.root_sh(REACH[way])
    told.keep("network", way, REACH[way], said or f"curl: ({code})")
    assert code != 0, said


@pytest.mark.usefixtures("beside")
async def test_a_host_beside_the_sandbox_is_not_reachable_by_any_way(cell: Cell) -> None:
    """From a container with the sandbox's own network; that nothing was reached at all is counted by the host."""
    ran = await cell.bench.run("docker", "exec", "free", "wget", "-T", "1", "-qO-", "http://192.0.2.1:8888/")
    assert ran.exit_code != 0


async def test_abstract_sockets_do_not_cross_sandboxes(cell: Cell) -> None:
    await cell.other.root_sh("(socat -t 60 ABSTRACT-LISTEN:meet,fork EXEC:date >/dev/null 2>&1 &)")
    code, said = await cell.bench.root_sh("socat -u ABSTRACT-CONNECT:meet STDOUT")
    assert code != 0
    assert "refused" in said
    code, said = await cell.other.root_sh("socat -u ABSTRACT-CONNECT:meet,retry=300,interval=0.1 STDOUT")
    assert (code, said != "") == (0, True)


async def test_shared_memory_and_temporary_files_do_not_cross_sandboxes(cell: Cell) -> None:
    await cell.other.root_sh("echo secret >/dev/shm/s; echo secret >/tmp/s; echo secret >/home/learner/s")
    for place in ("/dev/shm/s", "/tmp/s", "/home/learner/s"):  # noqa: S108  the sandbox's own
        code, said = await cell.bench.root_sh(f"cat {place}")
        assert (code, "secret" in said) == (1, False)


async def test_another_learners_containers_images_and_names_are_not_there(cell: Cell) -> None:
    ran = await cell.other.run("docker", "run", "-d", "--name", "theirs", "-p", "8099:80", "nginx")
    assert ran.exit_code == 0
    assert "theirs" not in (await cell.bench.run("docker", "ps", "-a")).stdout
    assert (await cell.bench.run("docker", "inspect", "theirs")).exit_code == 1
    assert (await cell.bench.run("curl", "-s", "-m", "30", "localhost:8099")).exit_code == 7
    assert "nginx" not in (await cell.bench.run("docker", "images")).stdout
    assert (await cell.bench.run("docker", "run", "-d", "--name", "theirs", "busybox")).exit_code == 0


async def test_processes_of_another_sandbox_cannot_be_seen_or_signalled(live_engine: LiveEngine, cell: Cell) -> None:
    async with open_bench(live_engine, "escape-killer") as killer:  # it does not outlive what it does
        _, mine = await killer.root_sh("ps -e -o args=")
        assert mine.count("dockerd --registry-mirror") == 1
        await killer.root_sh("kill -9 -1; true")
    assert (await cell.other.run("docker", "ps")).exit_code == 0


async def test_the_profile_allows_nothing_beyond_its_list_and_is_smaller_than_the_yardstick(cell: Cell) -> None:
    del cell
    profile = json.loads(SECCOMP.read_text())
    assert profile["defaultAction"] == "SCMP_ACT_ERRNO"
    allowed = {name for rule in profile["syscalls"] if rule["action"] == "SCMP_ACT_ALLOW" for name in rule["names"]}
    # Debian's golang-github-containers-common allows 374 names by its first rule alone, 400 with these capabilities.
    assert len(allowed) < 300
    reasons = tomllib.loads(Path(__file__).with_name("allowed_calls.toml").read_text())
    listed = [*reasons["needed"].split(), *" ".join(reasons["beyond"].values()).split()]
    assert sorted(listed) == sorted(allowed)  # each for one reason
    assert not allowed & {name.partition("_")[0] for name in ("bpf", "userfaultfd", "keyctl", "ptrace", "kexec_load")}
    families = [rule["args"][0]["value"] for rule in profile["syscalls"] if rule["names"] == ["socket"]]
    assert families == [socket.AF_UNIX, socket.AF_INET, socket.AF_INET6, 16]


async def test_removals_and_creations_at_once_leave_nothing(live_engine: LiveEngine, cell: Cell) -> None:
    before = {sandbox.session for sandbox in await cell.bench.sandboxes.live()}

    async def once(number: int) -> None:
        async with open_bench(live_engine, f"race-{number}") as bench:
            await asyncio.gather(
                bench.run("docker", "run", "-d", "busybox", "sleep", "100"),
                *(bench.sandboxes.remove(bench.sandbox.sandbox_id) for _ in range(2)),
                return_exceptions=True,
            )

    await asyncio.gather(*(once(number) for number in range(4)))
    assert {sandbox.session for sandbox in await cell.bench.sandboxes.live()} == before
    name = live_engine.ready.instance.name

    async def running() -> int:
        return sum(sandbox.is_running for sandbox in await cell.bench.sandboxes.live())

    async with asyncio.timeout(PATIENCE_SECONDS):
        while len(_groups(name)) != await running():  # noqa: ASYNC110  the kernel's
            await asyncio.sleep(0.1)


def _groups(name: str) -> set[str]:
    return {path.name for path in Path("/sys/fs/cgroup").glob(f"*/{name}/*") if path.is_dir()}
