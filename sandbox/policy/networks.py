"""The grammar of networks and volumes."""

from __future__ import annotations

from sandbox.policy import kinds as k
from sandbox.policy.containers import CONTAINER, asks
from sandbox.policy.formats import FORMAT
from sandbox.policy.grammar import Kind, Slot, Spec, Value, many, one_of, switch, takes
from sandbox.policy.settings import PolicySettings
from sandbox.policy.trouble import Refused

_DRIVERS = ("bridge",)
NETWORKS = Slot("network", k.NETWORK, 1, None)
VOLUMES = Slot("volume", k.VOLUME, 1, None)


def _new_network(text: str, settings: PolicySettings) -> Value:
    if text == "host":
        raise Refused("network-host", text)
    return k.NAME.read(text, settings)


_NETWORK = Slot("network", Kind("network", _new_network, takes_output=True))
_LIST = (switch("--quiet", "-q"), many("--filter", k.FILTER, "-f"), takes("--format", FORMAT))

SPECS: tuple[Spec, ...] = (
    Spec("docker network create", (
        takes("--driver", one_of("driver", *_DRIVERS, key="network-driver"), "-d"), many("--subnet", k.SUBNET),
        many("--gateway", k.IP), many("--ip-range", k.SUBNET), switch("--internal"), switch("--ipv6"),
        switch("--attachable"), many("--label", k.LABEL),
    ), (_NETWORK,), (), {
        "--opt": "network-options", "-o": "network-options", "--ipam-driver": "network-options",
        "--ipam-opt": "network-options", "--aux-address": "network-options", "--config-from": "swarm",
        "--config-only": "swarm", "--ingress": "swarm", "--scope": "swarm",
    }, changes_state=True),
    Spec("docker network connect", (
        many("--alias", k.NAME), takes("--ip", k.IP), takes("--ip6", k.IP), many("--link", k.OBJECT),
    ), (_NETWORK, CONTAINER), (), {"--driver-opt": "network-options", "--link-local-ip": "network-options"},
         changes_state=True),
    Spec("docker network disconnect", (switch("--force", "-f"),), (_NETWORK, CONTAINER), changes_state=True),
    Spec("docker network ls", (*_LIST, switch("--no-trunc")), (), ("network list",)),
    Spec("docker network inspect", (takes("--format", FORMAT, "-f"), switch("--verbose", "-v")), (NETWORKS,)),
    Spec("docker network rm", (switch("--force", "-f"),), (NETWORKS,), ("network remove",), changes_state=True),
    Spec("docker network prune", (switch("--force", "-f"), many("--filter", k.FILTER)), changes_state=True,
    finish=asks),
    Spec("docker volume create", (
        takes("--driver", one_of("driver", "local", key="volume-driver"), "-d"), takes("--name", k.VOLUME),
        many("--label", k.LABEL),
    ), (Slot("volume", k.VOLUME, 0, 1),), (), {
        "--opt": "volume-options", "-o": "volume-options", "--availability": "swarm", "--group": "swarm",
        "--scope": "swarm", "--secret": "swarm", "--sharing": "swarm", "--type": "swarm",
    }, changes_state=True),
    Spec("docker volume ls", _LIST, (), ("volume list",), {"--cluster": "swarm"}),
    Spec("docker volume inspect", (takes("--format", FORMAT, "-f"),), (VOLUMES,)),
    Spec("docker volume rm", (switch("--force", "-f"),), (VOLUMES,), ("volume remove",), changes_state=True),
    Spec("docker volume prune", (switch("--all", "-a"), switch("--force", "-f"), many("--filter", k.FILTER)),
         changes_state=True, finish=asks),
)  # fmt: skip
