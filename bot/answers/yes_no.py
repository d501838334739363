"""Yes or no: said only where the content settles just this question, never guessed.

A part's index.yaml holds such questions in several wordings, the answer, and the passage with the reason. A learner's
question is one of them where it claims the same (`claim.py`): whatever else it says may turn the answer round.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.answers.index import Index
from bot.answers.korean import asks_yes_or_no
from bot.answers.parts import Match
from bot.answers.question import Question
from bot.lessons.model import YesNo

NEAR_PARTS = 6
_MARK = re.compile(r"(?<=[가-힣])\s*\?+$")


def settled(index: Index, question: Question, matches: Sequence[Match]) -> tuple[Match, YesNo] | None:
    """Return the part near the question that settles it with yes or no, and how; `None` where none surely does."""
    # Plain speech asks with nothing but its mark: "이미지 지우면 컨테이너도 날아가?"
    if not asks_yes_or_no(question.text) and not asks_yes_or_no(_MARK.sub("요?", question.text)):
        return None
    asked = index.reader.claim(question.text).key
    near = ((match, one) for match in matches[:NEAR_PARTS] for one in match.part.section.index.yes_no)
    return next(((match, one) for match, one in near if asked in index.claims(one)), None)
