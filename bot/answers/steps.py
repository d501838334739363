"""Where a question falls into two things that are wanted, one after the other or one beside the other. Pure.

"컨테이너를 멈추고 지우려면" may want two commands; "컨테이너를 띄우고 나서 로그를 보려면" only tells when. What each
piece wants is for others to say: a joint is no more than a place where a question may be two.
"""

from __future__ import annotations

import re

LEAST = 2  # letters of a piece
_PAST = "았었했됐켰놨뒀졌렸왔갔겼꼈웠쳤썼뺐뗐췄냈봤렀녔났샀줬줫햇됬"
# Done and then more: `멈추고 지우는`; not `싶고`, `하고 있는`, `받아 두고`, `안 끄고`, `지우지 않고`, `끝냈고`.
# What is numbered, `(1) 얼리는 명령 (2) 녹이는 명령`, is two.
# The tense is that of the last verb: in `고치고 다시 올렸는데` both were done.
_WANTS = "싶|려|법|명령|커맨드|어떻게|뭐|각각|둘"
_NEXT = r"그\s?(?:다음|담)(?:에|엔|으로)?"
_THEN = (
    rf"(?<=[가-힣])(?<![{_PAST}라다냐자려말싶놓두끝않없있이많좋싫빼])(?<!그리)(?<!안 [가-힣])(?<!안 [가-힣][가-힣])고"
    rf"(?:\s(?:바로|곧바로|나중에|{_NEXT}|이어서))?[\s,]+(?!싶|있|나[서면니]|난\s|해서|보니)"
    rf"(?!(?:(?!{_WANTS})[^.?!,])*[{_PAST}](?:는데|더니|지만))"
    rf"|\s\(?(?:[가-하]|[1-9])\)\s|\s(?:및|그리고|{_NEXT})\s|\s(?:→|->|=>|[/+&])\s"
    r"|(?<=[거것기])부터\s|\b(?:and then|and|then)\b"
)
# One beside the other, or one that takes the other back: `지우는 거랑 만드는 거`, `보기와 지우기`, `얼렸다가 녹이는`.
# A noun of doing before 후 tells no more than the order: `중지 후 삭제`.
_AFTER = r"(?<=중지|정지|종료|중단|삭제|제거|실행|빌드|생성|확인|복사|저장)\s후\s"
_BESIDE = (
    r"(?<=[기것거법령어드게])(?:이?랑|와|과|하고)[\s,]+|(?<=[건은는] )뭐(?:고|이고)[\s,]+|(?<=거 )하나[\s,]+"
    r"|(?<=[가-힣])(?<![하되있없])다가?[\s,]+(?=[^.?!]*(?:싶|려|법|명령|커맨드|각각|둘|어떻게|뭐|[요줘]\s*$|기\s*$))"
)
# What may as well be when it is done: it is wanted as well by who asks for each in so many words.
_WHEN = r"(?:(?<=[가-힣])\s(?:다음|뒤|후)(?:에|으로)?[\s,]+|(?<=[가-힣])고\s?나서[\s,]+|(?<=[해아어워려])서\s)"
_EACH = re.compile(
    r"둘\s?다|각각|따로|차례|순서|(?:명령어?|커맨드)\s?(?:두\s?개|둘)|두\s?(?:개|가지)|\bboth\b|까지[^가-힣]*$|까지\s(?:하|해|다)"
)
_JOINT = re.compile(rf"{_BESIDE}|{_THEN}|{_AFTER}")
_EVERY_JOINT = re.compile(rf"{_BESIDE}|{_THEN}|{_AFTER}|{_WHEN}")


def steps(text: str) -> tuple[str, ...]:
    """Return the pieces of a normalised question at its joints, the whole of it where it has none."""
    joint = _EVERY_JOINT if _EACH.search(text) else _JOINT
    return tuple(piece for piece in map(str.strip, joint.split(text)) if len(piece) >= LEAST)
