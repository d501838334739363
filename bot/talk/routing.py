"""What plain words ask for: practice, a quiz, a slash command typed as text, or a question. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from bot.commands.files import pasted
from bot.talk.bare import bare
from bot.talk.verbs import find
from sandbox.policy.parse import read
from sandbox.policy.plan import Plan, Refusal
from sandbox.policy.settings import PolicySettings

FENCE = re.compile(r"```[a-zA-Z]*\n?(?P<body>.*?)```", re.DOTALL)
HANGUL = re.compile(r"[가-힣ㄱ-ㅎㅏ-ㅣ]")
QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"|#.*$", re.MULTILINE)
QUIZ = re.compile(r"(?:/?)(?:퀴즈|quiz)(?:\s+(?P<rest>.*))?", re.IGNORECASE)
NUMBERS = re.compile(r"(?:(?:정)?답(?:은)?\s*)?(\d(?:(?:번|\s|,)*\d){0,7})\s*번?(?:이?요|이에요|입니다)?[!.~]*")
PROMPT = re.compile(r"^\s*[$#>]\s+")
ASKING = re.compile(
    r"(\?|뭐야|뭐지|뭐임|뭐에요|뭐예요|뭔가요|뭔데|뭐하는\s*거\S*|무슨\s*(뜻|말|의미)\S*|인가요|나요|까요|어떻게.*|알려\s*줘.*|설명.*|해석.*|풀이.*"
    r"|차이.*|(뜻|의미|말(?=이))(이?(야|에요|예요|죠|지|냐|임|인가요|인가|인지|일까|일까요)|을?\s*(알려|모르).*)?)\s*[?!.~ㅋㅎㅠㅜ]*$"
)
VERSUS = re.compile(r"\bvs\b", re.IGNORECASE)
ENGLISH = frozenset(
    (
        "a",
        "an",
        "the",
        "to",
        "in",
        "with",
        "that",
        "are",
        "is",
        "how",
        "what",
        "why",
        "when",
        "do",
        "does",
        "my",
        "using",
    )
)
FEW_WORDS = 4  # fewer may be what a command is given: `echo 안녕 여러분`
# Refusals of a program that the sandbox knows to be closed: what was typed is a command line, not words about one.
CLOSED_PROGRAMS = frozenset(
    {
        "editor", "git", "install", "own-program", "path-outside", "remote-shell", "manual", "kubernetes", "watch",
        "service", "network-tools", "shell", "history", "wget", "pager",
    }
)  # fmt: skip
SANDBOX = frozenset({"연습장", "샌드박스", "sandbox"})
"""What the group of commands about the sandbox is called; without more it is looked at."""


@dataclass(frozen=True, slots=True)
class Route:
    """A slash command with its options, or `answer` (numbers for the open quiz question)."""

    verb: str
    options: dict[str, str] = field(default_factory=dict)


def route(text: str, settings: PolicySettings, *, has_open_question: bool = False) -> Route:
    """Decide what `text` asks for.

    A line that starts with `docker`, `$ docker` or a code block of commands is practice; `퀴즈` starts a quiz;
    `/word …` is that slash command, and so is its name alone; bare numbers (`2`, `2번이요`) answer an open quiz
    question; a Dockerfile or compose file is explained; greetings are greeted; anything else is a question.
    """
    stripped = text.strip()
    if has_open_question and (match := NUMBERS.fullmatch(stripped)):
        return Route("answer", {"answer": re.sub(r"[번,\s]+", " ", match[1])})
    if match := QUIZ.fullmatch(stripped):
        return Route("quiz", _quiz_options(match["rest"] or ""))
    if stripped.startswith("/") and (slash := _slash(stripped)) is not None:
        return slash
    blocks = "\n".join(match["body"] for match in FENCE.finditer(stripped))
    if file := pasted(blocks or stripped):
        return Route("explain", {"line": file})
    if is_practice(blocks or stripped, settings):
        return Route("run", {"command": blocks or stripped})
    return Route(*((None if blocks else bare(stripped)) or ("ask", {"question": stripped})))


def is_practice(text: str, settings: PolicySettings) -> bool:
    """Say whether `text` is commands to run rather than words about them."""
    lines = [PROMPT.sub("", line).strip() for line in text.splitlines()]
    lines = [line for line in lines if line and not line.startswith("#")]
    if not lines:
        return False
    bare = QUOTED.sub("", "\n".join(lines))
    if HANGUL.search(bare) and ASKING.search(bare):
        return False
    if VERSUS.search(bare) or _is_sentence(bare):
        return False
    verdict = read(text, settings)
    if isinstance(verdict, Plan):
        return True
    return _looks_like_commands(lines[0], verdict) and (_is_slip(lines[0], verdict) or not HANGUL.search(bare))


def _is_slip(line: str, refusal: Refusal) -> bool:
    """Say whether all of a line would be allowed but for how `docker` is spelt: then its Hangul is an argument."""
    return not line.startswith("docker") and (refusal.suggestion or "").startswith("docker ")


def _is_sentence(text: str) -> bool:
    """Say whether `text` (its quotes taken out) is prose that only begins like a command: `which tools are used …`."""
    words = text.casefold().split()
    if re.search(r"[>|&;\n]", text) or not words:
        return False
    is_docker = words[0] == "docker"
    korean = sum(HANGUL.search(word) is not None for word in words)
    english = len(ENGLISH.intersection(words[1:]))
    return (korean >= FEW_WORDS and not is_docker) or (
        english > (1 if is_docker else 0) and len(words) >= FEW_WORDS and not any(w.startswith("-") for w in words)
    )


def _looks_like_commands(line: str, refusal: Refusal) -> bool:
    first = line.split(maxsplit=1)[0]
    is_typo = " " in line and (refusal.suggestion or "").startswith("docker ")
    if is_typo or first in {"docker-compose", "sudo"}:
        return True
    if first == "docker":  # `docker basic commands` is asked, `docker rnu nginx` and `docker logs` are tried
        return refusal.key != "unknown-subcommand" or bool(refusal.suggestion) or line.count(" ") == 1
    return refusal.key in CLOSED_PROGRAMS and "?" not in line and re.match(r"(\./)?[a-z]", line) is not None


def _slash(text: str) -> Route | None:
    words = text[1:].split(maxsplit=1)
    if not words:
        return None
    verb = find(words[0])
    rest = words[1].strip() if len(words) > 1 else ""
    if verb is None and words[0].casefold() in SANDBOX:
        verb, rest = find(rest) or find(f"sandbox {rest}") or find("상태"), ""
    if verb is None and rest:
        second = rest.split(maxsplit=1)
        if (verb := find(f"{words[0]} {second[0]}")) is not None:
            rest = second[1] if len(second) > 1 else ""
    if verb is None:
        return Route("unknown", {"word": words[0]})
    if verb.name == "quiz":
        return Route("quiz", _quiz_options(rest))
    return Route(verb.name, {verb.takes: rest} if verb.takes and rest else {})


def _quiz_options(rest: str) -> dict[str, str]:
    options = {}
    if lesson := re.search(r"(\d{1,2})\s*(?:강|과|장|단원)", rest) or re.search(r"\b(\d\d-[a-z-]+)", rest):
        options["lesson"] = lesson[1]
    if count := re.search(r"(\d{1,3})\s*(?:문제|개|문항)", rest) or re.fullmatch(r"\s*(\d{1,3})\s*", rest):
        options["count"] = count[1]
    if re.search(r"복습|밀린", rest):
        options["source"] = "due"
    elif re.search(r"틀린|오답", rest):
        options["source"] = "wrong"
    return options
