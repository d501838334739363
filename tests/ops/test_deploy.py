"""What is deployed: dashboard and alerts ask for what we tell, settings are described, systemd reads the unit."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest
import yaml

from bot.ops.metrics import COUNTS, GAUGES, TIMES
from scripts.dashboard import FIRING, dashboard

PROJECT = Path(__file__).parents[2]
ALERTS = yaml.safe_load((PROJECT / "deploy/prometheus/alerts.yml").read_text("utf-8"))["groups"][0]["rules"]
TOLD = (
    {f"gorae_{name}_total" for name in COUNTS}
    | {f"gorae_{name}_bucket" for name in TIMES}
    | {f"gorae_{name}" for name in GAUGES}
)


def asked_for(text: str) -> set[str]:
    return set(re.findall(r"gorae_[a-z_]+", text))


def test_the_dashboard_shows_every_figure_there_is_and_no_other() -> None:
    shown = json.dumps(dashboard())
    assert asked_for(shown) == TOLD


def test_the_dashboard_shows_what_fires() -> None:
    (panel,) = (panel for panel in dashboard()["panels"] if "ALERTS" in json.dumps(panel))  # type: ignore[attr-defined]
    assert panel["targets"][0]["expr"] == FIRING


def test_no_panel_covers_another() -> None:
    cells = [
        (x, y)
        for at in (panel["gridPos"] for panel in dashboard()["panels"])  # type: ignore[attr-defined]
        for x in range(at["x"], at["x"] + at["w"])
        for y in range(at["y"], at["y"] + at["h"])
    ]
    assert len(cells) == len(set(cells))


def test_the_dashboard_in_the_repository_is_the_one_the_script_writes() -> None:
    kept = json.loads((PROJECT / "deploy/grafana/dashboards/gorae.json").read_text("utf-8"))
    assert kept == dashboard()


@pytest.mark.parametrize("rule", ALERTS, ids=lambda rule: rule["alert"])
def test_an_alert_asks_for_figures_we_tell_and_its_runbook_is_there(rule: dict[str, object]) -> None:
    assert asked_for(str(rule["expr"])) <= TOLD
    page, _, anchor = str(rule["annotations"]["runbook_url"]).partition("#")  # type: ignore[index]
    assert page.startswith("file:///opt/gorae/")  # where docs/operations.md puts the repository
    place = PROJECT / page.removeprefix("file:///opt/gorae/")
    headings = re.findall(r"^#+ (.+)$", place.read_text("utf-8"), flags=re.MULTILINE)
    assert anchor in {heading.strip().lower() for heading in headings}


def test_every_setting_of_the_compose_file_is_described() -> None:
    asked = set(re.findall(r"\$\{(GORAE_\w+)", (PROJECT / "docker-compose.yml").read_text("utf-8")))
    described = set(re.findall(r"`(GORAE_\w+)[`=]", (PROJECT / "docs/operations.md").read_text("utf-8")))
    assert asked <= described


def verified(folder: Path, unit: str) -> str:
    """Return what systemd says of a unit whose programs are there; nothing when all is well."""
    file = folder / "gorae.service"
    file.write_text(unit.replace("/opt/gorae/.venv/bin/gorae", "/bin/true"), "utf-8")
    ran = subprocess.run(  # noqa: S603 - Debian's own
        ["/usr/bin/systemd-analyze", "verify", "--man=no", str(file)], capture_output=True, text=True, check=False
    )
    return ran.stdout + ran.stderr


def test_systemd_understands_every_line_of_the_unit(tmp_path: Path) -> None:
    unit = (PROJECT / "deploy/gorae.service").read_text("utf-8")
    assert verified(tmp_path, unit) == ""
    assert "Unknown key" in verified(tmp_path, unit.replace("RestartSec=", "RestartSecs="))
