"""A person's prompt: history and completion by prompt_toolkit."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path

from prompt_toolkit import PromptSession
from prompt_toolkit.auto_suggest import AutoSuggestFromHistory
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.history import FileHistory

from bot.core.people import Member
from bot.talk.port import Conversation
from bot.talk.verbs import VERBS


class ConversationCompleter(Completer):
    """Slash commands, and what the conversation knows of a command line being typed."""

    def __init__(self, conversation: Conversation, member: Member) -> None:
        self._conversation = conversation
        self._member = member

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> list[Completion]:
        """Complete nothing synchronously."""
        del document, complete_event
        return []

    async def get_completions_async(
        self, document: Document, complete_event: CompleteEvent
    ) -> AsyncGenerator[Completion, None]:
        """Complete the line up to the cursor."""
        del complete_event
        text = document.text_before_cursor
        if text.startswith("/") and " " not in text:
            for verb in VERBS:
                if verb.korean.startswith(text[1:]) or verb.name.startswith(text[1:]):
                    yield Completion(f"/{verb.korean}", start_position=-len(text), display_meta=verb.name)
        elif text.startswith("docker"):
            for option in await self._conversation.complete(self._member, "run", "command", text):
                yield Completion(option.value, start_position=-len(text), display_meta=option.description)


class TerminalPrompt:
    """Asks at the terminal; `None` at Ctrl-D or Ctrl-C."""

    def __init__(self, history: Path, completer: Completer) -> None:
        history.parent.mkdir(parents=True, exist_ok=True)
        history.touch(mode=0o600)
        self._session: PromptSession[str] = PromptSession(
            history=FileHistory(str(history)),
            auto_suggest=AutoSuggestFromHistory(),
            completer=completer,
            complete_while_typing=False,
        )

    async def line(self, message: str) -> str | None:
        """Return the next message."""
        try:
            return await self._session.prompt_async(message)
        except (EOFError, KeyboardInterrupt):
            return None
