"""`gorae doctor` in Korean: every finding, however it stands, says what to do about it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.render.doctor import MARKS, findings_text, limits_text
from sandbox.checks import Finding, State, look
from sandbox.limits import Limits
from sandbox.supervisor.layout import Layout

# Each finding as it may stand, and what a person reads then: what is wrong, and what to do.
SAID: list[tuple[str, State, dict[str, str | int | float], tuple[str, ...]]] = [
    ("check-kernel", State.FINE, {"kernel": "6.12.1", "oldest": "5.11"}, ("커널 6.12.1",)),
    ("check-kernel", State.TROUBLE, {"kernel": "4.19", "oldest": "5.11"}, ("4.19", "오래됐어요", "5.11 이상으로 올려")),
    ("check-cgroups", State.FINE, {"version": 2, "missing": ""}, ("cgroup v2",)),
    ("check-cgroups", State.TROUBLE, {"version": 1, "missing": "memory"}, ("memory", "부팅 옵션에서 켜")),
    ("check-user-namespaces", State.FINE, {"most": 9}, ("사용 가능",)),
    ("check-user-namespaces", State.TROUBLE, {"most": 0}, ("꺼져 있어요", "sysctl user.max_user_namespaces=15000")),
    ("check-user-namespaces", State.TROUBLE, {"most": 9}, ("만들 수 없어요", "가상 머신이나 컨테이너에서 켜")),
    ("check-file-systems", State.FINE, {"missing": ""}, ("사용 가능",)),
    ("check-file-systems", State.REMARK, {"missing": "overlay"}, ("overlay", "modprobe overlay")),
    ("check-tmpfs", State.FINE, {}, ("붙여 봤어요",)),
    ("check-tmpfs", State.REMARK, {}, ("sudo gorae doctor",)),
    ("check-tmpfs", State.TROUBLE, {}, ("붙일 수 없어요", "docker compose up -d")),
    ("check-root", State.FINE, {}, ("root",)),
    ("check-root", State.TROUBLE, {}, ("`sudo` 로 실행하거나 `docker compose up -d`",)),
    ("check-packages", State.FINE, {"packages": ""}, ("모두 있어요",)),
    ("check-packages", State.TROUBLE, {"packages": "crun pigz"}, ("crun pigz", "apt-get install crun pigz")),
    ("check-engine", State.FINE, {"version": "26.1.5", "seen": "26.1"}, ("도커 엔진 26.1.5",)),
    (
        "check-engine",
        State.REMARK,
        {"version": "24.0.7", "seen": "26.1"},
        ("24.0.7", "26.1에서 확인", "올리는 게 좋아요"),
    ),
    ("check-engine", State.TROUBLE, {"version": "19.3", "seen": "26.1"}, ("19.3", "20.10 이상이 필요")),
    ("check-engine", State.TROUBLE, {"version": ""}, ("dockerd", "make chat")),
    ("check-memory", State.FINE, {"total_mib": 9000, "wanted_mib": 8000}, ("9000 MiB",)),
    ("check-memory", State.REMARK, {"total_mib": 900, "wanted_mib": 8000}, ("900", "8000", "GORAE_LIVE_SANDBOXES")),
    ("check-room", State.FINE, {"free_gib": 9.5, "wanted_gib": 4.0}, ("9.5 GiB",)),
    ("check-room", State.REMARK, {"free_gib": 1.5, "wanted_gib": 4.0}, ("1.5 GiB", "4.0 GiB 넘게 비워")),
    ("check-image", State.FINE, {}, ("준비됨",)),
    ("check-image", State.REMARK, {}, ("처음 시작할 때 만들어요",)),
    ("check-registry", State.FINE, {"is_running": 1}, ("대답함",)),
    ("check-registry", State.FINE, {"is_running": 0}, ("준비됨",)),
    ("check-registry", State.REMARK, {"is_running": 0}, ("처음 시작할 때 채워요",)),
    ("check-registry", State.TROUBLE, {"is_running": 1}, ("대답하지 않아요", "gorae engine stop")),
    ("check-seed", State.FINE, {}, ("준비됨",)),
    ("check-seed", State.REMARK, {}, ("처음 시작할 때 만들어요",)),
]


@pytest.mark.parametrize(("key", "state", "values", "said"), SAID)
def test_every_finding_says_how_it_stands_and_what_to_do(
    key: str, state: State, values: dict[str, str | int | float], said: tuple[str, ...]
) -> None:
    (line,) = (
        line for line in findings_text([Finding(key, state, values)]).split("\n") if line.startswith(MARKS[state])
    )
    assert [words for words in said if words not in line] == []


def test_every_finding_there_is_was_asked_for(tmp_path: Path) -> None:
    found = look(Layout.of(tmp_path / "data"), Limits())
    assert {finding.key for finding in found} == {key for key, *_ in SAID}
    assert all((finding.key, finding.state) in {(key, state) for key, state, *_ in SAID} for finding in found)


def test_trouble_is_counted_and_its_absence_said() -> None:
    bad = Finding("check-root", State.TROUBLE)
    assert "막는 것이 2가지" in findings_text([bad, bad])
    assert "모두 좋아요" in findings_text([Finding("check-root", State.FINE)])


def test_the_limits_are_shown_wherever_the_engine_is() -> None:
    said = limits_text(Limits(cpus=2, memory_mib=512, disk_mib=128, live_sandboxes=7))
    assert [words for words in ("CPU 2개", "메모리 512 MiB", "디스크 128 MiB", "최대 7개") if words not in said] == []
