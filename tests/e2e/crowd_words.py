"""What a crowd says, types and takes."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import TypeVar

from tests.e2e.crowd_engine import FOLLOWED, LOGS
from tests.fake_discord import FakeDiscord, Person
from tests.fake_discord.actors import OptionValue
from tests.fake_discord.models import Json

QUESTIONS = (
    *("도커가 뭐야?", "컨테이너랑 가상 머신은 뭐가 달라?", "이미지가 뭐야?", "볼륨은 왜 써?", "포트는 어떻게 열어?"),
    *("컨테이너 로그 보는 법", "도커파일은 어떻게 써?", "오늘 점심 뭐 먹지?", "네트워크 종류", "compose가 뭐야?"),
)
WORDS = ("ps", "이미지 지우기", "ㅋㅌㅇㄴ", "로그", "run")
LINES = ("docker run -d -p 8080:80 nginx", "docker ps -a", "docker build -t web .", "docker volume ls")
PRACTICE = (
    *("docker ps", "docker pull busybox", "docker images", "docker run --rm busybox echo 안녕", "docker rm -f web"),
    *(LOGS, LOGS),
)
LESSONS = ("01-docker", "02-first-container", "03-image")
TALK = (*QUESTIONS, "퀴즈", "docker ps", "진도", "/도움말")
ADMINS = ("settings", "content", "group", "audit")
GROUP_ONLY = frozenset({"rank", "duel", *ADMINS})
OFTEN = ("ask", *["run"] * 4, *["terminal"] * 3, "rank", *["settings"] * 3, "duel")
MENUS = {"Explain this message": ("ask", QUESTIONS), "Run this command": ("run", PRACTICE)}
TYPED = (
    *(("run", "command", "docker s"), ("run", "command", "docker stop "), ("terminal", "command", "docker exec -it ")),
    *(("cmd", "word", "ㅋㅌㅇㄴ"), ("lesson", "lesson", "이미지"), ("quiz", "lesson", "3"), ("mission", "mission", "")),
    *(("file", "name", "D"), ("cmd", "word", "dokcer lgos")),
)
CALL = ":face:answer:"
"""In the id of what calls for an answer that may not have arrived: that is done at once, by whom it is for."""
UNTAKEN = ("set:commands_a_minute", "set:sandbox_minutes", "set:question_seconds", FOLLOWED)
"""Menus that would leave little to do for everyone, and what is begun once alone."""
SETTINGS_PAGE = "settings:page"
PAGES = ("talk", "practice", "blocked")
"""Of the settings' pages one with each menu of what is in the guild."""
_BUTTON, _TEXT, _USER, _ROLE, _CHANNEL = 2, 3, 5, 6, 8
OF_GUILD = (_USER, _ROLE, _CHANNEL)
MENU_KINDS = {_TEXT: "options", _USER: "members", _ROLE: "roles", _CHANNEL: "channels"}

KEYS = (*["term:key:"] * 5, "term:type:", "term:close:")

Card = TypeVar("Card")
Options = dict[str, OptionValue]


def deck(chance: Random, cards: tuple[Card, ...]) -> Iterator[Card]:
    """Yield all cards, shuffled anew each time they are used up."""
    while True:
        yield from chance.sample(cards, len(cards))


def options_of(chance: Random, verb: str, member: Person) -> Options:
    """Return options for a command."""
    pick = chance.choice
    seen: Options = {"visibility": pick(("personal", "shared"))} if pick((True, True, False)) else {}
    files: tuple[Options, ...] = ({}, {"name": "Dockerfile"}, {"attachment": ("Dockerfile", b"FROM nginx\n")})
    options: dict[str, Options] = {
        "ask": {"question": pick(QUESTIONS), **seen},
        "cmd": {"word": pick(WORDS), **seen},
        "explain": {"line": pick(LINES), **seen},
        "lesson": {"lesson": pick(LESSONS), **seen},
        "quiz": {"lesson": pick(LESSONS), "count": pick((1, 3))},
        "run": {"command": pick(PRACTICE), **seen},
        "file": pick(files),
        "audit": {"member": member},
    }
    return options.get(verb, {})


def action_of(part: Json) -> str:
    """Return the action that a component carries; none for a menu whose values are the actions."""
    return str(part["custom_id"].split(":", 3)[3])


def owner_of(part: Json) -> str:
    """Return the id of whose component it is."""
    return str(int(part["custom_id"].split(":", 2)[1], 36))


def kind_of(action: str) -> str:
    """Return the first two words of an action, which name what it does."""
    return ":".join(action.split(":")[:2])


def is_button(part: Json) -> bool:
    return bool(part["type"] == _BUTTON)


def usable(parts: list[Json]) -> list[Json]:
    """Return what may be pressed or taken: of buttons of one label the client of a test finds the first."""
    parts = [part for part in parts if "custom_id" in part]
    labels = [part["label"] for part in parts if is_button(part)]
    first = [part for part in parts if not is_button(part) or labels.count(part["label"]) == 1]
    taken = [part for part in first if CALL not in part["custom_id"] and not part.get("disabled")]
    return [part for part in taken if not action_of(part).endswith(UNTAKEN)]


def taken(fake: FakeDiscord, chance: Random, pages: Iterator[str], menu: Json) -> list[str | Json]:
    """Return what somebody takes from a menu; of roles none, or nobody else might practise."""
    if menu["type"] == _TEXT:
        page = next(pages) if action_of(menu) == SETTINGS_PAGE else ""
        wanted = [option for option in menu["options"] if option["value"] == page]
        return [chance.choice(wanted or menu["options"])["label"]]
    things: dict[int, list[str | Json]] = {_USER: [fake.alice.user], _ROLE: [], _CHANNEL: [fake.channel]}
    return things[menu["type"]]
