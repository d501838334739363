"""Files of the workspace as replies."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.reply import Choice, Code, Emphasis, Field, Form, Menu, MenuOption, Reply, Visibility, is_action
from bot.render.wording import say

LANGUAGES = {"Dockerfile": "dockerfile", "yaml": "yaml", "yml": "yaml", "html": "html", "py": "python", "sh": "bash"}


def render_files(names: Sequence[str]) -> Reply:
    """List the files with a menu to open one."""
    options = tuple(MenuOption(name[:100], name[:100]) for name in names)
    return Reply(
        text=say("file", "files", count=len(names)),
        menus=(Menu("file:open", options, say("file", "choose")),) if options else (),
        choices=(Choice(say("file", "new"), "file:new:0", Emphasis.PRIMARY),),
        visibility=Visibility.PERSONAL,
    )


def render_file(name: str, content: str | None) -> Reply:
    """Show a file, or offer to write one that is not there."""
    action = f"file:write:{name}"
    choices = (Choice(say("file", "write"), action, Emphasis.PRIMARY),) if is_action(action) else ()
    if content is None:
        return Reply(text=say("file", "none", name=name), choices=choices, visibility=Visibility.PERSONAL)
    language = LANGUAGES.get(name.rpartition("/")[2], LANGUAGES.get(name.rpartition(".")[2], ""))
    return Reply(
        text=say("file", "shown", name=name),
        code=Code(content, language),
        choices=choices,
        visibility=Visibility.PERSONAL,
    )


def render_written(name: str, lines: int) -> Reply:
    """Say what was written, with the line that shows it."""
    return Reply(
        text=say("file", "written", name=name, lines=lines),
        choices=(Choice(f"cat {name}"[:80], f"run:line:cat {name}"),),
        visibility=Visibility.PERSONAL,
    )


def file_form(*, with_name: bool) -> Form:
    """Ask for the text, and for the name where it is new."""
    content = Field("content", say("file", "content"), is_long=True)
    name = Field("name", say("file", "name"), placeholder="Dockerfile", most_characters=80)
    return Form(say("file", "title"), (name, content) if with_name else (content,))
