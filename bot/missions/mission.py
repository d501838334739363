"""A mission as one learner gets it: the values of its story chosen, every place filled. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from random import Random

from bot.lessons.exercises import Check, Mission, MissionHint, WrongAttempt

PLACE = re.compile(r"\{([a-z_]+)\}")


def choose(mission: Mission, user_id: int, day: date) -> dict[str, str]:
    """Choose the story's values: the same for one learner on one day, others tomorrow."""
    chance = Random(f"{mission.id}:{user_id}:{day.isoformat()}")  # noqa: S311 - variety, not a secret
    return {name: chance.choice(values) for name, values in sorted(mission.values.items())}


def fill(mission: Mission, values: Mapping[str, str]) -> Mission:
    """Return the mission with `{name}` filled in every text, line, file and check."""

    def text(template: str) -> str:
        return PLACE.sub(lambda match: values.get(match[1], match[0]), template)

    def lines(templates: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(text(template) for template in templates)

    def check(wanted: Check) -> Check:
        fields = {
            name: text(value) if isinstance(value, str) else lines(value) for name, value in wanted.fields.items()
        }
        return replace(wanted, fields=fields, not_yet=text(wanted.not_yet), done=text(wanted.done))

    def hint(said: MissionHint) -> MissionHint:
        return replace(said, say=text(said.say), when=None if said.when is None else check(said.when))

    return replace(
        mission,
        title=text(mission.title),
        story=text(mission.story),
        files={text(name): text(content) for name, content in mission.files.items()},
        setup=lines(mission.setup),
        checks=tuple(check(wanted) for wanted in mission.checks),
        hints=tuple(hint(said) for said in mission.hints),
        solution=lines(mission.solution),
        cleanup=lines(mission.cleanup),
        wrong=tuple(WrongAttempt(lines(attempt.run), attempt.hint) for attempt in mission.wrong),
    )
