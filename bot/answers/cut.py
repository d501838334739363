"""Words that leave something out: how they begin and end, and what is left when these are taken off. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

MOST_OF_AN_END = 4  # words of a bare end
LEAST_OF_A_WHOLE = 4  # words of a question that needs none of the one before
_SO = r"(?:[ㄱ-ㅎ]{2,}|그럼|그러면|그래서|그리고|그런데|근데|아니|아|음|혹시|then|and|so|ok)[\s,]+"
_POINTING = r"(?:그건|그거|그게|그걸로|그걸|그것|이건|이거|이게|이걸로|이걸|거기서|거기|여기|그때|그|이)"
_POINTS = re.compile(
    rf"^\s*(?:그럼|그러면|그래서|그래도|그리고|아니|근데|대신|only\b|{_POINTING}\s|then\b|and\b|so\b)|(?<![가-힣])(?:그걸|그거|그것|이걸|거기)[가-힣]*"
    r"|\b(?:it|them|that|those|ones?)\b"
)
_LEADS = re.compile(rf"^(?:\s*(?:{_SO}|(?:{_POINTING}|또|제일|내가?)\s+))+|^(?:그럼|그러면)\s*")
# What is asked of it was said before: "이미지는?", "지우는 건?", "실시간으로는?", "시간도 같이", "전부 다요"
_END = re.compile(
    r"(?:(?:[은는만]|(?<![한용속정온])도)(?: 같이)?|[은는ㄴ던] ?[거건]|건|[거것][은는]?|(?:려|라|이|으)?면(?: [은는])?"
    r"|에서|(?<![경플])으?로|까지|(?<!\S)(?:전부|모두|전체|다)(?: 다)?|같이|한꺼번에|한 ?번에|몽땅|따로|직접|계속)"
    r"[?!.\s]*$"
)
_ASKS_OF = re.compile(r"어디|뭐|왜|어떻게|언제|어느|얼마|무슨|무엇")
_CASE = re.compile(r"면(?:은|요)?[?!.\s]*$")
_POLITE = re.compile(r"(?<=[은는도만건거면다로지서이])요(?=[?!.\s]*$)")
_TOPIC = re.compile(r"(?<=[가-힣a-z0-9])(?:은|는|도)?[?!.\s]*$")
_NAME = re.compile(r"[a-z_.-]+[은는도]?[?!.\s]*$")
_DEED = re.compile(r"[은는ㄴ던] ?[거건]$|건$|[거것]$|면$|법$|방법$")
_DOING = re.compile(r"(?:하|되|시키)[는기려던]\S*$|[한할된될]$")
_CAPITAL = re.compile(r"(?<![A-Za-z])[A-Z]{2,}(?![A-Za-z])")
_SUBJECT = re.compile(r"^(?P<subject>\S+?)(?P<particle>이?란|이|가|은|는)? ?(?=(?:뭐|무엇|뭔|무슨|어떤)(?!가))")
_WITH = re.compile(r"^\S+(?:이?랑|하고)\s")  # the other side of two
_BOTH = re.compile(r"(?:이|그)?\s*(?:둘|두 ?개|두 ?가지|둘이|서로)(?:의|이|은|는)?(?:\s+|$)")
_CHOICE = re.compile(
    r"^(?:(?:그럼|그러면|근데)\s*)?(?:(?:이|그)?\s*(?:둘|두 ?개|두 ?가지)\s*중에?\s*)?"
    r"(?:(?:뭐가|뭘|어느\s?(?:게|것|쪽이?|걸)|어떤\s?(?:게|것이?|걸))\s*(?!있|뭐|달|다른|다르)\S+"
    r"|(?:둘|두 ?개)\s*중\S*\s*\S+)"
)
_ONE_SIDE = re.compile(
    r"^(?:(?:그럼|그러면|근데)\s*)?\S+(?: \S+)?(?:이랑|랑|하고|과|와|보다)(?:은|는|의)?\s*"
    r"(?:차이|뭐가|뭐|무슨|어떻게|다른|달라|비교|같은|비슷|상관|관계)|^(?:the )?difference (?:from|with|to)\b"
)
_BESIDE = re.compile(
    r"(?:이?랑|하고)(?:은|는)?[?!.\s]*$|보다(?:는|도)?\s*(?:더\s*)?(?:좋|낫|나은|나아|빠|안전|쉬|가벼|편)\S*$"
)
_LATIN = re.compile(r"[a-z]+")
_PLACE = re.compile(r"(?:에서|으?로)(?:은|는)?$")
_ADDED = re.compile(r"(?:까지|도)\s|\btoo\b")
_ELSEWHERE = re.compile(r"(?:에서|으?로)(?:는|도)?\s*(?:쓰|사용|하는|하려|설정|적)")
_ADVERB = re.compile(r"^[가-힣]+(?:하|롭|르|겁|쉽|볍)게\s")
_CURE = re.compile(r"해결|고치|고쳐|대처|조치")
_OPPOSITE = re.compile(r"반대|거꾸로|opposite|other way")
_ASKS = re.compile(r"요[?!.\s]*$|\?\s*$|[까냐니죠]\s*$")


def is_bare(text: str) -> bool:
    """Return whether words end before they have asked anything."""
    is_short = len(text.split()) <= MOST_OF_AN_END and _ASKS_OF.search(text) is None
    return is_short and _END.search(plain(text)) is not None


def is_cut_short(text: str) -> bool:
    """Return whether words point back, choose between things unnamed, or end before they have asked anything."""
    return _POINTS.search(text) is not None or is_bare(text) or is_choice(text)


def is_whole(text: str) -> bool:
    """Return whether words are too many to leave anything out."""
    return len(text.split()) >= LEAST_OF_A_WHOLE and not is_cut_short(text)


def is_case(text: str) -> bool:
    """Return whether words give a case and no more: "안 쓰려면?"."""
    return _CASE.search(text) is not None


def is_name(text: str) -> bool:
    """Return whether words are one Latin name and no more: `from은?`."""
    return _NAME.match(rest(text)) is not None


def is_thing(words: str) -> bool:
    """Return whether words are a thing, not a deed or a case."""
    return _DEED.search(without_topic(words)) is None


def is_named(word: str, things: Iterable[str]) -> bool:
    """Return whether a word is one of several things with its particle: `컨테이너를`, and not `배포하는`."""
    return any(thing.lower() in word for thing in things) and _DOING.search(word) is None


def is_capital(asked: str) -> bool:
    """Return whether a word was typed in capital letters, as instructions of a Dockerfile are."""
    return _CAPITAL.search(asked) is not None


def is_choice(text: str) -> bool:
    """Return whether words ask which of two it should be, and name neither: "뭐가 더 안전해?"."""
    return _CHOICE.match(text) is not None


def is_opposite(text: str) -> bool:
    """Return whether words ask for the other way round."""
    return _OPPOSITE.search(text) is not None


def asks_anything(text: str) -> bool:
    """Return whether words ask at all, whatever for."""
    return bool(_ASKS.search(text) or _END.search(text) or _POINTS.search(text))


def names_one_side(text: str) -> bool:
    """Return whether a comparison begins with its one side, or is no more: "run이랑 차이는?", "이미지랑은?"."""
    return _ONE_SIDE.match(text) is not None or _BESIDE.search(text) is not None


def compared(other: str, text: str) -> str:
    """Return words that name one side, with the other before them."""
    if _BESIDE.search(text):
        return f"{other}랑 {_BESIDE.sub('', text)} 차이"
    return f"{other}랑 {text}" if _WITH.search(text) else f"{other} {text}"


def latin(text: str) -> str:
    """Return the Latin word that words begin with, empty where they do not."""
    found = _LATIN.match(text)
    return found[0] if found else ""


def is_place(words: str) -> bool:
    """Return whether words say where or how: `compose에서`, `파일로`."""
    return _PLACE.search(words) is not None


def is_added(text: str) -> bool:
    """Return whether few words add a thing to what is done: "볼륨까지 지우려면?"."""
    return len(text.split()) < LEAST_OF_A_WHOLE and _ADDED.search(text) is not None


def is_elsewhere(text: str) -> bool:
    """Return whether few words ask for the same in another place: "컴포즈에서 쓰는 법"."""
    return len(text.split()) <= LEAST_OF_A_WHOLE and _ELSEWHERE.search(text) is not None


def is_adverb(text: str) -> bool:
    """Return whether words begin with how a thing is to be done: "안전하게 하려면?"."""
    return _ADVERB.match(text) is not None


def asks_cure(text: str) -> bool:
    """Return whether few words ask what helps: "해결법은요?"."""
    return len(text.split()) < LEAST_OF_A_WHOLE and _CURE.search(text) is not None


def subject(text: str) -> str:
    """Return the one word that is asked for what it is: `yaml` of "yaml이 뭐예요"; empty where nothing is."""
    found = _SUBJECT.match(text)
    return found["subject"] if found and found["particle"] else ""


def of_subject(text: str, thing: str) -> str:
    """Return a question of what something is, asked of another thing."""
    return _SUBJECT.sub(lambda found: f"{thing}{found['particle']} ", text, count=1)


def plain(text: str) -> str:
    """Return words without the courtesy of a bare end: `이미지는` for `이미지는요`."""
    return _POLITE.sub("", text)


def rest(text: str) -> str:
    """Return words without what only leads on from before: "그럼", "그걸로"."""
    return _LEADS.sub("", text)


def without_topic(text: str) -> str:
    """Return words without the topic's particle behind them."""
    return _TOPIC.sub("", text)


def without_both(text: str) -> str:
    """Return words without "둘이" before them."""
    return _BOTH.sub("", text)
