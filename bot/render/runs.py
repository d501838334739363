"""The buttons under an answer that run what it shows: a cure, the examples of its cards, the lines it quotes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot.answers.answer import Answer, CardPiece, Decision
from bot.core.reply import Choice, Emphasis, is_action
from bot.lessons.model import Passage
from bot.render.lines import line_choice, line_choices
from bot.render.wording import say

FEW_CARDS = 2  # more are listed without their examples
MOST_RUNS = 8  # buttons that run a command, so that the verdict still finds room below them
PROMPT = "$ "  # before what was typed, where a block shows what came of it as well
CALL = "docker "
GOES_ON = "\\"  # at the end of a line that the next one belongs to


def runs(answer: Answer) -> list[Choice]:
    """Return the buttons that try what is shown, each line once."""
    label = say("answers", "run-example")
    if answer.trouble is not None and answer.trouble.fix and answer.decision is Decision.ANSWER:
        return [*line_choices((answer.trouble.fix,), label), *_tried(answer, label)][:MOST_RUNS]
    return [] if answer.decision is Decision.ABSTAIN else _tried(answer, label)[:MOST_RUNS]


def example_line(piece: CardPiece) -> list[str]:
    """Return the example of a card that an answer shows, none where its passages hold the command already."""
    return [] if piece.example is None or piece.is_told else [piece.card.examples[piece.example].line]


def _tried(answer: Answer, label: str) -> list[Choice]:
    """Return a button for each example and each quoted line; one that the answer does not show says what it runs."""
    is_whole = answer.decision is Decision.ANSWER
    passages = answer.passages if is_whole else ()
    quoted = dict.fromkeys(line for passage in passages for line in lines_to_run(passage))
    is_shown = is_whole and len(answer.cards) <= FEW_CARDS
    choices = []
    for piece in answer.cards:
        first = () if piece.example is None else (piece.example,)
        for place in (*first, *(piece.more if is_shown else ())):
            example = piece.card.examples[place]
            is_elsewhere = piece.is_told and is_whole and place == piece.example and example.line not in quoted
            action = f"run:card:{piece.card.id.replace(' ', '-')}:{place}"
            if is_elsewhere or example.no_run or not piece.card.is_open or not is_action(action):
                continue
            quoted.pop(example.line, None)
            if is_shown and not piece.more:
                named = label if len(answer.cards) == 1 else f"{piece.card.id} · {label}"
                choices.append(Choice(named, action, Emphasis.SUCCESS))
            else:
                choices.append(replace(line_choice(example.line, action, label), emphasis=Emphasis.SUCCESS))
    return [*choices, *line_choices(quoted, label)]


def lines_to_run(passage: Passage) -> Iterable[str]:
    """Yield the commands of a block of code that practice takes as they stand, a line each."""
    is_block = passage.language == "bash" or passage.form == "console"
    if not is_block or passage.no_run:
        return
    before = ""
    for written in passage.text.splitlines():
        line = written.removeprefix(PROMPT).strip()
        is_typed = passage.form != "console" or written.startswith(PROMPT)
        if is_typed and line.startswith(CALL) and not before.endswith(GOES_ON) and not line.endswith(GOES_ON):
            yield line
        before = written.rstrip()
