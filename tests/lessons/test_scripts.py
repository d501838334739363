"""What of a course is run."""

from __future__ import annotations

from pathlib import Path

from bot.lessons.parse import read
from bot.lessons.scripts import needs_terminal, scripts
from tests.lessons.writing import CARD, LESSON, MISSION, add_card, write


def test_every_runnable_claim_of_a_course_becomes_a_script(tmp_path: Path) -> None:
    shown = "```console\n$ docker ps\nCONTAINER ID   IMAGE\n```\n\n```bash\ndocker run -it busybox sh\n```\n\n"
    attempt = "```try\nid: try-ps\ntitle: 보기\nrun:\n  - {line: docker ps, expect: [IMAGE]}\n```\n\n### 층"
    folder = add_card(write(tmp_path, LESSON.replace("### 층", shown + attempt)), CARD)
    found = {script.name: script for script in scripts(read([folder]))}
    assert set(found) == {"try:01-bread/try-ps", "shown:01-bread/image", "card:docker ps"}
    assert found["shown:01-bread/image"].lines[0].shown == ("CONTAINER ID   IMAGE",)
    assert len(found["shown:01-bread/image"].lines) == 1
    assert needs_terminal("docker run -it busybox sh")


def test_a_solution_is_tried_with_the_first_and_the_last_values_and_wrong_attempts_with_the_first(
    tmp_path: Path,
) -> None:
    found = scripts(read([write(tmp_path, LESSON.replace("### 층", MISSION))]))
    assert [(script.name, script.lines[0].text, script.untouched) for script in found] == [
        ("mission:01-bread/m-web solution", "docker run -d --name web -p 8080:80 nginx", 0),
        ("mission:01-bread/m-web solution with other values", "docker run -d --name shop -p 9090:80 nginx", -1),
        ("mission:01-bread/m-web wrong 1", "docker run -d nginx", -1),
        ("mission:01-bread/m-web wrong 2", "docker run -d --name web-1 nginx", -1),
        ("mission:01-bread/m-web wrong 3", "docker create --name web nginx", -1),
    ]
    judged = [script.mission.values for script in found if script.mission is not None]
    assert judged[:2] == [{"name": ("web",), "port": ("8080",)}, {"name": ("shop",), "port": ("9090",)}]
