"""Whatever a reply holds, its message is one that Discord takes."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.reply import Attachment, Choice, Code, Picture, Reply
from bot.faces.discord import text
from bot.faces.discord.custom_ids import BUTTON_TEMPLATE, MENU_TEMPLATE, CustomId
from bot.faces.discord.presenter import ShownMenu, present
from tests.discord_face.anything import OWNER, PNG, words


@given(words, words, st.sampled_from(["", "ansi"]))
@settings(max_examples=80, deadline=None)
def test_output_cannot_leave_its_block(before: str, output: str, language: str) -> None:
    content = present(Reply(before, code=Code(f"{output}끝", language)), OWNER).content
    assert content.count("```") % 2 == 0
    after = content[content.rindex("```") :]
    assert "\x1b" not in after
    assert after.startswith("```")
    opening = content.rindex("```", 0, content.rindex("```"))
    assert "```" not in content[opening + 3 : content.rindex("```")]


@given(words)
@settings(max_examples=80, deadline=None)
def test_only_colour_is_left_of_terminal_control(output: str) -> None:
    content = present(Reply(code=Code(output, "ansi")), OWNER).content
    assert re.fullmatch(r"(?:[^\x00-\x08\x0b-\x1f\x7f-\x9f]|\x1b\[[0-9;]+m)*", content)
    assert "\x1b" not in present(Reply(text=output, note=output), OWNER).content


def test_a_long_output_is_shown_by_its_end_and_attached_whole() -> None:
    output = "\n".join(f"줄 {number}" for number in range(2000))
    shown = present(Reply("실행했어요.", code=Code(output)), OWNER)
    assert shown.content.startswith("실행했어요.")
    assert "줄 1999\n```" in shown.content
    assert "줄 0\n" not in shown.content
    assert "-# 전체 내용은 붙인 파일에 있어요." in shown.content
    assert [(upload.name, upload.content.decode()) for upload in shown.uploads] == [("output.txt", output)]


def test_while_it_grows_a_long_output_is_not_attached() -> None:
    shown = present(Reply(code=Code("x\n" * 3000)), OWNER, is_final=False)
    assert not shown.uploads
    assert text.units(shown.content) <= 2000


def test_the_colour_in_force_goes_on_after_a_cut() -> None:
    output = "\x1b[32m" + "\n".join(f"green {number}" for number in range(500))
    assert "```ansi\n…\n\x1b[32mgreen" in present(Reply(code=Code(output, "ansi")), OWNER).content


def test_an_output_that_is_empty_so_far_says_that_it_runs() -> None:
    running = Reply(code=Code("", "ansi"))
    assert present(running, OWNER, is_final=False).content == "-# 실행하고 있어요 …"
    assert present(running, OWNER).content == "출력 없이 끝났어요."


def test_a_long_text_is_cut_at_a_border_and_attached_whole() -> None:
    words = "문장이 하나 있어요. " * 400
    shown = present(Reply(words, note="1강"), OWNER)
    assert "…\n-# 1강\n-# 전체" in shown.content
    assert shown.uploads[0].content.decode() == words.strip()


def test_a_cut_code_block_in_a_text_is_closed() -> None:
    shown = present(Reply("```\n" + "docker ps\n" * 400 + "```"), OWNER)
    assert shown.content.count("```") == 2


def test_small_print_is_small() -> None:
    assert present(Reply("답", note="출처\n남은 시간"), OWNER).content == "답\n-# 출처\n-# 남은 시간"


def test_small_print_of_many_lines_leaves_room_for_the_answer() -> None:
    shown = present(Reply("답" * 3000, code=Code("x\n" * 3000), note="a\n" * 400), OWNER)
    assert text.units(shown.content) <= 2000
    assert shown.content.startswith("답답답")


def test_nothing_is_left_of_a_text_that_has_no_room() -> None:
    assert text.head("가나다", 0) == text.head("가나다", -5) == text.tail("가나다", -1) == ""


def test_a_picture_goes_with_its_words() -> None:
    shown = present(Reply("그림", picture=Picture(PNG, "가상 머신.png", "가상 머신과 컨테이너의 차이")), OWNER)
    assert (shown.uploads[0].name, shown.uploads[0].alt) == ("가상_머신.png", "가상 머신과 컨테이너의 차이")


def test_more_choices_than_buttons_become_a_menu() -> None:
    many = tuple(Choice(f"강의 {number}", f"lesson:open:{number}") for number in range(30))
    shown = present(Reply("고르세요", choices=many), OWNER)
    first = shown.rows[0]
    assert isinstance(first, ShownMenu)
    assert first.options[0].value == "lesson:open:0"
    assert sum(len(row.options) for row in shown.rows if isinstance(row, ShownMenu)) == 30


def test_a_file_that_is_too_large_is_left_out_and_said_so() -> None:
    shown = present(Reply("파일", file=Attachment("a.bin", b"x" * 2000)), OWNER, most_bytes=1000)
    assert not shown.uploads
    assert shown.content == "파일\n-# 파일이 너무 커서 붙이지 못했어요."


def test_a_line_overwritten_by_carriage_returns_keeps_its_last_state() -> None:
    assert text.clean("10%\r50%\r100%\r\ndone") == "100%\ndone"


@given(st.integers(0, (1 << 64) - 1), st.from_regex(re.compile(r"[ -~]{1,80}"), fullmatch=True))
def test_a_custom_id_is_read_back_as_it_was_written(owner: int, action: str) -> None:
    button = present(Reply("x", choices=(Choice("가", action),)), owner).rows[0]
    assert not isinstance(button, ShownMenu)
    match = BUTTON_TEMPLATE.fullmatch(button[0].custom_id)
    assert match is not None
    assert CustomId.of(match) == CustomId(owner, action)


@given(st.text(max_size=110))
def test_no_crafted_id_is_more_than_an_action(raw: str) -> None:
    for template in (BUTTON_TEMPLATE, MENU_TEMPLATE):
        match = template.fullmatch(raw)
        if match is not None:
            assert len(CustomId.of(match).action) <= 80
