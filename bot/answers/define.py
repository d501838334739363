"""What a thing is, in the lesson's own defining sentence. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from bot.answers.index import Index
from bot.answers.parts import Matches, Part
from bot.answers.question import Question
from bot.lessons.model import Passage, Term

# A paragraph that begins with what another thing is.
_OTHER = re.compile(r"^\*\*[^*]+\*\*(?:\([^)]*\))?(?:은|는)(?![가-힣])")
_DOCKER = frozenset({"docker"})


def definition(index: Index, question: Question, matches: Matches) -> tuple[Part, tuple[Passage, ...]] | None:
    """Return the part that says what the one thing asked about is, and the paragraphs that say it.

    That is the best part, or else the one that the glossary names; `None` where neither has a sentence that defines
    it ("**볼륨**은 …") or the question is about more than one thing.
    """
    asked = question.matter - _DOCKER or question.matter
    term = next((term for term in index.course.terms if asked == {term.id}), None)
    if term is None:
        return None
    named = (match.part for match in matches.parts if match.part.address == term.means)
    for part in (matches.parts[0].part, *named):
        if passages := _defining(part.section.passages, term):
            return part, passages
    return None


def _defining(passages: Sequence[Passage], term: Term) -> tuple[Passage, ...]:
    """Return the paragraph with the sentence that defines a term, and those that follow and define nothing else."""
    names = "|".join(re.escape(name) for name in (term.ko, term.en, *term.also))
    sentence = re.compile(rf"(?:^|(?<=[.?!] ))\*\*(?:{names})\*\*(?:\([^)]*\))?(?:은|는)(?![가-힣])", re.IGNORECASE)
    at = next((at for at, one in enumerate(passages) if one.form == "paragraph" and sentence.search(one.text)), None)
    if at is None:
        return ()
    more = takewhile(lambda one: one.form == "paragraph" and not _OTHER.match(one.text), passages[at + 1 :])
    return (passages[at], *more)
