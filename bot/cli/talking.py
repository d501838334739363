"""Commands that talk: the conversation, one line of practice, the Discord bot, questions and lines in bulk."""

from __future__ import annotations

import asyncio
import dataclasses
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
from pydantic import SecretStr
from rich.console import Console

from bot.answers.jsonl import ask_lines
from bot.answers.korean import Morphemes
from bot.answers.service import Engine
from bot.app import load_library, opened
from bot.cli.deployment import with_deployment
from bot.cli.logs import log_level
from bot.cli.serving import serve_discord
from bot.console import progress
from bot.core.clock import SystemClock
from bot.core.errors import GoraeError
from bot.core.meter import SILENT, Meter
from bot.faces.terminal.chat import PipePrompt, Prompt, Screen, TerminalFace
from bot.faces.terminal.keyboard import Keyboard
from bot.faces.terminal.prompt import ConversationCompleter, TerminalPrompt
from bot.faces.terminal.screen import PlainScreen, RichScreen, plain
from bot.ops.metrics import Metrics
from bot.practice.images import policy_of
from bot.practice.updates import Failed, Finished, PracticeUpdate
from bot.product import Product
from bot.render.messages import error_text, welcome
from bot.render.practice import refusal_text, render_update, trouble_text
from bot.render.several import plain_answers
from bot.render.wording import say
from bot.settings import Settings, read_settings
from bot.storage.lock import running
from sandbox.policy.lines import policy_lines

T = TypeVar("T")

RUN_LINGER_SECONDS = 30 * 60.0
RUN_WAIT_SECONDS = 120.0
EX_UNAVAILABLE = 69  # sysexits.h: nothing ran

As = Annotated[str, typer.Option("--as", metavar="이름", help="이 이름의 학습자로 실행해요.")]


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (chat, run, serve, policy):
        app.command()(command)
    app.command(context_settings={"ignore_unknown_options": True})(ask)  # `-d가 뭐야` is a question


def chat(as_: As = "나") -> None:
    """터미널에서 대화해요. 파이프로 주면 한 줄에 한 마디씩 읽어요."""
    log_level("CRITICAL")  # a person at a terminal reads replies, not logs
    _to_the_end(_chat(read_settings(), as_))


def run(
    line: Annotated[str, typer.Argument(help="실행할 한 줄, 또는 - (표준 입력에서 여러 줄)")],
    as_: As = "나",
    as_json: Annotated[bool, typer.Option("--json", help="결과를 JSON으로 보여 줘요.")] = False,  # noqa: FBT002 - typer makes it a flag
) -> None:
    """학습자의 연습장에서 한 줄을 실행하고, 얼굴이 보여 줄 것을 그대로 보여 줘요."""
    log_level("CRITICAL")  # a person at a terminal reads replies, not logs
    text = sys.stdin.read() if line == "-" else line
    sys.exit(_to_the_end(_run(read_settings(), as_, text, as_json=as_json)))


def serve() -> None:
    """디스코드 봇을 켜요. DISCORD_TOKEN 이 필요해요."""
    settings = read_settings()
    token = settings.token()
    asyncio.run(_serve(settings, token))


def ask(
    question: Annotated[str, typer.Argument(help="질문")] = "",
    jsonl: Annotated[str, typer.Option("--jsonl", help="한 줄에 JSON 하나. - 는 표준 입력")] = "",
    lesson: Annotated[str, typer.Option("--lesson", help="이 강의에서만 찾아요.")] = "",
) -> None:
    """강의에서 답을 찾아 보여 줘요."""
    settings = read_settings()
    library = load_library(settings)
    answers = Engine.build(library.course, Morphemes(), settings.caches)
    if not jsonl:
        sys.stdout.write(plain_answers(answers.ask(question, lesson or None)) + "\n")
        return
    source = sys.stdin.buffer if jsonl == "-" else Path(jsonl).open("rb")  # noqa: SIM115 - to the program's end
    # What is no UTF-8 is one bad line, not the end of all.
    lines = TextIOWrapper(source, encoding="utf-8-sig", errors="surrogateescape")
    refused: list[GoraeError] = []

    def refuse(error: GoraeError) -> None:
        refused.append(error)
        sys.stderr.write(error_text(error) + "\n")

    for line in ask_lines(answers, lines, plain_answers, lesson or None, refuse=refuse):
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
    sys.exit(1 if refused else 0)


def policy(jsonl: Annotated[Path, typer.Option("--jsonl", help="한 줄에 JSON 하나. - 는 표준 입력")]) -> None:
    """명령 줄이 허용되는지 알려 줘요. 엔진이 없어도 돼요."""
    lines = sys.stdin if str(jsonl) == "-" else jsonl.open(encoding="utf-8")
    settings = read_settings()
    told = {text.key: text for text in load_library(settings).course.refusals}
    rules = policy_of(settings.images)
    for answer in policy_lines(lines, rules, lambda refusal: refusal_text(refusal, told.get(refusal.key))):
        sys.stdout.write(answer + "\n")
        sys.stdout.flush()


async def _chat(settings: Settings, name: str) -> None:
    async with _product(settings, kind="chat") as product:
        if product.door.service is None:
            sys.stderr.write(trouble_text(product.door.trouble.key, product.door.trouble.values) + "\n\n")
        member = await product.learners.local(name)
        pictures = settings.data_folder / "pictures"
        prompt: Prompt
        screen: Screen
        keyboard: Keyboard | None = None
        if sys.stdin.isatty() and sys.stdout.isatty():
            completer = ConversationCompleter(product.conversation, member)
            prompt = TerminalPrompt(settings.data_folder / "history", completer)
            screen = RichScreen(Console(), pictures)
            keyboard = Keyboard(product.attach, product.workspace)
            screen.show(welcome(name))
            screen.finish()
        else:
            prompt, screen = PipePrompt(sys.stdin), PlainScreen(sys.stdout, pictures)
        await TerminalFace(product.conversation, member, prompt, screen, keyboard).run()


async def _serve(settings: Settings, token: SecretStr) -> None:
    metrics = Metrics()
    async with _product(settings, kind="serve", meter=metrics) as product:
        await serve_discord(settings, token, product, metrics)


async def _run(settings: Settings, name: str, text: str, *, as_json: bool) -> int:
    async with _product(settings, kind="run") as product:
        member = await product.learners.local(name)
        if (practice := product.door.service) is None:
            trouble = product.door.trouble
            sys.stderr.write(trouble_text(trouble.key, trouble.values) + "\n")
            return EX_UNAVAILABLE
        last: PracticeUpdate = Failed("engine_unreachable")
        async for update in practice.run(member, text):
            last = update
        if as_json:
            result = {"type": type(last).__name__.lower(), **dataclasses.asdict(last)}
            sys.stdout.write(json.dumps(result, ensure_ascii=False, default=str) + "\n")
        else:
            reply = render_update(last, product.course())
            if isinstance(last, Finished):
                reply = await product.after(member, text, last, reply)
            sys.stdout.write(plain(reply, settings.data_folder / "pictures") + "\n")
        return last.exit_code if isinstance(last, Finished) else EX_UNAVAILABLE


@asynccontextmanager
async def _product(settings: Settings, *, kind: str, meter: Meter = SILENT) -> AsyncIterator[Product]:
    wait, linger, spares = (RUN_WAIT_SECONDS, RUN_LINGER_SECONDS, 0) if kind == "run" else (0.0, 0.0, 0)
    if kind == "serve":
        spares = settings.warm_sandboxes
    if settings.engine == "compose" or (settings.engine == "auto" and os.geteuid() != 0):
        settings = await with_deployment(settings, may_ask=kind == "chat" and sys.stdin.isatty())
    with running(settings.data_folder / "gorae.lock", kind=kind, wait_seconds=wait), progress() as teller:
        async with opened(
            settings, SystemClock(), teller.tell, linger_seconds=linger, spares=spares, meter=meter
        ) as product:
            if kind != "serve":
                await product.door.settled.wait()
            teller.finish()
            yield product


def _to_the_end(work: Coroutine[Any, Any, T]) -> T:
    """Run to the end; SIGTERM and Ctrl-C end it in order, with a line that says so and the shell's status for them."""
    try:
        return asyncio.run(_until_stopped(work))
    except asyncio.CancelledError:
        number = signal.SIGTERM
    except KeyboardInterrupt:
        number = signal.SIGINT
    sys.stderr.write(say("operator", "stopped") + "\n")
    sys.exit(128 + number)


async def _until_stopped(work: Coroutine[Any, Any, T]) -> T:
    task = asyncio.ensure_future(work)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    return await task
