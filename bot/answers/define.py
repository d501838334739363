"""What a thing is, in the lesson's own defining sentence. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import takewhile

from bot.answers.index import Index
from bot.answers.korean import squash
from bot.answers.parts import Matches, Part
from bot.answers.question import Question
from bot.answers.quote import announces
from bot.lessons.model import Passage, Term

# A paragraph that begins with what another thing is.
_OTHER = re.compile(r"^(?:\*\*[^*]+\*\*|`[^`]+`)(?:\([^)]*\))?(?:은|는)(?![가-힣])")
_TELLS = frozenset({"paragraph", "item"})
_DOCKER = frozenset({"docker"})


def definition(index: Index, question: Question, matches: Matches) -> tuple[Part, tuple[Passage, ...]] | None:
    """Return the part that says what the one thing asked about is, and the paragraphs that say it.

    That is the best part, or else the one that the glossary names; `None` where neither has a sentence that defines
    it, or the question is about more than one thing.
    """
    asked = question.matter - _DOCKER or question.matter
    term = next((term for term in index.course.terms if asked == {term.id}), None)
    if term is None:
        return None
    named = [match.part for match in matches.parts if match.part.address == term.means]
    for names in _names(question.text, term):
        for part in (matches.parts[0].part, *named):
            if passages := _defining(part.section.passages, names, [name for name in names if name not in index.cards]):
                return part, passages
    return None


def _names(text: str, term: Term) -> Iterator[Collection[str]]:
    """Yield the names of a term that a question uses, for one may say more than another; then all of them."""
    every = (term.ko, term.en, *term.also)
    asked = squash(text)
    if said := [name for name in every if squash(name) in asked]:
        yield said
    yield every


def _defining(passages: Sequence[Passage], names: Collection[str], plain: Collection[str]) -> tuple[Passage, ...]:
    """Return the passage with the sentence that defines a name, and paragraphs that follow and define nothing else.

    Among names in code only the `plain` count: what `docker image prune` does is not what a dangling image is.
    """
    bold, code = ("|".join(map(re.escape, each)) or "(?!)" for each in (names, plain))
    marked = rf"(?:\*\*(?:도커 )?(?:{bold})\*\*|`(?:{code})`)(?:\([^)]*\))?"
    begins = rf"(?:^|(?<=[.?!] )){marked}(?:은|는)(?![가-힣])"  # **볼륨**은 …
    ends = rf"{marked}(?: [가-힣]+)?(?:이?라고|이에요|예요)"  # 이것을 **빌드 캐시**라고 해요
    for sentence in (re.compile(begins, re.IGNORECASE), re.compile(ends, re.IGNORECASE)):
        at = next((at for at, one in enumerate(passages) if one.form in _TELLS and sentence.search(one.text)), None)
        if at is not None:
            rest = range(at + 1, len(passages) if passages[at].form == "paragraph" else 0)
            more = takewhile(lambda place: _goes_on(passages, place), rest)
            return (passages[at], *(passages[place] for place in more))
    return ()


def _goes_on(passages: Sequence[Passage], at: int) -> bool:
    """Return whether a paragraph tells more of what the one before defines, and does not only lead to a list."""
    one = passages[at]
    return one.form == "paragraph" and not _OTHER.match(one.text) and not announces(passages, at)
