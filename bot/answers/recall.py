"""What was read and learned of a course, kept in files: a second start need not do it again.

Two files by the hash of course and code: the features of the course's texts, and the weights its wishes taught.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path
from zipfile import BadZipFile

from bot.answers.likely import Wishes

_HERE = Path(__file__).parent
_CODE = ("cover.py", "deed.py", "keyboard.py", "korean.py", "lexicon.py", "likely.py", "question.py")
MOST_KEPT = 4  # courses: with folders of lessons of one's own there are several


def _name(course: str) -> str:
    """Return what the files of a course are called: what an older version of the code kept is not taken."""
    code = hashlib.sha256(b"".join((_HERE / name).read_bytes() for name in _CODE)).hexdigest()
    return f"answers-{course[:24]}-{code[:12]}"


def recalled(folder: Path, course: str) -> tuple[dict[str, list[str]], Wishes | None]:
    """Return the features of texts and what the wishes taught; empty and `None` where nothing whole is kept."""
    path = folder / f"{_name(course)}.json"
    try:
        read = dict(json.loads(path.read_bytes()))
        return read, Wishes.kept(path.with_suffix(".npz"))
    except (OSError, EOFError, ValueError, KeyError, BadZipFile):
        return {}, None


def remember(folder: Path, course: str, read: dict[str, list[str]], wishes: Wishes) -> None:
    """Write both files, each whole or not at all; a folder that takes none costs only time at the next start."""
    path = folder / f"{_name(course)}.json"
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        _write(path.with_suffix(".npz"), wishes.keep)
        _write(path, lambda part: part.write_text(json.dumps(read, ensure_ascii=False), "utf-8"))
        for pattern in ("answers-*.json", "answers-*.npz"):
            newest = sorted(folder.glob(pattern), key=lambda one: one.stat().st_mtime, reverse=True)
            for old in newest[MOST_KEPT:]:
                old.unlink(missing_ok=True)


def _write(path: Path, write: Callable[[Path], object]) -> None:
    part = path.with_suffix(f".{os.getpid()}.part")
    write(part)
    part.replace(path)
