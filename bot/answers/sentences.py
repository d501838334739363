"""The questions of one message: where one ends and the next begins, and which sentences ask nothing. Pure.

What only tells how things are stays with the question behind it, what asks nothing by itself ("왜요?") with the one
before it: "컨테이너를 지웠어요. 이미지도 지워지나요?" is one question.
"""

from __future__ import annotations

import re

from bot.answers.greeting import GREETED, greeting, is_nod
from bot.answers.korean import normalise

TWO = 2

# A sentence ends with its mark, its line, or before a word that begins another: `뭐예요 그리고`.
_END = re.compile(
    r"(?<=[?？!~])[\s?？!~.]*(?=\S)(?![)\]\"'`])|\s*\n\s*"
    r"|(?<=[요까죠니야임음지.])[\s,]+(?=(?:그리고|또|아 그리고|글고|and)\s)"
)
# Two ways that are asked for by their names: `지우는 법이랑 만드는 법 알려주세요`.
_WAYS = re.compile(r"(?<=법)(?:이랑|하고|과|이랑요|,)\s+(?=[^?]*법(?![가-힣]*칙))")
_COMPARED = re.compile(r"차이|다르|다른|달라|비교|중에|둘\s?중|vs|헷갈|같은")
_MARK = re.compile(r"[?？]\s*$")
_ASKS = re.compile(
    r"(?:(?<=[가-힣])(?<!에러)(?<!오류)나요|까요|[는은인던]가요?|[을를ㄹ]까|니까|죠)[.~\s]*$"
    r"|(?:뭐|뭔|뭘|무엇|무슨|왜|어떻게|어케|어떤|어디|언제|얼마|몇|어느)[^.\n]{0,16}(?:요|야|지|임|나|까|니|냐|함|해|돼|됨)[.~\s]*$"
    r"|(?:법|방법|명령어?|커맨드|차이|뜻|의미)(?:은|는|이|도|을|를|만)?(?:요|좀|좀요)?[.~\s]*$|[은는건]요[.~\s]*$"
    r"|(?:알려|가르쳐|설명|보여|말해)\s?(?:해\s?)?(?:줘|주세|주시|주실|줄래|달라|부탁)\S*[.~\s]*$|(?:설명|부탁)\S{0,4}[.~\s]*$"
    r"|^(?:how|what|why|when|where|which|who|can|is|are|does|do)\b"
)
# What tells how things are, though it has a question word or a mark: `왜 이렇게 큰지 모르겠어요`, `있네요?`.
_TELLS = re.compile(
    r"모르|[는은인던큰운]지\s?(?:보|안|도|잘|기억|궁금)|(?:네|거든|데|더라고|래|다고|라고)요[.?~\s]*$"
    r"|(?:거|게|것)\s?(?:맞|아니|아닌|아님)\S*[.?~\s]*$"
)
# It goes on with the question before: another way it may be, whether that is right, or in what form it is wanted.
_GOES_ON = re.compile(
    r"(?:아니|안\s?그러면|혹은|또는|맞|그런\s?(?:가|거|건)|그래도|왜\s?(?:요|이|그|안|죠|지|\?|$)|or\b|not\b|why\s?\?|둘|각각|한\s?줄|명령어?|커맨드|강제"
    r"|어떻게\s?(?:하|해|되|됐|된|돼|할)|뭐가\s?문제|어떡|어케\s?(?:하|해)|(?:뭘|뭐|무어|무엇)\S*\s?(?:쓰|써|치|쳐|입력|하|해|라고)|어떤\s?명령|무슨\s?명령)"
)
# One word alone asks nothing but with its neighbours: `어느 쪽이에요, VM? 컨테이너?`; and so does what says it again.
_ALONE = re.compile(r"^\S{1,12}(?<![은는건도법랑])[?？]\s*$")
_AGAIN = re.compile(r"(?:명령어?|거)요[.?~\s]*$")


def sentences(asked: str) -> tuple[str, ...]:
    """Return the questions of a message in their order, each with what belongs to it; the whole where it is but one."""
    if len(pieces := _sentences(asked)) < TWO:
        return (asked,)
    questions: list[str] = []
    told = ""
    for sentence in pieces:
        text = normalise(sentence)
        if is_nod(text) or greeting(sentence) in GREETED:
            continue
        is_alone = _ALONE.match(sentence) is not None and not _ASKS.search(text)
        is_asked = _MARK.search(sentence) or _ASKS.search(text)
        if _TELLS.search(text) or not is_asked or (is_alone and not questions):
            told = f"{told} {sentence}".strip()
        elif questions and (_GOES_ON.match(text) or is_alone or _AGAIN.search(text)):
            questions[-1] = f"{questions[-1]} {told} {sentence}"
            told = ""
        else:
            questions.append(f"{told} {sentence}".strip())
            told = ""
    if told and questions:
        questions[-1] = f"{questions[-1]} {told}"
    return tuple(questions) if len(questions) > 1 else (asked,)


def ways(asked: str) -> tuple[str, ...]:
    """Return the ways that a question asks for by their names, the whole of it where that is but one."""
    pieces = tuple(piece.strip() for piece in _WAYS.split(asked))
    return (asked,) if _COMPARED.search(asked) or not all(pieces) else pieces


def _sentences(asked: str) -> list[str]:
    return [piece for each in _END.split(asked) if (piece := each.strip())]
