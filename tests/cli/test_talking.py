"""Commands that talk, stopped from outside."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Iterator

import pytest

from bot.cli import talking
from bot.settings import Settings


@pytest.fixture
def ctrl_c_counts() -> Iterator[None]:
    """Heed Ctrl-C, which who runs the suite in the background of a shell has ignored for all of it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("ctrl_c_counts")
@pytest.mark.parametrize(("number", "status"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_who_stops_a_conversation_while_it_is_set_up_reads_a_line_and_no_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], number: signal.Signals, status: int
) -> None:
    ended = []

    async def setting_up(settings: Settings, name: str) -> None:
        del settings, name
        try:
            os.kill(os.getpid(), number)
            await asyncio.Event().wait()
        finally:
            ended.append("in order")

    monkeypatch.setattr(talking, "_chat", setting_up)
    with pytest.raises(SystemExit) as stopped:
        talking.chat()
    assert stopped.value.code == status
    assert ended == ["in order"]
    assert capsys.readouterr().err == "그만하라는 신호를 받아 끝냈어요. 다시 켜면 이어서 할 수 있어요.\n"
