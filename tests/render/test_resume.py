from __future__ import annotations

from bot.core.reply import Visibility
from bot.practice.updates import Failed, NeedsFresh, Resumed, Resuming
from bot.render.resume import MOST_NAMED, render_resume


def test_progress_shows_how_many_lines_are_done_and_can_be_stopped() -> None:
    reply = render_resume(Resuming(1, 4, "docker build ."))
    assert reply.code is not None
    assert reply.code.text.endswith("1/4\n$ docker build .")
    assert [choice.action for choice in reply.choices] == ["run:stop:0"]
    assert render_resume(Resuming(4, 4, "")).choices == ()


def test_all_that_could_not_come_back_is_named_with_what_to_do() -> None:
    text = render_resume(
        Resumed(
            files=True,
            containers=1,
            missing=(("container", "web"), ("image", "mine:1"), ("volume", "keep"), ("network", "shop")),
            failed=("docker run `x`",),
            left_out=("big.bin",),
        )
    ).text
    for word in ("web", "mine:1", "keep", "shop", "docker run x", "big.bin"):
        assert f"`{word}`" in text


def test_a_long_list_is_cut_and_counted() -> None:
    text = render_resume(Resumed(files=True, containers=0, failed=tuple(f"line {n}" for n in range(40)))).text
    assert text.count("line ") == MOST_NAMED
    assert f"{40 - MOST_NAMED}개" in text


def test_nothing_lost_is_said_in_one_line() -> None:
    text = render_resume(Resumed(files=True, containers=3)).text
    assert "3개" in text
    assert "되살리지 못한" not in text


def test_what_is_there_now_is_given_up_only_after_asking() -> None:
    reply = render_resume(NeedsFresh())
    assert [choice.action for choice in reply.choices] == ["resume:fresh:0"]
    assert reply.visibility is Visibility.PERSONAL


def test_there_is_a_word_for_each_reason_why_nothing_comes_back() -> None:
    for key in ("nothing_to_resume", "resumed_already"):
        assert render_resume(Failed(key)).text
