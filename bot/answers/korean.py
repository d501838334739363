"""How Korean learners type, made even: normalised text, morphemes, question words, particles.

Nothing here knows Docker; what it knows is Korean as it is written in chat rooms.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from enum import StrEnum
from operator import add
from typing import NamedTuple

from mecab import MeCab
from mecab.utils import create_lattice

from bot.answers import keyboard, spoken

LEAST_DIGITS = 3  # 8080 and 137 mean something, 7 does not
MOST_CHARACTERS = 400  # a question; what is longer is cut (pasted logs are read line by line elsewhere)

_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\ufe0f]")
_LAUGH = re.compile(r"[ㅋㅎㅠㅜㄷㅇㄱ](?<=(.))\1{1,}(?![ㄱ-ㅎ])|[~!?.…^;]{2,}|(?<=\s)[ㅋㅎㅠㅜ](?=\s|$)")
# The instruction of a Dockerfile, where not all is written in capitals: `RUN을 여러 번`, not `docker run`.
_INSTRUCTION = re.compile(r"(?<![A-Za-z$-])(?<!docker )RUN(?![A-Za-z])(?=.*[a-z가-힣]|(?<=[a-z가-힣].RUN))")
INSTRUCTION = "run 지시어"  # what it is read as
_SPACE = re.compile(r"\s+")
_QUOTES = str.maketrans("“”‘’｀´「」『』", '""\'\'``""""')
# Letters of which an input method made no syllables: ㅋㅓㄴㅌㅔㅇㅣㄴㅓ.
_APART = re.compile("[ㄱ-ㅣ]{2,}")
_KEEP = re.compile(r"[^0-9a-z가-힣ㄱ-ㅎㅏ-ㅣ]+")

CONTENT_TAGS = ("NNG", "NNP", "VV", "VA", "XR", "SL", "SN", "SH", "UNKNOWN")


def words_of(text: str) -> frozenset[str]:
    """Return the words of a list."""
    return frozenset(text.split())


# Words that shape a question and say nothing of its matter.
STOP = words_of(
    """
    하 되 있 없 알 알리 주 보 쓰 말하 싶 같 이렇 그렇 어떻 어떠하 모르 궁금 궁금하 설명
    설명하 질문 방법 법 부탁 부탁하 명령 명령어 커맨드 뜻 의미 정의 개념 차이 차이점 비교
    다르 다른 이유 예시 예 정리 요약 뭐 무엇 무슨 왜 어떻게 좀 것 거 때 수 경우 정확히
    대체 도대체 진짜 제대로 한번 하나 내용 부분 사용 사용법 사용하 이용 활용 용도 역할 기능
    기본 관련 대하 대해 위하 위해 통하 필요 필요하 가능 가능하 나오 나 가 오 드리 쉽 쉽게
    어렵 헷갈리 이해 공부 강의 선생 사람 친구 우리 제 저 지금 현재 오늘 말 얘기 이야기 소리
    애 놈 녀석 물건 도구 종류 정도 느낌 생각 좋 맞 치 땜 그거 이거 저거 다시 더 잘 많 다
    또 그냥 걍 굳이 딱 아예 먼 머 몬 뭔 임 음 함 됨 감 줌 줘 해 줄 알려줘 요 여 염
    옵션 플래그 단어 용어 표 그림 보이 보여주 확인 궁 시 법칙 원하 쳐 입력 입력하 되나
    되나요 라 란 던데 매 며 거임 건가 뭔가 뭐임 머임 그 이
    """
)
ENGLISH_STOP = words_of(
    """
    a an the is are was were be been do does did how what which who why when where can could should would will
    shall i you we they it its it's my me your our to of in on for with from by at as and or not no if so than
    then that this these those there have has had need want get tell explain show give please about use used
    using mean means meaning between difference differ vs versus way work works s m re what's whats am any
    some
    """
)


class Intent(StrEnum):
    """What sort of reply the question's own words ask for."""

    DEFINITION = "definition"
    COMPARISON = "comparison"
    STEPS = "steps"
    COMMAND = "command"
    REASON = "reason"
    YES_NO = "yes_no"
    EXAMPLE = "example"
    EASIER = "easier"
    SUMMARY = "summary"


_INTENTS: tuple[tuple[Intent, re.Pattern[str]], ...] = (
    (Intent.EASIER, re.compile(r"더\s*쉽|쉽게|비유|easier|simpl|eli5|초등|어렵")),
    (
        Intent.COMPARISON,
        re.compile(
            r"차이|비교|다른\s*점|뭐가\s*달|(이?랑|과|와|하고|보다).{0,12}(다르|달라|다름|다른)"
            r"|\bvs\b|versus|differ|compar|중에?\s*(뭐|어느)"
        ),
    ),
    (Intent.EXAMPLE, re.compile(r"예시|예제|예를|사례|example")),
    (Intent.SUMMARY, re.compile(r"요약|세\s*줄|한\s*줄|핵심|결론|총정리|summar|recap")),
    (Intent.STEPS, re.compile(r"순서|단계|과정|절차|흐름|steps?\b|라이프|생애|주기")),
    (Intent.REASON, re.compile(r"왜|이유|까닭|\bwhy\b|어째서|때문")),
    (
        Intent.COMMAND,
        re.compile(
            r"명령|커맨드|\bcmd\b|command|어떻게|어케|우케|하는\s*법|방법|하려면"
            r"|뭐라?고?\s?(?:침|쳐|치)|\bhow (do|to|can)\b|치면|쳐야|려고"
        ),
    ),
    (
        Intent.DEFINITION,
        re.compile(r"뭐|뭔|무엇|무슨|뜻|의미|정의|개념|이?란\b|이?란[?\s]|머임|머예요|머에요|머야|머죠|모임|몬가|what|mean|설명|어떤|역할"),
    ),
    (
        Intent.YES_NO,
        re.compile(
            r"^(is|are|do|does|did|can|could|will|would|should)\b"
            r"|(나요|니|까|야|죠|(?<!미)(?<!중)(?<!정)(?<!까)(?<!유)(?<!페이)지|가요|되나|돼|됨|해도|맞아|맞나|맞죠|인가|는가|함|임|짐|남|음|감|림|(?<!하)나|건가|[져려워여냐]|(?<!명령)어)\s*[?？]*$"
            r"|요\s*[?？]+$"
        ),
    ),
)  # fmt: skip

_DOING = re.compile(
    r"법\b|(?<![느는은ㄴ던])(?<!\s)게\b|(?<![거여저])기\b|방법|하려|려면|려고|싶|옵션|명령|커맨드|어떻게|어케|우케|어뜨케|[해쳐]야"
    r"|[수법거게것]\s?(?:은|는|이|가|도)?\s?없(?:나|을까|음\?)|수\s?있(?:나|을까|어)|뭐라?고?\s?[쳐치침]|\bhow\b|option|command|flag"
)
# Asked to do it at once: `늘려`, `보여줘`, `싹 삭제`.
_PLEASE = re.compile(r"(?:[려워]|(?<![지되르])는\s?[거것]|[해돌꺼켜]\s?줘|줘|주세요|줄래|삭제|정리|ㄱㄱ)[\s!.~]*$")
_COMMANDS = re.compile(r"명령|커맨드|command|뭐라고?\s?[쳐치침]|[쳐치]야|입력")

# What makes a question one that yes or no does not answer: a question word, two things to choose from, or a thing that
# only sounds like the end of one (`이미지 레이어`).
_OPEN = re.compile(
    r"뭐|뭔|뭘|무엇|무슨|왜|어떻|어케|우케|언제|어디|누구|누가|몇|얼마|어느|어떤|아니면|아님|차이"
    r"|\b(how|what|why|when|where|which|who|or)\b|(?:레이어|스테이지|그림)[\s?.!]*$"
)
_NEGATION = re.compile(
    r"(?<![가-힣])(?:안(?!에|의|으로|쪽|을|은|이|까|도|전|내|녕|팎)|못)\s?(?=[가-힣])"
    r"|지\s?(?:는\s?|도\s?|를\s?)?(?:않|못|말|마)|없(?!어[지져졌진질집짐]|애|앤|앨|앴)|말고"
    r"|(?<=[가-힣a-z ])아(?:니(?![요면])|닌|닐|냐)"
    r"|\b(?:not|without|never)\b|n't\b"
)

_FLAGS = re.compile(r"옵션|플래그|\b(?:option|flag)s?\b")
# That something fails, and nothing of what: `이거 왜 안돼요 ㅠㅠ`.
_ONLY_FAILS = re.compile(
    r"^((아니|근데|그런데|저기요?|혹시|음|어|아|이거|이건|이게|그거|그게|그건|저거|저는|전|나는?|난|제가?|왜|갑자기|계속|자꾸|그냥|또|아직도?|여전히|그래도|(그렇게\s?)?(해도|해봐도|했는데도?|해봤는데도?|따라\s?했는데도?)"
    r"|잘|도저히|진짜|뭔가|무슨)[\s,.]*)*"
    r"(안\s?(돼|되|됩|됨|댐|대|됐|된)\S*|(오류|에러|errors?)\S*(\s?(나|났|떠|뜨|떴|뜹|난)\S*)?|실패\S*)"
    r"(\s?(왜|이유|어떡해|어떻게|어케|도와|뭐|하죠|해요|해)\S*)*[?!.~\s]*$"
)

_TAILS = re.compile(
    r"^(?:은|는|이|가|을|를|의|에|에서|에게|로|으로|와|과|랑|이랑|하고|도|만|까지|부터|처럼|보다|마다|요|야|이야|여|임|인가|인지|이란|란|이라는|라는"
    r"|이라는게|란게|이란게|이라고|라고|이라매|라매|인데|예요|이에요|에요|이예요|이에여|에여|여요|죠|이죠|뭐|뭔|머|좀|들|들은|들이|들을|용|쪽|할|하는|하기|하고|하면|하려면|해|해서|했|한|함|시|시키|된|되"
    r"|에는|에선|에서는|에도|로는|이나|나|이든|든|끼리|별|당|땜에|때문에|말고|빼고|대신|중|중인|중에|같은|같이|안에|밖에|위에|간|적|적인|으로는|에다|에다가|에서도|한테|께|이면|면|이고|고|이냐|냐|니|이니|ㅇㅇ|ㄱㄱ)+$"
)


class Morpheme(NamedTuple):
    """A morpheme in its dictionary form; `start` and `end` count characters of the normalised text.

    A tuple, for there are tens of thousands in a course.
    """

    lemma: str
    tag: str
    start: int
    end: int

    @property
    def is_content(self) -> bool:
        """Whether the word carries matter, not grammar."""
        is_small_number = self.tag == "SN" and len(self.lemma) < LEAST_DIGITS
        is_shape = self.lemma in STOP or self.lemma in ENGLISH_STOP or is_small_number
        return self.tag in CONTENT_TAGS and not is_shape


def normalise(text: str, most: int = MOST_CHARACTERS) -> str:
    """Return the text as it is compared: NFC, lower case, plain quotes, single spaces, no laughter.

    NFC and never NFKC, which would turn lone jamo (ㅋㅌㅇㄴ) into other characters.
    """
    even = unicodedata.normalize("NFC", text[:most]).translate(_QUOTES)
    even = _INSTRUCTION.sub(INSTRUCTION, _INVISIBLE.sub("", even)).lower()
    even = _LAUGH.sub(lambda found: " " if found[0][0] in "ㅋㅎㅠㅜㄷㅇㄱ " else found[0][0], even)
    even = _APART.sub(_joined, even)
    return _SPACE.sub(" ", spoken.evened(even)[:most]).strip()


def _joined(letters: re.Match[str]) -> str:
    """Return letters as syllables where all of them make such; else they are keys of the other mode."""
    joined = keyboard.compose(letters[0])
    return joined if all(map(keyboard.is_syllable, joined)) else letters[0]


def squash(text: str) -> str:
    """Return only letters, digits and Hangul: what is left when spacing does not count."""
    return _KEEP.sub("", text.lower())


def is_tail(text: str) -> bool:
    """Return whether this may follow a noun within one word: particles, copula endings, or nothing."""
    return not text or bool(_TAILS.match(text))


def intents(text: str) -> tuple[Intent, ...]:
    """Return what the normalised question asks for, the most telling first."""
    return tuple(intent for intent, pattern in _INTENTS if pattern.search(text))


def asks_yes_or_no(text: str) -> bool:
    """Return whether the normalised question can be answered with yes or no."""
    return Intent.YES_NO in intents(text) and _OPEN.search(text) is None


def asks_how(text: str) -> bool:
    """Return whether the normalised question asks how to do a thing, or to do it at once."""
    return _DOING.search(text) is not None or _PLEASE.search(text) is not None


def asks_for_command(text: str) -> bool:
    """Return whether the normalised question speaks of commands or of typing one."""
    return _COMMANDS.search(text) is not None


def asks_for_flags(text: str) -> bool:
    """Return whether the normalised text speaks of options."""
    return _FLAGS.search(text) is not None


def only_fails(text: str) -> bool:
    """Return whether the normalised text says that something fails and nothing else, the message neither."""
    return _ONLY_FAILS.match(text) is not None


def negations(text: str) -> list[re.Match[str]]:
    """Return where the normalised text says no: 안, 못, -지 않다, 없다, 아니다, not."""
    return list(_NEGATION.finditer(text))


def stem_english(word: str) -> str:
    """Return an English word without plural, -ing and -ed; short words stay whole."""
    for ending, least in (("ing", 6), ("ed", 5), ("ches", 7), ("shes", 7), ("xes", 5), ("s", 4)):
        if word.endswith(ending) and len(word) >= least and not word.endswith(("ss", "us", "is")):
            word = word[: -2 if ending.endswith("es") else -len(ending)]
            return word[:-1] if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "ls" else word  # noqa: PLR2004 - stop(p)ing
    return word


class Morphemes(MeCab):  # type: ignore[misc] # mecab ships no types
    """The morphological analyser (mecab-ko with its own dictionary); loading takes about 0.1 s and 50 MB.

    Reads what mecab found by itself: `MeCab.parse` spends twice as long on fields that nobody needs.
    """

    def read(self, text: str) -> list[Morpheme]:
        """Return the morphemes of a normalised text in order, contractions taken apart."""
        lattice = create_lattice(text)
        self._tagger.parse(lattice)
        return [piece for (start, end), node in lattice for piece in _pieces(start, end, node.surface, node.feature)]

    def cost(self, text: str) -> int:
        """Return how unlikely a text is as Korean: the negative logarithm of its chance, some 800 for a factor of e."""
        return self.costs(text)[-1]

    def costs(self, text: str) -> list[int]:
        """Return what a text costs up to each of its characters, from 0 on, one more than it has characters."""
        lattice = create_lattice(text)
        self._tagger.parse(lattice)
        found = [0]
        for (start, end), node in lattice:
            found += [found[-1]] * (start + 1 - len(found))
            found += [node.cost] * (end - start)
        return found + [found[-1]] * (len(text) + 1 - len(found))


def _pieces(start: int, end: int, surface: str, feature: str) -> Iterator[Morpheme]:
    """Yield the morphemes of one entry; its features are `tag,…,expression`, `*` where there is none."""
    fields = feature.split(",")
    tag, expression = fields[0], fields[7]
    if "+" in tag and expression != "*":
        for piece in expression.split("+"):
            lemma, _, rest = piece.partition("/")
            yield Morpheme(lemma, rest.partition("/")[0], start, end)
    else:
        yield Morpheme(stem_english(surface) if tag == "SL" else surface, tag, start, end)


def grams(text: str) -> list[str]:
    """Return character bigrams and trigrams of the squashed text, sounds evened within a syllable kept."""
    packed = squash(text)
    pairs = list(map(add, packed, packed[1:]))
    return [*pairs, *map(add, pairs, packed[2:])]
