"""What is kept of a person, as replies."""

from __future__ import annotations

import json
from collections.abc import Mapping

from bot.core.reply import Attachment, Choice, Emphasis, Reply, Visibility
from bot.render.together import SHARING
from bot.render.wording import keys, say


def render_kept(name: str, counts: Mapping[str, int]) -> Reply:
    """Say in plain words what is kept."""
    return Reply(
        text=say("privacy", "kept", name=name, kept=_in_words(counts)),
        choices=(
            Choice("내려받기 (JSON)", "privacy:export:0", Emphasis.PRIMARY),
            SHARING,
            Choice("모두 지우기", "privacy:ask:0", Emphasis.DANGER),
        ),
        visibility=Visibility.PERSONAL,
    )


def render_sure() -> Reply:
    """Ask once more."""
    return Reply(
        text=say("privacy", "sure"),
        choices=(
            Choice("네, 모두 지워 주세요", "privacy:delete:0", Emphasis.DANGER),
            Choice("내려받기 (JSON)", "privacy:export:0"),
        ),
        visibility=Visibility.PERSONAL,
        in_place=True,
    )


def render_deleted(removed: Mapping[str, int]) -> Reply:
    """Show what was removed."""
    return Reply(
        text=say("privacy", "deleted", removed=_in_words(removed)), visibility=Visibility.PERSONAL, in_place=True
    )


def render_export(exported: Mapping[str, list[dict[str, object]]]) -> Reply:
    """Hand the rows over as a file."""
    content = json.dumps(exported, ensure_ascii=False, indent=1).encode()
    return Reply(
        text=say("privacy", "exported"),
        file=Attachment("gorae-my-data.json", content),
        visibility=Visibility.PERSONAL,
    )


def _in_words(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    known = keys("privacy")
    words: dict[str, int] = {}
    for table, count in counts.items():
        key = f"table-{table.replace('_', '-')}"
        text = say("privacy", key if key in known else "table-other")
        words[text] = words.get(text, 0) + count
    return list(words.items())
