from __future__ import annotations

from pathlib import Path

from bot.core.reply import Choice, Menu, MenuOption, Reply
from bot.faces.terminal.screen import options, plain, with_moments


def test_a_moment_is_a_time_and_not_a_mark_of_discord(tmp_path: Path) -> None:
    assert with_moments("정답 공개: <t:1795493847:R>").startswith("정답 공개: 2026-11-2")
    assert "<t:" not in plain(Reply("- <t:1795493847:f> `docker ps`"), tmp_path)


def test_the_buttons_below_a_menu_are_numbered_after_its_lines() -> None:
    menu = Menu("quiz:answer:1:0", (MenuOption("1. 가", "1"), MenuOption("2. 나", "2")))
    asked = Reply(
        "모두 골라 주세요", menus=(menu,), choices=(Choice("힌트", "quiz:hint:1:0"), Choice("그만하기", "b:c"))
    )
    assert options(asked) == [(3, "힌트"), (4, "그만하기")]
