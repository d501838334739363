"""The small commands of the workspace: what may look, make and move files there, each with rules of its own."""

from __future__ import annotations

from sandbox.policy import kinds as k
from sandbox.policy import paths as p
from sandbox.policy.arguments import accept
from sandbox.policy.find import read_find
from sandbox.policy.grammar import (
    Arg,
    Draft,
    Flag,
    Kind,
    Slot,
    Spec,
    Value,
    many,
    matching,
    number,
    one_of,
    switch,
    takes,
)
from sandbox.policy.settings import PolicySettings
from sandbox.policy.trouble import Refused
from sandbox.policy.web import CURL

_COUNT = matching("count", r"[+-]?\d{1,7}[kKMb]?", "bad-tail")
_READ = Slot("file", p.READABLE, 0, None)
_MAKE = Slot("path", p.PATH, 1, None)


def _sleep(text: str, settings: PolicySettings) -> Value:
    seconds = matching("seconds", r"\d{1,6}(?:\.\d{1,3})?s?", "bad-duration").read(text, settings).text
    if float(seconds.removesuffix("s")) > settings.sleep_seconds:
        raise Refused("sleep-too-long", text, instead=f"{settings.sleep_seconds:g}",
                      values={"seconds": f"{settings.sleep_seconds:g}"})  # fmt: skip
    return Value(text)


def _tail(draft: Draft) -> None:
    if draft.has("--follow"):
        draft.deadline_seconds = draft.settings.follow_seconds


def _grep(draft: Draft) -> None:
    """Take the first argument for the pattern, unless `-e` gave one."""
    if draft.is_help:
        return
    files = draft.arguments
    if not draft.values("--regexp"):
        if not files:
            raise Refused("missing-argument", "grep", values={"command": "grep", "missing": "pattern"})
        files = files[1:]
    for arg in files:
        accept(p.READABLE, arg, draft)


def _rm(draft: Draft) -> None:
    """Keep the workspace itself."""
    for arg in draft.arguments:
        if arg.is_plain and not arg.has_glob and p.PATH.read(arg.text, draft.settings).paths == ("",):
            raise Refused("whole-workspace", arg.text).at(arg.start, arg.end)


def _flags(*names: str) -> tuple[Flag, ...]:
    """`-a/--all` is a switch of both forms; `-1` one without a long form, which is its own name then."""
    made = []
    for name in names:
        short, _, long = name.partition("/")
        made.append(switch(long or short, short if long else ""))
    return tuple(made)


def _shorts(letters: str) -> tuple[Flag, ...]:
    return tuple(switch(f"-{letter}", f"-{letter}") for letter in letters)


def _echo(args: list[Arg], settings: PolicySettings) -> Draft:
    """`-n` and `-e` in front are flags, all else is words, dashes too."""
    draft = Draft(settings)
    rest = list(args)
    while rest and rest[0].text in ("-n", "-e", "-E", "-ne", "-en"):
        for letter in rest.pop(0).text[1:]:
            draft.drop(f"-{letter}")
            draft.options.append((switch(f"-{letter}"), Arg(()).word))
    draft.arguments = rest
    return draft


def _ip(args: list[Arg], settings: PolicySettings) -> Draft:
    """Long flags of `ip` have one dash."""
    draft = Draft(settings)
    for arg in args:
        if arg.text.startswith("-"):
            if arg.text not in ("-4", "-6", "-br", "-brief", "-c", "-s", "-o", "-j", "-p"):
                raise Refused("ip-change", arg.text).at(arg.start, arg.end)
            draft.drop(arg.text)
            draft.options.append((switch(arg.text), Arg(()).word))
        else:
            draft.arguments.append(arg)
    return draft


_IP_WORDS = matching(
    "ip",
    r"a|addr|address|r|ro|route|l|link|n|neigh|show|list|ls|s|dev|up"
    # An interface by its name, as this machine's and containers' are called; `ip` itself says when there is none.
    r"|lo|(?:docker|eth|wlan)\d{1,3}|en[ops]\w{1,10}|(?:br-|veth)[0-9a-f]{1,12}",
    "ip-change",
)

SPECS: tuple[Spec, ...] = (
    CURL,
    Spec("ls", (
        *_flags("-a/--all", "-A/--almost-all", "-h/--human-readable", "-R/--recursive", "-r/--reverse",
        "-d/--directory",
                "-F/--classify", "-i/--inode", "-s/--size", "-n/--numeric-uid-gid"),
        *_shorts("l1tSXg"),
    ), (_READ,)),
    Spec("cat", _flags("-n/--number", "-b/--number-nonblank", "-A/--show-all", "-s/--squeeze-blank", "-E/--show-ends",
                       "-T/--show-tabs"), (_READ,)),
    Spec("head", (takes("--lines", _COUNT, "-n"), takes("--bytes", _COUNT, "-c"), *_flags("-q/--quiet",
    "-v/--verbose")),
         (_READ,)),
    Spec("tail", (takes("--lines", _COUNT, "-n"), takes("--bytes", _COUNT, "-c"),
                  *_flags("-q/--quiet", "-v/--verbose", "-f/--follow")), (_READ,), finish=_tail),
    Spec("wc", _flags("-l/--lines", "-w/--words", "-c/--bytes", "-m/--chars", "-L/--max-line-length"), (_READ,)),
    Spec("grep", (
        *_flags("-i/--ignore-case", "-v/--invert-match", "-n/--line-number", "-c/--count", "-l/--files-with-matches",
                "-L/--files-without-match", "-r/--recursive", "-E/--extended-regexp", "-F/--fixed-strings",
                "-w/--word-regexp", "-x/--line-regexp", "-o/--only-matching", "-q/--quiet", "-s/--no-messages",
                "-H/--with-filename", "-h/--no-filename", "-a/--text", "-P/--perl-regexp"),
        takes("--after-context", k.COUNT, "-A"), takes("--before-context", k.COUNT, "-B"), takes("--context", k.COUNT,
        "-C"),
        takes("--max-count", k.COUNT, "-m"), many("--regexp", k.TEXT, "-e"),
        takes("--color", one_of("color", "never", "auto", "always")), many("--include", k.FREE), many("--exclude",
        k.FREE),
    ), (Slot("pattern or file", k.FREE, 0, None),), (), {"-f": "grep-file", "--file": "grep-file" }, finish=_grep),
    Spec("find", (), (), reads=read_find),
    Spec("sort", (
        *_flags("-n/--numeric-sort", "-r/--reverse", "-u/--unique", "-h/--human-numeric-sort", "-f/--ignore-case",
                "-b/--ignore-leading-blanks", "-V/--version-sort"),
        many("--key", matching("key", r"\d{1,3}(?:\.\d{1,3})?[nrhfbV]*(?:,\d{1,3}(?:\.\d{1,3})?[nrhfbV]*)?",
        "bad-choice"), "-k"),
        takes("--field-separator", matching("separator", r"[^\x00\n]", "bad-choice"), "-t"),
    ), (_READ,), (), {"-o": "use-redirect", "--output": "use-redirect", "-T": "path-outside",
         "--temporary-directory": "path-outside", "--compress-program": "runs-programs", "--files0-from": "grep-file"}),
    Spec("uniq", _flags("-c/--count", "-d/--repeated", "-u/--unique", "-i/--ignore-case"), (Slot("file", p.READABLE,
    0, 1),)),
    Spec("cut", (
        takes("--delimiter", matching("delimiter", r"[^\x00\n]", "bad-choice"), "-d"),
        takes("--fields", matching("fields", r"[\d,-]{1,40}", "bad-choice"), "-f"),
        takes("--characters", matching("characters", r"[\d,-]{1,40}", "bad-choice"), "-c"),
    ), (_READ,)),
    Spec("tr", (*_flags("-d/--delete", "-s/--squeeze-repeats"),), (Slot("characters", k.FREE, 1, 2),)),
    Spec("diff", (*_flags("-u/--unified", "-r/--recursive", "-q/--brief", "-y/--side-by-side", "-i/--ignore-case",
                          "-w/--ignore-all-space", "-N/--new-file"),), (Slot("file", p.READABLE, 2, 2),)),
    Spec("tree", (*_shorts("adfhsD"), takes("-L", k.COUNT, "-L")), (Slot("folder", p.PATH, 0, None),), (),
         {"-o": "use-redirect", "-R": "unknown-flag"}),
    Spec("mkdir", _flags("-p/--parents", "-v/--verbose"), (_MAKE,), changes_state=True),
    Spec("rmdir", _flags("-p/--parents", "-v/--verbose"), (_MAKE,), changes_state=True),
    Spec("rm", _flags("-r/--recursive", "-f/--force", "-v/--verbose", "-d/--dir", "-R"), (_MAKE,), changes_state=True,
         finish=_rm),
    Spec("mv", _flags("-f/--force", "-n/--no-clobber", "-v/--verbose"), (Slot("path", p.PATH, 2, None),),
    changes_state=True),
    Spec("cp", _flags("-r/--recursive", "-R", "-a/--archive", "-f/--force", "-n/--no-clobber", "-v/--verbose"),
         (Slot("path", p.PATH, 2, None),), (), {"-l": "links", "--link": "links", "-s": "links",
         "--symbolic-link": "links"}, changes_state=True),
    Spec("touch", (), (_MAKE,), changes_state=True),
    Spec("echo", (), (Slot("words", k.FREE, 0, None),), has_help=False, reads=_echo),
    Spec("printf", (), (Slot("words", k.FREE, 1, None),), has_help=False, goes_on=False),
    Spec("pwd", ()),
    Spec("env", ()),
    Spec("printenv", (), (Slot("name", matching("name", r"[A-Za-z_]\w*", "bad-env"), 0, None),)),
    Spec("whoami", ()),
    Spec("id", (*_flags("-u/--user", "-g/--group", "-n/--name", "-G/--groups"),)),
    Spec("uname", (*_flags("-a/--all", "-r/--kernel-release", "-s/--kernel-name", "-m/--machine", "-n/--nodename",
                           "-o/--operating-system", "-v/--kernel-version"),)),
    Spec("date", _flags("-u/--utc", "-R/--rfc-email"), (Slot("format", matching("date format", r"\+[^\x00\n]{0,80}",
    "date-set"), 0, 1),),
         (), {"-s": "date-set", "--set": "date-set", "-f": "grep-file", "--file": "grep-file"}),
    Spec("ps", (*_shorts("efaxulF"),), (Slot("options", matching("ps options", r"[auxefwl]{1,6}", "bad-choice"), 0,
    1),)),
    Spec("free", (*_flags("-h/--human", "-m/--mebi", "-g/--gibi", "-b/--bytes", "-k/--kibi", "-t/--total"),)),
    Spec("df", (*_flags("-h/--human-readable", "-i/--inodes", "-T/--print-type", "-k"),), (Slot("path", p.PATH, 0,
    None),)),
    Spec("du", (*_flags("-h/--human-readable", "-s/--summarize", "-a/--all", "-c/--total", "-k", "-b/--bytes"),
                takes("--max-depth", k.COUNT, "-d")), (Slot("path", p.PATH, 0, None),)),
    Spec("hostname", _flags("-I/--all-ip-addresses", "-i/--ip-address", "-f/--fqdn", "-s/--short")),
    Spec("ip", (*_shorts("46"), *(switch(name) for name in ("-br", "-brief", "-c", "-s", "-o"))),
         (Slot("what", _IP_WORDS, 0, 4),), has_help=False, reads=_ip),
    Spec("nproc", (switch("--all"),)),
    Spec("sleep", (), (Slot("seconds", Kind("seconds", _sleep)),)),
    Spec("seq", (), (Slot("number", number("number", -10000, 10000), 1, 3),)),
    Spec("which", (), (Slot("name", k.NAME, 1, None),), has_help=False),
    Spec("true", (), has_help=False),
    Spec("false", (), has_help=False),
    Spec("clear", (), has_help=False),
)  # fmt: skip
