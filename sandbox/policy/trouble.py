"""The policy's own exception: it never leaves the package, `parse.read` turns it into a `Refusal`."""

from __future__ import annotations

from collections.abc import Mapping

# Places of the explanations (`{…}`) that not every refusal of a key can fill.
_EMPTY = {"choices": "", "problem": "", "line": "", "least": "", "most": "", "command": ""}


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not an error
    """Why reading stops.

    `key` names the explanation, `word` what it is about. `start`/`end` (characters of the text being read) say where,
    and `instead` what could stand there; `suggestion` is a whole text that could take its place.
    """

    def __init__(
        self,
        key: str,
        word: str,
        *,
        instead: str | None = None,
        suggestion: str | None = None,
        values: Mapping[str, str] | None = None,
    ) -> None:
        """Keep what was found; the place is filled in by whoever knows it."""
        super().__init__(key)
        self.key = key
        self.word = word
        self.instead = instead
        self.suggestion = suggestion
        self.values = dict(values or {})
        self.start: int | None = None
        self.end: int | None = None

    @property
    def filled(self) -> dict[str, str]:
        """What fills the places of the explanation."""
        return {**_EMPTY, "word": self.word, **self.values}

    def at(self, start: int, end: int) -> Refused:
        """Say where, unless that is known already."""
        if self.start is None:
            self.start, self.end = start, end
        return self
