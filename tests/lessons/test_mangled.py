"""Whatever an author saves, reading it ends with problems, never with an exception: the bot goes on."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.lessons.lint import lint
from bot.render.content import say_problem
from tests.lessons.writing import CARD, INDEX, LESSON, add_card, write

PIECES = st.sampled_from(
    (  # noqa: SIM905 - a list literal would be a page long
        "|\n|```|```quiz\n|```try\nid: 1\n|---|- {|]|{#x}|## |### |: |\t|'|null|~|\x00|🐳|[링크](x)|#|0|&a|*a|"
        "!!python/object:os.system {}|<<: *a|true|$ |__|{name}"
    ).split("|")
)


def mangled(text: str) -> st.SearchStrategy[str]:
    """Return texts with a few pieces cut out and others put in."""
    cut = st.tuples(st.integers(0, len(text)), st.integers(0, 40), PIECES)

    def apply(cuts: list[tuple[int, int, str]]) -> str:
        made = text
        for start, length, piece in cuts:
            made = made[:start] + piece + made[start + length :]
        return made

    return st.lists(cut, min_size=1, max_size=4).map(apply)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(lesson=mangled(LESSON), index=mangled(INDEX), card=mangled(CARD))
def test_no_file_of_an_author_breaks_the_reader(lesson: str, index: str, card: str) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = add_card(write(Path(name), lesson, index), card)
        _, problems = lint([folder])
        for problem in problems:
            assert say_problem(problem)
            assert problem.place.line >= 1
