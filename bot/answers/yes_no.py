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
# What is asked of another thing with nothing but its name: the same as of the first. `컨테이너 지우면 이미지도?`
_TOO = re.compile(r"(?P<deed>지우|삭제하|없애|멈추|끄|켜|시작하)면\s+(?P<thing>[가-힣a-z ]+도)\s*\?*$")
_HAPPENS = {
    "지우": "지워지나요",
    "삭제하": "지워지나요",
    "없애": "지워지나요",
    "멈추": "멈추나요",
    "끄": "꺼지나요",
    "켜": "켜지나요",
    "시작하": "켜지나요",
}


def settled(index: Index, question: Question, matches: Sequence[Match]) -> tuple[Match, YesNo] | None:
    """Return the part near the question that settles it with yes or no, and how; `None` where none surely does."""
    # Plain speech asks with nothing but its mark: "이미지 지우면 컨테이너도 날아가?"
    text = _TOO.sub(lambda too: f"{too['deed']}면 {too['thing']} {_HAPPENS[too['deed']]}", question.text)
    if not asks_yes_or_no(text) and not asks_yes_or_no(_MARK.sub("요?", text)):
        return None
    asked = index.reader.claim(text).key
    near = ((match, one) for match in matches[:NEAR_PARTS] for one in match.part.section.index.yes_no)
    return next(((match, one) for match, one in near if asked in index.claims(one)), None)
