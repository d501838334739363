"""Whatever a course shows as the output of a program is produced, or is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.lessons.claims import claim
from bot.lessons.exercises import QuizItem
from bot.lessons.lint import lint
from bot.lessons.parse import read
from bot.lessons.scripts import Script, scripts
from bot.render.content import say_problem
from tests.lessons.writing import CARD, ERROR, LESSON, add_card, write

QUIZ = """\
```dockerfile file=Dockerfile
FROM busybox
CMD ["echo", "이미지"]
```

```quiz
id: q-printed
kind: output
prompt: 무엇이 나올까요?
{}
choices:
  - {{text: 이미지, right: true, remark: 맞아요.}}
  - {{text: 컨테이너, remark: 아니에요.}}
  - {{text: 오븐, remark: 아니에요.}}
explanation: 이미지예요.
difficulty: 1
```

### 층"""
SHOWN = "code: |\n  $ docker ps\n  CONTAINER ID   IMAGE"
ASKED = 'code: |\n  FROM busybox\n  CMD ["echo", "이미지"]\n\n  $ docker run --rm hi\nsetup: [docker build -t hi .]'
BARE = "code: |\n  IMAGE   NAMES\nsetup: [docker create --name web nginx]\nrun: [docker pull nginx, docker ps -a]"
PIECE = "code: FROM busybox\nrun: [cat Dockerfile]\nexpect: [지]"


def course(folder: Path, part: str) -> Path:
    return write(folder, LESSON.replace("### 층", QUIZ.format(part)))


def item(folder: Path) -> QuizItem:
    (found,) = (item for item in read([folder]).course.lessons[0].quiz if item.id.endswith("q-printed"))
    return found


def keys(folder: Path) -> list[str]:
    _, problems = lint([folder])
    for problem in problems:
        assert say_problem(problem)
    return [problem.key for problem in problems]


def asked(folder: Path) -> list[Script]:
    return [script for script in scripts(read([folder])) if script.name.startswith("quiz:")]


def test_a_transcript_in_a_quiz_item_is_run_and_what_it_shows_compared(tmp_path: Path) -> None:
    (script,) = asked(course(tmp_path, SHOWN))
    assert keys(tmp_path) == []
    assert [(line.text, line.shown, line.expect) for line in script.lines] == [
        ("docker ps", ("CONTAINER ID   IMAGE",), ())
    ]


def test_where_nothing_is_shown_the_right_answer_is_what_must_be_printed(tmp_path: Path) -> None:
    (script,) = asked(course(tmp_path, ASKED))
    assert keys(tmp_path) == []
    assert [(line.text, line.exit, line.expect) for line in script.lines] == [
        ("docker build -t hi .", 0, ()),
        ("docker run --rm hi", None, ("이미지",)),
    ]
    assert script.files == {"Dockerfile": 'FROM busybox\nCMD ["echo", "이미지"]\n'}


def test_an_output_without_a_prompt_is_that_of_the_last_line_run(tmp_path: Path) -> None:
    (script,) = asked(course(tmp_path, BARE))
    assert keys(tmp_path) == []
    assert [(line.text, line.shown) for line in script.lines] == [
        ("docker create --name web nginx", ()),
        ("docker pull nginx", ()),
        ("docker ps -a", ("IMAGE   NAMES",)),
    ]
    assert not any(line.expect for line in script.lines)


def test_a_piece_of_a_file_is_no_output_and_a_part_of_the_answer_may_be_expected(tmp_path: Path) -> None:
    course(tmp_path, PIECE)
    assert keys(tmp_path) == []
    claimed = claim(item(tmp_path))
    assert (claimed.excerpt, claimed.shown, claimed.expect) == ("FROM busybox", ((),), ("지",))


@pytest.mark.parametrize(
    ("part", "found"),
    [
        ("code: Exited (0)", ["quiz-unproduced"]),
        (f"{SHOWN}\nrun: [docker ps]", ["quiz-run-twice"]),
        (ASKED.replace("FROM busybox", "FROM nginx"), ["quiz-no-file"]),
        (f"{ASKED}\nexpect: [컨테이너]", ["quiz-expects-other"]),
        (SHOWN.replace("ps", "rum"), ["command-named", "command-refused"]),
        (BARE.replace("[docker create", "[docker rum"), ["command-refused"]),
    ],
)
def test_a_quiz_item_whose_output_nothing_produces_is_found(tmp_path: Path, part: str, found: list[str]) -> None:
    assert sorted(keys(course(tmp_path, part))) == found


def test_other_kinds_may_run_what_they_say_and_need_not(tmp_path: Path) -> None:
    blank = "kind: blank\nprompt: 빵틀은 ___예요.\nanswer: [이미지]\nrun: [docker ps]"
    text = QUIZ.format("").replace("kind: output\nprompt: 무엇이 나올까요?\n", blank)
    text = "\n".join(line for line in text.splitlines() if "choices" not in line and "text:" not in line)
    folder = write(tmp_path, LESSON.replace("### 층", text))
    assert keys(folder) == []
    assert [script.lines[-1].expect for script in asked(folder)] == [("이미지",)]
    write(folder, LESSON.replace("### 층", text.replace("run: [docker ps]", "setup: [docker ps]")))
    assert keys(folder) == ["quiz-unproduced"]


@pytest.mark.parametrize(
    ("info", "found"),
    [
        ("text", ["output-unproduced"]),
        ("", ["output-unproduced"]),
        ("json", ["output-unproduced"]),
        ('text what="폴더의 모양"', []),
        ("text file=notes.txt", []),
        ("yaml", []),
        ('console no-run="막혔어요"', ["console-no-run"]),
        ("text who=me", ["output-unproduced", "unknown-attribute"]),
    ],
)
def test_a_block_says_what_it_is_unless_it_is_written_by_people(tmp_path: Path, info: str, found: list[str]) -> None:
    block = f"```{info}\n가게\n└─ 빵\n```\n\n### 층"
    assert sorted(keys(write(tmp_path, LESSON.replace("### 층", block)))) == found


PIECE_OF = """\
- id: no-such-words
  pattern: '(?i)no such container'
  example: 'no such container'
  part_of: no-such
  title: 그런 컨테이너가 없어요
  cause: 컨테이너가 없어요.
  cure: 이름을 확인하세요.
"""


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ("", "", []),
        ("part_of: no-such", "part_of: nowhere", ["error-whole-unknown"]),
        ("part_of: no-such", "part_of: no-such-words", ["error-whole-unknown"]),
        ("example: 'no such container'", "example: 'No such containers'", ["error-no-part"]),
        ("part_of: no-such", "in_program: {dockerd: 'no such container: %s'}", []),
        ("part_of: no-such", "in_program: {dockerd: 'no such image'}", ["error-other-sentence"]),
        ("part_of: no-such", "in_program: {dockerd: no such container, docker: no such container}", ["error-origin"]),
        ("part_of: no-such", "part_of: no-such\n  made_by: [docker rm web]", ["error-origin"]),
        ("  part_of: no-such\n", "", ["error-origin"]),
        ("part_of: no-such", "part_of: no-such\n  also: [no such container]", ["error-also-unmade"]),
        ("part_of: no-such", "from: server", ["field-unknown"]),
    ],
)
def test_an_error_says_where_it_was_seen(tmp_path: Path, before: str, after: str, found: list[str]) -> None:
    text = ERROR + PIECE_OF.replace(before, after)
    assert sorted(set(keys(write(tmp_path, **{"errors__some.yaml": text})))) == found


def test_a_mistake_on_a_card_is_a_message_that_was_seen(tmp_path: Path) -> None:
    mistakes = 'mistakes:\n  - {error: "no such container: web", why: 없어요., cure: 확인하세요.}\nforms:'
    folder = add_card(write(tmp_path, **{"errors__some.yaml": ERROR}), CARD.replace("forms:", mistakes))
    assert keys(folder) == []
    write(folder, **{"errors__some.yaml": ERROR.replace("container: web'", "container: oven'")})
    assert keys(folder) == ["mistake-unseen"]
