from __future__ import annotations

from datetime import date, timedelta

from bot.lessons.exercises import Check, Mission, MissionHint, WrongAttempt
from bot.missions.check import State
from bot.missions.mission import choose, fill
from bot.missions.service import fitting

DAY = date(2026, 3, 2)
MISSION = Mission(
    id="01-docker/m-web",
    lesson="01-docker",
    section="01-docker/basic-commands",
    title="{name} 띄우기",
    story="{name}을 {port}에 띄워 주세요. {unknown} 은 그대로예요.",
    minutes=5,
    values={"name": ("myweb", "hello-web"), "port": ("8080", "9090", "8081")},
    files={"{name}.html": "<p>{name}</p>"},
    setup=("docker pull nginx",),
    checks=(Check("running", "container-running", {"container": "{name}"}, "{name}이 없어요."),),
    hints=(
        MissionHint("exited", "{name}이 꺼졌어요.", Check("h", "container-exited", {"container": "{name}"})),
        MissionHint("start", "docker run 을 써 보세요."),
    ),
    solution=("docker run -d --name {name} -p {port}:80 nginx",),
    cleanup=("docker rm -f {name}",),
    wrong=(WrongAttempt(("docker run --name {name} busybox true",), "exited"),),
)


def test_values_are_the_same_for_a_learner_on_a_day_and_vary_between_days_and_learners() -> None:
    assert choose(MISSION, 7, DAY) == choose(MISSION, 7, DAY)
    assert len({tuple(choose(MISSION, 7, DAY + timedelta(days=n)).items()) for n in range(40)}) > 2
    assert len({tuple(choose(MISSION, user, DAY).items()) for user in range(40)}) > 2


def test_every_place_is_filled_and_unknown_ones_stay() -> None:
    filled = fill(MISSION, {"name": "myweb", "port": "9090"})
    assert filled.story == "myweb을 9090에 띄워 주세요. {unknown} 은 그대로예요."
    assert filled.solution == ("docker run -d --name myweb -p 9090:80 nginx",)
    assert filled.files == {"myweb.html": "<p>myweb</p>"}
    assert filled.checks[0].fields["container"] == "myweb"
    assert filled.hints[0].say == "myweb이 꺼졌어요."


def test_a_hint_fits_the_state_and_the_last_one_always_does() -> None:
    filled = fill(MISSION, {"name": "myweb", "port": "9090"})
    exited = State(containers={"myweb": {"State": {"Status": "exited"}}})
    assert [hint.id for hint in (fitting(filled, exited), fitting(filled, State())) if hint] == ["exited", "start"]
