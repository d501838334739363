"""Words to one command: which grammar, which flags, what it will do."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence
from dataclasses import replace

from sandbox.policy import arguments, book, compose_commands, system
from sandbox.policy.closed import CLOSED_PROGRAMS, INSTEAD
from sandbox.policy.grammar import Arg, Draft, Flag, Spec
from sandbox.policy.plan import Command, ExitCode, Option, Substitution, Word
from sandbox.policy.settings import PolicySettings
from sandbox.policy.suggest import closest, latin
from sandbox.policy.trouble import Refused

_HELP = ("--help", "-h")
_COUNT_FLAG = re.compile(r"-\d{1,6}")


def read_command(args: Sequence[Arg], settings: PolicySettings) -> Command:
    """Return the command these words make. Raises `Refused` with its place."""
    first = args[0]
    if not first.is_plain:
        raise Refused("output-as-command", first.text).at(first.start, first.end)
    name = first.text
    if name == "docker":
        return _docker(list(args[1:]), first, settings)
    spec = book.workspace_specs().get(name)
    if spec is None:
        raise _no_program(name, settings).at(first.start, first.end)
    rest = _count_flags(args[1:]) if name in ("head", "tail") else list(args[1:])
    return _build(spec, rest, settings, (name,))


def _no_program(name: str, settings: PolicySettings) -> Refused:
    base = posixpath.basename(name)
    if name in CLOSED_PROGRAMS:
        return Refused(CLOSED_PROGRAMS[name], name, instead=INSTEAD.get(name))
    if "/" in name:
        return Refused(
            "own-program", name, instead=base if base in book.workspace_specs() or base == "docker" else None
        )
    known = ["docker", *book.workspace_specs(), "cd", "export"]
    nearest = closest(name, known)
    if nearest is None and (subcommand := latin(name).lower()) in book.docker_specs() and subcommand:
        nearest = f"docker {subcommand}"
    values = {"user": settings.user}
    return Refused("unknown-command", name, instead=nearest, values=values)


def _count_flags(args: Sequence[Arg]) -> list[Arg]:
    """`head -5` is `head -n 5`."""
    made: list[Arg] = []
    for arg in args:
        is_count = _COUNT_FLAG.fullmatch(arg.text) is not None
        made.append(replace(arg, parts=(f"-n{arg.text[1:]}",)) if is_count else arg)
    return made


def _docker(args: list[Arg], docker: Arg, settings: PolicySettings) -> Command:
    if not args:
        return _build(book.docker_specs()[""], [replace(docker, parts=("--help",))], settings, ("docker",))
    first = args[0]
    if first.text.startswith("-"):
        name = first.text.split("=")[0]
        key = system.CLOSED_GLOBALS.get(name) or (
            None if name.startswith("--") else system.CLOSED_GLOBALS.get(name[:2])
        )
        if key:
            raise Refused(key, name).at(first.start, first.end)
        return _build(book.docker_specs()[""], args, settings, ("docker",))
    if first.text == "compose":
        return _compose(args[1:], first, settings)
    words = _one_word(first)
    if words in system.GROUPS and len(args) > 1 and not args[1].text.startswith("-"):
        words = f"{words} {_one_word(args[1])}"
    spec = book.docker_specs().get(words)
    if spec is None:
        if helped := _group_help(args, settings):
            return helped
        raise _no_subcommand(args, words)
    return _build(spec, args[len(words.split()) :], settings, ("docker", *spec.name.split()[1:]))


def _one_word(arg: Arg) -> str:
    """Return the text of a command's name: what holds spaces, or is filled in later, names no command."""
    if not arg.is_plain:
        raise Refused("output-as-command", arg.text).at(arg.start, arg.end)
    if arg.text.split() != [arg.text]:
        raise Refused("unknown-subcommand", arg.text or "''", values={"words": arg.text}).at(arg.start, arg.end)
    return arg.text


def _group_help(args: list[Arg], settings: PolicySettings) -> Command | None:
    """`docker container`, `docker image --help` print the help of the group."""
    name = args[0].text
    if name not in system.GROUPS or not (len(args) == 1 or args[1].text in _HELP):
        return None
    spec = Spec(f"docker {name}")
    return _build(spec, [replace(args[0], parts=("--help",))], settings, ("docker", name))


def _no_subcommand(args: list[Arg], words: str) -> Refused:
    at = args[1] if " " in words else args[0]
    for closed in (words, words.split(maxsplit=1)[0]):
        if (key := system.CLOSED_COMMANDS.get(closed)) is not None:
            is_exact = closed == words or key not in ("buildx", "context")
            nearest = None if is_exact else _nearest(words)
            if nearest is None:
                return Refused(key, words).at(args[0].start, at.end)
    nearest = _nearest(words)
    return Refused("unknown-subcommand", at.text, instead=nearest, values={"words": words}).at(at.start, at.end)


def _nearest(words: str) -> str | None:
    """Return the word that was probably meant for the last of `words`."""
    group, _, last = words.rpartition(" ")
    known = {
        name.removeprefix(group).strip()
        for name in book.docker_specs()
        if name.startswith(group + " " if group else "")
    }
    known = {name.split()[0] for name in known if name}
    if not group:
        known |= set(system.GROUPS)
    return closest(last, sorted(known))


def _compose(args: list[Arg], word: Arg, settings: PolicySettings) -> Command:
    """Compose's own flags stand before its command."""
    base = Spec("docker compose", closed=compose_commands.GLOBALS_CLOSED, goes_on=False)
    own = arguments.read(base, args, settings, compose_commands.GLOBALS)
    if not own.arguments or own.is_help or own.has("--version"):
        if own.has("--version"):
            own.arguments.clear()
            spec = book.docker_specs()["compose version"]
            return _build(spec, [], settings, ("docker", "compose", "version"))
        return _build(base, [replace(word, parts=("--help",))], settings, ("docker", "compose"))
    name = own.arguments[0]
    if name.text == "help":
        return _build(base, [replace(word, parts=("--help",))], settings, ("docker", "compose"))
    named = book.docker_specs().get(f"compose {_one_word(name)}")
    if named is None:
        raise _no_subcommand([word, name], f"compose {name.text}")
    prefix: tuple[str | Word, ...] = ("docker", "compose", *_flag_words(own.options), named.name.split()[-1])
    return _build(named, own.arguments[1:], settings, prefix, own)


def _build(
    spec: Spec, args: list[Arg], settings: PolicySettings, prefix: tuple[str | Word, ...], own: Draft | None = None
) -> Command:
    draft = spec.reads(args, settings) if spec.reads else arguments.read(spec, args, settings)
    try:
        if draft.is_help:
            draft.options = [(flag, word) for flag, word in draft.options if flag.long == "--help"]
            draft.arguments.clear()
        elif spec.finish is not None:
            spec.finish(draft)
        words = _placed(spec, draft)
    except Refused as refused:
        if args and refused.start is None:
            refused.at(args[0].start, args[-1].end)
        raise
    for flag in spec.forced:
        draft.drop(flag.split("=")[0])
    argv = [*(Word((word,)) if isinstance(word, str) else word for word in prefix)]
    argv += [Word((word,)) for flag in spec.forced for word in flag.split("=")]
    argv += _flag_words(draft.options, is_joined=spec.name != "curl")
    argv += _separated(spec, words)
    options = _options(own.options) + _options(draft.options) if own else _options(draft.options)
    paths = [*(own.paths if own else ()), *draft.paths]
    return Command(
        name=spec.name,
        argv=tuple(argv),
        options=options,
        arguments=tuple(word.text for word in words),
        changes_state=draft.changes_state and not draft.is_help,
        is_terminal=draft.is_terminal,
        deadline_seconds=draft.deadline_seconds,
        asks_first=draft.asks_first,
        directory=settings.directory,
        paths=tuple(dict.fromkeys(paths)),
    )


def _placed(spec: Spec, draft: Draft) -> list[Word]:
    if spec.reads is not None and not spec.slots:
        return [arg.word for arg in draft.arguments]
    return arguments.place(spec, draft)


def _separated(spec: Spec, words: list[Word]) -> list[Word]:
    """Put `--` in front of arguments where one could be taken for a flag."""
    is_free = spec.name in ("echo", "find", "ip", "printf") or not spec.goes_on
    if not is_free and any(word.text.startswith("-") and word.text != "-" for word in words):
        return [Word(("--",)), *words]
    return words


def _in_order(options: Sequence[tuple[Flag, Word]]) -> list[tuple[Flag, Word]]:
    return sorted(options, key=lambda option: option[0].long)


def _flag_words(options: Sequence[tuple[Flag, Word]], *, is_joined: bool = True) -> list[Word]:
    """Return flags as words; `is_joined` writes `--flag=value`, which all but curl understand."""
    words: list[Word] = []
    for flag, word in _in_order(options):
        if flag.kind is None:
            words.append(Word((f"{flag.long}={word.text}" if word.parts else flag.long,)))
        elif is_joined and flag.long.startswith("--"):
            words.append(Word(_joined(f"{flag.long}=", word)))
        else:
            words += [Word((flag.long,)), word]
    return words


def _joined(prefix: str, word: Word) -> tuple[str | Substitution | ExitCode, ...]:
    parts = word.parts
    if parts and isinstance(parts[0], str):
        return (prefix + parts[0], *parts[1:])
    return (prefix, *parts)


def _options(options: Sequence[tuple[Flag, Word]]) -> tuple[Option, ...]:
    return tuple(
        Option(flag.long, (word.text if word.parts else None) if flag.kind is None else word.text)
        for flag, word in _in_order(options)
    )
