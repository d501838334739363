from __future__ import annotations

from pathlib import Path

import pytest

from bot.lessons.parse import read, version
from bot.render.content import say_problem
from tests.lessons.writing import INDEX, LESSON, add_card, told, write


def test_a_lesson_is_read_with_addresses_passages_and_blocks(tmp_path: Path) -> None:
    reading = read([add_card(write(tmp_path))])
    assert reading.problems == ()
    (lesson,) = reading.course.lessons
    assert (lesson.title, lesson.intro) == ("빵과 빵틀", "머리말이에요.")
    image, layer = lesson.sections
    assert [passage.address for passage in image.passages] == [f"01-bread/image#{n}" for n in (1, 2, 3)]
    assert [passage.form for passage in image.passages] == ["paragraph", "item", "item"]
    assert "quiz" not in image.markdown
    assert image.index.easy == "01-bread/image#1"
    assert layer.id == "image/layer"
    assert layer.diagrams[0].alt == "이미지에서 컨테이너가 나와요."
    assert layer.tables[0].rows == (("이름", "뜻"), ("이미지", "빵틀"))
    assert "```alt" not in layer.markdown
    assert lesson.quiz[0].id == "01-bread/q-mold"
    assert lesson.quiz[0].section == "01-bread/image"
    assert reading.course.cards[0].examples[0].line == "docker ps -a"


def test_all_problems_of_a_file_are_told_at_once_each_at_its_line(tmp_path: Path) -> None:
    text = (
        LESSON.replace("minutes: 5", "minutes: soon")
        .replace("## 이미지 {#image}", "## 이미지")
        .replace("difficulty: 1", "difficulty: 9")
    )
    problems = told(read([write(tmp_path, text)]).problems)
    lines = text.splitlines()
    assert ("heading-without-id", lines.index("## 이미지") + 1) in problems
    assert ("not-number", lines.index("minutes: soon") + 1) in problems


def test_a_quiz_problem_stands_at_the_line_of_its_value(tmp_path: Path) -> None:
    text = LESSON.replace("difficulty: 1", "difficulty: 9").replace("{text: 오븐, remark", "{text: 오븐, remrak")
    problems = told(read([write(tmp_path, text)]).problems)
    lines = text.splitlines()
    assert ("number-large", lines.index("difficulty: 9") + 1) in problems
    oven = next(number for number, line in enumerate(lines, 1) if "remrak" in line)
    assert ("field-unknown", oven) in problems
    assert ("field-missing", oven) in problems


@pytest.mark.parametrize(
    ("before", "after", "key"),
    [
        ("title: 빵과 빵틀", "title: 다른 제목", "title-differs"),
        ("id: 01-bread", "id: 01-cake", "lesson-id"),
        ("## 이미지 {#image}", "## 이미지 {#Image}", "bad-heading-id"),
        ("머리말이에요.", "<b>머리말</b>\n\n<div>상자</div>", "html-inside"),
        ("right: true, ", "", "quiz-right-count"),
        ("explanation: 이미지가 빵틀이에요.\n", "", "field-missing"),
        ("prompt: 빵틀은 무엇인가요?", "prompt: [깨진 YAML", "yaml-broken"),
        ("kind: one", "kind: guess", "not-one-of"),
        ("kind: one", "kind: one\nkind: one", "yaml-twice"),
        ("prompt: 빵틀은 무엇인가요?", "prompt: 1.10", "needs-quotes"),
        ("```alt\n이미지에서", "```alt\n앞\n```\n\n```alt\n이미지에서", "alt-without-picture"),
        ("이미지는 컨테이너를", "이미지는 " + "길" * 901, "part-long"),
        ("### 층 {#layer}", "#### 층 {#layer}", "heading-too-deep"),
    ],
)
def test_what_is_wrong_in_a_lesson_is_named_and_its_cure_is_worded(
    tmp_path: Path, before: str, after: str, key: str
) -> None:
    assert before in LESSON
    problems = read([write(tmp_path, LESSON.replace(before, after, 1))]).problems
    found = [problem for problem in problems if problem.key == key]
    assert found, told(problems)
    assert say_problem(found[0]).endswith(("요.", ".", "}", "`"))


def test_index_yaml_must_name_every_part_and_no_other(tmp_path: Path) -> None:
    problems = told(read([write(tmp_path, index=INDEX.replace("image/layer", "image/other"))]).problems)
    assert {key for key, _ in problems} == {"index-unknown", "index-lacks"}


def test_plain_words_of_yaml_stay_words(tmp_path: Path) -> None:
    text = LESSON.replace("{text: 오븐, ", "{text: no, ").replace("{text: 컨테이너, ", "{text: 8080, ")
    reading = read([write(tmp_path, text)])
    assert reading.problems == ()
    assert [choice.text for choice in reading.course.lessons[0].quiz[0].choices] == ["이미지", "8080", "no"]


@pytest.mark.parametrize("value", ["&a [*a]", "[&a 둥, *a]", "{x: &a {y: 1}, z: *a}"])
def test_a_value_borrowed_from_elsewhere_is_refused(tmp_path: Path, value: str) -> None:
    problems = told(read([write(tmp_path, LESSON.replace("prompt: 빵틀은 무엇인가요?", f"prompt: {value}"))]).problems)
    assert [key for key, _ in problems] == ["yaml-alias"]


def test_brackets_without_end_are_a_problem_and_no_crash(tmp_path: Path) -> None:
    deep = "[" * 3000 + "]" * 3000
    problems = told(read([write(tmp_path, LESSON.replace("prompt: 빵틀은 무엇인가요?", f"prompt: {deep}"))]).problems)
    assert [key for key, _ in problems] == ["yaml-broken"]


def test_a_broken_block_does_not_hide_the_others(tmp_path: Path) -> None:
    text = LESSON.replace("prompt: 빵틀은", "prompt: [빵틀은").replace(
        "| 이름 | 뜻 |", "#### 깊은 제목\n\n| 이름 | 뜻 |"
    )
    keys = {key for key, _ in told(read([write(tmp_path, text)]).problems)}
    assert keys == {"yaml-broken", "heading-too-deep"}


def test_a_later_folder_adds_to_and_replaces_the_course(tmp_path: Path) -> None:
    ours = add_card(write(tmp_path / "ours"))
    theirs = write(tmp_path / "theirs", LESSON.replace("빵과 빵틀", "우리 빵"))
    course = read([ours, theirs]).course
    assert [lesson.title for lesson in course.lessons] == ["우리 빵"]
    assert [card.id for card in course.cards] == ["docker ps"]


def test_an_id_used_twice_in_a_folder_names_the_first(tmp_path: Path) -> None:
    block = LESSON[LESSON.index("```quiz") : LESSON.index("### 층")]
    problems = read([write(tmp_path, LESSON.replace("### 층", block + "### 층"))]).problems
    assert [problem.key for problem in problems] == ["id-twice"]
    assert "01-bread/lesson.md:" in say_problem(problems[0])


def test_files_shown_reach_the_blocks_after_them_in_their_section(tmp_path: Path) -> None:
    dockerfile = "```dockerfile file=Dockerfile\nFROM nginx\n```\n\n"
    attempt = "```try\nid: try-build\ntitle: 굽기\nrun:\n  - line: docker build -t bread .\n```\n\n"
    shown = dockerfile + attempt
    text = LESSON.replace("### 층", shown + "### 층")
    (lesson,) = read([write(tmp_path, text)]).course.lessons
    assert lesson.sections[0].tries[0].files == {"Dockerfile": "FROM nginx\n"}
    assert lesson.sections[0].passages[-1].file == "Dockerfile"


def test_a_file_that_is_not_utf8_names_its_line(tmp_path: Path) -> None:
    write(tmp_path)
    path = tmp_path / "lessons" / "01-bread" / "lesson.md"
    path.write_bytes(path.read_bytes().replace("머리말".encode(), b"\xff\xfe"))
    assert ("not-utf8", 12) in told(read([tmp_path]).problems)


def test_the_version_changes_with_any_file_and_only_then(tmp_path: Path) -> None:
    before = version([write(tmp_path)])
    assert version([tmp_path]) == before
    (tmp_path / "notes.txt").write_text("not content")
    assert version([tmp_path]) == before
    add_card(tmp_path)
    assert version([tmp_path]) != before
