"""Names as one array of letters, which a file takes beside arrays of numbers: each ends with a line break."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray


def packed(names: Iterable[str]) -> NDArray[np.uint8]:
    """Return names, none of which holds a line break, as their letters."""
    return np.frombuffer("".join([f"{name}\n" for name in names]).encode(), dtype=np.uint8)


def unpacked(letters: NDArray[np.uint8]) -> list[str]:
    """Return the names; raises `UnicodeDecodeError`, a `ValueError`, where the letters are spoilt."""
    return letters.tobytes().decode().split("\n")[:-1]


def numbered(letters: NDArray[np.uint8]) -> dict[str, int]:
    """Return the names with their numbers, from nought; raises as `unpacked` does."""
    return dict(zip(names := unpacked(letters), range(len(names)), strict=True))
