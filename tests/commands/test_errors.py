from bot.answers.trouble import find_trouble
from bot.commands.errors import ErrorBook
from bot.lessons.messages import filled_line
from bot.lessons.model import Course, ErrorPattern
from bot.render.commands import render_trouble


def pattern(name: str, expression: str, *commands: str) -> ErrorPattern:
    return ErrorPattern(
        name, expression, "", f"{name} {{port}}", "{port}", "{nothing}", ("docker ps",), commands=commands
    )


def test_every_pattern_of_the_course_knows_its_own_example(course: Course) -> None:
    book = ErrorBook(course.errors)
    missed = [known.id for known in course.errors if book.find(known.example, (*known.commands, "")[0]) is None]
    assert missed == []


def test_every_message_of_the_course_has_what_a_question_must_have_to_be_looked_through(course: Course) -> None:
    for known in course.errors:
        assert find_trouble([known], f"이게 뭐예요\n{known.example}") is not None, known.id


def test_the_last_message_is_the_one_explained_with_its_values() -> None:
    book = ErrorBook([pattern("a", r"first (?P<port>\d+)"), pattern("b", r"last (?P<port>\d+)")])
    trouble = book.find("first 1\nprogress\n\x1b[31mlast 22\x1b[0m\n")
    assert trouble is not None
    assert (trouble.id, trouble.cause, trouble.cure, trouble.line) == ("b", "22", "{nothing}", "last 22")


def test_a_cure_shows_a_template_of_docker_as_it_is_typed(course: Course) -> None:
    trouble = ErrorBook(course.errors).find("web exited with code 137")
    asked = find_trouble(course.errors, "web exited with code 137")
    assert trouble is not None
    assert asked is not None
    assert "'{{.State.OOMKilled}}'" in trouble.cure
    assert (asked.cause, asked.cure) == (trouble.cause, trouble.cure)


def test_a_pattern_about_the_command_goes_first() -> None:
    book = ErrorBook([pattern("any", "denied"), pattern("pull", "denied", "docker pull")])
    found = book.find("denied", "docker pull")
    assert found is not None
    assert found.id == "pull"


def test_output_without_an_error_finds_nothing(course: Course) -> None:
    book = ErrorBook(course.errors)
    assert book.find("CONTAINER ID   IMAGE     COMMAND   CREATED   STATUS    PORTS     NAMES\n") is None
    assert book.find("") is None


def test_a_fix_is_filled_with_a_plain_name_or_not_offered() -> None:
    assert filled_line("docker network inspect {network}", {"network": "mynet"}) == "docker network inspect mynet"
    assert filled_line("docker ps --format '{{{{.Names}}}}'", {}) == "docker ps --format '{{.Names}}'"
    for name in ("", "--help", "a; ls", "$(ls)", "a b"):
        assert not filled_line("docker network inspect {network}", {"network": name})
    assert not filled_line("docker network inspect {network}", {})


def test_a_fix_is_one_press_away() -> None:
    known = ErrorPattern(
        "p",
        "taken",
        "taken",
        "쓰고 있는 포트예요",
        "까닭",
        "방법",
        ("x",),
        fix="docker ps",
        section="06-network/publish",
    )
    trouble = ErrorBook([known]).find("port is taken")
    assert trouble is not None
    reply = render_trouble(trouble)
    assert [choice.action for choice in reply.choices] == ["run:line:docker ps", "lesson:open:06-network/publish"]
    assert "까닭" in reply.text
