"""What a component's `custom_id` carries: `kind:owner:index:action`. It outlives restarts and is untrusted. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.core.reply import MOST_ACTION

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_LARGEST_SNOWFLAKE = (1 << 64) - 1
_REST = rf":(?P<owner>[0-9a-z]{{1,13}}):(?P<index>[0-9a-z]):(?P<action>[ -~]{{0,{MOST_ACTION}}})"

BUTTON, MENU, FORM = "b", "m", "f"
BUTTON_TEMPLATE = re.compile(BUTTON + _REST)
MENU_TEMPLATE = re.compile(MENU + _REST)
FORM_TEMPLATE = re.compile(FORM + _REST)
ACTION = re.compile(rf"[ -~]{{1,{MOST_ACTION}}}")

ANYONE = 0
"""The owner of components that everyone may use."""


@dataclass(frozen=True, slots=True)
class CustomId:
    """The owner's snowflake (`ANYONE` for all), a digit that keeps ids of one message apart, and the action.

    A menu of choices has an empty action: the value taken is the action.
    """

    owner_id: int
    action: str

    @classmethod
    def of(cls, match: re.Match[str]) -> CustomId:
        """Read a match of one of the templates; an owner beyond 64 bits is nobody's."""
        return cls(min(int(match["owner"], 36), _LARGEST_SNOWFLAKE), match["action"])

    def is_for(self, user_id: int) -> bool:
        """Tell whether this person may use the component."""
        return self.owner_id in {ANYONE, user_id}


def is_ours(raw: str) -> bool:
    """Tell whether an id is a button's or a menu's of this version."""
    return bool(BUTTON_TEMPLATE.fullmatch(raw) or MENU_TEMPLATE.fullmatch(raw))


def custom_id(kind: str, owner_id: int, index: int, action: str) -> str:
    """Return the id of a component, at most 98 characters.

    `index` is below 36. Raises `ValueError` for an action that is not 0 to 80 printable ASCII characters.
    """
    if action and not ACTION.fullmatch(action):
        raise ValueError(action)
    return f"{kind}:{_base36(owner_id)}:{_DIGITS[index]}:{action}"


def _base36(number: int) -> str:
    digits = ""
    while True:
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
        if not number:
            return digits
