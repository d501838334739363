"""What was read and learned of a course, kept in a file: a second start need not do it again.

The features of the course's texts, what its settled questions claim, and the weights its wishes taught. All follow from
the code and from the words the course explains, so the file goes by the hash of these: after an edit of a lesson only
what is new is read.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from bot.answers.likely import Wishes
from bot.answers.question import Texts
from bot.lessons.model import Course

_HERE = Path(__file__).parent
_CODE = (
    "claim.py",
    "cover.py",
    "deed.py",
    "keyboard.py",
    "korean.py",
    "lexicon.py",
    "likely.py",
    "named.py",
    "question.py",
)
MOST_KEPT = 4  # sets of words: with folders of lessons of one's own there are several


def _name(course: Course) -> str:
    """Return what the file of a course is called: what an older version of the code kept is not taken."""
    words = repr((course.terms, course.actions, course.cards, course.wishes)).encode()
    code = b"".join((_HERE / name).read_bytes() for name in _CODE)
    return f"answers-{hashlib.sha256(words).hexdigest()[:24]}-{hashlib.sha256(code).hexdigest()[:12]}.npz"


def is_learned(folders: Sequence[Path], course: Course) -> bool:
    """Return whether one of the folders keeps what a course taught."""
    name = _name(course)
    return any((folder / name).is_file() for folder in folders)


def recalled(folders: Sequence[Path], course: Course) -> tuple[Texts, Wishes | None]:
    """Return what the first of the folders that has it keeps; empty and `None` where nothing whole is kept."""
    name = _name(course)
    for folder in folders:
        try:
            with (folder / name).open("rb") as opened, np.load(opened, allow_pickle=False) as file:
                return Texts(**json.loads(file["read"].tobytes())), Wishes.kept(file)
        except (OSError, EOFError, TypeError, ValueError, KeyError, BadZipFile):
            continue
    return Texts(), None


def remember(folder: Path, course: Course, read: Texts, wishes: Wishes) -> None:
    """Write the file, whole or not at all; a folder that takes none costs only time at the next start."""
    path = folder / _name(course)
    part = path.with_suffix(f".{os.getpid()}.part")
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        texts = np.frombuffer(json.dumps(asdict(read), ensure_ascii=False).encode(), dtype=np.uint8)
        with part.open("wb") as file:
            np.savez_compressed(file, allow_pickle=False, read=texts, **wishes.pieces())
        part.replace(path)
        newest = sorted(folder.glob("answers-*.npz"), key=lambda one: one.stat().st_mtime, reverse=True)
        for old in newest[MOST_KEPT:]:
            old.unlink(missing_ok=True)
