"""Buttons and menus: one template each, so that they work after a restart as before it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import discord
from discord.ui.select import BaseSelect

from bot.faces.discord.custom_ids import BUTTON_TEMPLATE, MENU_TEMPLATE, CustomId

if TYPE_CHECKING:
    from typing import Self

    from bot.faces.discord.face import Face


def _face(interaction: discord.Interaction[Any]) -> Face:
    face: Face = interaction.client.face
    return face


class ActionButton(discord.ui.DynamicItem[discord.ui.Button[Any]], template=BUTTON_TEMPLATE):
    """Any button of the bot's."""

    def __init__(self, button: discord.ui.Button[Any], pressed: CustomId) -> None:
        super().__init__(button)
        self._pressed = pressed

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Read the id of a pressed button."""
        assert isinstance(item, discord.ui.Button)  # noqa: S101 - for the type checker: the template is a button's
        return cls(item, CustomId.of(match))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Carry out the button's action."""
        await _face(interaction).press(interaction, self._pressed, {})


class ActionMenu(discord.ui.DynamicItem[BaseSelect[Any]], template=MENU_TEMPLATE):
    """Any menu of the bot's, of its own options or of Discord's channels, roles and members."""

    def __init__(self, menu: BaseSelect[Any], pressed: CustomId) -> None:
        super().__init__(menu)
        self._pressed = pressed

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Read the id of a used menu."""
        assert isinstance(item, BaseSelect)  # noqa: S101 - for the type checker: the template is a menu's
        return cls(item, CustomId.of(match))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Carry out the menu's action with the values taken; without an action the value is one."""
        taken: Mapping[str, Any] = interaction.data or {}
        values = [str(value) for value in taken.get("values", ())]  # ids stay ids, whether Discord resolved them or not
        if self._pressed.action:
            await _face(interaction).press(interaction, self._pressed, {"value": "\n".join(values)})
        elif values:
            chosen = CustomId(self._pressed.owner_id, values[0])
            await _face(interaction).press(interaction, chosen, {})
