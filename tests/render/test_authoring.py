from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.core.errors import GoraeError
from bot.lessons.library import BUILT_IN
from bot.lessons.lint import lint
from bot.lessons.parse import read
from bot.render.authoring import check_pictures, course_table, new_lesson, preview, save_preview
from bot.render.content import say_problem
from bot.render.pictures import Pictures
from bot.render.wording import keys
from tests.lessons.writing import LESSON, write


@pytest.fixture
async def pictures(tmp_path: Path) -> AsyncIterator[Pictures]:
    made = Pictures(tmp_path / "pictures")
    yield made
    await made.close()


@pytest.mark.parametrize("title", ["우리 팀의 배포", 'a "b" \\c: #1 {x}'])
async def test_a_new_lesson_passes_the_linter_as_it_is(tmp_path: Path, pictures: Pictures, title: str) -> None:
    made = new_lesson(tmp_path / "ours", "77-our-deploy", title)
    reading, problems = lint([BUILT_IN, tmp_path / "ours"])
    assert [say_problem(problem) for problem in problems if str(tmp_path) in problem.place.path] == []
    (lesson,) = (lesson for lesson in reading.course.lessons if lesson.id == "77-our-deploy")
    assert (lesson.title, lesson.number) == (title, 77)
    assert [path.name for path in made] == ["lesson.md", "index.yaml"]
    assert await check_pictures(read([tmp_path / "ours"]), pictures) == []


@pytest.mark.parametrize(("name", "key"), [("배포", "name-wrong"), ("1-x", "name-wrong"), ("../77-x", "name-wrong")])
def test_a_name_that_cannot_be_a_lesson_is_refused(tmp_path: Path, name: str, key: str) -> None:
    with pytest.raises(GoraeError) as caught:
        new_lesson(tmp_path, name, "제목")
    assert caught.value.key == key
    assert list(tmp_path.iterdir()) == []


def test_a_lesson_is_never_written_over(tmp_path: Path) -> None:
    write(tmp_path)
    with pytest.raises(GoraeError) as caught:
        new_lesson(tmp_path, "01-bread", "제목")
    assert caught.value.key == "exists"


async def test_a_preview_shows_every_part_in_the_terminal_and_as_pictures(tmp_path: Path, pictures: Pictures) -> None:
    (lesson,) = read([write(tmp_path / "content")]).course.lessons
    shown = {part: re.sub(r"\x1b\[[\d;]*m", "", "\n".join(lines)) for part, lines in preview(lesson)}
    assert "이미지는 컨테이너를 찍어내는 빵틀이에요." in shown["image"]
    saved = await save_preview(lesson, pictures, tmp_path / "shown")
    assert [path.name for path in saved] == [
        "01-bread-image-0.png",
        "01-bread-image-layer-0.png",
        "01-bread-image-layer-1.png",
        "01-bread-image-layer-2.png",
    ]


async def test_a_diagram_that_cannot_be_drawn_is_found_at_its_line(tmp_path: Path, pictures: Pictures) -> None:
    text = LESSON.replace('A["이미지"] --> B["컨테이너"]', "A --> --> B[")
    (problem,) = await check_pictures(read([write(tmp_path, text)]), pictures)
    assert problem.key == "picture-broken"
    assert text.splitlines()[problem.place.line - 1] == "```mermaid"


def test_every_key_a_linter_can_tell_has_its_words() -> None:
    sources = [*Path("bot/lessons").glob("*.py"), Path("bot/render/authoring.py")]
    code = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    key = r'"([a-z0-9]+(?:-[a-z0-9]+)+)"'
    makers = (r"ContentProblem\(", r"_problem\(", r"PydanticCustomError\(", "key = ")
    told = {name for maker in makers for name in re.findall(rf"{maker}[^\"]*{key}", code)}
    assert len(told) > 40
    assert told - keys("content") == set()


def test_the_course_table_counts_what_is_there(tmp_path: Path) -> None:
    table = course_table(read([write(tmp_path)]))
    assert "| 1 | 빵과 빵틀 | 1 (2) | 1 | 1 | 0 | 1 | 0 | 0 | 0 | 0 | 0 | 1 | 0 |" in table
