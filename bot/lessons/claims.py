"""What a quiz item claims that a program prints: the lines that bring it about, and what must come of them.

`code` is read as up to three things: a piece of a file of the item, then a transcript (`$ command` with its output), or
without a prompt, what the last of the item's `run` lines prints. Where nothing is shown after the last command, what it
prints is the question, and the right answer is held against it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from bot.lessons.exercises import QuizItem
from bot.lessons.transcript import PROMPT, claimed_output, typed_lines

SHELLS: Final = frozenset({"bash", "sh", "shell"})


@dataclass(frozen=True, slots=True)
class Claim:
    """The lines to type, the output shown for each, and what the last one's output must hold.

    `excerpt` is what of the code is a piece of a file, `is_twice` whether both the code and `run` say what is typed.
    """

    typed: tuple[str, ...]
    shown: tuple[tuple[str, ...], ...]
    expect: tuple[str, ...] = ()
    excerpt: str = ""
    is_twice: bool = False

    @property
    def is_asked(self) -> bool:
        """Whether what the last line prints is left for the answer to say."""
        return bool(self.shown) and not self.shown[-1]


def claim(item: QuizItem) -> Claim:
    """Return what a quiz item claims; without a line to type it claims nothing that could be produced."""
    lines = item.code.splitlines()
    first = next((n for n, line in enumerate(lines) if line.startswith(PROMPT)), None)
    if first is not None:
        excerpt, transcript = "\n".join(lines[:first]).strip("\n"), "\n".join(lines[first:])
        typed, shown = typed_lines(transcript), claimed_output(transcript)
    else:
        excerpt = item.code if is_part_of_a_file(item.code, item) else ""
        typed = list(item.run)
        shown = [() for _ in typed]
        if typed and not excerpt:
            shown[-1:] = claimed_output(f"{PROMPT}\n{item.code}")
    claimed = Claim(tuple(typed), tuple(shown), item.expect, excerpt, first is not None and bool(item.run))
    if claimed.is_asked and not item.expect:
        said = answers(item) if item.choices else item.answer[:1]
        claimed = replace(claimed, expect=said)
    return claimed


def answers(item: QuizItem) -> tuple[str, ...]:
    """Return the words of the right choices, or the accepted answers."""
    return tuple(choice.text.strip("`") for choice in item.choices if choice.is_right) or item.answer


def is_part_of_a_file(text: str, item: QuizItem) -> bool:
    """Whether lines stand as they are in a file of the item."""
    return any(f"\n{text}\n" in f"\n{file}\n" for file in item.files.values())
