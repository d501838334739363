"""The likely next step after a command that went well: one whole line, or none."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from sandbox.policy.image_names import short_name
from sandbox.policy.plan import Command, Plan

_PORT = re.compile(r"(?:(?:0\.0\.0\.0|127\.0\.0\.1):)?(?P<host>\d+):(?P<inner>\d+)(?:/tcp)?")


def next_line(plan: Plan) -> str:
    """Return the line that is likely to come next, or "" where nothing follows by itself.

    It looks at the last command alone, and only where that stands without pipes and without values that are filled in
    when it runs.
    """
    commands = plan.steps[-1].pipeline.commands
    last = commands[-1]
    is_help = any(option.name == "--help" for option in last.options)
    if len(commands) != 1 or is_help or not all(word.is_plain for word in last.argv):
        return ""
    follow = _NEXT.get(last.name)
    return follow(last) if follow else ""


def _value(command: Command, name: str) -> str:
    return next((option.value or "" for option in command.options if option.name == name), "")


def _has(command: Command, name: str) -> bool:
    return any(option.name == name for option in command.options)


def _after_run(command: Command) -> str:
    if not _has(command, "--detach"):
        return "docker ps -a"
    port = _PORT.fullmatch(_value(command, "--publish"))
    if port and port["inner"] in ("80", "8080", "3000", "8000"):
        return f"curl localhost:{port['host']}"
    name = _value(command, "--name")
    return f"docker logs {name}" if name else "docker ps"


def _after_pull(command: Command) -> str:
    name = short_name(command.arguments[0])
    if name in ("hello-world", "busybox", "debian", "python"):
        return f"docker run --rm {command.arguments[0]}"
    return f"docker run -d --name my-{name.rsplit('/', 1)[-1]} {command.arguments[0]}"


def _after_build(command: Command) -> str:
    tag = _value(command, "--tag")
    return f"docker run --rm {tag}" if tag else "docker images"


def _on_first(form: str) -> Callable[[Command], str]:
    """Return the form with the first argument in its place, or nothing where there are more."""

    def follow(command: Command) -> str:
        return form.format(command.arguments[0]) if len(command.arguments) == 1 else ""

    return follow


def _always(line: str) -> Callable[[Command], str]:
    return lambda _: line


_NEXT: Mapping[str, Callable[[Command], str]] = {
    "docker pull": _after_pull,
    "docker run": _after_run,
    "docker create": lambda command: f"docker start {name}" if (name := _value(command, "--name")) else "docker ps -a",
    "docker start": _on_first("docker logs {}"),
    "docker stop": _on_first("docker rm {}"),
    "docker kill": _on_first("docker rm {}"),
    "docker pause": _on_first("docker unpause {}"),
    "docker rm": _always("docker ps -a"),
    "docker rmi": _always("docker images"),
    "docker tag": _always("docker images"),
    "docker build": _after_build,
    "docker commit": lambda command: f"docker run --rm {command.arguments[1]}" if len(command.arguments) > 1 else "",
    "docker save": lambda command: f"docker load -i {path}" if (path := _value(command, "--output")) else "",
    "docker load": _always("docker images"),
    "docker volume create": _on_first("docker volume inspect {}"),
    "docker volume rm": _always("docker volume ls"),
    "docker network create": _on_first("docker run -d --network {} --name web nginx"),
    "docker network connect": lambda command: f"docker network inspect {command.arguments[0]}",
    "docker network rm": _always("docker network ls"),
    "docker rename": lambda command: f"docker inspect {command.arguments[1]}",
    "docker compose up": _always("docker compose ps"),
    "docker compose ps": _always("docker compose logs"),
    "docker compose down": _always("docker ps -a"),
    "docker container prune": _always("docker ps -a"),
    "docker image prune": _always("docker images"),
    "docker volume prune": _always("docker volume ls"),
    "docker system prune": _always("docker system df"),
}
