"""The course tried on the real engine: practice and missions as `bot.lessons.replay` uses them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import sandbox
from bot.core.clock import Clock
from bot.core.people import Member
from bot.lessons.exercises import Mission
from bot.lessons.parse import Reading
from bot.lessons.problems import ContentProblem
from bot.lessons.replay import Judged, Replay, not_yet_good
from bot.lessons.scripts import scripts
from bot.missions import probe
from bot.missions.check import holds
from bot.missions.mission import fill
from bot.missions.service import fitting
from bot.practice.door import Door
from bot.practice.room import PracticeSettings, open_practice
from bot.practice.service import PracticeService
from bot.practice.updates import Finished, PracticeUpdate
from bot.storage.database import Database
from bot.talk.bench import PracticeBench
from bot.talk.cleaning import Appearance, clean, look
from sandbox.engine import Cause
from sandbox.limits import Limits
from sandbox.policy.settings import PolicySettings
from sandbox.supervisor.control import Progress

LANES: Final = 4  # much of a script is waiting: for a server to answer, a container to stop
COMMAND_SECONDS: Final = 120.0  # what is said is compared, not how fast a busy machine is
FIRST_LEARNER: Final = -900_001  # learners of the replay alone
# What a line leaves in the session, which is kept outside of the sandbox.
_LASTING: Final = re.compile(r"\b(cd|export|unset)\b|^\s*\w+=")
_DEEP: Final = re.compile(r"--pid=host\b")  # it may have ended the engine itself
_DECIDE: Final = ("image", "course_images", "policy")


class PracticeRunner:
    """One learner's sandbox, cleaned for the next script and given back for a new one where that does not do."""

    def __init__(self, practice: PracticeService, bench: PracticeBench, user_id: int) -> None:
        self._practice = practice
        self._bench = bench
        self._member = Member(user_id, f"replay{-user_id}")
        self._new: Appearance | None = None  # what the sandbox looked like when it was new
        self._is_lasting = False

    async def fresh(self, *, new: bool) -> None:
        """Clean the sandbox, or change it for a new one when `new` is asked for or something stays."""
        old = None if new or self._is_lasting else self._new
        if old is not None and await clean(self._bench, self._member.user_id, old):
            return
        await self.close()
        self._new = await look(self._bench, self._member.user_id)

    async def close(self) -> None:
        """Give the sandbox back."""
        await self._practice.reset(self._member.user_id)
        self._new, self._is_lasting = None, False

    async def run(self, line: str) -> tuple[int, str]:
        """Run a line under the policy; what is refused ends with 126 and says which rule."""
        self._is_lasting = self._is_lasting or bool(_LASTING.search(line))
        last: PracticeUpdate | None = None
        async for update in self._practice.run(self._member, line):
            last = update
        if isinstance(last, Finished):
            ended = "" if last.cause is Cause.EXIT else f"\n[{last.cause}]"
            return last.exit_code, "\n".join(step.text for step in last.steps) + ended
        return 126, repr(last)

    async def run_raw(self, line: str) -> tuple[int, str]:
        """Type a line in the sandbox as on a server of one's own; only the author's course has such lines."""
        self._is_lasting = self._is_lasting or bool(_DEEP.search(line))
        typed = ("bash", "-c", f"exec 2>&1 </dev/null\n{line}")
        ran = await self._bench.execute(self._member.user_id, typed, seconds=COMMAND_SECONDS)
        return ran.exit_code, ran.stdout.decode(errors="replace")

    async def write(self, path: str, text: str) -> None:
        """Put a file into the workspace."""
        await self._bench.write_file(self._member.user_id, path, text)

    async def judge(self, mission: Mission) -> Judged:
        """Look at the sandbox with the mission's checks."""
        wanted = fill(mission, {name: choices[0] for name, choices in mission.values.items()})
        whens = [hint.when for hint in wanted.hints if hint.when is not None]
        state = await probe.look(self._bench, self._member.user_id, [*wanted.checks, *whens])
        missing = tuple(check.id for check in wanted.checks if not holds(check, state))
        hint = fitting(wanted, state) if missing else None
        return Judged(missing, hint.id if hint else "")


@asynccontextmanager
async def rehearsal_room(
    data_folder: Path, clock: Clock, tell: Callable[[Progress], None], *, cache_folder: Path | None = None
) -> AsyncIterator[PracticeService]:
    """Open practice for a replay: no limit on commands a minute, a spare sandbox for each lane."""
    database = await Database.open(data_folder / "replay.db")
    settings = PracticeSettings(
        data_folder=data_folder,
        limits=Limits(commands_a_minute=100_000, command_seconds=COMMAND_SECONDS, live_sandboxes=2 * LANES + 1),
        policy=PolicySettings(),
        spares=LANES,
        cache_folder=cache_folder,
        takes_snapshots=False,  # nobody comes back to these sandboxes
    )
    try:
        async with open_practice(settings, database, clock, tell) as practice:
            yield practice
    finally:
        await database.close()


def still_to_run(reading: Reading, memory: Path, only: str = "") -> tuple[int, int]:
    """Return how many scripts whose name holds `only` there are, and how many of them have not gone well before."""
    wanted = [script for script in scripts(reading) if only in script.name]
    return len(wanted), len(not_yet_good(wanted, engine_version(), memory))


async def rehearse(
    reading: Reading,
    practice: PracticeService,
    clock: Clock,
    memory: Path,
    told: Callable[[str, Sequence[ContentProblem]], None],
    only: str = "",
) -> tuple[list[ContentProblem], int, int]:
    """Replay the course, or the scripts whose name holds `only`.

    Returns the problems, how many scripts there are, and how many of them were run: the rest went well before.
    """
    wanted = [script for script in scripts(reading) if only in script.name]
    replay = Replay(reading.course.errors, clock, engine=engine_version(), memory=memory, told=told)
    door = Door()
    door.service = practice
    bench = PracticeBench(door)
    runners = [PracticeRunner(practice, bench, FIRST_LEARNER - lane) for lane in range(LANES)]
    problems, ran = await replay.run(wanted, runners)
    for runner in runners:
        await runner.close()
    return problems, len(wanted), ran


def engine_version() -> str:
    """Return a hash of all that a sandbox is made of: its image, the course's images, and the policy."""
    root = Path(sandbox.__file__).parent
    digest = hashlib.sha256()
    for folder in _DECIDE:
        for path in sorted(path for path in (root / folder).rglob("*") if path.is_file() and path.suffix != ".pyc"):
            digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]
