from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.lessons.library import BUILT_IN
from bot.lessons.lint import lint
from bot.lessons.lint_ids import accept
from bot.lessons.lint_quiz import is_found, words
from bot.render.authoring import new_lesson
from bot.render.content import say_problem
from tests.lessons.writing import CARD, ERROR, INDEX, LESSON, MISSION, add_card, write

BASH = "```bash\n{}\n```\n\n### 층"


def keys(folder: Path) -> list[str]:
    _, problems = lint([folder])
    for problem in problems:
        assert say_problem(problem)
    return [problem.key for problem in problems]


def test_a_good_course_has_no_problem(tmp_path: Path) -> None:
    assert keys(add_card(write(tmp_path, errors__some=""))) == []


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("docker run --privileged nginx", "command-refused"),
        ("docker rum nginx", "command-refused"),
        ("rm -rf /", "command-refused"),
    ],
)
def test_a_command_that_practice_refuses_is_found(tmp_path: Path, line: str, key: str) -> None:
    assert keys(write(tmp_path, LESSON.replace("### 층", BASH.format(line)))) == [key]


def test_a_command_that_practice_refuses_may_say_why(tmp_path: Path) -> None:
    block = BASH.format("docker run --privileged nginx").replace("```bash", '```bash no-run="권한을 모두 내줘요"')
    assert keys(write(tmp_path, LESSON.replace("### 층", block))) == []


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ("", "", []),
        ('"9090"', '"99999"', ["command-refused"]),  # whatever place in the list a value has
        ("[web, shop]", '[web, "shop;rm"]', ["command-refused"] * 3),
        ('"아직 꺼져 있어요."}', '"아직이에요.", not: true}', ["check-unsaid"]),
        ('"아직 꺼져 있어요."}', '"아직이에요.", not: true, done: "꺼졌어요."}', []),
        ("container-running, container:", "inspect-has, path: Id, target:", ["check-unsaid"]),
    ],
)
def test_a_mission_is_read_with_every_combination_of_its_values(
    tmp_path: Path, before: str, after: str, found: list[str]
) -> None:
    assert keys(write(tmp_path, LESSON.replace("### 층", MISSION.replace(before, after, 1)))) == found


def test_a_transcript_is_read_by_its_prompts(tmp_path: Path) -> None:
    shown = "```console\n$ docker ps\nCONTAINER ID   IMAGE\n$ docker rum x\n```\n\n### 층"
    assert keys(write(tmp_path, LESSON.replace("### 층", shown))) == ["command-refused"]


@pytest.mark.parametrize(
    ("text", "keys_told"),
    [
        ("`docker rum nginx`", ["command-named"]),
        ("`docker rm --vols web`", ["command-named"]),
        ("`docker rm`", []),
        ("`docker rm -f <이름>`", []),
        ("`docker.sock`과 docker rum", []),
    ],
)
def test_a_command_named_in_a_sentence_is_one_that_practice_takes(
    tmp_path: Path, text: str, keys_told: list[str]
) -> None:
    assert keys(write(tmp_path, LESSON.replace("첫째 줄", text))) == keys_told


def test_a_command_in_a_quiz_item_or_an_error_needs_no_backticks(tmp_path: Path) -> None:
    folder = write(tmp_path, LESSON.replace("explanation: 이미지가", "explanation: docker rum 말고 이미지가"))
    (folder / "errors").mkdir()
    text = ERROR.replace("이름을 확인하세요", "docker pss 나 docker ps --filter name=web 으로 확인하세요")
    (folder / "errors" / "some.yaml").write_text(text, encoding="utf-8")
    _, problems = lint([folder])
    assert [problem.values["line"] for problem in problems] == ["docker pss", "docker rum"]


def test_what_a_closed_card_names_is_explained_there(tmp_path: Path) -> None:
    named = LESSON.replace("첫째 줄", "`docker push`")
    card = CARD.replace("docker ps -a, says: 꺼진 것까지 봐요.", "docker push a/b, says: 올려요., no_run: 바깥이에요.")
    card = card.replace("docker ps", "docker push").replace("forms:", "open: false\nforms:")
    assert keys(write(tmp_path, named)) == ["command-named"]
    assert keys(add_card(write(tmp_path, named), card, "docker-push.md")) == []


def test_an_output_shown_outside_of_a_transcript_is_found(tmp_path: Path) -> None:
    shown = "```text\n$ docker ps\nCONTAINER ID   IMAGE\n```\n\n### 층"
    assert keys(write(tmp_path, LESSON.replace("### 층", shown))) == ["prompt-outside"]


@pytest.mark.parametrize(
    ("before", "after", "key"),
    [
        ("id: 01-bread", "after: [00-none]\nid: 01-bread", "yaml-twice"),
        ("after: []", "after: [00-none]", "lesson-unknown"),
        ("difficulty: 1", "difficulty: 1\nsection: nowhere", "part-unknown"),
        ("머리말이에요.", "[여기](02-cake)를 보세요.", "link-broken"),
        ("{text: 오븐,", "{text: 컨테이너,", "quiz-choices-equal"),
        ("{text: 이미지, right", "{text: 도마와 칼, right", "quiz-unsupported"),
    ],
)
def test_what_leads_nowhere_is_found(tmp_path: Path, before: str, after: str, key: str) -> None:
    assert key in keys(write(tmp_path, LESSON.replace(before, after, 1)))


@pytest.mark.parametrize(
    ("wishes", "keys_told"),
    [
        ("- commands: []\n  asked: [빵이 뭐야]\n", []),
        ("- commands: [docker bake]\n  asked: [빵 굽기]\n", ["card-unknown"]),
        (
            "- commands: []\n  asked: [빵 굽기]\n- commands: [docker bake]\n  asked: [빵 굽기]\n",
            ["card-unknown", "wish-twice"],
        ),
        ("- commands: []\n", ["field-missing"]),
        ("- outside: 빵집\n  asked: [빵집 어디야]\n", []),
        ("- outside: 빵집\n  commands: [docker bake]\n  asked: [빵집 어디야]\n", ["wish-outside"]),
        ("- commands: []\n  asked: [빵 굽기]\n- outside: 빵집\n  asked: [빵 굽기]\n", ["wish-twice"]),
    ],
)
def test_a_wish_for_what_is_not_there_or_for_two_things_is_found(
    tmp_path: Path, wishes: str, keys_told: list[str]
) -> None:
    folder = write(tmp_path, LESSON)
    (folder / "wishes").mkdir()
    (folder / "wishes" / "ours.yaml").write_text(wishes, "utf-8")
    assert keys(folder) == keys_told


@pytest.mark.parametrize(("line", "keys_told"), [("docker rm --force web", ["quiz-two-right"]), ("docker rm web", [])])
def test_a_wrong_choice_that_means_the_same_is_found(tmp_path: Path, line: str, keys_told: list[str]) -> None:
    text = LESSON.replace("{text: 이미지, right", "{text: docker rm -f web, right").replace(
        "{text: 오븐,", f"{{text: {line},"
    )
    text = text.replace("빵틀**이에요.", "빵틀**이에요. `docker rm -f web`도 있어요.")
    assert keys(write(tmp_path, text)) == keys_told


def test_a_right_choice_told_by_its_length_is_found(tmp_path: Path) -> None:
    text = LESSON.replace(
        "{text: 이미지, right", "{text: 이미지는 컨테이너를 찍어내는 빵틀이에요 그래서 빵틀이에요, right"
    )
    assert keys(write(tmp_path, text)) == ["quiz-gives-away"]


def test_index_references_are_followed(tmp_path: Path) -> None:
    index = INDEX.replace("easy: image#1", "easy: image#9\n  commands: [docker fly]")
    assert keys(write(tmp_path, index=index)) == ["passage-unknown", "card-unknown"]


def test_the_reason_of_a_yes_is_a_passage_of_its_own_part(tmp_path: Path) -> None:
    yes_no = "  yes_no:\n    - {asks: [층이 있나요], yes: true, reason: "
    for reason, found in (
        ('"image#1"', []),
        ('"image/layer#1"', ["passage-unknown"]),
        ('"image#9"', ["passage-unknown"]),
    ):
        index = INDEX.replace("  easy: image#1\n", f"{yes_no}{reason}}}\n")
        assert keys(write(tmp_path, index=index)) == found


def test_card_references_are_followed(tmp_path: Path) -> None:
    card = CARD.replace("forms:", "related: [docker fly]\nlessons: [01-bread/nowhere]\nforms:")
    assert keys(add_card(write(tmp_path), card)) == ["card-unknown", "part-unknown"]


def test_flags_are_shared_with_a_card_that_is_there(tmp_path: Path) -> None:
    card = CARD.replace("forms:", "flags_of: {docker fly: {only: [--wings]}}\nforms:")
    _, problems = lint([add_card(write(tmp_path), card)])
    assert [(problem.key, problem.place.line) for problem in problems] == [("card-unknown", 4)]


def test_a_closed_command_says_why_its_examples_cannot_run(tmp_path: Path) -> None:
    assert keys(add_card(write(tmp_path), CARD.replace("forms:", "open: false\nforms:"))) == ["card-closed-runs"]


def test_an_error_pattern_finds_its_own_example(tmp_path: Path) -> None:
    folder = write(tmp_path)
    (folder / "errors").mkdir()
    (folder / "errors" / "some.yaml").write_text(ERROR.replace("container: web'", "image: web'"), encoding="utf-8")
    assert keys(folder) == ["error-no-match"]
    (folder / "errors" / "some.yaml").write_text(ERROR.replace("'{name} 컨", "'{names} 컨"), encoding="utf-8")
    assert keys(folder) == ["group-unknown"]


def test_a_listed_misspelling_is_found_where_learners_read(tmp_path: Path) -> None:
    folder = write(tmp_path, LESSON.replace("첫째 줄이에요", "몇일이에요"), INDEX.replace("층이 뭐야", "몇일 걸려"))
    (folder / "spelling.yaml").write_text("- {wrong: 몇일, right: 며칠}\n", encoding="utf-8")
    _, problems = lint([folder])
    assert [(problem.key, Path(problem.place.path).name) for problem in problems] == [("misspelt", "lesson.md")]


def test_a_lesson_put_in_the_place_of_a_built_in_one_is_no_fault_of_the_others(tmp_path: Path) -> None:
    new_lesson(tmp_path, "07-volume", "우리 팀의 볼륨")
    reading, problems = lint([BUILT_IN, tmp_path])
    assert [say_problem(problem) for problem in problems] == []
    assert "우리 팀의 볼륨" in {lesson.title for lesson in reading.course.lessons}
    path = tmp_path / "lessons" / "07-volume" / "lesson.md"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("kind: one", "kind: one\nsection: nowhere", 1), encoding="utf-8")
    assert [(problem.key, problem.place.path) for problem in lint([BUILT_IN, tmp_path])[1]] == [
        ("part-unknown", str(path))
    ]


def test_bold_that_would_show_its_asterisks_is_found(tmp_path: Path) -> None:
    folder = write(
        tmp_path, LESSON.replace("첫째 줄이에요", "**층(layer)**이에요").replace("둘째 줄", "**층**(layer)은 줄")
    )
    shutil.copy(BUILT_IN / "spelling.yaml", folder)
    assert [problem.values["wrong"] for problem in lint([folder])[1]] == ["**층(layer)**"]


def test_ids_new_gone_and_used_again_are_found(tmp_path: Path) -> None:
    folder = write(tmp_path)
    assert accept(lint([folder])[0].course, folder) == (4, 0)
    assert keys(folder) == []
    write(folder, LESSON.replace("id: q-mold", "id: q-form"))
    assert sorted(keys(folder)) == ["id-new", "id-vanished"]
    assert accept(lint([folder])[0].course, folder) == (1, 1)
    assert keys(folder) == []
    write(folder)
    assert sorted(keys(folder)) == ["id-reused", "id-vanished"]


@pytest.mark.parametrize(
    ("word", "text", "found"),
    [
        ("이미지를", "이미지가 빵틀이에요", True),
        ("빵틀", "빵틀이에요", True),
        ("가볍고", "가벼운 편이에요", False),
        ("운영체제", "운영체제를 공유해요", True),
        ("docker", "`docker ps`를 써요", True),
        ("볼륨", "이미지가 빵틀이에요", False),
    ],
)
def test_words_are_the_same_when_they_begin_alike(word: str, text: str, found: bool) -> None:
    assert is_found(word, set(words(text))) is found
