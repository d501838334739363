"""What only asks for the same in another manner: simpler, with an example, more of it, its options. Pure."""

from __future__ import annotations

import re
from enum import StrEnum

_PLEASE = (
    r"(\s*(설명|말|얘기|이야기|보여|알려|들려|들어|부탁|보고|알고|듣고|궁금)?\s*(좀|다)?\s*"
    r"(해\s?)?(줘|주세요|주라|줄래|주실래|드려|드릴게|해요?|싶|볼래|볼게|부탁|요|봐|please)?\S*)"
)
_END = r"[?!\s.~]*$"
_SO = (
    r"^((그럼|그러면|그래서|그리고|아|음|저기|근데|이제|다시|또|혹시|그거|그걸|이거|이걸|and|then|ok|can you|please)"
    r"[\s,]*)*"
)
_ONLY_EASIER = re.compile(
    rf"{_SO}((좀|조금|더|아주|훨씬|완전|초보도|초등학생도)\s*)*"
    rf"(((알기|이해하기)\s*)?(쉽게|쉬운\s*말로|쉬운\s*말|쉽도록|간단히|간단하게|easier|simpler|in simple words|eli5)"
    rf"(\s*(하면|말하면|풀면|풀어서?))?"
    rf"|비유로|비유하면|비유(를)?\s*들(면|어)"
    rf"|(말이\s*|너무\s*)*(잘\s*)?(이해(가|를)?\s*(잘\s*)?(안|못)\s*(돼|되|됨|가|갑|감|하|했)\S*"
    rf"|(무슨|뭔)\s*(말|소리)인지\s*(잘\s*)?모르\S*|모르겠\S*|어려워\S*|어렵\S*)){_PLEASE}{_END}"
)
_ONLY_MORE = re.compile(
    rf"{_SO}((좀|조금)\s*)*"
    rf"((더\s*)?((좀|조금)\s*)?(자세히|자세하게|자세한\s*(설명|내용|거|걸로|것)|상세히|상세하게|원래대로|구체적으로|깊게|깊이)"
    rf"(는|은|도)?{_PLEASE}"
    rf"|더\s*((좀|많이|길게)\s*)*(알려|설명|보여|말해|말씀해|얘기해|이야기해|해|있|없|알고\s*싶|궁금|읽|볼)\S*"
    rf"(\s+(거|것|내용|줘|주세요|싶|있|없)\S*)*"
    rf"|(또\s*)?(다른|그\s*외(의|에)?|나머지)\s*(방법|거|것|건|내용|설명|길)?(은|는|도)?(요)?(\s*(있|없|뭐)\S*)?(\s+있\S*)?{_PLEASE}"
    rf"|더(요)?|계속(해줘|해\s*주세요|요)?|이어서{_PLEASE}|또\s*(있\S*|없\S*|뭐\s*있\S*)"
    rf"|(그게|이게|그거|그것이|여기까지가?)\s*(다|전부|끝)\S*"
    rf"|((more|further|full)\s*)*(details?|in (more )?detail|tell me more|more|go on|explain more|is that all)"
    rf"(\s*please)?){_END}"
)
# "전체 다 보여줘": the whole of what was told, or of what was listed.
_ONLY_ALL = re.compile(
    rf"{_SO}(전체|전부|모두|모든\s*(거|것|내용)|다)\s*(다|를|내용)?\s*(보여|알려|설명|말해){_PLEASE}{_END}"
)
_ONLY_EXAMPLE = re.compile(
    rf"{_SO}((더|다른|쓰는|실제|사용|구체적인|쉬운|간단한|an?|one|some|the|show( me)?|give( me)?|another)\s*)*"
    rf"(예시|예제|예|사례|샘플|examples?)(\s*(파일|코드|명령어?))?(는|은|도|를|을|좀|로|코드)?(요)?"
    rf"(\s*(하나|몇\s*개|한\s*개|한번)(만|라도|정도)?)?(\s*들(면|자면|어서?))?(\s*(있|없)\S*)?{_PLEASE}{_END}"
)
_ONLY_OPTIONS = re.compile(
    rf"{_SO}((다른|무슨|어떤|쓸\s*수\s*있는|주요|자주\s*쓰는|any|what|which|other|the)\s*)*(옵션|플래그|options?|flags?)(들)?(은|는|이|도|에는|엔)?"
    rf"(요)?(\s*(뭐|어떤|무슨|are there)\S*)?(\s*(있(어|나|나요|을까|어요|는데)))?{_PLEASE}{_END}"
)
_BACK = re.compile(r"다시|원래")


class Manner(StrEnum):
    """Another manner of telling the same."""

    EASIER = "easier"
    MORE = "more"
    ALL = "all"
    EXAMPLE = "example"
    OPTIONS = "options"


_MANNERS = (
    (Manner.EASIER, _ONLY_EASIER),
    (Manner.MORE, _ONLY_MORE),
    (Manner.ALL, _ONLY_ALL),
    (Manner.EXAMPLE, _ONLY_EXAMPLE),
    (Manner.OPTIONS, _ONLY_OPTIONS),
)


def manner(text: str) -> Manner | None:
    """Return the manner for which normalised words ask and for nothing else, `None` where they ask for more."""
    even = text.strip()
    return next((name for name, pattern in _MANNERS if pattern.match(even)), None)


def goes_back(text: str) -> bool:
    """Return whether words ask for the fuller telling that was there before: "다시 자세히"."""
    return _BACK.search(text) is not None
