"""Who runs the deployment on a server, by the commands of docs/operations.md."""

from __future__ import annotations

import io
import os
import tarfile
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.server import Server
from tests.engine_fixtures import PROJECT
from tests.fake_discord.server import TOKEN
from tests.storage.test_upgrade import NUMBERS

BOT_ID = 990
LATER = f"{NUMBERS[-1] + 1:04}"
"""The number of the next version's migration."""


class Operator:
    """Who runs the compose file on a server; `settings` are what stands in the file `.env`."""

    def __init__(self, server: Server, override: Path, project: str = "gorae", **settings: str) -> None:
        self._server = server
        self._override = override
        self._project = project
        self._settings = {"GORAE_ENGINE_MEMORY": "6g", **settings}

    async def compose(self, *words: str, typed: bytes = b"") -> str:
        """Run `docker compose WORDS` and return what it said; it must agree."""
        named = ("--project-name", self._project)
        files = (*named, "--file", str(PROJECT / "docker-compose.yml"), "--file", str(self._override))
        code, said = await self._server.docker("compose", *files, *words, typed=typed, environment=self._settings)
        if code != 0:
            _, told = await self._server.docker("compose", *files, "logs", "--tail=30", environment=self._settings)
            pytest.fail(f"{said}\n{told}")
        return said

    async def in_data(self, script: str, typed: bytes = b"") -> str:
        """Run a shell script in a container of the bot's own, at its data."""
        return await self.compose(
            *("run", "--rm", "--no-deps", "-T", "--quiet-pull", "--entrypoint", "sh", "bot", "-c", script), typed=typed
        )


def with_token(folder: Path) -> Path:
    """Make the folder of secrets as docs/operations.md (비밀을 파일로) says."""
    secrets = folder / "secrets"
    secrets.mkdir(mode=0o700)
    (secrets / "discord-token").touch(mode=0o600)
    (secrets / "discord-token").write_text(f"{TOKEN}\n")
    for path in (secrets, secrets / "discord-token"):
        os.chown(path, BOT_ID, BOT_ID)
    return secrets


async def build_newer(server: Server) -> None:
    """Make another image of the bot under the same name, with one more migration."""
    files = {
        "Dockerfile": f"FROM gorae-bot:deployed\nCOPY {LATER}_later.sql /app/bot/storage/migrations/\n",
        f"{LATER}_later.sql": "CREATE TABLE later (x INTEGER) STRICT;\nINSERT INTO later VALUES (1);\n",
    }
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for name, content in files.items():
            file = tarfile.TarInfo(name)
            file.size = len(content)
            archive.addfile(file, io.BytesIO(content.encode()))
    packed.seek(0)

    def make(api: Any) -> None:  # noqa: ANN401 - docker-py's client
        for _ in api.build(fileobj=packed, custom_context=True, tag="gorae-bot:deployed", rm=True):
            pass

    await server.client.call(make)
