from __future__ import annotations

from pathlib import Path

import pytest

from bot.answers.bank import add_phrasing
from bot.core.errors import GoraeError

INDEX = """# 사람이 쓴 말
core/image:
  kind: definition
  terms: [이미지, docker image]
  phrasings:
    - 이미지가 머임  # 자주 물어요
    - "docker image: 뜻"

core/container:
  kind: definition
  phrasings:
    - 컨테이너가 뭐야
"""


@pytest.fixture
def content(tmp_path: Path) -> Path:
    path = tmp_path / "lessons" / "01-docker" / "index.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(INDEX, "utf-8")
    return tmp_path


def test_a_phrasing_is_one_more_line_and_nothing_else_changes(content: Path) -> None:
    path = add_phrasing([content], "01-docker/core/image", "  빵틀이  뭔데 ")
    lines = path.read_text("utf-8").splitlines()
    assert "    - 빵틀이 뭔데" in lines
    lines.remove("    - 빵틀이 뭔데")
    assert lines == INDEX.splitlines()


def test_a_phrasing_stands_once(content: Path) -> None:
    for _ in range(2):
        path = add_phrasing([content], "01-docker/core/container", "컨테이너가 뭐야")
    assert path.read_text("utf-8") == INDEX


def test_the_last_folder_that_holds_the_lesson_is_written(content: Path, tmp_path: Path) -> None:
    empty = tmp_path / "more"
    assert add_phrasing([content, empty], "01-docker/core/image", "이미지란").is_relative_to(content)


@pytest.mark.parametrize("address", ["01-docker/none", "99-none/core", "", "../secret/core"])
def test_a_part_that_is_not_there_is_refused(content: Path, address: str) -> None:
    with pytest.raises(GoraeError, match="lesson-unknown"):
        add_phrasing([content], address, "뭐야")
