"""What people say without a slash: the name of a command, a lesson's number, a greeting, thanks. Pure.

Whole messages alone are meant: `강의` opens the list of lessons, `강의가 뭐야?` is a question.
"""

from __future__ import annotations

import re

from bot.talk.verbs import VERBS

Wanted = tuple[str, dict[str, str]]
"""A slash command and its options."""

# A learner's question may be one of these words alone, or they need words of their own; who types `기록` means theirs.
NEEDS_MORE = frozenset({"ask", "explain", "run", "audit"})
NAMES = {verb.korean: verb.name for verb in VERBS if verb.name not in NEEDS_MORE} | {
    "도움": "help",
    "사용법": "help",
    "메뉴": "help",
    "help": "help",
    "목차": "lesson",
    "커리큘럼": "lesson",
    "lesson": "lesson",
    "lessons": "lesson",
    "mission": "mission",
    "missions": "mission",
    "문제": "quiz",
    "review": "review",
    "진행도": "progress",
    "progress": "progress",
    "랭킹": "rank",
    "ranking": "rank",
    "연습장": "sandbox status",
    "샌드박스": "sandbox status",
}
QUIZ_SOURCES = {"오답": "wrong", "오답노트": "wrong", "틀린문제": "wrong", "틀린거": "wrong", "복습문제": "due"}

OWN = re.compile(r"^(?:내|나의|제)\s+")
PLEASE = re.compile(
    r"\s*(?:좀|목록|화면|상황|보기|볼래|볼게|보자|풀기|풀래|풀게|풀자|하기|할래|할게|하자|시작|시작하기|"
    r"열어|보여|내|(?:보여|열어|내)?\s?(?:줘|주세요|줄래))요?$"
)
LESSON = re.compile(r"(?:강의\s*)?(\d{1,2})\s*강(?:의)?")
MISSION = re.compile(r"(?:(\d{1,2})\s*강(?:의)?\s*미션|미션\s*(\d{1,2})\s*강)")
REST = r"[\s!?.,~^ㅎㅋㅠㅜ]*"
GREETINGS = {
    "hello": r"(?:안녕(?:하세요|하십니까|하셔요)?|하이|헬로우?|ㅎㅇ|반가워요?|반갑습니다|hi|hello|hey)"
    r"(?:[\s,]*고래\S{0,2})?",
    "thanks": r"(?:(?:정말|진짜|너무|아|오|네)\s*)*(?:고마워|고맙|감사|땡큐|ㄱㅅ|thanks?|thank you|thx)\S*"
    r"(?:\s*(?:고래|합니다|해요|드려요)\S*)?",
    "bye": r"(?:잘\s?(?:가|자|있어)|바이|ㅂㅂ|bye|수고(?:하세요|했어|하셨어|하셨습니다)?|"
    r"안녕히\s?계세요|내일\s?봐|다음에\s?봐)요?",
    "nod": r"(?:[ㅋㅎㅠㅜ]+|ㄷㄷ+|ㅇㅇ|ㅇㅋ|ㅇㅎ|ㄴㄴ|ㄱㄱ|네+|넵|넹|응+|예|오+|와+|아하?|오케이|ok|okay|굿|good|"
    r"좋아요?|(?:알겠|이해했|알았|됐|재밌|신기하)(?:어|네|습니다|다)?요?|[?!.~…]+)",
    "start": r"(?:(?:나|난|저|저는|제가)\s*)?(?:도커(?:가|는|를)?\s*)?(?:완전\s*)?"
    r"(?:(?:처음|초보|입문)(?:자|이)?(?:인데요?|이에요|예요|이야|이라|라서|입니다)?[\s,.]*)?"
    r"(?:(?:뭐|무엇|뭘|어디|어느\s?것)(?:부터|서부터)|어떻게)?\s*"
    r"(?:(?:시작|공부|배우|배워|해야|하면|해|할까|하지|봐야|보면)\S*\s*){0,3}(?:돼|되|좋|할)?\S{0,4}",
    "able": r"(?:(?:너|넌|너는|고래는?|이 봇은?)\s*)?(?:뭐|뭘|무엇을?|무슨 기능)\s*"
    r"(?:할\s?수\s?있\S*|해\s?줄\s?수\s?있\S*|하는\s?(?:봇|애|거)\S*|가 있\S*)",
    "about": r"(?:연습장|샌드박스|미션|복습|대결|순위|진도|고래|이 봇|너|넌)(?:이란|이|가|은|는|을|를)?\s*"
    r"(?:뭐야|뭐예요|뭐에요|뭔가요|뭐임|뭐지|뭐죠|누구야|누구예요|(?:어떻게|뭐)\s*(?:써|쓰|해|하)\S*|쓰는\s?법|하는\s?법|사용법)",
}
_BEGINNING = re.compile(r"처음|초보|입문|뭐부터|뭘부터|무엇부터|어디부터|어디서부터")
_GREETINGS = {kind: re.compile(f"(?:{words}){REST}", re.IGNORECASE) for kind, words in GREETINGS.items()}
HELPED = frozenset({"able", "about"})
"""What the help answers: the course has nothing of the bot itself."""
MOST = 30  # characters; a longer message says more than these


def bare(text: str) -> Wanted | None:
    """Return the slash command that a message of a few plain words stands for, or `None`."""
    words = text.strip()
    if not words or len(words) > MOST or "\n" in words:
        return None
    if (kind := _greeting(words)) is not None:
        return ("help", {}) if kind in HELPED else ("greet", {"kind": kind})
    asked = _without_please(words)
    if match := LESSON.fullmatch(asked):
        return "lesson", {"lesson": match[1]}
    if match := MISSION.fullmatch(asked):
        return "mission", {"mission": f"{match[1] or match[2]}강"}
    if source := QUIZ_SOURCES.get(asked.replace(" ", "").removesuffix("만")):
        return "quiz", {"source": source}
    verb = NAMES.get(asked.casefold()) or NAMES.get(words.replace(" ", ""))
    return None if verb is None else (verb, {})


def _greeting(words: str) -> str | None:
    for kind, pattern in _GREETINGS.items():
        if pattern.fullmatch(words) and (kind != "start" or _BEGINNING.search(words)):
            return kind
    return None


def _without_please(words: str) -> str:
    """Return what is left of `내 진도 좀 보여 줘요!`: `진도`."""
    asked = OWN.sub("", words.rstrip(" !.~"))
    while (shorter := PLEASE.sub("", asked)) != asked and shorter:
        asked = shorter
    return asked.strip()
