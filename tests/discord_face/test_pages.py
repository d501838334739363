"""Pages and their buttons, whatever was printed: nothing left out, and nothing over a limit."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.core.reply import Attachment, Choice, Code, Reply
from bot.faces.discord import text
from bot.faces.discord.pages import MOST_BYTES, OUTPUT, PAGE_UNITS, number_of, pages_of, turns_from, turns_from_end
from bot.faces.discord.presenter import Shown, ShownMenu, present, without_files
from tests.discord_face.anything import OWNER, labels, words
from tests.discord_face.test_limits import check
from tests.fake_discord import Spec

LONG = Reply(code=Code("\n".join(f"{number:03}번째 줄이 나왔어요." for number in range(500))))


def turns_in(shown: Shown) -> list[str]:
    buttons = [button for row in shown.rows if not isinstance(row, ShownMenu) for button in row]
    return [button.label for button in buttons if ":face:page:" in button.custom_id]


def test_only_what_does_not_fit_has_pages() -> None:
    assert not turns_in(present(Reply(code=Code("x\n" * 900)), OWNER))
    assert turns_in(present(Reply(code=Code("x\n" * 1100)), OWNER))
    assert not turns_in(present(Reply(code=Code("x\n" * 1100)), OWNER, is_final=False))
    assert not turns_in(present(Reply(code=Code("x\n" * 1100)), OWNER, most_bytes=1000))
    assert not turns_in(present(Reply(code=Code("x" * (MOST_BYTES + 1))), OWNER))
    assert not turns_in(present(Reply("글" * 3000), OWNER))


def test_without_its_file_a_message_has_none() -> None:
    shown = present(replace(LONG, choices=(Choice("한 번 더", "run:line:seq 500"),)), OWNER)
    assert len(shown.rows) == 2
    assert without_files(shown, is_denied=True).rows == shown.rows[1:]


@pytest.mark.parametrize(("count", "has_pages"), [(0, True), (20, True), (21, False), (30, True)])
def test_pages_take_a_row_of_their_own_where_there_is_one(count: int, has_pages: bool) -> None:
    choices = tuple(Choice(f"강의 {number}", f"lesson:open:{number}") for number in range(count))
    shown = present(Reply(code=LONG.code, choices=choices), OWNER)
    check(shown, None)
    assert bool(turns_in(shown)) == has_pages


@given(st.lists(words, max_size=20).map("".join) | st.integers(1, 3000).map(lambda size: "가`\n" * size))
@example("\n" * 5000)
@example("```" * 2000)
@example("🐳" * 4000)
@settings(max_examples=80, deadline=None)
def test_pages_hold_all_that_was_printed_in_order(output: str) -> None:
    output = text.clean(output)
    pages = pages_of(output)
    assert "".join("".join(pages).split()) == "".join(text.inert(output).split())
    assert all(text.units(page) <= PAGE_UNITS for page in pages)


@given(
    labels.map(lambda said: text.head(text.clean(said).strip(), 100)),
    words,
    st.lists(words, min_size=1, max_size=20).map("".join),
    st.sampled_from(["", "ansi", "dockerfile"]),
    st.integers(0, 30),
)
@settings(max_examples=80, deadline=None)
def test_no_page_goes_over_a_limit_or_is_cut(
    discord_spec: Spec | None, said: str, note: str, output: str, language: str, others: int
) -> None:
    pages = pages_of(text.clean(output))
    choices = tuple(Choice("다른 것", f"run:line:{number}") for number in range(others))
    for number, page in enumerate(pages, 1):
        file = Attachment(OUTPUT, b"all")
        turns = turns_from(number, len(pages))
        shown = present(Reply(said, Code(page, language), note, choices=(*turns, *choices), file=file), OWNER)
        check(shown, discord_spec)
        assert [upload.name for upload in shown.uploads] == [OUTPUT]
        assert page.strip("\n") in shown.content


@given(st.text(max_size=110))
@example("face:page:" + "9" * 70)
@example("face:page:٣")
def test_no_crafted_action_is_more_than_a_page(action: str) -> None:
    number = number_of(action)
    assert number is None or 0 <= number < 10**7


@given(st.integers(0, 3000), st.lists(st.integers(1, 400), min_size=1, max_size=40))
@settings(max_examples=80, deadline=None)
def test_the_first_page_back_leaves_nothing_out(seen: int, widths: list[int]) -> None:
    output = "\n".join(chr(ord("a") + at % 26) * width for at, width in enumerate(widths))
    seen = min(seen, len(output))
    before = next(turn for turn in turns_from_end(output, seen) if turn.label == "◀ 앞")
    back = number_of(before.action)
    assert back is not None
    after = "\n".join(pages_of(output)[back:])
    assert len(after) <= seen
