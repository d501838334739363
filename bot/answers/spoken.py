"""What chat rooms and dialects write otherwise, put as the analyser and the glossary know it.

Only what hardly stands for another word: endings (`볼라카믄` → 보려면), helping verbs (`치아뿌고` → 치워버리고),
question words (`우째`), and what speech runs together (`꺼논` → 꺼 놓은).
"""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.answers import keyboard

_END = r"(?=$|[\s?!.,~])"  # of a word
_DONE = "[아어여와워해켜꺼쳐져려겨돼둬내세매떠써줘]"  # how a verb ends before a helping verb: `지워`, `꺼`
_STEM = "[하되치쓰보키끄지리있없]"  # how a verb ends before an ending: `우째 하노`


def _past(found: re.Match[str]) -> str:
    """Return a syllable with the final consonant of the past: 햇 → 했."""
    first, vowel, _ = keyboard.split(found[0])
    return keyboard.compose(f"{first}{vowel}ㅆ")


_SLIPS: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = tuple(
    (re.compile(pattern), right)
    for pattern, right in (
        # Slips that another word would swallow: 잇는 is 있는 after a particle, 드가다 is 들어가다.
        (r"(?<=[가-힣])(에|이|가|도|은|는|거|(?<!말)고)( ?)잇(?=[는어다나고지으을음])", r"\1\2있"),
        (r"(?<![가-힣])드가(?=[서는고면려야다기자볼]|$|\s)", "들어가"),
        (r"내 ?컴터?(?:으로|로)(?!컬)", "내 컴퓨터로"),
        (r"내 ?컴터?(?=에|의|[는은이가]? |$)", "내 컴퓨터"),
        (r"<none>", "none"),
        (r"명[렁영려녕]어|[몀멸맹]령어|(?<![ㄱ-ㅎ])ㅁㄹㅇ(?![ㄱ-ㅎ])", "명령어"),
        (r"어(?:떡[게개케]|떻[개캐케]|떠[케캐]|뜩게|떳게)", "어떻게"),
        # As it is heard.
        (
            r"[햇됏켯렷쳣졋줫둿왓겟엿놧](?=[어는다죠지음고네던습더])|(?<=[가-힣])(?<!무)[엇앗](?=[어는다죠지음네던습더])",
            _past,
        ),
        (rf"(?<={_DONE})논(?=$|[ 거게걸건애놈것데])", " 놓은"),
        (rf"(?<={_DONE})조(?=요?{_END})", "줘"),
        (r"(?<=고)( ?)시퍼", r"\1싶어"),
        # To be done with a thing.
        (r"(?<![가-힣])치아(?=[뿌삐])", "치워"),
        (r"(?<![가-힣])지[아와](?=[뿌삐])", "지워"),
        (rf"(?<={_DONE}) ?[뿌삐](?=[고는라려면믄모소니까서지야게자]|{_END})", "버리"),
        (rf"(?<={_DONE}) ?(?:뿟|삤|브렀|부렀)", "버렸"),
        (rf"(?<={_DONE})불(?=고|믄|면|라고|라믄|게)", "버리"),
        (rf"(?<={_DONE}) ?[브부]러(?=요|야|라|{_END})", "버려"),
        (r"(?<![가-힣])내삐(?=[리려릴린])", "내버"),
        (r"(?<![가-힣])맹글(?=[고면려어다기지])", "만들"),
        (r"(?<![가-힣])띠(?=[우워울운웠])", "띄"),
        (r"(?<![가-힣])[댕땡]겨(?= ?[오와온])", "당겨"),
        (r"(?<=고)예(?=[\s,])", ""),
        # Question words.
        (r"(?<![가-힣])[을얼]매나", "얼마나"),
        (rf"(?<![가-힣])우(?:야|짜|째)(?:노|꼬|누|까){_END}|(?<![가-힣])우[얍짭]니(?:까|꺼){_END}", "어떻게 해"),
        (r"(?<![가-힣])(?:우째|우예|우짜|워째|워쩌|[우워]떻게|[어우]뜨케)(?=$|[\s?!.,하해합혀야])", "어떻게"),
        (rf"(?<=[뭐머])(?:꼬|당가|다냐|데유|래유){_END}", "예요"),
        # Asking and telling.
        (r"갈(?:켜|쳐|카|차)(?= ?[주줘줄]|$|\s)|가[리르]켜(?= ?[주줘줄])", "가르쳐"),
        (rf"주(?:이소|이쇼|쇼|슈)(?:예|마)?{_END}|줘유{_END}", "주세요"),
        (rf"(?<=[하보])이소(?:예|마)?{_END}", "세요"),
        (rf"(?<=[습됩합입])니더{_END}", "니다"),
        (rf"(?<=니)꺼(?:예)?{_END}", "까"),
        (rf"(?<=다)(?:데이|이){_END}", ""),
        (rf"(?<=[겠었았했됐있없])데이{_END}", "다"),
        (rf"(?<=[은는인던한])디{_END}", "데"),
        (rf"(?<=[어여해요돼래지까네])유{_END}", "요"),
        (rf"(?<={_STEM})(?:노|는교|는겨){_END}", "나"),
        # What is said, and when.
        (r"(?<=[다라자냐])카(?=[는네더던면모지길])", "고 하"),
        (rf"(?<={_STEM})믄{_END}", "면"),
        (r"(?<![가-힣])허(?=는|믄|면|고|려)", "하"),
        (r"(?<![가-힣])(처|쳐)?묵(?=는|나|노|고|었)", r"\1먹"),
    )
)
# Who means to do a thing: `볼라카믄`, `띄울라믄`, `지울라꼬`, `할라는데`.
_MEANT = re.compile(rf"([가-힣])라(?:[꼬고]\s?)?카?(믄|모|면|꼬|고|는데|는|니까)예?{_END}")
_ENDINGS = {"믄": "면", "모": "면", "꼬": "고"}
_OWN = frozenset("들걸열돌풀밀널팔빌늘달덜털물깔")  # the ㄹ is of the verb: `만들라믄`
_TOLD = _OWN | {"말"}  # so it is said what to do: `쓰지 말라고`, `알려 달라는`, `만들라는데`


def evened(text: str) -> str:
    """Return a text of small letters as it is written where nobody is in a hurry or far from Seoul."""
    text = _MEANT.sub(_meant, text)
    for slip, right in _SLIPS:
        text = slip.sub(right, text)
    return text


def _meant(found: re.Match[str]) -> str:
    """Return `-려면` for `-ㄹ라카믄`; what does not end in ㄹ says something else: `바라면`."""
    first, vowel, final = keyboard.split(found[1])
    if final != "ㄹ" or (found[1] in _TOLD and found[2] not in _ENDINGS):
        return found[0]
    stem = found[1] if found[1] in _OWN else keyboard.compose(first + vowel)
    return f"{stem}려{_ENDINGS.get(found[2], found[2])}"
