"""What is kept of a person, as replies."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from bot.core.reply import Attachment, Choice, Emphasis, Reply, Visibility
from bot.render.together import SHARING
from bot.render.wording import keys, say
from bot.storage.personal import Removal


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What an operator lets leave the server: backups to a store, questions to a language model."""

    has_store: bool = False
    has_model: bool = False


NOWHERE = Elsewhere()


def render_kept(name: str, counts: Mapping[str, int], elsewhere: Elsewhere = NOWHERE) -> Reply:
    """Say in plain words what is kept, and what leaves the server."""
    return Reply(
        text=say("privacy", "kept", name=name, kept=_in_words(counts), elsewhere=elsewhere),
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


def render_deleted(removal: Removal, *, is_sandbox_left: bool = False) -> Reply:
    """Prove what was removed, what only lost its name, and what is still there."""
    text = say(
        "privacy",
        "deleted",
        removed=_in_words(removal.removed),
        nameless=_in_words(removal.nameless),
        kept=_in_words(removal.kept),
        is_sandbox_left=is_sandbox_left,
    )
    return Reply(text=text, visibility=Visibility.PERSONAL, in_place=True)


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
