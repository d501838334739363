"""The grammar of the engine itself, and what of docker is closed in practice."""

from __future__ import annotations

from sandbox.policy import kinds as k
from sandbox.policy.containers import asks
from sandbox.policy.formats import FORMAT
from sandbox.policy.grammar import Draft, Slot, Spec, many, matching, switch, takes


def _bounded(draft: Draft) -> None:
    if not draft.has("--until"):
        draft.deadline_seconds = draft.settings.follow_seconds


SPECS: tuple[Spec, ...] = (
    Spec("docker", (switch("--version", "-v"),)),
    Spec("docker help", (), (Slot("command", matching("docker command", r"[a-z][a-z-]*", "unknown-subcommand"), 0, 3),),
         has_help=False),
    Spec("docker version", (takes("--format", FORMAT, "-f"),)),
    Spec("docker info", (takes("--format", FORMAT, "-f"),), (), ("system info",)),
    Spec("docker system df", (takes("--format", FORMAT), switch("--verbose", "-v"))),
    Spec("docker system prune", (
        switch("--all", "-a"), switch("--force", "-f"), switch("--volumes"), many("--filter", k.FILTER),
    ), changes_state=True, finish=asks),
    Spec("docker events", (
        many("--filter", k.FILTER, "-f"), takes("--format", FORMAT), takes("--since", k.TIME), takes("--until", k.TIME),
    ), (), ("system events",), finish=_bounded),
    Spec("docker context ls", (takes("--format", FORMAT), switch("--quiet", "-q")), (), ("context list",)),
    Spec("docker context show", ()),
)  # fmt: skip

# Words that stand between `docker` and a command of a group.
GROUPS = ("builder", "buildx", "compose", "container", "context", "image", "network", "system", "volume")

CLOSED_COMMANDS: dict[str, str] = {
    "login": "login", "logout": "logout", "push": "push", "image push": "push", "compose push": "push",
    "search": "search", "attach": "attach", "container attach": "attach", "compose attach": "attach",
    "swarm": "swarm", "node": "swarm", "service": "swarm", "stack": "swarm", "secret": "swarm", "config": "swarm",
    "plugin": "plugin", "trust": "trust", "manifest": "manifest", "checkpoint": "checkpoint",
    "context": "context", "system dial-stdio": "docker-socket", "buildx": "buildx", "builder": "buildx",
    "scan": "scout", "scout": "scout", "sbom": "scout", "desktop": "desktop", "extension": "desktop",
    "init": "desktop",
    "dev": "desktop", "debug": "desktop", "model": "desktop", "ai": "desktop", "volume update": "swarm",
    "compose watch": "compose-watch", "compose publish": "push", "compose alpha": "compose-watch",
    "compose bridge": "compose-watch", "dockerd": "daemon",
}  # fmt: skip

CLOSED_GLOBALS: dict[str, str] = {
    "-H": "remote-host", "--host": "remote-host", "-c": "context", "--context": "context", "--config": "client-config",
    "--tls": "remote-host", "--tlscacert": "remote-host", "--tlscert": "remote-host", "--tlskey": "remote-host",
    "--tlsverify": "remote-host", "-D": "client-debug", "--debug": "client-debug", "-l": "client-debug",
    "--log-level": "client-debug",
}  # fmt: skip
