"""Follow-up questions: what "그럼 지우는 건?" leaves out is taken from the question before. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.answers import cut
from bot.answers.answer import Answer
from bot.answers.family import COMPOSE
from bot.answers.index import Index
from bot.answers.korean import LEAST_DIGITS, Intent, asks_for_command, asks_how
from bot.answers.question import Question

FOLLOW_SECONDS = 600.0  # ten minutes, as the course promises
TWO = 2
_STATES = frozenset({"running", "stopped"})  # how a thing is, not what is spoken of
_KINDS = frozenset({"컨테이너", "이미지", "container", "image"})  # most flags speak of them
_GENERAL = frozenset({"install", "stored-data", "file", "folder"})  # may well be those of what was spoken of
_QUALITIES = frozenset({"pros", "cons", "pros-cons", "light", "heavy", "fast"})  # of what was spoken of
_NAMES = frozenset({"a:name"})  # a noun, no deed
_CURES = frozenset({"a:fix"})  # "어떻게 해결해요?"
_OPPOSITES = {
    "a:create": "지우는", "a:remove": "만드는", "a:run": "멈추는", "a:start": "멈추는", "a:stop": "다시 켜는",
    "a:kill": "다시 켜는", "a:pull": "올리는", "a:push": "내려받는", "a:publish": "끊는", "a:disconnect": "연결하는",
    "a:pause": "다시 푸는", "a:unpause": "일시정지하는", "a:login": "로그아웃하는", "a:logout": "로그인하는",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Turn:
    """The last question of a conversation: its words, the things and commands it was about, and when it was asked.

    What only asks for another manner ("더 쉽게", "예시는?") leaves the words and the answer as they were.
    """

    text: str
    things: tuple[str, ...]  # in Korean words, commands by what they are done to
    commands: tuple[str, ...]
    at: float  # monotonic seconds
    found: Answer  # to the question itself
    last: Answer  # the last reply, in whatever manner
    named: tuple[str, ...] = ()  # the last two things or commands that were named, whatever the questions
    told: tuple[str, ...] = ()  # the last two commands that were shown, each alone
    is_easy: bool = False  # "더 쉽게" was asked for, and no details since
    shown: frozenset[str] = frozenset()  # what was quoted since the last question that stood by itself


def is_known(index: Index, turn: Turn) -> bool:
    """Return whether a course still has all that a turn was about; it may have been edited since."""
    parts = {part.address for part in index.parts}
    has_part = {place.address for place in turn.found.places[:1]} <= parts
    return has_part and turn.found.lesson in index.scopes and {*turn.commands, *turn.told} <= index.cards.keys()


def things(index: Index, question: Question) -> tuple[str, ...]:
    """Return what a question is about, in words: `볼륨` for "볼륨 만드는 법" and for "docker volume create가 뭐야".

    Where it asks what one thing is, that is the word it uses itself: `depends_on`.
    """
    names = dict.fromkeys((*sorted(question.concepts), *question.commands))
    words = {term.id: term.ko for term in index.course.terms if term.id in names and (term.says or term.docs)}
    words.update((name, next(iter(index.cards[name].object), "")) for name in names if name in index.cards)
    found = dict.fromkeys(words.get(name, "") for name in names if name != "docker")
    numbers = (word for word in question.words if word.isdecimal() and len(word) >= LEAST_DIGITS)  # of `종료 코드 137`
    own = tuple(word for word in (*found, *numbers) if word)
    subject = cut.subject(question.text)
    is_new = not any(word.lower() in question.text for word in own) and not question.commands and "docker" not in names
    if subject and is_new:
        return (subject,)
    return own or _spelled(index, question.text)


def _spelled(index: Index, text: str) -> tuple[str, ...]:
    """Return the last thing that stands in a text that asks how to do something: `볼륨` of "볼륨 백업하는 법"."""
    if not asks_how(text):
        return ()
    begun = (term.ko for term in index.course.terms if term.says and term.id != "docker")
    return tuple(word for word in begun if f" {word}" in f" {text}")[-1:]


def named(index: Index, question: Question) -> frozenset[str]:
    """Return the things and commands that a question names, by their ids; a deed that a card is called by is none."""
    cards = {name for name in question.concepts if name in index.cards}
    spoken = {name for name in cards if any(word in question.text for word in index.cards[name].object)}
    return frozenset(
        (question.concepts - cards - _STATES) | spoken | {*question.commands, *question.outside, *question.unknown}
    )


def done_to(index: Index, commands: Iterable[str]) -> tuple[str, ...]:
    """Return what commands are done to, in words."""
    return tuple(dict.fromkeys(next(iter(index.cards[name].object), "") for name in commands if name in index.cards))


def is_of_its_own(index: Index, question: Question) -> bool:
    """Return whether a question that names a thing may be about that alone, or about what was spoken of.

    "데이터는요?", "볼륨까지 지우려면?", "컴포즈에서 쓰는 법".
    """
    own = named(index, question)
    is_added = cut.is_added(question.text) and bool(question.actions)
    return bool(own) and (own <= _GENERAL or is_added or cut.is_elsewhere(question.text))


def names_nothing(index: Index, question: Question) -> bool:
    """Return whether a question names no thing, no command and no flag, in the course's words or its own."""
    return not (named(index, question) or question.flags or index.reader.nouns(question.text))


def stands(index: Index, question: Question) -> bool:
    """Return whether a question that names nothing of the course is one by itself all the same.

    It has a noun of its own and goes on to ask of it: "yaml 문법 알려줘", "빌드가 뭐예요".
    """
    if cut.is_cut_short(question.text) or cut.names_one_side(question.text):
        return False
    has_noun = bool(question.words and index.reader.nouns(question.text))
    return has_noun or (bool(cut.subject(question.text)) and Intent.COMPARISON not in question.intents)


def readings(index: Index, question: Question, before: Turn) -> tuple[str, ...]:
    """Return what a question may mean after the one before, the likeliest first; nothing where it stands by itself."""
    return tuple(dict.fromkeys(reading.strip() for reading in _readings(index, question, before)))


def _readings(index: Index, question: Question, before: Turn) -> Iterator[str]:
    text = cut.plain(question.text)
    rest, about = cut.rest(text), " ".join(before.things)
    own = frozenset[str]() if cut.is_adverb(text) else named(index, question)
    own -= _QUALITIES if cut.is_choice(text) else frozenset()
    if compared := _compared(index, question, own, before):
        yield from compared
        return
    if question.flags and not own and not question.words:
        yield from (f"{name} {text}" for name in before.commands if index.cards[name].explains(question.flags))
        return
    asked = index.reader.read(before.text)
    deeds = asked.actions.union(*(index.tasks[name].deeds for name in asked.concepts if name in index.cards))
    is_alike = any(task.things & question.concepts and task.deeds & deeds for task in index.tasks.values())
    if (cut.is_bare(text) or not own) and not is_alike and (flagged := _of_a_flag(index, question, before)):
        yield flagged
    if before.things and (is_of_its_own(index, question) or _is_of_compose(index, question, before)):
        yield f"{about} {rest}"
    if own or cut.is_name(text):
        if cut.is_bare(text):
            is_deed = bool(deeds) or asks_how(asked.text)
            yield from filter(None, _of_another(question, before, asked, is_deed=is_deed, is_alike=is_alike))
        return
    if cut.is_opposite(text):
        yield from (f"{about} {_OPPOSITES[deed]} 법" for deed in sorted(deeds) if deed in _OPPOSITES)
        yield f"{before.text} {text}"
        return
    yield from _of_the_same(index, question, before, asked)


def _is_of_compose(index: Index, question: Question, before: Turn) -> bool:
    """Return whether Compose was spoken of, and has the command of a question too: `docker compose logs`."""
    kin = {name.replace("docker ", f"{COMPOSE} ", 1) for name in (*question.concepts, *question.commands)}
    return any(name.startswith(COMPOSE) for name in (*before.commands, *before.named)) and not kin.isdisjoint(
        index.cards
    )


def _of_the_same(index: Index, question: Question, before: Turn, asked: Question) -> Iterator[str]:
    """Yield what a question asks that names nothing: another deed to the thing, or the same deed in another way."""
    rest = cut.rest(cut.plain(question.text))
    whole = f"{before.text} {rest}"
    of_things = f"{' '.join(before.things)} {rest}" if before.things else whole
    of_flags = " ".join((*asked.commands, *asked.flags, rest)) if asked.commands else of_things
    of_commands = " ".join((*asked.commands, rest)) if asked.commands else of_things
    own_deeds = frozenset[str]().union(*(index.tasks[name].deeds for name in asked.commands if name in index.cards))
    if not question.matter - _CURES:
        if cut.is_case(question.text) or asks_for_command(question.text) or cut.subject(before.text):
            yield of_flags
        if cut.asks_anything(question.text) or question.intents:
            yield from (whole, of_commands) if asked.commands else (whole,)
    elif question.actions - own_deeds - _NAMES or (question.concepts - _STATES):
        yield from (of_things, of_commands, whole)
    elif not (asked.deeds or asks_how(asked.text)):
        is_of_things = cut.subject(before.text) or asked.commands
        yield from (of_flags, of_commands, of_things, whole) if is_of_things else (whole, of_things)
    else:
        yield from (_in_another_way(before, rest), of_flags, of_things)


def _in_another_way(before: Turn, rest: str) -> str:
    """Return the question before with a circumstance in front of its verb: "컨테이너 강제로 멈추는 법"."""
    words = before.text.split(" ")
    last = max((at for at, word in enumerate(words) if cut.is_named(word, before.things)), default=-1)
    return " ".join((*words[: last + 1], cut.without_topic(rest), *words[last + 1 :]))


def _compared(index: Index, question: Question, own: frozenset[str], before: Turn) -> tuple[str, ...]:
    """Return what a comparison leaves out before it: both things that were spoken of last, or the other one.

    "둘이 차이는?", "뭐가 더 안전해?", "run이랑 차이는?"
    """
    text = cut.plain(question.text)
    is_choice = cut.is_choice(text)
    sides = tuple(column.title for column in before.found.columns)
    spoken = before.named if len(before.things) == 1 or not is_choice else ()
    pairs = [pair for pair in (sides, before.commands, before.told, spoken) if len(pair) == TWO]
    if not own and pairs and (is_choice or (Intent.COMPARISON in question.intents and not question.matter)):
        both = " ".join(pairs[0])
        return (f"{both} 중에 {text}", f"{both} {text}") if is_choice else (f"{both} {cut.without_both(text)}",)
    if cut.names_one_side(text) and len(own) <= 1 and not question.flags:
        is_command = not question.commands and f"docker {cut.latin(text)}" in index.cards
        text = f"docker {text}" if is_command else text
        other = _other_side(index, question, before)
        return (cut.compared(other, cut.rest(text)),) if other and other not in text else ()
    return ()


def _other_side(index: Index, question: Question, before: Turn) -> str:
    """Return what one side is set against: a command that is related to it, else what was spoken of last."""
    sides = (before.told if question.commands and before.told else before.named)[::-1]
    related = {other for name in question.commands if name in index.cards for other in index.cards[name].related}
    return next((name for name in sides if name in related), next(iter(sides), ""))


def _of_a_flag(index: Index, question: Question, before: Turn) -> str:
    """Return the flag of the command before that does what is asked: `--name` for "이름 붙이는 건?"."""
    wanted = index.reader.every_noun(question.text) - _KINDS
    if len(before.commands) != 1 or not wanted or question.commands:
        return ""
    name = before.commands[0]
    deeds = question.actions.union(*(index.tasks[card].deeds for card in question.concepts if card in index.cards))
    if deeds - index.tasks[name].deeds - _NAMES:
        return ""
    flags = (flag for flag in index.cards[name].flags if wanted <= index.reader.nouns_told(flag.says))
    flag = next(flags, None)
    return f"{name} {flag.long or flag.short} {question.text}" if flag else ""


def _of_another(question: Question, before: Turn, asked: Question, *, is_deed: bool, is_alike: bool) -> Iterator[str]:
    """Yield what is asked of a thing that is only named: "이미지는?" behind "컨테이너 지우는 명령어".

    That is the same deed, where it can be done to the thing too, the same deed with it ("포트는?"), what it is, or what
    it is of the thing before ("장점은?").
    """
    thing = cut.without_topic(cut.rest(cut.plain(question.text)))
    same = [each for each in before.things if each in before.text]
    replaced = [before.text.replace(each, thing) for each in same]
    is_instruction = cut.is_capital(question.asked)  # of a Dockerfile
    if before.things and (question.concepts & _QUALITIES or (is_instruction and question.commands)):
        yield f"{' '.join(before.things)} {thing}"
    elif not cut.is_thing(thing) or asked.commands:
        return
    elif cut.subject(before.text):
        yield cut.of_subject(before.text, thing)
    elif cut.is_place(thing):
        yield from (_in_another_way(before, thing), *replaced)
    elif question.commands or (question.words and not cut.is_name(question.text)):
        return
    elif is_alike:
        yield from replaced or (f"{before.text} {thing}",)
    elif is_deed:
        yield from (_in_another_way(before, thing), *replaced)
