"""What Grafana is given: the dashboard read by its own models, the other files by their documented fields."""

from __future__ import annotations

import copy
import json
from enum import Enum
from pathlib import Path
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import pytest
import yaml
from grafana_foundation_sdk.cog import plugins
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models.dashboard import Dashboard

PROJECT = Path(__file__).parents[2]
GRAFANA = PROJECT / "deploy" / "grafana"
SERVICES = yaml.safe_load((PROJECT / "docker-compose.yml").read_text("utf-8"))["services"]
# Grafana's page "Provision Grafana": what a data source and a provider of dashboards may say.
SOURCE = {
    *("name", "type", "access", "orgId", "uid", "url", "user", "database", "basicAuth", "basicAuthUser"),
    *("withCredentials", "isDefault", "jsonData", "secureJsonData", "version", "editable"),
}
PROVIDER = {
    *("name", "orgId", "folder", "folderUid", "type", "disableDeletion", "updateIntervalSeconds", "allowUiUpdates"),
    "options",
}


def kept() -> Any:  # noqa: ANN401 - JSON
    return json.loads((GRAFANA / "dashboards" / "gorae.json").read_text("utf-8"))


def provisioned(name: str) -> Any:  # noqa: ANN401 - YAML
    return yaml.safe_load((GRAFANA / "provisioning" / name).read_text("utf-8"))


def lost(told: object, read: object, place: str = "") -> list[str]:
    """Return where something of `told` is not in `read`; what Grafana adds by itself is no loss."""
    if isinstance(told, dict) and isinstance(read, dict):
        return [at for key in told for at in lost(told[key], read.get(key), f"{place}.{key}")]
    if isinstance(told, list) and isinstance(read, list) and len(told) == len(read):
        return [
            at for number, pair in enumerate(zip(told, read, strict=True)) for at in lost(*pair, f"{place}.{number}")
        ]
    return [] if told == read else [place]


def misfits(value: Any, hint: Any, place: str = "") -> list[str]:  # noqa: ANN401 - any field of any model
    """Return where a value is not of the type that the model's field has."""
    origin, args = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return min((misfits(value, arg, place) for arg in args), key=len)
    if origin is list and isinstance(value, list):
        return [at for one in value for at in misfits(one, args[0], place)]
    if origin is dict and isinstance(value, dict):
        return [at for key, one in value.items() for at in misfits(one, args[1], f"{place}.{key}")]
    if hasattr(hint, "from_json"):
        model = hint.from_json(value) if isinstance(value, dict) else value
        hints = get_type_hints(hint)
        fields = vars(model).items() if isinstance(model, hint) else ()
        return (
            [at for name, one in fields for at in misfits(one, hints[name], f"{place}.{name}")] if fields else [place]
        )
    return [] if is_plain(value, hint) else [place]


def is_plain(value: object, hint: Any) -> bool:  # noqa: ANN401
    """Return whether a value is one of a type without fields."""
    if hint in (Any, object):
        return True
    if get_origin(hint) is Literal:
        return value in get_args(hint)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return value in {member.value for member in hint}
    return isinstance(value, (int, float) if hint is float else get_origin(hint) or hint)


def read(told: dict[str, object]) -> tuple[object, list[str]]:
    """Return a dashboard as Grafana's models write it again, and what they cannot hold."""
    plugins.register_default_plugins()
    model = Dashboard.from_json(told)
    return json.loads(JSONEncoder(sort_keys=True).encode(model)), misfits(model, Dashboard)


def test_grafanas_own_models_read_the_dashboard_and_lose_nothing() -> None:
    written, unfit = read(kept())
    assert lost(kept(), written) == []
    assert unfit == []


@pytest.mark.parametrize(
    ("place", "wrong"),
    [
        (("panels", 0, "gridpos"), {"x": 0}),
        (("panels", 4, "fieldConfig", "defaults", "units"), "s"),
        (("panels", 0, "fieldConfig", "defaults", "thresholds", "mode"), "absolut"),
        (("panels", 0, "gridPos", "w"), "8"),
        (("panels", 3, "transformations", 0, "id"), 7),
        (("refresh",), 30),
    ],
)
def test_a_misspelled_field_or_a_wrong_value_is_seen(place: tuple[str | int, ...], wrong: object) -> None:
    told = copy.deepcopy(kept())
    at = told
    for step in place[:-1]:
        at = at[step]
    at[place[-1]] = wrong
    written, unfit = read(told)
    assert lost(told, written) or unfit


def test_the_data_source_is_the_one_that_every_panel_asks() -> None:
    said = provisioned("datasources/prometheus.yml")
    (source,) = said["datasources"]
    assert said["apiVersion"] == 1
    assert set(source) <= SOURCE
    assert (source["access"], source["url"]) == ("proxy", "http://prometheus:9090")
    assert "prometheus" in SERVICES
    panels = kept()["panels"]
    assert [panel["datasource"] for panel in panels] == [{"type": source["type"], "uid": source["uid"]}] * len(panels)


def test_the_dashboards_folder_is_where_compose_puts_it() -> None:
    said = provisioned("dashboards/gorae.yml")
    (provider,) = said["providers"]
    assert said["apiVersion"] == 1
    assert set(provider) <= PROVIDER
    assert (provider["type"], set(provider["options"])) == ("file", {"path"})
    mounted = dict(volume.split(":")[:2] for volume in SERVICES["grafana"]["volumes"])
    assert mounted["./deploy/grafana/dashboards"] == provider["options"]["path"]
    for name in ("datasources", "dashboards"):  # where the hub's image looks for them
        assert mounted[f"./deploy/grafana/provisioning/{name}"] == f"/etc/grafana/provisioning/{name}"
