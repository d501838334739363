"""A learner's terminal as replies: its screen, its keys, and how it ended."""

from __future__ import annotations

from bot.core.reply import Choice, Code, Emphasis, Field, Form, Reply, Visibility, is_action
from bot.practice.terminals import View
from bot.render.wording import say

OPEN_ACTION = "term:open:"
MOST_SCREEN = 1700
"""Characters of a screen with its colours; one that is brighter goes without them."""

KEY_ROWS = (("ctrl-c", "Ctrl-C"), ("ctrl-d", "Ctrl-D"), ("tab", "Tab"), ("enter", "Enter"))
ARROWS = (("up", "↑"), ("down", "↓"), ("left", "←"), ("right", "→"))


def open_choice(line: str = "", *, again: bool = False) -> tuple[Choice, ...]:
    """Offer to open a terminal; nothing for a line that does not fit into a button."""
    action = f"{OPEN_ACTION}{line}"
    if not is_action(action):
        return ()
    return (Choice(say("terminal", "open-again" if again else "open"), action, Emphasis.PRIMARY),)


def render_wanted(line: str) -> Reply:
    """Say that a line wants a terminal, and offer it."""
    choices = open_choice(line)
    return Reply(text=say("terminal", "wanted", line=line, has_button=bool(choices)), choices=choices, terminal=line)


def render_preparing() -> Reply:
    """Say that a terminal is on its way."""
    return Reply(text=say("terminal", "preparing"), visibility=Visibility.PERSONAL)


def render_opening(line: str) -> Reply:
    """Name the line whose terminal opens now."""
    return Reply(text=say("terminal", "title", line=_inline(line)), note=say("terminal", "preparing"), terminal=line)


def render_screen(key: str, line: str, view: View) -> Reply:
    """Show a terminal's screen with its keys, or how it ended."""
    coloured = view.coloured if len(view.coloured) <= MOST_SCREEN else view.plain
    text = say("terminal", "title", line=_inline(line))
    code = Code(coloured or " ", "ansi")
    if view.why is not None:
        return Reply(text, code, note=render_over(view), choices=open_choice(line, again=True))
    return Reply(text, code, note=say("terminal", "how"), choices=_keys(key), takes=f"term:type:{key}")


def render_over(view: View) -> str:
    """Say why a terminal is over."""
    why = view.why.value if view.why is not None else "exit"
    return say("terminal", f"over-{why}", exit_code=view.exit_code or 0)


def render_gone() -> Reply:
    """Answer a key of a terminal that is over."""
    return Reply(text=say("terminal", "gone"), choices=open_choice(), visibility=Visibility.PERSONAL)


def type_form() -> Form:
    """Ask for a line to type."""
    field = Field("text", say("terminal", "type-label"), placeholder="ls -l", is_required=False, most_characters=1000)
    return Form(say("terminal", "type-title"), (field,))


def _keys(key: str) -> tuple[Choice, ...]:
    def pressed(keys: tuple[tuple[str, str], ...]) -> tuple[Choice, ...]:
        return tuple(Choice(label, f"term:key:{key}:{name}") for name, label in keys)

    return (
        *pressed(KEY_ROWS),
        Choice(say("terminal", "type"), f"term:type:{key}", Emphasis.PRIMARY),
        *pressed(ARROWS),
        Choice(say("terminal", "close"), f"term:close:{key}", Emphasis.DANGER),
    )


def _inline(line: str) -> str:
    return line.replace("`", "'")
