"""Every alert as Prometheus' own tool sees it over hours: silent before its time, and firing when its time is over."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
import yaml

from tests.prometheus import DEPLOY, program

ALERTS = yaml.safe_load((DEPLOY / "alerts.yml").read_text("utf-8"))["groups"][0]["rules"]
SLOW = [f'gorae_acknowledgement_seconds_bucket{{kind="ask",le="{bound}"}}' for bound in ("1.0", "2.0", "+Inf")]
# Alert → what is wrong from the first minute on (`start+step x minutes`), the last silent minute, the first loud one.
CASES: dict[str, tuple[dict[str, str], int, int]] = {
    "BotDown": ({'up{job="gorae"}': "0x400"}, 1, 2),
    "DiscordDown": ({"gorae_discord_up": "0x400"}, 4, 5),
    "EngineDown": ({"gorae_engine_up": "0x400"}, 4, 5),
    "DatabaseDown": ({"gorae_database_up": "0x400"}, 0, 1),
    "SlowAcknowledgement": (dict(zip(SLOW, ("0x400", "0+10x400", "0+10x400"), strict=True)), 10, 11),
    "SandboxQueue": ({"gorae_queue": "1x400"}, 4, 5),
    "Failures": ({'gorae_failures_total{kind="run"}': "0 0 0 0 0 4x400"}, 4, 6),
    "RateLimited": ({'gorae_discord_responses_total{kind="429"}': "0 0 0 0 0 12x400"}, 4, 6),
    "LettersGivenUp": ({'gorae_letters_total{kind="given-up"}': "0 0 0 0 0 1x400"}, 4, 6),
    "BackupOld": ({"gorae_backup_age_seconds": "172000+60x400"}, 73, 74),
    "ContentBroken": ({"gorae_content_problems": "1x400"}, 9, 10),
}
FINE = {
    'up{job="gorae"}': "1x400",
    "gorae_discord_up": "1x400",
    "gorae_engine_up": "1x400",
    "gorae_database_up": "1x400",
    "gorae_queue": "0x400",
    "gorae_backup_age_seconds": "60x400",
    "gorae_content_problems": "0x400",
    'gorae_failures_total{kind="run"}': "3x400",
    'gorae_letters_total{kind="given-up"}': "1x400",
}


def judged(folder: Path, series: dict[str, str], expected: list[dict[str, object]]) -> str:
    """Return what `promtool test rules` says of the deployment's alerts over these series; nothing when all holds."""
    test = {
        "rule_files": [str(DEPLOY / "alerts.yml")],
        "evaluation_interval": "1m",
        "tests": [
            {
                "interval": "1m",
                "input_series": [{"series": name, "values": values} for name, values in series.items()],
                "alert_rule_test": expected,
            }
        ],
    }
    (folder / "test.yml").write_text(yaml.safe_dump(test, allow_unicode=True), "utf-8")
    ran = subprocess.run(  # noqa: S603 - Debian's own
        [program("promtool"), "test", "rules", str(folder / "test.yml")], capture_output=True, text=True, check=False
    )
    return "" if ran.returncode == 0 else ran.stdout + ran.stderr


def test_every_alert_has_a_case() -> None:
    assert {rule["alert"] for rule in ALERTS} == set(CASES)


@pytest.mark.parametrize("rule", ALERTS, ids=lambda rule: rule["alert"])
def test_an_alert_fires_when_its_time_is_over_and_not_before(rule: dict[str, object], tmp_path: Path) -> None:
    name = str(rule["alert"])
    series, silent, loud = CASES[name]
    told = {
        "exp_labels": {**rule["labels"], **({"job": "gorae"} if name == "BotDown" else {})},  # type: ignore[dict-item]
        "exp_annotations": rule["annotations"],
    }
    before: dict[str, object] = {"eval_time": f"{silent}m", "alertname": name, "exp_alerts": []}
    after: dict[str, object] = {"eval_time": f"{loud}m", "alertname": name, "exp_alerts": [told]}
    assert judged(tmp_path, series, [before, after]) == ""


def test_nothing_fires_while_all_is_well(tmp_path: Path) -> None:
    expected: list[dict[str, object]] = [
        {"eval_time": f"{minute}m", "alertname": name, "exp_alerts": []} for name in CASES for minute in (0, 90, 300)
    ]
    assert judged(tmp_path, FINE, expected) == ""
