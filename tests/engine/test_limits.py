"""Every limit of a sandbox, reached on purpose: it holds, it is named, and the sandbox lives on."""

from __future__ import annotations

import asyncio
import time
from codecs import getincrementaldecoder
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import pytest_asyncio

from sandbox.engine import Cause, Errors, Mode, Request
from sandbox.limits import Limits
from tests.engine.processor import little_cpu, weighed
from tests.engine_fixtures import Bench, LiveEngine, open_bench
from tests.timing import PATIENCE_SECONDS, within

pytestmark = [pytest.mark.engine, pytest.mark.asyncio(loop_scope="module")]
LIMITS = Limits(memory_mib=448, disk_mib=160, pids=160, command_seconds=2, workspace_mib=8, open_files=1024, cpus=0.5)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bench(live_engine: LiveEngine) -> AsyncIterator[Bench]:
    async with open_bench(live_engine, "limits", LIMITS) as opened:
        pulled = await opened.run("docker", "pull", "--quiet", "python:3.13-slim")
        assert pulled.exit_code == 0, pulled.text
        yield opened


STUBBORN = {
    "silent": "exec sleep 1000",
    "stopped": "kill -STOP $$",
    "ignoring SIGTERM": "trap '' TERM INT HUP; while :; do sleep 1; done",
    "in a session of its own": "setsid -w sleep 1000",
    "double-forked": "(setsid sh -c 'trap \"\" TERM; sleep 1000' &); exec sleep 1000",
    "flooding": "exec yes >/dev/null",
}


@pytest.mark.parametrize("script", STUBBORN.values(), ids=STUBBORN.keys())
async def test_whatever_a_command_does_it_ends_at_its_deadline(
    bench: Bench, live_engine: LiveEngine, script: str
) -> None:
    async def measure() -> float:
        await weighed(live_engine, bench, "0")
        started = time.monotonic()
        ran = await bench.run("sh", "-c", script, seconds=1)
        outside = time.monotonic() - started
        assert ran.ended.cause in (Cause.DEADLINE, Cause.CPU)
        assert ran.ended.seconds >= 0.9
        left = await bench.run("pgrep", "-u", "learner", "-x", "sleep|yes")
        assert left.stdout == ""
        return max(ran.ended.seconds, outside / 2)  # twice as long for whoever waits out here

    await within(2, measure)


async def test_what_a_command_leaves_behind_ends_with_it(bench: Bench) -> None:
    ran = await bench.sh("(setsid sleep 1000 >/dev/null 2>&1 &); sleep 1000 & echo started")
    assert (ran.stdout, ran.exit_code) == ("started\n", 0)
    assert (await bench.run("pgrep", "-u", "learner", "-x", "sleep")).stdout == ""


async def test_output_is_cut_at_its_limit_to_the_byte_and_says_so(bench: Bench) -> None:
    ran = await bench.run("yes", output_bytes=10_000)
    assert ran.ended.cause is Cause.OUTPUT
    assert len(ran.stdout) == 10_000
    assert ran.ended.printed_bytes > 10_000
    assert ran.ended.dropped_bytes == ran.ended.printed_bytes - 10_000


async def test_output_comes_no_faster_than_its_rate_and_tells_how_long_it_waited(bench: Bench) -> None:
    ran = await bench.run("head", "-c", "200000", "/dev/zero", output_bytes=300_000, output_bytes_a_second=50_000)
    assert (len(ran.stdout), ran.ended.cause) == (200_000, Cause.EXIT)
    assert 1 < ran.ended.slowed_seconds <= ran.ended.seconds


async def test_what_the_rate_kept_from_ending_in_time_is_told_so(bench: Bench) -> None:
    ran = await bench.run("yes", seconds=1.5, output_bytes=1 << 20, output_bytes_a_second=8_000)
    assert ran.ended.cause is Cause.RATE
    assert ran.ended.slowed_seconds >= 0.75
    assert ran.ended.printed_bytes < 1 << 17


async def test_exact_output_within_the_limit_is_whole(bench: Bench) -> None:
    ran = await bench.run("head", "-c", "65536", "/dev/zero")
    assert len(ran.stdout) == 65_536
    assert (ran.ended.cause, ran.ended.dropped_bytes) == (Cause.EXIT, 0)


async def test_a_container_that_takes_too_much_memory_ends_and_the_engine_lives(bench: Bench) -> None:
    before = await bench.run("docker", "ps")
    ran = await bench.run("docker", "run", "--rm", "python:3.13-slim", "python3", "-c", "bytearray(1 << 30)")
    assert (ran.ended.cause, ran.exit_code) == (Cause.MEMORY, 137)
    assert (ran.ended.oom_kills >= 1, ran.ended.memory_limit_bytes) == (True, LIMITS.inner_memory_mib << 20)
    after = await bench.run("docker", "ps")
    assert (after.exit_code, after.ended.engine_starts) == (0, before.ended.engine_starts)


async def test_a_program_that_takes_too_much_memory_ends_and_the_engine_lives(bench: Bench) -> None:
    before = await bench.run("docker", "ps")
    ran = await bench.sh("head -c 1000000000 /dev/zero | tail")
    assert (ran.ended.cause, ran.ended.memory_limit_bytes) == (Cause.MEMORY, LIMITS.memory_mib << 20)
    assert (await bench.run("docker", "ps")).ended.engine_starts == before.ended.engine_starts


async def test_a_fork_bomb_stays_inside_and_ends(bench: Bench) -> None:
    bomb = await bench.run("sh", "-c", "bomb() { bomb | bomb & }; bomb; sleep 100", seconds=2)
    assert bomb.ended.cause in (Cause.DEADLINE, Cause.CPU, Cause.PIDS, Cause.OUTPUT)
    assert (bomb.ended.pids_refused > 0, bomb.ended.pids_limit) == (True, LIMITS.pids)
    assert (await bench.run("docker", "ps")).exit_code == 0


async def test_a_full_disk_is_the_learners_own(bench: Bench) -> None:
    script = "dd if=/dev/zero of=/big bs=1M count=500"
    for option in ("--name=big", "--rm"):  # with `--rm` the disk is empty again when the command ends
        ran = await bench.run("docker", "run", option, "python:3.13-slim", "sh", "-c", script, seconds=60)
        assert (ran.ended.cause, ran.ended.disk_free_bytes) == (Cause.DISK, 0)
        assert "No space left on device" in ran.stderr
        assert (await bench.run("docker", "rm", "-f", "big")).exit_code == 0
    assert (await bench.run("docker", "run", "--rm", "python:3.13-slim", "true")).exit_code == 0


async def test_a_full_workspace_is_the_learners_own(bench: Bench) -> None:
    ran = await bench.sh("dd if=/dev/zero of=big bs=1M count=50")
    assert "No space left on device" in ran.stderr
    assert (ran.ended.cause, ran.ended.workspace_free_bytes) == (Cause.WORKSPACE, 0)
    assert (await bench.run("rm", "big")).exit_code == 0


async def test_no_more_files_can_be_opened_than_allowed(bench: Bench) -> None:
    assert (await bench.sh("ulimit -Hn")).stdout == "1024\n"
    assert (await bench.sh("ulimit -n 2000")).exit_code != 0
    code, said = await bench.root_sh("ulimit -n 2000 && ulimit -n")
    assert (code, "2000" in said.splitlines()) != (0, True)


async def test_who_runs_out_of_files_is_told(bench: Bench) -> None:
    script = "my @open; while (1) { open(my $file, '<', '/etc/hostname') or die $!; push @open, $file }"
    ran = await bench.run("perl", "-e", script)
    assert "Too many open files" in ran.stderr
    assert ran.ended.cause is Cause.FILES


async def test_there_is_no_swap_to_go_to(bench: Bench) -> None:
    one, two = "/sys/fs/cgroup/memory/memory.memsw.limit_in_bytes", "/sys/fs/cgroup/memory.swap.max"
    _, said = await bench.root_sh(f"cat {one} 2>/dev/null || cat {two}")
    assert said.strip() in (str(LIMITS.memory_mib << 20), "0")


async def test_all_sandboxes_together_take_no_more_memory_than_allowed(live_engine: LiveEngine) -> None:
    limits = replace(LIMITS, total_memory_mib=600)
    takes = ("perl", "-e", '$n = 280 << 20; $x = "a" x $n; print "taken\\n"; sleep(shift)')
    async with (
        open_bench(live_engine, "total-1", limits) as first,
        open_bench(live_engine, "total-2", limits) as second,
    ):
        holding = asyncio.get_running_loop().create_task(first.run(*takes, "300", seconds=300))
        async with asyncio.timeout(PATIENCE_SECONDS):
            while (await first.sandboxes.usage(first.sandbox.sandbox_id)).memory_bytes < 300 << 20:
                assert not holding.done()
                await asyncio.sleep(0.5)
        other = await second.run(*takes, "0", seconds=60)
        await first.runner.stop()
        held = await holding
        assert Cause.SHARED_MEMORY in (other.ended.cause, held.ended.cause)
        for each in (first, second):
            assert (await each.run("docker", "ps")).exit_code == 0
            usage = await each.sandboxes.usage(each.sandbox.sandbox_id)
            assert usage.memory_limit_bytes == limits.memory_mib << 20
    async with open_bench(live_engine, "total-after"):
        pass  # which gives the others their room again


async def test_no_more_cpu_time_passes_than_allowed(bench: Bench) -> None:
    before = await bench.sandboxes.usage(bench.sandbox.sandbox_id)
    started = time.monotonic()
    await bench.run("sh", "-c", "while :; do :; done & while :; do :; done", seconds=2)
    passed = time.monotonic() - started
    after = await bench.sandboxes.usage(bench.sandbox.sandbox_id)
    assert after.cpu_seconds - before.cpu_seconds < 0.5 * passed + 0.4


async def test_what_the_processors_limit_kept_from_ending_in_time_is_told_so(
    bench: Bench, live_engine: LiveEngine
) -> None:
    with little_cpu(live_engine, bench):  # so little that any machine has as much to give
        ran = await bench.run("sh", "-c", "while :; do :; done & while :; do :; done", seconds=1.5)
    assert ran.ended.cause is Cause.CPU
    assert ran.ended.throttled_seconds >= 0.75
    assert 0 < ran.ended.cpu_seconds < 1


async def test_a_sandbox_that_computes_lets_the_others_go_first_until_it_rests(
    bench: Bench, live_engine: LiveEngine
) -> None:
    with little_cpu(live_engine, bench):
        computing = asyncio.get_running_loop().create_task(bench.run("sh", "-c", "while :; do :; done", seconds=90))
        await weighed(live_engine, bench, "1")
        own = "f=/sys/fs/cgroup/cpu/cpu.idle; [ -e $f ] || f=/sys/fs/cgroup/cpu.idle; echo 0 >$f"
        assert (await bench.root_sh(own))[0] != 0
        await bench.runner.stop()
        await computing
    await weighed(live_engine, bench, "0")


async def test_even_root_in_the_sandbox_cannot_raise_its_limits(bench: Bench) -> None:
    for file in ("memory/memory.limit_in_bytes", "pids/pids.max", "cpu/cpu.cfs_quota_us", "memory.max", "pids.max"):
        code, said = await bench.root_sh(f"test -e /sys/fs/cgroup/{file} && echo 9000000000 >/sys/fs/cgroup/{file}")
        assert code != 0, (file, said)
    usage = await bench.sandboxes.usage(bench.sandbox.sandbox_id)
    assert usage.memory_limit_bytes == LIMITS.memory_mib << 20


async def test_a_killed_engine_is_there_again_at_the_next_command(bench: Bench) -> None:
    starts = (await bench.run("docker", "ps")).ended.engine_starts
    await bench.root_sh("pkill -KILL -x dockerd")
    after = await bench.run("docker", "version", seconds=60)
    assert after.exit_code == 0, after.text
    assert after.ended.engine_starts == starts + 1


async def test_a_stopped_command_says_it_was_stopped(bench: Bench) -> None:
    request = Request(
        commands=(("sh", "-c", "echo here; exec sleep 100"),),
        deadline_seconds=60,
        output_bytes=1000,
        output_bytes_a_second=1000,
    )
    causes = []
    async for event in bench.runner.run(request):
        if hasattr(event, "content"):
            await bench.runner.stop()
        else:
            causes.append(event.cause)
    assert causes == [Cause.STOPPED]


async def test_a_pipe_joins_commands_and_the_last_ones_code_counts(bench: Bench) -> None:
    request = Request(
        commands=(("printf", "b\\na\\n"), ("sort",), ("tr", "a-z", "A-Z")),
        deadline_seconds=30,
        output_bytes=1000,
        output_bytes_a_second=1000,
    )
    assert (await bench.request(request)).stdout == "A\nB\n"
    failing = replace(request, commands=(("true",), ("sh", "-c", "exit 3")))
    assert (await bench.request(failing)).exit_code == 3


async def test_errors_can_be_joined_or_dropped(bench: Bench) -> None:
    merged = await bench.run("sh", "-c", "echo out; echo err >&2", errors=(Errors.MERGED,))
    assert (merged.stdout, merged.stderr) == ("out\nerr\n", "")
    hidden = await bench.run("sh", "-c", "echo out; echo err >&2", errors=(Errors.HIDDEN,))
    assert hidden.text == "out\n"


async def test_output_goes_to_a_file_of_the_workspace_and_nowhere_else(bench: Bench) -> None:
    await bench.run("echo", "one", output_path="f")
    await bench.run("echo", "two", output_path="f", append=True)
    assert (await bench.run("cat", "f")).stdout == "one\ntwo\n"
    await bench.sh("ln -sf /tmp/outside link; mkdir -p sub; ln -sfn / root")
    for path in ("../outside", "/tmp/outside", "link", "root/tmp/outside"):  # noqa: S108  the sandbox's own
        refused = await bench.run("echo", "x", output_path=path)
        assert refused.exit_code == 1, path
    assert (await bench.run("ls", "/tmp/outside")).exit_code != 0  # noqa: S108  the same


async def test_a_command_that_is_not_there_says_so_like_a_shell(bench: Bench) -> None:
    ran = await bench.run("dcoker", "ps")
    assert (ran.exit_code, ran.stderr) == (127, "dcoker: command not found\n")


async def test_a_terminal_takes_keys_and_knows_its_size(bench: Bench) -> None:
    request = Request(
        commands=(("sh", "-c", "stty size; read -r line; echo got $line; read -r never"),),
        deadline_seconds=60,
        output_bytes=10_000,
        output_bytes_a_second=100_000,
        mode=Mode.TERMINAL,
        rows=33,
        columns=99,
    )
    seen, decoder = "", getincrementaldecoder("utf-8")()  # a syllable may come in two pieces
    async for event in bench.runner.run(request):
        if hasattr(event, "content"):
            seen += decoder.decode(event.content)
            if seen.endswith("33 99\r\n"):
                await bench.runner.type("안녕\n".encode())
            if "got 안녕\r\n" in seen:
                await bench.runner.type(b"\x03")
                seen += "|"
        else:
            assert (event.cause, event.signal) == (Cause.EXIT, 2)
    assert "got 안녕" in seen
