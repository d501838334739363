"""What people say without a slash: the name of a command, a lesson's number, a greeting, thanks. Pure.

Whole messages alone are meant: `강의` opens the list of lessons, `강의가 뭐야?` is a question.
"""

from __future__ import annotations

import re

from bot.answers.greeting import HELPED, MOST, greeting
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


def bare(text: str) -> Wanted | None:
    """Return the slash command that a message of a few plain words stands for, or `None`."""
    words = text.strip()
    if not words or len(words) > MOST or "\n" in words:
        return None
    if kind := greeting(words):
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


def _without_please(words: str) -> str:
    """Return what is left of `내 진도 좀 보여 줘요!`: `진도`."""
    asked = OWN.sub("", words.rstrip(" !.~"))
    while (shorter := PLEASE.sub("", asked)) != asked and shorter:
        asked = shorter
    return asked.strip()
