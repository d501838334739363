"""Where a question names things, and which of these it sets beside each other: by a word that joins them. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from bot.answers import named
from bot.answers.korean import squash

FLAG = re.compile(rf"{named.FLAG.pattern}(?!-)", re.IGNORECASE)
_DOCKER = ("도커", "docker")
_KIND = r"(?:명령어?|커맨드|옵션|플래그|인스트럭션)"  # may stand behind any name
_JOINING = r"(?:이?랑|과|와|하고|보다)"
_JOINS = re.compile(
    rf"[`'\"]*\s*{_KIND}?(?:{_JOINING}|이?나|\s대(?=\s)|\s*[,/·&+]|\s(?:vs|versus|and|or|to|with|아니면|또는|그리고)(?=\s)\.?"
    r"|(?: is| are)? different from)\s*(?:(?:the|a|an) )?[`'\"]*"
)
_SUBJECT = re.compile(rf"{_KIND}?(?:은|는|이|가)\s+")  # `컨테이너는 이미지랑 뭐가 달라요`
_AGAINST = re.compile(rf"{_KIND}?{_JOINING}[은는]?")
_PARTICLE = re.compile(rf"[`'\"]*\s?{_KIND}?(?:{_JOINING}|끼리|은|는|이|가|을|를|의|도|에)(?![가-힣])")
_ASKING = re.compile(
    rf"[`'\"]*\s*{_KIND}?[\s,]*(?:$|[?!.]|차이|비교|[뭐뭔뭘무머중둘두셋세]|다[른르름]|달라|틀|언제|어[느떤떻케]"
    r"|구[분별]|왜|관계|사이|간|같|똑같|헷갈|설명|알려|정리|특징|각각|의미|뜻|개념|역할|용도"
    r"|difference|differ|which|what)"
)
_BEFORE = re.compile(
    r"(?:^|[\s,.?!])(?:도커|docker|혹시|저기요?|근데|그럼|그러면|질문|그냥|[아음어저]|the|an?|between|is|are|compare|of"
    rf"|vs|{_KIND})?[\s`'\"]*$|(?:에서|의|에|[은는로서고요데면도을를만까다지죠니])[,.?!]?[\s`'\"]*$"
)
COMPARES = re.compile(
    r"(?:뭐|무엇|머|어떤 ?게|어떻게|어케)(?:가|이)?\s*(?:다[르른름]|달라|틀[린려])"
    r"|중에?서?\s*(?:뭐|뭘|무엇|무얼|머|어[느떤])"
    r"|(?:랑|과|와|하고)\s?\S+\s+(?:뭐|뭘|무얼|머|어[느떤]\s?(?:걸|것을?|쪽을?))\s*(?:써|쓰|쓸|사용|골라)"
    r"|(?:같은|다른)\s*(?:거|건|것|말|뜻)|똑같|구[분별]|헷갈|뭐가\s*(?:더\s*)?(?:나[아은]|좋)"
)


class Mention(NamedTuple):
    """A name in a question; `flags` as they are typed, behind a command or alone."""

    start: int
    end: int
    said: str
    flags: str = ""


def names_two(form: str) -> bool:
    """Return whether a form of a term names two things: `run이랑 cmd`, `장점 vs 단점`."""
    return re.search(rf"(?:{_JOINING}|\bvs|\band)\s|^-", form) is not None


def with_dot(text: str, start: int, end: int) -> tuple[int, int, str]:
    """Return where a name stands, with the dot that begins it: `.env`."""
    begin = start - (text[:start][-1:] == "." and not text[: start - 1][-1:].strip())
    return begin, end, text[begin:end]


def is_blank(text: str, one: Mention, other: Mention) -> bool:
    """Return whether nothing stands between two mentions."""
    return not text[one.end : other.start].strip()


def runs(text: str, mentions: Sequence[Mention]) -> Iterator[list[Mention]]:
    """Yield mentions that follow each other with a word between that joins them."""
    run: list[Mention] = []
    for mention in mentions:
        if run and not _JOINS.fullmatch(text, run[-1].end, mention.start):
            yield run
            run = []
        run.append(mention)
    yield run


def unjoined(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """Return the mentions that are compared though nothing joins them: `stop kill 차이`, `컨테이너는 이미지랑 …`."""
    for one, other in pairwise(mentions):
        if _SUBJECT.fullmatch(text, one.end, other.start) and _AGAINST.match(text, other.end):
            return [one, other]
    beside = [one for at, one in enumerate(mentions) if at or squash(one.said) not in _DOCKER]
    is_beside = (
        bool(beside)
        and _is_closed(text, beside[-1].end)
        and all(is_blank(text, one, other) for one, other in pairwise(beside))
    )
    return beside if is_beside else []


def is_clear(text: str, mentions: Sequence[Mention], run: Sequence[Mention], *, is_family: bool) -> bool:
    """Return whether no other word may belong to the first or the last of the things: `일반 빌드`, `이미지 로고`.

    Before flags, and where all things are commands of a family, another name may stand: `컴포즈 스톱이랑 다운`.
    """
    first, last = mentions.index(run[0]), mentions.index(run[-1])
    if last + 1 < len(mentions) and is_blank(text, run[-1], mentions[last + 1]):
        return False
    prior = mentions[first - 1] if first else None
    if prior and is_blank(text, prior, run[0]) and squash(prior.said) not in _DOCKER:
        is_begun = is_family or bool(run[0].flags)
    else:
        is_begun = bool(_BEFORE.search(text[: run[0].start]))
    return is_begun and _is_closed(text, run[-1].end)


def _is_closed(text: str, end: int) -> bool:
    """Return whether the name that ends here is a whole one, and the last that is compared."""
    if joined := _AGAINST.match(text, end):
        return bool(_ASKING.match(text, joined.end()))
    return bool(_PARTICLE.match(text, end) or _ASKING.match(text, end))
