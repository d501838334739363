"""Conversations at a terminal of their own: another editor, an end from outside, and no terminal at all."""

from __future__ import annotations

import subprocess
import sys
import termios
from pathlib import Path

import pytest

from tests.e2e.tty import environment, is_at_prompt, leave, start
from tests.engine_fixtures import PROJECT, LiveEngine

pytestmark = [pytest.mark.engine, pytest.mark.timeout(900)]


def test_a_file_is_edited_in_the_person_s_own_editor(live_engine: LiveEngine, tmp_path: Path) -> None:
    editor = tmp_path / "my editor"
    editor.write_text('#!/bin/sh\nprintf "FROM busybox\\n" >> "$1"\n')
    editor.chmod(0o755)
    with start(live_engine, EDITOR=f"'{editor}'") as chat:
        chat.until(is_at_prompt)
        chat.line(":edit Dockerfile")
        chat.until("Dockerfile 에 1줄을 썼어요")
        leave(chat)
    with start(live_engine, VISUAL="false") as chat:
        chat.until(is_at_prompt)
        chat.line(":edit Dockerfile")
        chat.until("EDITOR 환경 변수를 확인해 주세요")
        leave(chat)


def test_a_program_that_is_told_to_end_gives_the_terminal_back(live_engine: LiveEngine) -> None:
    with start(live_engine) as chat:
        chat.until(is_at_prompt)
        chat.line("docker run -it --rm busybox sh")
        chat.until("/ #")
        assert termios.tcgetattr(chat.theirs) != chat.modes_before
        chat.process.terminate()
        chat.ended()
        assert termios.tcgetattr(chat.theirs) == chat.modes_before


def test_a_pipe_is_told_that_it_has_no_keyboard(live_engine: LiveEngine) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "bot", "chat"],
        input="docker run -it busybox sh\n/터미널 docker exec -it web sh\n:edit Dockerfile\n",
        capture_output=True,
        text=True,
        cwd=PROJECT,
        env=environment(live_engine.data_folder),
        timeout=300,
        check=True,
    )
    assert ran.stdout.count("한 줄씩만 주고받을 수 있어서") == 2
    assert "편집기는 터미널 창에서만" in ran.stdout
