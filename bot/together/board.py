"""Who stands where: the board of a race, and places with ties. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.storage.duels import DuelAnswer


@dataclass(frozen=True, slots=True)
class Racer:
    """`points` are questions won, `right` right answers, `seconds` the time of the right answers together."""

    place: int
    user_id: int
    name: str
    points: int
    right: int
    seconds: float


def winners(answers: Iterable[DuelAnswer]) -> frozenset[int]:
    """Return who answered one question right first: by time of the press, so two at the same moment both did."""
    right = [answer for answer in answers if answer.is_right]
    first = min((answer.seconds for answer in right), default=0.0)
    return frozenset(answer.user_id for answer in right if answer.seconds == first)


def board(players: Mapping[int, str], answers: Sequence[DuelAnswer], settled: int) -> tuple[Racer, ...]:
    """Return the standing after the first `settled` questions: points, then right answers, then their time."""
    counted = [answer for answer in answers if answer.position < settled]
    won = [winners(answer for answer in counted if answer.position == position) for position in range(settled)]
    racers = []
    for user_id, name in players.items():
        right = [answer.seconds for answer in counted if answer.user_id == user_id and answer.is_right]
        points = sum(user_id in who for who in won)
        racers.append((-points, -len(right), round(sum(right), 3), name, user_id))
    racers.sort()
    placed = places([racer[:3] for racer in racers])
    return tuple(
        Racer(place, user_id, name, -points, -right, seconds)
        for place, (points, right, seconds, name, user_id) in zip(placed, racers, strict=True)
    )


def places(sorted_scores: Sequence[object]) -> tuple[int, ...]:
    """Return the place of each score in an order made already: equal ones share a place, the next is left out."""
    found: list[int] = []
    for number, score in enumerate(sorted_scores, 1):
        found.append(found[-1] if found and score == sorted_scores[number - 2] else number)
    return tuple(found)
