"""Whatever ends a command, the learner reads which limit it was and what was measured."""

from __future__ import annotations

import pytest

from bot.practice.lines import measured, met_beside
from bot.practice.updates import Finished, StepView
from bot.render.practice import render_update
from sandbox.engine import Cause, Ended
from sandbox.limits import MIB, Limits

LIMITS = Limits(memory_mib=768)
ENDED = Ended(
    cause=Cause.EXIT,
    exit_code=137,
    seconds=30.04,
    deadline_seconds=30.0,
    most_bytes=64 * 1024,
    printed_bytes=81 * 1024,
    slowed_seconds=20.5,
    cpu_seconds=29.94,
    throttled_seconds=24.6,
    oom_kills=1,
    memory_limit_bytes=64 * MIB,
    container="myweb",
    pids_refused=7,
    disk_free_bytes=0,
    workspace_free_bytes=0,
)
SAID = {
    Cause.DEADLINE: ("시간 제한 30초", "30.0초"),
    Cause.CPU: ("CPU 1개 제한", "시간 제한 30초", "29.9초", "24.6초"),
    Cause.RATE: ("1초에 256 KiB 제한", "시간 제한 30초", "81 KiB", "20.5초"),
    Cause.OUTPUT: ("64 KiB 제한", "81 KiB"),
    Cause.MEMORY: ("메모리 64 MiB 제한", "1개"),
    Cause.CONTAINER_MEMORY: ("`myweb`", "64 MiB", "연습장의 메모리 제한 608 MiB에는 닿지 않았어요"),
    Cause.SHARED_MEMORY: ("모든 연습장이 함께 쓰는 메모리 16384 MiB", "1개"),
    Cause.PIDS: ("프로세스 수 제한 512개", "거절 7번"),
    Cause.DISK: ("연습장 디스크 512 MiB", "0 MiB"),
    Cause.WORKSPACE: ("작업 폴더 32 MiB", "0 KiB"),
    Cause.FILES: ("파일 4096개",),
    Cause.LIFETIME: ("240분",),
    Cause.STOPPED: ("멈추기",),
    Cause.RESET: ("연습장을 비워서",),
    Cause.OPERATOR: ("운영자가",),
    Cause.LOST: ("다시 살아나요",),
}


def told(ended: Ended, limits: Limits = LIMITS) -> str:
    finished = Finished(
        steps=(StepView("line", "out", ended.exit_code),),
        exit_code=ended.exit_code,
        cause=ended.cause,
        seconds=ended.seconds,
        values=measured(ended, limits),
        notices=met_beside(ended, limits),
    )
    return render_update(finished, None).note  # type: ignore[arg-type]  # no refusal is shown


def ended(cause: Cause, **changes: object) -> Ended:
    return Ended(**{**{name: getattr(ENDED, name) for name in ENDED.__slots__}, "cause": cause, **changes})


@pytest.mark.parametrize("cause", [cause for cause in Cause if cause is not Cause.EXIT])
def test_every_cause_names_its_limit_and_what_was_measured(cause: Cause) -> None:
    said = told(ended(cause))
    assert [words for words in SAID[cause] if words not in said] == []


def test_a_container_is_told_the_limits_it_was_given() -> None:
    assert "이 컨테이너에 준 프로세스 수 제한 20개" in told(ended(Cause.PIDS, pids_limit=20))
    assert "이 컨테이너" not in told(ended(Cause.PIDS, pids_limit=1000))  # the sandbox's own was met first
    assert "이 컨테이너에서 한 프로그램이 열 수 있는 파일 64개" in told(ended(Cause.FILES, files_limit=64))
    assert "6.5 MiB" in told(ended(Cause.CONTAINER_MEMORY, memory_limit_bytes=int(6.5 * MIB)))


def test_limits_met_on_the_way_are_told_beside_the_end() -> None:
    said = told(ended(Cause.EXIT))
    assert "1초에 256 KiB 제한에 닿아 20.5초 동안 천천히 받았어요" in said
    assert "프로세스 수 제한 512개에도 닿았어요" in said
    assert met_beside(ended(Cause.EXIT, slowed_seconds=0.1, pids_refused=0), LIMITS) == ()


def test_what_was_asked_for_is_the_limit_that_is_named() -> None:
    assert "시간 제한 10초" in told(ended(Cause.DEADLINE, deadline_seconds=10.0))
    assert "1024 KiB 제한" in told(ended(Cause.OUTPUT, most_bytes=MIB))
