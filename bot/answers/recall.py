"""What was read and learned of a course, kept in files: a second start need not do it again.

The features of the course's texts, what its settled questions claim, and the weights its wishes taught all follow from
the code and from the words the course explains, so their file goes by the hash of these: after an edit of a lesson only
what is new is read. A second file has the corpus that was made of them, which goes by the whole course.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeVar
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

import numpy as np
from numpy.typing import NDArray

from bot.answers.corpus import Corpus
from bot.answers.likely import Wishes
from bot.answers.question import Texts
from bot.lessons.model import Course

_Kept = TypeVar("_Kept")
_HERE = Path(__file__).parent
_CODE = (
    "claim.py",
    "counted.py",
    "cover.py",
    "deed.py",
    "keyboard.py",
    "korean.py",
    "lexicon.py",
    "likely.py",
    "named.py",
    "packing.py",
    "question.py",
    "situation.py",
    "spoken.py",
)
_CORPUS_CODE = ("corpus.py", "postings.py")
MOST_KEPT = 4  # of each kind: with folders of lessons of one's own there are several
PACKING = 4  # of zlib's nine levels: half the time of the usual one, a twentieth more to keep
_SPOILT = (OSError, EOFError, TypeError, ValueError, KeyError, BadZipFile)
Pieces = Mapping[str, NDArray[Any]]


@dataclass(frozen=True, slots=True)
class Names:
    """What the files of a course are called: what an older version of the code kept is not taken."""

    words: str
    corpus: str

    @classmethod
    def of(cls, course: Course) -> Names:
        """Return the names for a course, by what it explains and by its version."""
        words = repr((course.terms, course.actions, course.cards, course.wishes)).encode()
        name = f"{hashlib.sha256(words).hexdigest()[:24]}-{_hash(_CODE)}"
        version = hashlib.sha256(f"{course.version} {name}".encode()).hexdigest()
        return cls(f"answers-{name}.npz", f"corpus-{version[:24]}-{_hash(_CORPUS_CODE)}.npz")


@dataclass(frozen=True, slots=True)
class Recalled:
    """What is known of a course at its start; `read` is empty and the others `None` where nothing whole is kept."""

    read: Texts
    wishes: Wishes | None
    corpus: Corpus | None


def recalled(folders: Sequence[Path], course: Course) -> Recalled:
    """Return what the folders keep of a course, each file from the first that has it whole.

    Without its words a corpus is not taken: the texts are read anew, so that they are kept with what is learned.
    """
    names = Names.of(course)
    if (words := _first(folders, names.words, _words)) is None:
        return Recalled(Texts(), None, None)
    return Recalled(*words, _first(folders, names.corpus, Corpus.kept))


def remember(folder: Path, course: Course, read: Texts, wishes: Wishes) -> None:
    """Keep what is read and learned of the words of a course."""
    texts = np.frombuffer(json.dumps(asdict(read), ensure_ascii=False).encode(), dtype=np.uint8)
    _write(folder / Names.of(course).words, {"read": texts, **wishes.pieces()})


def remember_corpus(folder: Path, course: Course, corpus: Corpus) -> None:
    """Keep the corpus of a course."""
    _write(folder / Names.of(course).corpus, corpus.pieces())


def _words(pieces: Pieces) -> tuple[Texts, Wishes]:
    return Texts(**json.loads(pieces["read"].tobytes())), Wishes.kept(pieces)


def _first(folders: Sequence[Path], name: str, taken: Callable[[Pieces], _Kept]) -> _Kept | None:
    for folder in folders:
        try:
            with (folder / name).open("rb") as opened, np.load(opened, allow_pickle=False) as file:
                return taken(file)
        except _SPOILT:
            continue
    return None


def _write(path: Path, pieces: Pieces) -> None:
    """Write a file, whole or not at all; a folder that takes none costs only time at the next start.

    It is compressed, to a tenth: the bot's image, which is to stay small, carries one of each kind.
    """
    part = path.with_suffix(f".{os.getpid()}.part")
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        with ZipFile(part, "w", ZIP_DEFLATED, compresslevel=PACKING) as file:
            for name, array in pieces.items():
                with file.open(f"{name}.npy", "w", force_zip64=True) as written:
                    np.lib.format.write_array(written, array, allow_pickle=False)
        part.replace(path)
        kind = path.name.partition("-")[0]
        newest = sorted(path.parent.glob(f"{kind}-*.npz"), key=lambda one: one.stat().st_mtime, reverse=True)
        for old in newest[MOST_KEPT:]:
            old.unlink(missing_ok=True)


def _hash(code: Iterable[str]) -> str:
    return hashlib.sha256(b"".join((_HERE / name).read_bytes() for name in code)).hexdigest()[:12]
