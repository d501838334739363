"""The slash commands: one table for all faces, in English and Korean."""

from __future__ import annotations

from dataclasses import dataclass

from rapidfuzz import fuzz, process

from bot.commands.hangul import sounds

NEAR = 70.0
"""How alike two names must sound, of 100."""


@dataclass(frozen=True, slots=True)
class Verb:
    """A slash command. `takes` is the option that the rest of a typed line fills (`/질문 도커가 뭐야?`)."""

    name: str
    korean: str
    takes: str = ""


VERBS = (
    Verb("ask", "질문", "question"),
    Verb("cmd", "명령어", "word"),
    Verb("explain", "설명", "line"),
    Verb("lesson", "강의", "lesson"),
    Verb("quiz", "퀴즈", "lesson"),
    Verb("review", "복습"),
    Verb("run", "실행", "command"),
    Verb("terminal", "터미널", "command"),
    Verb("mission", "미션", "mission"),
    Verb("progress", "진도"),
    Verb("rank", "순위"),
    Verb("duel", "대결"),
    Verb("group", "모임"),
    Verb("privacy", "내정보"),
    Verb("sandbox status", "상태"),
    Verb("sandbox extend", "연장"),
    Verb("sandbox reset", "초기화"),
    Verb("sandbox resume", "이어하기"),
    Verb("sandbox stop", "멈추기"),
    Verb("file", "파일", "name"),
    Verb("settings", "설정"),
    Verb("audit", "기록", "member"),
    Verb("content", "강의관리"),
    Verb("help", "도움말"),
)


def find(word: str) -> Verb | None:
    """Return the slash command called `word` in either language, without its slash."""
    folded = word.casefold().replace("-", " ")
    return next((verb for verb in VERBS if folded in {verb.name, verb.korean}), None)


def nearest(word: str) -> Verb | None:
    """Return the slash command that a mistyped `word` is likely to mean, compared by sound: `퀴쥬` → `퀴즈`."""
    names = {sounds(name): verb for verb in VERBS for name in (verb.korean, verb.name.rpartition(" ")[2])}
    found = process.extractOne(sounds(word.casefold()), names.keys(), scorer=fuzz.ratio, score_cutoff=NEAR)
    return names[found[0]] if found else None
