from __future__ import annotations

from dataclasses import replace

import pytest

from bot.answers.answer import Decision
from bot.answers.service import Engine
from bot.lessons.model import Passage
from bot.render.answers import plain_text, render_answer, render_judged, wanted_form
from bot.render.runs import MOST_RUNS, lines_to_run
from sandbox.policy.parse import read
from sandbox.policy.plan import Plan
from sandbox.policy.settings import PolicySettings

MOST_MESSAGE = 2000  # characters of a Discord message


@pytest.mark.parametrize(
    "question",
    [
        "이미지랑 컨테이너 차이",
        "컨테이너 지우는 법",
        "-d가 뭐야",
        "도커 스웜이 뭐야",
        "커널이 뭐야",
        "도커 기본 명령어 알려줘",
        "이미지 더 쉽게",
    ],
)
def test_a_reply_fits_a_message_and_its_buttons_are_actions(engine: Engine, question: str) -> None:
    reply = render_answer(replace(engine.ask(question), id=7))
    assert 0 < len(reply.text) <= MOST_MESSAGE
    assert all(len(choice.action) <= 80 and choice.action.isascii() for choice in reply.choices)
    assert all(len(choice.label) <= 80 for choice in reply.choices)


def test_an_answer_cites_its_section_and_opens_it(engine: Engine) -> None:
    reply = render_answer(engine.ask("컨테이너 지우는 명령어", "01-docker"))
    assert "도커 이해하기" in reply.note
    assert [choice.action for choice in reply.choices] == [
        "lesson:open:01-docker/basic-commands/rm",
        "run:card:docker-rm:0",
    ]


def test_a_word_of_the_glossary_cites_the_part_that_explains_it(engine: Engine) -> None:
    reply = render_answer(engine.ask("커널이 뭐야"))
    assert "보안 기본" in reply.note
    assert [choice.action for choice in reply.choices] == ["lesson:open:13-security/why"]


def test_a_word_that_no_part_explains_cites_none(engine: Engine) -> None:
    reply = render_answer(engine.ask("서버가 뭐야"))
    assert (reply.note, reply.choices) == ("", ())


@pytest.mark.parametrize("question", ["rm이랑 rmi 차이", "도커 기본 명령어 알려줘"])
def test_every_command_that_is_shown_can_be_tried(engine: Engine, question: str) -> None:
    answer = engine.ask(question, "01-docker")
    actions = [choice.action for choice in render_answer(answer).choices]
    for piece in answer.cards:
        assert f"run:card:{piece.card.id.replace(' ', '-')}:{piece.example}" in actions


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("목록 보는 명령어 뭐였지", ["`-a`, `--all`"]),
        ("rm이랑 rmi 차이", ["`docker rm <컨테이너>`", "`docker rmi <이미지>`", "`-f`, `--force`"]),
    ],
)
def test_a_short_answer_reminds_of_form_and_flags(engine: Engine, question: str, words: list[str]) -> None:
    text = render_answer(engine.ask(question)).text
    assert all(word in text for word in words)
    assert len(text) < 900


def test_a_line_that_is_quoted_can_be_tried_once(engine: Engine) -> None:
    actions = [choice.action for choice in render_answer(engine.ask("포트 여는 법")).choices]
    assert actions.count("run:line:docker run -d --name web -p 8080:80 nginx") == 1


def test_every_command_of_a_block_that_is_quoted_can_be_tried(engine: Engine) -> None:
    actions = [choice.action for choice in render_answer(engine.ask("볼륨 지우는 법")).choices]
    assert actions[1:] == ["run:line:docker volume rm bread", "run:line:docker volume prune -f"]


def test_what_a_console_shows_can_be_tried_and_what_it_printed_cannot() -> None:
    passage = Passage("a/b#1", "$ docker system df\nTYPE  TOTAL\ndocker run is no line typed", "console", "console")
    assert list(lines_to_run(passage)) == ["docker system df"]


def test_a_line_that_goes_on_and_one_that_practice_cannot_run_have_no_button() -> None:
    long = Passage("a/b#1", "docker run -d \\\n  nginx\ndocker ps\n# docker rm web", "code", "bash")
    assert list(lines_to_run(long)) == ["docker ps"]
    assert list(lines_to_run(replace(long, no_run="연습장에는 없어요."))) == []


def test_practice_takes_every_line_that_a_button_may_run(engine: Engine) -> None:
    passages = [passage for part in engine.index.parts for passage in part.section.passages]
    lines = [line for passage in passages for line in lines_to_run(passage)]
    assert len(lines) > 100
    assert [line for line in lines if not isinstance(read(line, PolicySettings()), Plan)] == []


@pytest.mark.parametrize(
    "question",
    ["볼륨 지우는 법", "rm이랑 rmi 차이", "컨테이너 로그 보는 법", "디스크 얼마나 쓰는지 보는법", "-d가 뭐야"],
)
def test_a_button_runs_what_the_answer_shows(engine: Engine, question: str) -> None:
    reply = render_answer(engine.ask(question))
    cards = {f"run:card:{name.replace(' ', '-')}": card for name, card in engine.index.cards.items()}
    for action in (choice.action for choice in reply.choices if choice.action.startswith("run:")):
        card, _, place = action.rpartition(":")
        line = cards[card].examples[int(place)].line if card in cards else action.removeprefix("run:line:")
        assert line in reply.text


def test_a_button_whose_line_is_not_shown_says_it_itself(engine: Engine) -> None:
    answer = engine.ask("도커 기본 명령어 알려줘", "01-docker")
    labels = [choice.label for choice in render_answer(answer).choices if choice.action.startswith("run:card:")]
    lines = [piece.card.examples[piece.example or 0].line for piece in answer.cards]
    assert labels == [f"실행해 보기: {line}" for line in lines]


def test_buttons_that_run_leave_room_for_the_verdict(engine: Engine) -> None:
    many = "\n".join(f"docker logs web{number}" for number in range(20))
    answer = replace(engine.ask("볼륨 지우는 법"), passages=(Passage("a/b#1", many, "code", "bash"),), cards=(), id=7)
    actions = [choice.action for choice in render_answer(answer).choices]
    assert sum(action.startswith("run:") for action in actions) == MOST_RUNS
    assert actions[-2:] == ["ask:good:7", "ask:bad:7"]


def test_an_abstention_offers_what_is_near_and_the_official_page(engine: Engine) -> None:
    reply = render_answer(engine.ask("nvidia gpu로 cuda 컨테이너 돌리는 법"))
    assert "docs.docker.com/engine/containers/gpu/" in reply.text
    assert len(reply.choices) == 3
    assert all(choice.action.startswith("lesson:open:") for choice in reply.choices)


def test_a_stored_question_can_be_judged(engine: Engine) -> None:
    reply = render_answer(replace(engine.ask("도커가 뭐야"), id=42))
    assert {"ask:good:42", "ask:bad:42"} <= {choice.action for choice in reply.choices}


def test_an_error_shows_cause_and_cure(engine: Engine) -> None:
    text = plain_text(engine.ask("Bind for 0.0.0.0:8080 failed: port is already allocated"))
    assert "8080" in text
    assert "이렇게 해 보세요" in text


@pytest.mark.parametrize(
    ("message", "fix"),
    [
        ("Error response from daemon: No such container: myweb", "docker ps -a"),
        ("Bind for 0.0.0.0:8080 failed: port is already allocated", "docker ps"),
        ('Conflict. The container name "/myweb" is already in use by container "abc1".', "docker ps -a"),
        ("endpoint with name web already exists in network mynet", "docker network inspect mynet"),
    ],
)
def test_an_error_is_run_by_its_cure_and_not_by_what_failed(engine: Engine, message: str, fix: str) -> None:
    reply = render_answer(engine.ask(message))
    runs = [choice.action for choice in reply.choices if choice.action.startswith("run:")]
    assert runs == [f"run:line:{fix}"]
    assert f"```bash\n{fix}\n```" in reply.text
    assert reply.text.count("```") == 2


@pytest.mark.parametrize("message", ["docker: invalid reference format.", "exec /start.sh: exec format error"])
def test_an_error_without_a_line_that_cures_it_offers_none(engine: Engine, message: str) -> None:
    reply = render_answer(engine.ask(message))
    assert not [choice for choice in reply.choices if choice.action.startswith("run:")]
    assert "`docker run`" not in reply.text


def test_plain_text_has_no_emphasis_and_ends_with_its_source(engine: Engine) -> None:
    text = plain_text(engine.ask("도커 엔진이 뭐야", "01-docker"))
    assert "**" not in text
    assert text.splitlines()[-1].startswith("📖 도커 이해하기")


def test_what_a_learner_says_of_an_answer_is_thanked_for() -> None:
    said = {render_judged(kept=kept, is_good=good).text for kept in (True, False) for good in (True, False)}
    assert len(said) == 3
    assert wanted_form().fields[0].key == "wanted"


def test_two_sides_stand_side_by_side_and_one_below_the_other_in_plain_text(engine: Engine) -> None:
    answer = engine.ask("이미지랑 컨테이너 차이")
    shown = render_answer(answer).text
    first, second = (column.title for column in answer.columns)
    assert any(first in line and "│" in line and second in line for line in shown.splitlines())
    assert "│" not in plain_text(answer)


@pytest.mark.parametrize("question", ["오늘 날씨 어때", "점심 뭐 먹지"])
def test_what_is_far_from_the_course_gets_the_way_to_the_list_of_lessons(engine: Engine, question: str) -> None:
    reply = render_answer(engine.ask(question))
    assert "`/강의`" in reply.text
    assert "가까운 내용" not in reply.text
    assert "공식 문서" not in reply.text
    assert not [choice for choice in reply.choices if choice.action.startswith("lesson:open:")]


def test_what_is_about_docker_but_not_in_the_course_is_sent_to_the_official_pages(engine: Engine) -> None:
    text = render_answer(engine.ask("cgroup이 뭐야")).text
    assert "이 내용은 도커 공식 문서의 `docs.docker.com/engine/security/` 에서 다뤄요." in text  # not of a word unasked
    text = render_answer(engine.ask("도커로 게임 서버 만들기")).text
    assert "도커 공식 문서(`docs.docker.com`)" in text


def test_another_program_has_its_own_official_page_and_no_parts_of_the_course(engine: Engine) -> None:
    reply = render_answer(engine.ask("팟맨이 뭐야"))
    assert "팟맨은 공식 문서의 `docs.podman.io` 에서 다뤄요." in reply.text
    assert "가까운 내용" not in reply.text
    assert reply.choices == ()


def test_what_is_perhaps_meant_is_named_three_times_and_quoted_shortly(engine: Engine) -> None:
    answer = engine.ask("레이어가 머에요 포토샵 그건가ㅋㅋ")
    text = plain_text(answer)
    assert text.startswith("혹시 이 부분을 찾으셨나요?")
    assert all(f"- {place.lesson_title} › {place.title}\n" in text for place in answer.places[:3])
    quotes = [line for line in text.splitlines() if line.startswith("> ")]
    assert quotes == [
        "> 이미지는 통짜가 아니라 레이어(층)를 차곡차곡 쌓은 것이에요. 겹겹이 쌓은 크레이프 케이크를 떠올려 보세요."
    ]
    assert "읽기 전용" not in text
    opened = [choice.action for choice in render_answer(answer).choices if choice.action.startswith("lesson:open:")]
    assert opened == [f"lesson:open:{place.address}" for place in answer.places[:3]]


@pytest.mark.parametrize("lesson", [None, "01-docker"])
def test_a_command_that_no_part_treats_is_offered_by_its_card(engine: Engine, lesson: str | None) -> None:
    answer = engine.ask("docker commit 이 뭐예요", lesson)
    reply = render_answer(answer)
    assert answer.sources == ("card:docker commit",)
    assert f"**`docker commit`** — {engine.index.cards['docker commit'].summary}" in reply.text
    assert reply.choices[0].action == "cmd:card:docker commit"


def test_the_parts_that_a_card_names_stand_first_beside_it(engine: Engine) -> None:
    near = {place.address for place in engine.ask("docker commit 이 뭐예요").places[:2]}
    assert near == {"03-image/layers", "08-dockerfile/what-is-dockerfile"}


@pytest.mark.parametrize(
    ("question", "address"), [("볼륨이 뭐야", "07-volume/three-ways"), ("포트 여는 법", "06-network/publish")]
)
def test_a_lesson_without_the_answer_names_the_one_that_has_it(engine: Engine, question: str, address: str) -> None:
    answer = engine.ask(question, "01-docker")
    reply = render_answer(answer)
    (place,) = answer.elsewhere
    assert place.address == address
    assert f"`{place.lesson_title}` 강의의 **{place.title}** 부분에서 다뤄요." in reply.text
    assert [choice.action for choice in reply.choices] == [f"lesson:open:{address}"]


def test_a_message_that_a_lesson_does_not_explain_is_sent_to_the_one_that_does(engine: Engine) -> None:
    answer = engine.ask("Bind for 0.0.0.0:8080 failed: port is already allocated", "01-docker")
    assert [place.address for place in answer.elsewhere] == ["06-network/conflict"]


def test_what_is_perhaps_meant_and_not_quoted_cites_no_part(engine: Engine) -> None:
    answer = engine.ask("도커 이벤트 스트림 실시간으로 구경하는 명령")
    assert (answer.decision, answer.passages) == (Decision.MAYBE, ())
    reply = render_answer(answer)
    assert reply.note == ""
    assert "`docker events`" in reply.text


def test_no_lesson_is_named_for_what_none_treats(engine: Engine) -> None:
    assert engine.ask("오늘 점심 뭐 먹지", "01-docker").elsewhere == ()


def test_a_flag_that_the_course_does_not_know_is_looked_up_in_the_list_of_all(engine: Engine) -> None:
    text = render_answer(engine.ask("docker run -z 옵션이 뭐예요")).text
    assert "`docs.docker.com/reference/cli/docker/`" in text
    known = render_answer(engine.ask("docker commit 이 뭐예요")).text
    assert "docs.docker.com" not in known
