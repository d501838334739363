"""What members did and what came of it, seen over the shoulder of a Discord."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.fake_discord import FakeDiscord
from tests.fake_discord.models import Json


@dataclass(slots=True)
class Act:
    """One thing a member did. Times are seconds of the Discord's clock; `None` is what never came."""

    kind: str
    what: str
    began: float
    is_request: bool = True
    acknowledged: float | None = None
    shown: float | None = None
    is_over: bool = False
    is_elsewhere: bool = False
    """Answered in the channel or in direct messages: Discord no longer took it for the interaction."""
    last_seen: str = ""
    told_of: tuple[str, ...] = ()
    """What is stored of it once it was shown: a run and its position, or a learner and their line."""
    answers: Callable[[], int] = lambda: 1
    """How many messages answer it by now."""


@dataclass
class Sightings:
    """When messages came to show something, and which answer which."""

    fake: FakeDiscord
    changes: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    answers: dict[str, list[Json]] = field(default_factory=lambda: defaultdict(list))

    by_nonce: dict[str, Json] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Look over the shoulder of the Discord's world."""
        world = self.fake.world
        add, edit = world.add_message, world.edit

        def add_message(channel: Json, author: Json, body: Json, **extra: object) -> Json:
            message = add(channel, author, body, **extra)
            if author is world.bot:
                self._look(message)
                self.by_nonce[str(body.get("nonce"))] = message
                reference = body.get("message_reference")
                if reference:
                    self.answers[str(reference["message_id"])].append(message)
            return message

        def edit_message(message: Json, body: Json, files: list[tuple[str, bytes]], base_url: str) -> None:
            edit(message, body, files, base_url)
            self._look(message)

        world.add_message = add_message  # type: ignore[method-assign]
        world.edit = edit_message  # type: ignore[method-assign]

    def _look(self, message: Json) -> None:
        if message["content"] or message["attachments"]:
            self.changes[message["id"]].append(self.fake.clock.monotonic())

    def first(self, message_id: str, since: float) -> float | None:
        """Return when a message first showed something after `since`."""
        return next((at for at in self.changes.get(message_id, ()) if at >= since), None)
