"""`gorae chat` at a real terminal: handed through to a program in the sandbox, and whole again after it."""

from __future__ import annotations

import termios
from collections.abc import Iterator

import pytest

from tests.e2e.tty import Tty, is_at_prompt, leave, start
from tests.engine_fixtures import LiveEngine

pytestmark = [pytest.mark.engine, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def open_chat(live_engine: LiveEngine) -> Iterator[Tty]:
    with start(live_engine) as tty:
        tty.until(is_at_prompt)
        yield tty
        leave(tty)
        assert termios.tcgetattr(tty.theirs) == tty.modes_before


@pytest.fixture
def chat(open_chat: Tty) -> Iterator[Tty]:
    """A conversation at its prompt on an empty screen; a test leaves it at its prompt."""
    open_chat.resize(40, 120)
    open_chat.type("\x0c")
    open_chat.until(is_at_prompt)
    yield open_chat
    open_chat.until(is_at_prompt)


def test_an_it_line_is_a_terminal_to_its_exit(chat: Tty) -> None:
    chat.line("docker run -it --rm busybox sh")
    chat.until("/ #")
    chat.line("stty size")
    chat.until("40 120")
    chat.line("exit 3")
    chat.until("터미널이 끝났어요. (종료 코드 3)")
    chat.until(is_at_prompt)
    chat.line("docker ps")
    chat.until("CONTAINER ID")


def test_ctrl_c_goes_in_and_ends_neither_the_terminal_nor_the_conversation(chat: Tty) -> None:
    chat.line("docker run -it --rm busybox sh")
    chat.until("/ #")
    chat.line("echo be''gun; sleep 100")
    chat.until("begun")
    chat.type("\x03")
    chat.line("echo code=$?")
    chat.until("code=130")
    chat.type("\x04")
    chat.until("터미널이 끝났어요")


def test_a_new_size_reaches_the_program(chat: Tty) -> None:
    chat.line("docker run -it --rm busybox sh")
    chat.until("/ #")
    chat.resize(25, 90)
    # Docker hands a size on beside the keys: the first question may be faster than the news.
    chat.line("until stty size | grep '25 90'; do sleep 0.1; done")
    chat.until(lambda screen: "\n25 90" in screen)
    chat.line("exit")
    chat.until("터미널이 끝났어요")


def test_the_usual_terminal_is_a_shell_in_the_workspace_as_the_learner(chat: Tty) -> None:
    chat.line("/터미널")
    chat.until("/work $")
    chat.line("id -u; echo 안녕 > hello.txt; exit")
    chat.until("1000")
    chat.until("터미널이 끝났어요")
    chat.until(is_at_prompt)
    chat.line("cat hello.txt")
    chat.until(lambda screen: "  안녕" in screen)


def test_with_a_container_running_the_usual_terminal_is_inside_it(chat: Tty) -> None:
    chat.line("docker run -d --name web nginx")
    chat.until(lambda screen: len(screen.split()) > 0 and is_at_prompt(screen) and "web" in screen)
    chat.line("/terminal")
    chat.until("docker exec -it web bash")
    chat.until("root@")
    chat.line("exit")
    chat.until("터미널이 끝났어요")
    chat.until(is_at_prompt)
    chat.line("docker rm -f web")
    chat.until(lambda screen: is_at_prompt(screen) and screen.count("web") > 3)


def test_a_program_that_does_not_let_go_is_left_and_the_screen_is_put_in_order(chat: Tty) -> None:
    chat.line("docker run -it --rm --name stuck busybox sh")
    chat.until("/ #")
    chat.line(r"trap '' INT; printf '\033[?1049h\033[?25l\033[31mst''ill\n'; sleep 1000")
    chat.until("still")
    chat.type("\x03\x04")
    before = len(chat.written)
    chat.type("\x1d\x1d\x1d")
    chat.until("터미널을 닫았어요")
    after = chat.written[before:]
    assert b"\x1b[?25h" in after
    assert b"\x1b[?1049l" in after
    chat.until(is_at_prompt)
    chat.line("docker ps -a")
    shown = chat.until(lambda screen: "CONTAINER ID" in screen and is_at_prompt(screen))
    assert "stuck" not in shown.partition("CONTAINER ID")[2]


def test_a_refused_line_opens_nothing_and_says_why(chat: Tty) -> None:
    chat.line("docker run -it --privileged busybox sh")
    chat.until("--privileged")
    chat.until(is_at_prompt)


def test_a_file_is_edited_in_the_small_editor(chat: Tty) -> None:
    chat.line(":edit page/index.html")
    chat.until("Ctrl-S")
    chat.type("<h1>고래</h1>\r둘째 줄")
    chat.until("둘째 줄")
    chat.type("\x13")
    chat.until("2줄을 썼어요")
    chat.until(is_at_prompt)
    chat.line("cat page/index.html")
    chat.until(lambda screen: "  <h1>고래</h1>" in screen)
    chat.line(":edit page/index.html")
    chat.until("Ctrl-S")
    chat.type("없던 일\x11")
    chat.until("저장하지 않았어요")


def test_what_cannot_be_edited_is_said(chat: Tty) -> None:
    chat.line(":edit")
    chat.until("이름을 함께 써 주세요")
    chat.until(is_at_prompt)
    chat.line(":edit ../secret")
    chat.until("파일 이름으로 쓸 수 없어요")
    chat.until(is_at_prompt)
    chat.line("docker run --rm -u 1000 -v .:/here busybox dd if=/dev/zero of=/here/big bs=1000 count=200")
    chat.until("200+0 records out")
    chat.until(is_at_prompt)
    chat.line(":edit big")
    chat.until("너무 커서")
