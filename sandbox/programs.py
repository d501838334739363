"""Programs of our own choosing in a learner's sandbox, beside the learner's lines."""

from __future__ import annotations

from sandbox.engine import Errors, Output, Request, Runner
from sandbox.limits import Limits

OK, FAILED = 0, 1
HOME = "/home/learner"
# `docker kill` is done when the signal is sent: the container ends after that, and one with `--rm` goes later still.
_END = """
docker kill "$1"
while [ "$(docker inspect --format '{{or .State.Running .HostConfig.AutoRemove}}' "$1")" = true ]; do sleep 0.1; done
"""
# The client's settings lie where no learner's container can write: a bind of the home folder may not change what
# the next `docker` runs.
ENVIRONMENT: tuple[tuple[str, str], ...] = (
    ("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"),
    ("HOME", HOME),
    ("USER", "learner"),
    ("LANG", "C.UTF-8"),
    ("TERM", "xterm"),
    ("DOCKER_CONFIG", "/etc/gorae/docker"),
    ("BUILDX_CONFIG", "/tmp/buildx"),  # noqa: S108  the sandbox's own
    ("DOCKER_CLI_HINTS", "false"),
)


def absolute(path: str) -> str:
    """Return a path of the workspace as programs there know it."""
    return f"{HOME}/{path}" if path and not path.startswith("/") else path or HOME


async def read_output(
    runner: Runner, argv: tuple[str, ...], limits: Limits, stdin: bytes = b"", seconds: float = 10.0
) -> tuple[int, str]:
    """Run a program of our own choosing for at most `seconds`; return its exit code and standard output.

    Raises `SandboxGoneError`.
    """
    request = Request(
        commands=(argv,),
        errors=(Errors.HIDDEN,),
        deadline_seconds=min(seconds, limits.command_seconds),
        output_bytes=1 << 20,
        output_bytes_a_second=1 << 24,
        stdin=stdin,
        environment=ENVIRONMENT,
    )
    printed, code = bytearray(), FAILED
    async for event in runner.run(request):
        if isinstance(event, Output):
            printed += event.content
        else:
            code = event.exit_code
    return code, printed.decode(errors="replace")


async def end_container(runner: Runner, container_file: str, limits: Limits) -> None:
    """End the container whose `docker run` was ended: left alone it would go on with nobody looking.

    It has ended when this returns, and is gone where it was to be removed, unless the engine takes very long.
    `container_file` is where `docker run --cidfile` wrote its id. Raises `SandboxGoneError`.
    """
    code, container = await read_output(runner, ("cat", container_file), limits)
    if code == OK and container.isalnum():
        await read_output(runner, ("sh", "-c", _END, "sh", container), limits)
