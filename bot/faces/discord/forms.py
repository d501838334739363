"""Submitted forms, read from the event itself: discord.py keeps modals in memory, a restart would lose them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import discord

from bot.faces.discord.custom_ids import FORM_TEMPLATE, CustomId
from bot.faces.discord.face import Face


async def take_submission(face: Face, interaction: discord.Interaction[Any]) -> None:
    """Carry out a submitted form of ours; others are left alone."""
    submitted: Mapping[str, Any] = interaction.data or {}
    match = FORM_TEMPLATE.fullmatch(submitted.get("custom_id", ""))
    if match is not None:
        values = dict(_values(submitted.get("components", ())))
        await face.submit(interaction, CustomId.of(match), values)


def _values(components: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    for component in components:
        inner = [component["component"]] if "component" in component else component.get("components", ())
        yield from ((field["custom_id"], str(field.get("value") or "")) for field in inner if "custom_id" in field)
