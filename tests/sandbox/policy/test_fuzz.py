"""Whatever is typed: an answer, never an exception; and what is allowed stays what it was."""

from __future__ import annotations

import json
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.looking import MOST_FILES
from sandbox.policy import book, compose, dockerfile
from sandbox.policy.compare import same_meaning
from sandbox.policy.dockerfile_lines import instructions
from sandbox.policy.dockerfile_words import Broken, expand
from sandbox.policy.lines import policy_lines
from sandbox.policy.looked_at import check_env
from sandbox.policy.parse import read, recheck
from sandbox.policy.plan import Command, Plan, Refusal, Substitution
from sandbox.policy.render import render
from sandbox.policy.settings import PolicySettings
from sandbox.policy.trouble import Refused
from tests.sandbox.policy.judged import looked

HERE = Path(__file__).parent
SETTINGS = PolicySettings()
KEYS = frozenset(
    line.split("key:", 1)[1].strip()
    for path in (HERE.parents[2] / "content" / "refusals").glob("*.yaml")
    for line in path.read_text(encoding="utf-8").splitlines()
    if line.startswith("- key:")
)
SEEDS = [
    line.split(separator, 1)[1]
    for name, separator in (("allowed.txt", "] "), ("refused.txt", " :: "))
    for line in (HERE / name).read_text(encoding="utf-8").splitlines()
    if separator in line and not line.startswith("# ")
]
WORDS = sorted(
    {word for seed in SEEDS for word in seed.split()}
    | {flag.long for spec in book.docker_specs().values() for flag in spec.flags}
    | {flag.short for spec in book.docker_specs().values() for flag in spec.flags if flag.short}
    | {closed for spec in book.docker_specs().values() for closed in spec.closed}
)
GLUE = [
    "",
    " ",
    "  ",
    "\n",
    ";",
    "&&",
    "||",
    "|",
    ">",
    ">>",
    "<",
    "&",
    "'",
    '"',
    "\\",
    "$",
    "`",
    "$(",
    ")",
    "=",
    "#",
    "--",
    "~",
]
soup = st.lists(st.one_of(st.sampled_from(WORDS), st.sampled_from(GLUE), st.text(max_size=4)), max_size=14)
lines = st.one_of(
    st.text(max_size=80),
    soup.map(" ".join),
    soup.map("".join),
    st.builds(lambda words: "docker run " + " ".join(words), st.lists(st.sampled_from(WORDS), max_size=8)),
    st.builds(
        lambda seed, at, letter: seed[: at % (len(seed) + 1)] + letter + seed[at % (len(seed) + 1) :],
        st.sampled_from(SEEDS),
        st.integers(0, 200),
        st.one_of(st.sampled_from(GLUE), st.characters()),
    ),
    st.builds(
        lambda seed, at, length: seed[: at % (len(seed) + 1)] + seed[at % (len(seed) + 1) + length :],
        st.sampled_from(SEEDS),
        st.integers(0, 200),
        st.integers(1, 5),
    ),
)
# What no allowed docker command may carry to the engine, in any form.
FORBIDDEN = (
    "--privileged", "--cap-add", "--device", "--security-opt", "--uts", "--userns", "--runtime", "--cgroup-parent",
    "--sysctl", "--volumes-from", "--volume-driver", "--gpus", "--host", "--context", "--config", "--unix-socket",
    "--network=host", "--pid=host", "--ipc=host", "--push", "--allow", "--ssh",
)  # fmt: skip


def bound(words: list[str]) -> list[str]:
    """Return what docker would take for a folder of the machine: the sources of `--volume` and `--mount`."""
    volumes = [word.removeprefix("--volume=").partition(":") for word in words if word.startswith("--volume=")]
    found = [source for source, colon, _ in volumes if colon and source.startswith(("/", ".", "~"))]
    for word in words:
        fields = [part.partition("=") for part in word.removeprefix("--mount=").split(",")]
        if word.startswith("--mount=") and ("type", "=", "bind") in fields:
            found += [value for name, _, value in fields if name in ("source", "src")]
    return found


def test_what_is_bound_is_seen_however_it_is_written() -> None:
    for written in ("--volume=/home/learner2:/x", "--mount=type=bind,source=/home/learner2,target=/x"):
        (source,) = bound([written])
        assert not f"{source}/".startswith("/home/learner/")
    assert bound(["--volume=data:/x", "--volume=/x", "--mount=type=volume,source=data,target=/x"]) == []


def commands_of(plan: Plan) -> list[Command]:
    found: list[Command] = []
    waiting = [step.pipeline for step in plan.steps]
    while waiting:
        for command in waiting.pop().commands:
            found.append(command)
            waiting += [part.pipeline for word in command.argv for part in word.parts if isinstance(part, Substitution)]
    return found


@settings(max_examples=300, deadline=None)
@given(lines)
def test_every_text_gets_a_plan_or_an_explained_refusal(text: str) -> None:
    found = read(text, SETTINGS)
    if isinstance(found, Refusal):
        assert found.key in KEYS
        assert found.suggestion is None or isinstance(read(found.suggestion, SETTINGS), Plan)
    else:
        assert found.steps


@settings(max_examples=300, deadline=None)
@given(lines)
def test_a_plan_written_and_read_again_is_the_same(text: str) -> None:
    found = read(text, SETTINGS)
    if isinstance(found, Plan):
        assert read(render(found), SETTINGS) == found


@settings(max_examples=300, deadline=None)
@given(lines)
def test_nothing_closed_reaches_the_engine(text: str) -> None:
    found = read(text, SETTINGS)
    for command in commands_of(found) if isinstance(found, Plan) else []:
        # What follows the image or the container is the learner's own container's business.
        own = len(command.arguments) - 1 if command.name.split()[-1] in ("run", "exec", "create") else 0
        words = [word.text for word in command.argv[: len(command.argv) - max(own, 0)]]
        if command.name.startswith(("docker", "curl")):
            assert not [word for word in words for closed in FORBIDDEN if f"{word}=".startswith(f"{closed}=")], words
            assert [source for source in bound(words) if not f"{source}/".startswith("/home/learner/")] == [], words
        assert all(".." not in path.split("/") and not path.startswith("/") for path in command.paths)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=6)), max_size=8))
def test_expanded_words_are_judged_by_the_same_rules(words: list[str]) -> None:
    found = recheck(words, SETTINGS)
    if isinstance(found, Refusal):
        assert found.key in KEYS
    else:
        again = recheck([word.text for word in found.argv], SETTINGS)
        assert isinstance(again, Command)
        assert again.argv == found.argv


PIECES = [
    *("FROM ", "ARG X", "=", "$X", "${X", ":-", ":+", "-", "+", "?", "#", "/", "}", "$", "$$", "nginx", "evil/image"),
    *("COPY --from=", "RUN --mount=from=", "ONBUILD ", "<<EOF", "EOF", "\n", " ", "\t", "\\", "\\\n", "'", '"', ":1"),
    *("services:\n  a: ", "{image: ", "build: ", "{context: ., ", "args: ", "dockerfile_inline: ", "[X]", "{X: ", "}"),
    *("extends: a", "a: ", "{", "//syntax=", "X=", "export ", "\r", "\ufeff", "# escape=`\n"),
]  # fmt: skip
texts = st.one_of(st.text(max_size=200), st.lists(st.sampled_from(PIECES), max_size=24).map("".join))
USING = [
    "docker build .", "docker build --build-arg X=evil/image --build-context a=b .", "X=evil/image docker compose up",
    "docker compose -f a/c.yml build --build-arg X", "docker compose up --pull always",
]  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(texts)
def test_any_file_gets_an_answer(text: str) -> None:
    for check in (compose.check, dockerfile.check, check_env):
        found = check(text, SETTINGS)
        assert found is None or found.key in KEYS


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(USING), texts, texts, texts)
def test_any_files_get_an_answer_with_any_line(line: str, project: str, build: str, env: str) -> None:
    files = {"compose.yaml": project, "a/c.yml": project, "Dockerfile": build, ".env": env}
    found, asked = looked(line, files)
    assert found is None or found.key in KEYS
    assert len(asked) == len(set(asked)) < MOST_FILES


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.sampled_from(PIECES), max_size=12).map("".join), st.sampled_from(["", "evil/image", "nginx", "evil"])
)
def test_a_closed_name_with_anything_behind_it_is_refused_here_or_by_docker(tail: str, value: str) -> None:
    """Whatever stands around a closed name: it is refused, or docker stops at something, or it is no image's name."""
    narrow = PolicySettings(images=("nginx",))
    text = f"ARG X={value}\nFROM evil/image{tail}"
    first = next(iter(instructions(text, "\\")), None)
    if first is None or "evil/image" not in text.split("\n")[1] or "\n" in tail:
        return
    refusal = dockerfile.check(text, narrow)
    assert refusal is not None or _stops(text)


def _stops(text: str) -> bool:
    """Return whether docker itself refuses the word behind `FROM`."""
    word = list(instructions(text, "\\"))[-1].rest.split(" ")[0]
    try:
        expand(word, {"X": ""})
    except (Broken, Refused):
        return True
    return False


@settings(max_examples=150, deadline=None)
@given(lines, lines)
def test_any_two_lines_can_be_compared_and_each_means_itself(one: str, other: str) -> None:
    same_meaning(one, other)
    assert same_meaning(one, one) is None


@settings(max_examples=100, deadline=None)
@given(st.one_of(st.text(max_size=60), lines.map(lambda line: json.dumps({"id": 1, "line": line}))))
def test_every_line_of_json_gets_one_line_of_json(text: str) -> None:
    answers = list(policy_lines(text.split("\n")))
    assert len(answers) == len([line for line in text.split("\n") if line.strip()])
    for answer in answers:
        assert set(json.loads(answer)) == {"id", "allowed", "parsed", "reason"}
