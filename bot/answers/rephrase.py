"""Rephrasing by a language model: optional, off by default, checked, and never waited for long.

Any server that speaks OpenAI's chat completions will do (a local Ollama or llama.cpp too). It is given the passages
that were found and nothing else; what comes back is checked by `kept`; any failure leaves the answer as it was.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace

import aiohttp
from pydantic import SecretStr

from bot.answers.answer import Answer, Decision, Shape
from bot.answers.kept import kept
from bot.answers.question import Reader

MOST_BYTES = 65_536  # of a reply
PROSE = frozenset({"paragraph", "item"})
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Rephraser:
    """A chat completions endpoint: its base address (`http://127.0.0.1:11434/v1`), model, key and patience.

    `order` tells the model what to do.
    """

    url: str
    model: str
    key: SecretStr
    seconds: float
    order: str

    async def rephrase(self, answer: Answer, reader: Reader) -> Answer:
        """Return the answer with `rephrased` filled in, or as it is where that fails or nothing of it may be shown."""
        told = [passage.text for passage in answer.passages if passage.form in PROSE]
        is_prose = answer.decision is Decision.ANSWER and answer.shape is not Shape.ERROR and not answer.columns
        if not is_prose or not told:
            return answer
        try:
            said = await self._complete(answer.question, told)
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError, LookupError, TypeError) as error:
            _log.warning("no rephrasing: %s", type(error).__name__)
            return answer
        text = kept(said, told, lambda text: _matter(reader, text), answer.question)
        return replace(answer, rephrased=text)

    async def _complete(self, question: str, passages: Sequence[str]) -> str:
        matter = json.dumps({"question": question, "passages": passages}, ensure_ascii=False)
        messages = [{"role": "system", "content": self.order}, {"role": "user", "content": matter}]
        body = {"model": self.model, "messages": messages, "temperature": 0, "max_tokens": 400, "stream": False}
        key = self.key.get_secret_value()
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        limit = aiohttp.ClientTimeout(total=self.seconds)
        address = f"{self.url.rstrip('/')}/chat/completions"
        async with (
            aiohttp.ClientSession(timeout=limit, headers=headers) as session,
            session.post(address, json=body, allow_redirects=False) as reply,
        ):
            reply.raise_for_status()
            raw = await reply.content.read(MOST_BYTES)
            while len(raw) < MOST_BYTES and (more := await reply.content.read(MOST_BYTES)):
                raw += more
        said = json.loads(raw)["choices"][0]["message"]["content"]
        if not isinstance(said, str):
            raise TypeError(said)
        return said


def _matter(reader: Reader, text: str) -> set[str]:
    """Return the content of a text as features; a command by whatever name it has."""
    return {feature for feature in reader.plain_anew(text) if not feature.startswith("s:")}
