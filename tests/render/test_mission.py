from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.lessons.checks import FIELDS, UNSPOKEN
from bot.lessons.exercises import Check, Mission
from bot.missions.check import KINDS
from bot.missions.mission import fill
from bot.missions.service import CheckResult, Task, Verdict
from bot.render.mission import check_text, render_solved, render_verdict
from bot.storage.missions import MissionRow
from tests.talk.quizzing import shipped

NOON = datetime(2026, 3, 2, 3, tzinfo=UTC)
CHECKS = (
    Check("running", "container-running", {"container": "web"}, "web이 아직 꺼져 있어요."),
    Check("memory", "inspect-equals", {"target": "web"}, "한도가 달라요.", done="한도가 64m이에요."),
)


def verdict(*, is_solved: bool, is_running: bool = True) -> Verdict:
    mission = Mission("m", "l", "s", "가게", "", 5, {}, {}, (), CHECKS, (), (), (), ())
    row = MissionRow(1, 1, "m", {}, NOON, 3, 0, NOON + timedelta(seconds=9) if is_solved else None, None)
    results = (CheckResult(CHECKS[0], is_done=is_running), CheckResult(CHECKS[1], is_done=True))
    return Verdict(Task(row, mission), results, None, is_solved=is_solved, seconds=9.0)


def test_every_check_says_what_it_is_about_whether_it_is_done_or_not() -> None:
    text = render_verdict(verdict(is_solved=False, is_running=False), with_hint=False).text
    assert "⬜ 아직 · web이 아직 꺼져 있어요." in text
    assert "✅ 완료 · 한도가 64m이에요." in text
    assert "✅ 완료 · `web` 컨테이너가 켜져 있어요." in render_verdict(verdict(is_solved=False), with_hint=False).text


def test_a_solved_mission_says_what_was_reached() -> None:
    text = render_solved(verdict(is_solved=True)).text
    assert "✅ `web` 컨테이너가 켜져 있어요.\n✅ 한도가 64m이에요." in text


@pytest.mark.parametrize("kind", sorted(set(KINDS) - UNSPOKEN))
def test_every_kind_of_check_has_words(kind: str) -> None:
    needed, optional = FIELDS[kind]
    for names in (needed, needed | optional):
        said = check_text(CheckResult(Check("c", kind, {name: f"<{name}>" for name in names}), is_done=True))
        assert said.endswith("요.")
        assert all(f"<{name}>" in said for name in names - {"all", "project"}), said


def test_every_check_of_the_course_says_what_holds() -> None:
    for lesson in shipped().lessons:
        for mission in lesson.missions:
            filled = fill(mission, {name: choices[0] for name, choices in mission.values.items()})
            told = [check_text(CheckResult(check, is_done=True)) for check in filled.checks]
            assert all(text.endswith("요.") for text in told), told
            assert len(set(told)) == len(told), told
            assert "{" not in "".join(told)
