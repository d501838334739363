"""When an item comes back: FSRS-6 by the `fsrs` package (py-fsrs), without its fuzz so that a due date is repeatable.

Source of the model: https://github.com/open-spaced-repetition/awesome-fsrs/wiki/The-Algorithm
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fsrs import Card, Rating, Scheduler, State

SLOW_SECONDS = 60.0
QUICK_SECONDS = 8.0


@dataclass(frozen=True, slots=True)
class ReviewCard:
    """The memory model of one item for one learner; `state` is 1 learning, 2 review, 3 relearning (FSRS's)."""

    state: int
    step: int | None
    stability: float | None
    difficulty: float | None
    due_at: datetime
    last_review_at: datetime | None


def rate(*, is_right: bool, hinted: bool, seconds: float, is_known: bool) -> Rating:
    """Turn an answer into an FSRS rating: again when wrong, hard with a hint or slowly, easy when quick and known."""
    if not is_right:
        return Rating.Again
    if hinted or seconds > SLOW_SECONDS:
        return Rating.Hard
    return Rating.Easy if is_known and seconds < QUICK_SECONDS else Rating.Good


def scheduler(retention: float = 0.9, parameters: tuple[float, ...] | None = None) -> Scheduler:
    """Return a scheduler for a retention target (0.7 to 0.97), with a learner's own parameters where there are any."""
    if parameters is None:
        return Scheduler(desired_retention=retention, enable_fuzzing=False)
    return Scheduler(parameters=parameters, desired_retention=retention, enable_fuzzing=False)


def review(plan: Scheduler, card: ReviewCard | None, rating: Rating, at: datetime) -> ReviewCard:
    """Return the card after an answer rated `rating` at `at` (aware UTC); `None` is an item never asked before."""
    reviewed, _ = plan.review_card(_to_fsrs(card, at), rating, at)
    return ReviewCard(
        state=int(reviewed.state),
        step=reviewed.step,
        stability=reviewed.stability,
        difficulty=reviewed.difficulty,
        due_at=reviewed.due,
        last_review_at=reviewed.last_review,
    )


def recall(plan: Scheduler, card: ReviewCard, at: datetime) -> float:
    """Return the predicted probability of recall, 0..1, at `at` (aware UTC)."""
    return float(plan.get_card_retrievability(_to_fsrs(card, at), at))


def is_known(card: ReviewCard | None) -> bool:
    """Say whether the item has left its learning steps."""
    return card is not None and card.state == State.Review


def _to_fsrs(card: ReviewCard | None, at: datetime) -> Card:
    if card is None:
        return Card(card_id=0, due=at)
    return Card(
        card_id=0,
        state=State(card.state),
        step=card.step,
        stability=card.stability,
        difficulty=card.difficulty,
        due=card.due_at,
        last_review=card.last_review_at,
    )
