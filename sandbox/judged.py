"""Compose reads copies of the files that were judged, where no container of the learner's can write.

Between a look and compose's own reading, a container that has the workspace bound could put other files in their place.
What is said of the copies is shown with the names that they have in the workspace.
"""

from __future__ import annotations

import io
import re
import tarfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from sandbox.engine import Output, Runner, Stream
from sandbox.errors import SandboxError
from sandbox.limits import Limits
from sandbox.policy.looked_at import Project
from sandbox.policy.plan import Command, Word
from sandbox.programs import HOME, OK, absolute, read_output

_COPIES: Final = b"/tmp/judged."
_COPY: Final = re.compile(re.escape(_COPIES) + rb"\w{6}")
_LONGEST: Final = len(_COPIES) + 6
# A command reads its files as it starts: what was copied for earlier ones is not needed any more.
_KEEP: Final = """
find /tmp -maxdepth 1 -name 'judged.*' -mmin +10 -exec rm -rf '{}' +
folder=$(mktemp -d /tmp/judged.XXXXXX) && tar -xf - -C "$folder" && echo "$folder"
"""
_REPLACED: Final = ("--env-file=", "--file=", "--project-directory=")


async def read_copies(runner: Runner, limits: Limits, command: Command, project: Project) -> Command:
    """Return a compose command that reads copies of its project's files.

    Names in the files, and the project's own, mean what they meant: its folder stays. Where there is no project, none
    may come to be there either.

    Raises:
        SandboxError: `file_not_written` where there is no room, or the sandbox is gone.

    """
    code, said = await read_output(runner, ("sh", "-c", _KEEP), limits, _pack(project.texts))
    if code != OK:
        raise SandboxError("file_not_written", {"path": "compose.yaml"})
    place = said.strip()
    flags = [
        *(f"--env-file={place}/{path}" for path in project.env_files),
        *(f"--file={place}/{path}" for path in project.files),
        f"--project-directory={absolute(project.folder) if project.files else place}",
    ]
    words = [word for at, word in enumerate(command.argv) if at > _own(command) or not word.text.startswith(_REPLACED)]
    return replace(command, argv=(*words[:2], *(Word((flag,)) for flag in flags), *words[2:]))


def _own(command: Command) -> int:
    """Return the place of the compose command's name: what stands in front of it is compose's own."""
    return next(at for at, word in enumerate(command.argv) if at > 1 and not word.text.startswith("-"))


def _pack(texts: Mapping[str, str]) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for path, text in texts.items():
            content = text.encode()
            member = tarfile.TarInfo(path)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return packed.getvalue()


def with_own_names(content: bytes) -> bytes:
    """Return what was printed with the workspace's names in place of the copies'."""
    return _COPY.sub(HOME.encode(), content)


class OwnNames:
    """The same for output that comes in pieces, which may end within a name."""

    def __init__(self) -> None:
        self._held: dict[Stream, bytes] = {}

    def read(self, output: Output) -> Output:
        """Return a piece of output; where it ends in what may be the beginning of a name, that is kept for the next."""
        content = with_own_names(self._held.pop(output.stream, b"") + output.content)
        begun = next((size for size in range(min(_LONGEST, len(content)), 0, -1) if _may_begin(content[-size:])), 0)
        if begun:
            self._held[output.stream] = content[-begun:]
        return Output(output.stream, content[: len(content) - begun])

    def rest(self) -> Iterator[Output]:
        """Yield what was kept: nothing follows."""
        yield from (Output(stream, content) for stream, content in self._held.items())
        self._held.clear()


def _may_begin(end: bytes) -> bool:
    return len(end) < _LONGEST and _COPIES.startswith(end[: len(_COPIES)])
