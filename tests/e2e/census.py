"""What is alive in a process: how many objects of each kind the garbage collector knows, whoever made them."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Mapping


def census() -> Counter[str]:
    """Count the living objects by kind, `module.name`."""
    known = -1
    while known != (known := _collected()):
        pass
    return Counter(f"{kind.__module__}.{kind.__qualname__}" for kind in map(type, gc.get_objects()))


def _collected() -> int:
    """Collect once and count: a dictionary is let go one collection after the tuples in it, whoever holds it."""
    gc.collect()
    return len(gc.get_objects())


def most_grown(before: Mapping[str, int], after: Mapping[str, int], most: int = 10) -> list[tuple[str, int]]:
    """Return the kinds of which there are more than before and how many, the most first."""
    return (Counter(after) - Counter(before)).most_common(most)
