"""A quiz item as it is shown to one person: choices and steps in an order of their own."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from bot.lessons.exercises import QuizItem, QuizKind

CHOICE_KINDS = frozenset({QuizKind.ONE, QuizKind.SEVERAL, QuizKind.OUTPUT})
TYPED_KINDS = frozenset({QuizKind.COMMAND, QuizKind.BLANK})


@dataclass(frozen=True, slots=True)
class Question:
    """`order[i]` is the place in the item of what is shown as number `i + 1` (choices, or steps to put in order)."""

    item: QuizItem
    order: tuple[int, ...]

    @property
    def shown(self) -> tuple[str, ...]:
        """The texts in the order shown; empty for typed answers."""
        texts = self.item.steps if self.item.kind is QuizKind.ORDER else tuple(c.text for c in self.item.choices)
        return tuple(texts[place] for place in self.order)


def present(item: QuizItem, seed: int) -> Question:
    """Return the item with its choices shuffled by `seed` and its id: the same question after a restart."""
    count = len(item.steps) if item.kind is QuizKind.ORDER else len(item.choices)
    order = list(range(count))
    chance = Random(f"{seed}:{item.id}")  # noqa: S311 - an order of choices, not a secret
    chance.shuffle(order)
    if item.kind is QuizKind.ORDER and order == sorted(order) and count > 1:
        order.reverse()
    return Question(item, tuple(order))
