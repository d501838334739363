"""Words that ask nothing of the course: a greeting, thanks, a nod, and what the bot itself can do. Pure.

A whole message is one of these (`안녕하세요`), or asks once they are taken off it (`안녕하세요 볼륨이 뭐예요`).
"""

from __future__ import annotations

import re

_REST = r"[\s!?.,~^ㅎㅋㅠㅜ]*"
GREETINGS = {
    "hello": r"(?:(?:안녕|안뇽|하이|헬로우?)(?:하세요|하십니까|하셔요|요)?|(?:ㅎㅇ)+|반가워요?|반갑습니다"
    r"|(?:hi|hello|hey)(?: there)?|good morning)"
    r"(?:[\s,]*(?:고래|도커|봇|여러분|모두|다들)\S{0,2})?(?:[\s,!]*안녕\S{0,3})?",
    "thanks": r"(?:(?:정말|진짜|너무|아|오|네)\s*)*(?:고마워|고맙|감사|땡큐|(?:ㄱㅅ)+|ㄳ|thanks?|thank you|thx)\S*"
    r"(?:\s*(?:고래|합니다|해요|드려요)\S*)?",
    "bye": r"(?:잘\s?(?:가|자|있어)|바이|ㅂㅂ|ㅂㅇ|(?:ㅅㄱ)+|bye|수고(?:하세요|했어|하셨어|하셨습니다)?|"
    r"안녕히\s?계세요|내일\s?봐|다음에\s?봐)요?",
    "nod": r"(?:[ㅋㅎㅠㅜ]+|ㄷㄷ+|(?:ㅇㅈ|ㄹㅇ|ㅇㅋ|ㅇㅎ|ㅁㄹ|ㅈㅅ|ㅊㅋ|ㄱㄷ|ㄱㄱ|ㅇㅇ|ㄴㄴ)+"
    r"|네+|넵|넹|응+|예|오+|와+|아하?|오케이|ok|okay|굿|good|"
    r"좋아요?|(?:알겠|이해했|알았|됐|재밌|신기하)(?:어|네|습니다|다)?요?|[?!.~…]+)",
    "start": r"(?:(?:나|난|저|저는|제가)\s*)?(?:도커(?:가|는|를)?\s*)?(?:완전\s*)?"
    r"(?:(?:처음|초보|입문)(?:자|이)?(?:인데요?|이에요|예요|이야|이라|라서|입니다)?[\s,.]*)?"
    r"(?:(?:뭐|무엇|뭘|어디|어느\s?것)(?:부터|서부터)|어떻게)?\s*"
    r"(?:(?:시작|공부|배우|배워|해야|하면|해|할까|하지|봐야|보면)\S*\s*){0,3}(?:돼|되|좋|할)?\S{0,4}",
    "able": r"(?:도움(?:말|\s?줘요?)?|사용\s?법|메뉴|help|what can (?:you do|i ask)"
    r"|(?:(?:너|넌|너는|고래는?|이 봇은?|여기서?|여긴)\s*)?(?:(?:뭐|뭘|무엇을?|무슨 기능)\s*"
    r"(?:할\s?수\s?있\S*|해\s?줄\s?수\s?있\S*|하는\s?(?:봇|애|거)\S*|가 있\S*|할\s?줄\s?아\S*)"
    r"|(?:뭐|뭘|무엇을?|어떻게|어떤\s?(?:거|걸|것을?|질문))\s*(?:물어\s?(?:봐|보|볼)|질문하|질문할)\S*(?:\s?(?:수\s?있|돼|되)\S*)?))",
    "about": r"(?:연습장|샌드박스|미션|복습|대결|순위|진도|고래|이 봇|너|넌)(?:이란|이|가|은|는|을|를)?\s*"
    r"(?:뭐야|뭐예요|뭐에요|뭔가요|뭐임|뭐지|뭐죠|누구야|누구예요|(?:어떻게|뭐)\s*(?:써|쓰|해|하)\S*|쓰는\s?법|하는\s?법|사용법)",
}
_THANKS = (
    r"(?:정말\s?|진짜\s?|미리\s?|답변\s?)?"
    r"(?:고마워요?|고맙습니다|감사합니다|감사해요|감사드려요|감사드립니다|감사|땡큐|ㄱㅅ|ㄳ"
    r"|thanks(?: a lot| in advance)?\b|thank you\b|thx\b)"
)
_OPENINGS = (
    r"안녕(?:하세요|하십니까|하셔요)?|하이|헬로우?|ㅎㅇ|ㅈㅅ(?:한데요?|합니다)?|ㄹㅇ|(?:hi|hello|hey)\b|고래야|고래님|죄송한데요?|저기요?(?=[\s,!.])"
    r"|수고\s?(?:하세요|많으십니다|하십니다)"
    r"|(?:실례|질문)(?:합니다|할게요|이요|드려요|드립니다|이?\s?있(?:어요|습니다|는데요?)|\s?하나만요?|\s?하나 할게요)"
)
_CLOSINGS = r"수고\s?하세요|부탁\s?(?:드려요|드립니다|해요|합니다|드릴게요)"
# What is said before a question, or behind it: `안녕하세요! 볼륨이 뭐예요`, `볼륨 지우는 법 좀요 감사합니다`.
_BEFORE = re.compile(
    rf"^(?:(?:{_OPENINGS}|{_THANKS})(?:[\s,!.~?^ㅎㅋㅠㅜ]+|$)(?:(?:그런데|근데|그리고|그럼)\s)?)+", re.IGNORECASE
)
_BEHIND = re.compile(rf"(?:[\s,!.~?^ㅎㅋㅠㅜ]+(?:{_THANKS}|{_CLOSINGS}))+[\s,!.~?^ㅎㅋㅠㅜ]*$", re.IGNORECASE)
# Agreement, wonder and thanks, in more words than one: `오 신기하네요`, `아 그렇구나`.
_SOUNDS = "아+하? 오+ 와+ 네+ 넵 넹 예 응+ 음+ 앗 헐 굿 good great thanks? ok(?:ay)? 오케이 진짜 정말 너무 잘 이제 다"
_NODS = (
    "대박 땡큐 감사 고마 고맙 알겠 알았 이해했 이해됐 이해됨 그렇군 그렇구나 그런거군 그렇네 신기 재밌"
    " 재미있 좋네 좋아요 좋습 수고 최고 맞네 역시 됐어 됐다 된다 되네 해결됐 해볼게 해보겠 덕분"
)
_NOD = re.compile(
    rf"(?:(?:{'|'.join(_SOUNDS.split())}|thank you)(?![가-힣a-z])|(?:{'|'.join(_NODS.split())})\S*)(?:[\s,.!~]+|$)"
)
_BEGINNING = re.compile(r"처음|초보|입문|뭐부터|뭘부터|무엇부터|어디부터|어디서부터")
_GREETINGS = {kind: re.compile(f"(?:{words}){_REST}", re.IGNORECASE) for kind, words in GREETINGS.items()}
HELPED = frozenset({"able", "about"})
"""What the help answers: the course has nothing of the bot itself."""
GREETED = frozenset(GREETINGS) - {"start"}
"""What asks nothing; how to begin is asked of the course."""
_MOST_THANKS = 60  # characters at the end of a message in which thanks are looked for
MOST = 30  # characters; a longer message says more than these


def greeting(text: str) -> str:
    """Return what kind of greeting a whole message is, empty where it asks for something of the course."""
    words = text.strip()
    if len(words) > MOST:
        return ""
    for kind, pattern in _GREETINGS.items():
        if pattern.fullmatch(words) and (kind != "start" or _BEGINNING.search(words)):
            return kind
    return ""


def without_greeting(text: str) -> str:
    """Return a message without the greeting before it and the thanks behind it, whole where it is nothing else."""
    asked = _BEFORE.sub("", text)
    end = max(len(asked) - _MOST_THANKS, 0)
    return f"{asked[:end]}{_BEHIND.sub('', asked[end:])}" or text


def is_nod(text: str) -> bool:
    """Return whether normalised words only thank, greet, agree or wonder."""
    return bool(text.strip()) and not _NOD.sub("", text.strip(" ,.!~"))
