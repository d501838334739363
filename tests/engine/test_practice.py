"""A learner's line through the whole service: policy, queue, sandbox, screen, journal."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from bot.core.clock import SystemClock
from bot.practice.room import PracticeSettings, open_practice
from bot.practice.terminal import Terminal
from bot.practice.updates import (
    Failed,
    Finished,
    Notice,
    Preparing,
    Refused,
    Running,
    WantsTerminal,
)
from bot.storage.commands import CommandJournal
from sandbox.docker_engine import DockerClient, DockerSandboxes
from sandbox.engine import Cause, Ended
from sandbox.policy.plan import Refusal
from tests.engine.room import KIM, LEE, LIMITS, POLICY, Room
from tests.engine_fixtures import CACHE
from tests.timing import PATIENCE_SECONDS, within

pytestmark = [pytest.mark.engine, pytest.mark.asyncio(loop_scope="module")]


async def test_the_lessons_block_runs_as_pasted(room: Room) -> None:
    await room.practice.reset(KIM.user_id)
    block = """```bash
$ docker pull nginx   # 이미지 받기
docker run --name myweb -d -p 8080:80 nginx
docker ps
docker stop myweb
docker rm myweb
docker rmi nginx
```"""
    finished = await room.done(block)
    assert (finished.exit_code, finished.cause) == (0, Cause.EXIT)
    assert [step.exit_code for step in finished.steps] == [0] * 6
    assert "Status: Downloaded newer image for nginx:latest" in finished.steps[0].text
    assert "0.0.0.0:8080->80/tcp" in finished.steps[2].text


async def test_curl_reaches_what_the_learner_published_and_nothing_else(room: Room) -> None:
    assert (await room.done("docker run -d --name c1 -p 8081:80 nginx")).exit_code == 0
    page = await room.done("curl --retry 3 --retry-connrefused localhost:8081")
    assert "Welcome to nginx!" in page.steps[0].text
    assert "% Total" not in page.steps[0].text  # its progress is not drawn into the page
    assert isinstance(await room.say("curl http://example.com"), Refused)
    assert isinstance(await room.say("curl --unix-socket /run/docker.sock http://x/"), Refused)
    assert (await room.done("docker rm -f c1")).exit_code == 0


async def test_output_appears_while_the_command_runs(room: Room) -> None:
    await room.done("docker pull busybox")
    line = "docker run --rm busybox sh -c 'echo first; sleep 4; echo second'"
    updates = [update async for update in room.practice.run(KIM, line)]
    seen = [update.steps[-1].text for update in updates if isinstance(update, Running)]
    assert any(text.endswith("first") for text in seen)


async def test_joins_substitutions_redirects_and_variables_work_without_a_shell(room: Room) -> None:
    assert (await room.done("false && echo no; echo yes")).steps[-1].text == "yes"
    await room.done("docker run -d --name s1 busybox sleep 100")
    assert (await room.done("docker rm -f $(docker ps -q)")).exit_code == 0
    assert (await room.done("docker ps -q | wc -l")).steps[0].text == "0"
    await room.done("mkdir -p site && echo hi > site/index.html && echo more >> site/index.html")
    assert (await room.done("cat site/index.html")).steps[0].text == "hi\nmore"
    await room.done("cd site")
    assert (await room.done("pwd")).steps[0].text == "/home/learner/site"
    await room.done("cd")
    missing = await room.done("cd nowhere && pwd")
    assert (missing.exit_code, len(missing.steps)) == (1, 1)
    assert (await room.done("pwd")).steps[0].text == "/home/learner"


async def test_a_refused_line_reaches_no_engine(room: Room) -> None:
    journal = CommandJournal(room.database)
    before = await journal.latest(KIM.user_id)
    for line in (
        "docker run --privileged nginx",
        "docker run -v /:/host nginx",
        "docker run -v /var/run/docker.sock:/s nginx",
        "docker -H tcp://192.0.2.1 ps",
        "sudo docker ps",
        "rm -rf /",
        "bash -c 'docker ps'",
        "docker exec $(cat x) --privileged",
    ):
        last = await room.say(line)
        assert isinstance(last, Refused), (line, last)
    assert await journal.latest(KIM.user_id) == before


async def test_a_compose_file_or_dockerfile_that_asks_for_what_is_closed_is_refused_when_it_is_used(room: Room) -> None:
    await room.practice.inside.write_file(
        KIM.user_id, "bad/compose.yaml", b"services:\n  a:\n    image: nginx\n    privileged: true\n"
    )
    assert isinstance(await room.say("cd bad && docker compose up -d"), Refused)
    await room.done("cd")


async def test_a_link_that_leads_out_of_the_workspace_is_refused_as_a_mount(room: Room) -> None:
    await room.practice.inside.execute(KIM.user_id, ("ln", "-sfn", "/etc", "/home/learner/out"))
    assert isinstance(await room.say("docker run --rm -v ./out:/x busybox ls /x"), Refused)


async def test_a_silent_command_ends_at_its_deadline_with_the_cause_and_the_measure(room: Room) -> None:
    await room.done("docker pull busybox")
    settings = PracticeSettings(
        data_folder=room.live.data_folder,
        cache_folder=CACHE,
        limits=replace(LIMITS, command_seconds=6),
        policy=POLICY,
        spares=0,
    )
    async with open_practice(settings, room.database, SystemClock(), lambda _: None) as strict:

        async def measure() -> float:
            finished = await replace(room, practice=strict).done("docker run --rm busybox sleep 1000")
            assert finished.cause is Cause.DEADLINE
            assert finished.values["limit_seconds"] == 6
            assert float(finished.values["seconds"]) >= 5.9
            return float(finished.values["seconds"])

        await within(7.5, measure)
    left = await room.done("docker ps -q")
    assert left.exit_code == 0


async def test_too_much_output_is_cut_and_says_so(room: Room) -> None:
    await room.done("docker pull busybox")  # whatever came first, nothing else is printed by the run
    finished = await room.done("docker run --rm busybox yes 고래")
    assert (finished.cause, finished.is_truncated) == (Cause.OUTPUT, True)
    assert len(finished.steps[0].text.encode()) <= 64 * 1024 + 2
    assert set(finished.steps[0].text.split()) <= {"고래", "고"}  # no character is cut in half
    assert float(finished.values["kib"]) >= float(finished.values["limit_kib"]) == 64


async def test_two_learners_have_two_engines(room: Room) -> None:
    await room.done("docker run -d --name mine busybox sleep 100")
    assert "mine" not in (await room.done("docker ps -a", LEE)).steps[0].text
    assert "mine" in (await room.done("docker ps -a")).steps[0].text
    await room.done("docker rm -f mine")


async def test_a_killed_engine_heals_and_the_learner_is_told(room: Room) -> None:
    await room.done("docker ps")
    client = DockerClient(Path(room.live.ready.socket))
    sandboxes = DockerSandboxes(client, room.live.ready.instance, LIMITS, SystemClock())
    status = await room.practice.status(KIM.user_id)
    assert status is not None

    def kill(api: object) -> None:
        made = api.exec_create(status.lease.sandbox_id, ["pkill", "-KILL", "-x", "dockerd"])  # type: ignore[attr-defined]
        api.exec_start(made["Id"])  # type: ignore[attr-defined]

    await client.call(kill)
    finished = await room.done("docker ps")
    assert finished.exit_code == 0
    assert Notice("engine-restarted") in finished.notices
    assert (await room.done("docker ps")).notices == ()
    await sandboxes.remove(status.lease.sandbox_id)
    finished = await room.done("docker ps")
    assert [(notice.key, notice.values["reason"]) for notice in finished.notices] == [("sandbox-renewed", "lost")]
    await client.close()


async def test_a_reset_gives_a_fresh_sandbox_and_says_nothing(room: Room) -> None:
    await room.done("docker pull busybox")
    assert await room.practice.reset(KIM.user_id)
    updates = [update async for update in room.practice.run(KIM, "docker images -q")]
    assert isinstance(updates[0], Preparing)
    last = updates[-1]
    assert isinstance(last, Finished)
    assert (last.steps[0].text, last.notices) == ("", ())


async def test_a_session_survives_a_restart_of_the_program(room: Room) -> None:
    await room.done("docker pull busybox")
    settings = PracticeSettings(
        data_folder=room.live.data_folder, cache_folder=CACHE, limits=LIMITS, policy=POLICY, spares=0
    )
    async with open_practice(settings, room.database, SystemClock(), lambda _: None) as again:
        code, text = await again.run_line(KIM, "docker images -q busybox")
    assert (code, len(text)) == (0, 12)


async def test_a_line_that_wants_a_terminal_gets_one(room: Room) -> None:
    await room.done("docker pull busybox")
    line = "docker run -it --rm busybox sh"
    assert isinstance(await room.say(line), WantsTerminal)
    terminal = await room.practice.open_terminal(KIM, line, rows=30, columns=90)
    assert isinstance(terminal, Terminal)
    seen, typed = b"", False
    async with asyncio.timeout(PATIENCE_SECONDS):
        async for piece in terminal.output():
            if isinstance(piece, Ended):
                assert piece.exit_code == 7
                break
            seen += piece
            if b"#" in seen and not typed:
                typed = True
                await terminal.type(b"stty size; exit 7\n")
    await terminal.close()
    assert b"30 90" in seen


async def test_a_terminal_opens_only_on_files_that_were_looked_at(room: Room) -> None:
    harmful = b"services:\n  a:\n    image: busybox\n    privileged: true\n"
    await room.practice.inside.write_file(KIM.user_id, "bad/compose.yaml", harmful)
    line = "docker compose -f bad/compose.yaml run a sh"
    assert isinstance(await room.say(line), WantsTerminal)
    refusal = await room.practice.open_terminal(KIM, line)
    assert isinstance(refusal, Refusal)
    assert refusal.key == "privileged"


async def test_a_running_command_can_be_stopped(room: Room) -> None:
    stopped = False
    async for update in room.practice.run(KIM, "docker run --rm busybox sh -c 'echo go; sleep 100'"):
        if isinstance(update, Running) and "go" in update.steps[-1].text and not stopped:
            stopped = await room.practice.stop(KIM.user_id)
    assert stopped
    assert isinstance(update, Finished)
    assert update.cause is Cause.STOPPED
    assert not await room.practice.stop(KIM.user_id)


async def test_too_many_commands_a_minute_wait(room: Room) -> None:
    settings = PracticeSettings(
        data_folder=room.live.data_folder,
        cache_folder=CACHE,
        limits=replace(LIMITS, commands_a_minute=1),
        policy=POLICY,
        spares=0,
    )
    async with open_practice(settings, room.database, SystemClock(), lambda _: None) as strict:
        assert (await strict.run_line(KIM, "docker ps"))[0] == 0
        last = [update async for update in strict.run(KIM, "docker ps")][-1]
    assert isinstance(last, Failed)
    assert last.key == "too_many_commands"
    assert last.values["most"] == 1


async def test_the_journal_holds_what_was_run_and_how_it_ended(room: Room) -> None:
    await room.done("docker inspect nothing-of-this-name")
    entry = (await CommandJournal(room.database).latest(KIM.user_id, 1))[0]
    assert (entry.line, entry.exit_code, entry.cause) == ("docker inspect nothing-of-this-name", 1, "exit")
    assert not entry.changes_state
