"""One interaction: what a person did, and how the bot answered."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from tests.fake_discord.models import LOADING, Json
from tests.fake_discord.world import World

Until = Callable[[Callable[[], object]], Awaitable[None]]


@dataclass(eq=False)
class Interaction:
    """An interaction as Discord keeps it. Times are the clock's monotonic seconds."""

    id: str
    token: str
    kind: int
    user: Json
    channel: Json
    created_at: float
    world: World
    until: Until
    message_id: str | None = None  # the message whose component was used
    source: Interaction | None = None  # of a form: what opened it
    callback: int | None = None
    acknowledged_at: float | None = None
    is_ephemeral: bool = False
    original_id: str | None = None
    followup_ids: list[str] = field(default_factory=list)
    modal: Json | None = None
    is_submitted: bool = False
    choices: list[Json] | None = None

    @property
    def original(self) -> Json | None:
        """Return the message that `@original` names, also while it still loads."""
        return self.world.messages.get(self.original_id or "")

    @property
    def is_loading(self) -> bool:
        return bool(self.original and self.original["flags"] & LOADING)

    @property
    def followups(self) -> list[Json]:
        return [self.world.messages[key] for key in self.followup_ids if key in self.world.messages]

    @property
    def shown(self) -> list[Json]:
        """Return every message that answers, without one that still loads."""
        first = [self.original] if self.original and not self.is_loading else []
        return [*first, *self.followups]

    async def acknowledged(self) -> int:
        """Wait for the callback and return its type."""
        await self.until(lambda: self.callback is not None)
        assert self.callback is not None
        return self.callback

    async def reply(self, containing: str = "") -> Json:
        """Wait for an answer that contains these words and return its message."""
        await self.until(lambda: any(containing in message["content"] for message in self.shown))
        return next(message for message in self.shown if containing in message["content"])

    async def form(self) -> Json:
        """Wait for the modal and return it."""
        await self.until(lambda: self.modal is not None)
        assert self.modal is not None
        return self.modal

    async def suggestions(self) -> list[Json]:
        """Wait for the autocompletion's choices and return them."""
        await self.until(lambda: self.choices is not None)
        assert self.choices is not None
        return self.choices
