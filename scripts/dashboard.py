"""Writes deploy/grafana/dashboards/gorae.json: `python -m scripts.dashboard`."""

from __future__ import annotations

import json
from pathlib import Path

TARGET = Path(__file__).parent.parent / "deploy" / "grafana" / "dashboards" / "gorae.json"
COLUMNS, WIDTH, HEIGHT = 3, 8, 7
TOP, ALERTS_HEIGHT = 4, 6
UP = [
    ("디스코드", "gorae_discord_up"),
    ("엔진", "gorae_engine_up"),
    ("데이터베이스", "gorae_database_up"),
]
FIRING = 'ALERTS{alertstate="firing"}'
GRAPHS: list[tuple[str, str, list[tuple[str, str]]]] = [
    ("요청 (1분에)", "short", [("sum by (kind) (rate(gorae_requests_total[5m])) * 60", "{{kind}}")]),
    (
        "대답을 시작하기까지 (p50, p99)",
        "s",
        [
            (f"histogram_quantile({q}, sum by (le) (rate(gorae_acknowledgement_seconds_bucket[5m])))", f"p{q[2:]}")
            for q in ("0.50", "0.99")
        ],
    ),
    (
        "첫 답까지 (p95, 명령마다)",
        "s",
        [("histogram_quantile(0.95, sum by (le, kind) (rate(gorae_first_reply_seconds_bucket[5m])))", "{{kind}}")],
    ),
    (
        "질문",
        "short",
        [("sum by (kind) (increase(gorae_answers_total[1h]))", "{{kind}}")],
    ),
    (
        "연습장",
        "short",
        [
            ("gorae_sandboxes_live", "쓰는 중"),
            ("gorae_sandboxes_warm", "준비된 것"),
            ("gorae_sandboxes_capacity", "가장 많이"),
            ("gorae_queue", "기다리는 사람"),
        ],
    ),
    (
        "연습장을 받기까지 (p95)",
        "s",
        [("histogram_quantile(0.95, sum by (le, kind) (rate(gorae_sandbox_start_seconds_bucket[15m])))", "{{kind}}")],
    ),
    ("명령 줄이 끝난 까닭", "short", [("sum by (kind) (increase(gorae_lines_total[1h]))", "{{kind}}")]),
    ("막힌 까닭", "short", [("topk(8, sum by (kind) (increase(gorae_refusals_total[1h])))", "{{kind}}")]),
    ("연습장이 끝난 까닭", "short", [("sum by (kind) (increase(gorae_sandboxes_ended_total[1h]))", "{{kind}}")]),
    ("디스코드의 대답", "short", [("sum by (kind) (rate(gorae_discord_responses_total[5m]))", "{{kind}}")]),
    (
        "디스코드 연결",
        "short",
        [
            ("sum by (kind) (increase(gorae_discord_connections_total[1h]))", "{{kind}}"),
            ("gorae_discord_latency_seconds", "왕복 (초)"),
        ],
    ),
    (
        "오류와 소식",
        "short",
        [
            ("sum(increase(gorae_failures_total[1h]))", "오류"),
            ("sum by (kind) (increase(gorae_letters_total[1h]))", "소식 {{kind}}"),
            ("gorae_content_problems", "강의 파일의 문제"),
        ],
    ),
    ("마지막 백업", "s", [("gorae_backup_age_seconds", "지난 시간")]),
    ("켜지는 데 걸린 시간", "s", [("gorae_start_seconds", "초")]),
]


def dashboard() -> dict[str, object]:
    """Return the dashboard as Grafana reads it."""
    panels: list[dict[str, object]] = []
    for place, (title, metric) in enumerate(UP):
        mapping = {"type": "value", "options": {"0": {"text": "꺼짐"}, "1": {"text": "켜짐"}}}
        defaults = {"mappings": [mapping], "thresholds": {"mode": "absolute", "steps": [
            {"color": "red", "value": None}, {"color": "green", "value": 1},
        ]}}  # fmt: skip
        panels.append(_panel(title, "stat", [(metric, "")], place, 0, TOP) | {"fieldConfig": {"defaults": defaults}})
    panels.append(_alerts())
    for number, (title, unit, queries) in enumerate(GRAPHS):
        row, place = divmod(number, COLUMNS)
        panel = _panel(title, "timeseries", queries, place, TOP + ALERTS_HEIGHT + row * HEIGHT, HEIGHT)
        panels.append(panel | {"fieldConfig": {"defaults": {"unit": unit, "min": 0}}})
    for number, panel in enumerate(panels, 1):
        panel["id"] = number
    return {
        "uid": "gorae",
        "title": "고래",
        "schemaVersion": 39,
        "timezone": "browser",
        "refresh": "30s",
        "time": {"from": "now-6h", "to": "now"},
        "tags": ["gorae"],
        "panels": panels,
    }


def _alerts() -> dict[str, object]:
    """Return the table of what fires now: the place where an operator looks first."""
    panel = _panel("울리는 경보", "table", [(FIRING, "")], 0, TOP, ALERTS_HEIGHT)
    words = {"alertname": "경보", "severity": "급한 정도", "kind": "종류"}
    hidden = dict.fromkeys(("Time", "Value", "__name__", "alertstate", "instance", "job"), True)
    return panel | {
        "description": "할 일은 docs/operations.md 의 '경보가 울리면'에 경보의 이름으로 있어요.",
        "gridPos": {"x": 0, "y": TOP, "w": COLUMNS * WIDTH, "h": ALERTS_HEIGHT},
        "targets": [{"refId": "A", "expr": FIRING, "instant": True, "format": "table"}],
        "transformations": [{"id": "organize", "options": {"excludeByName": hidden, "renameByName": words}}],
        "fieldConfig": {"defaults": {"noValue": "지금은 없어요"}},
    }


def _panel(
    title: str, kind: str, queries: list[tuple[str, str]], place: int, top: int, height: int
) -> dict[str, object]:
    return {
        "title": title,
        "type": kind,
        "datasource": {"type": "prometheus", "uid": "prometheus"},
        "gridPos": {"x": place * WIDTH, "y": top, "w": WIDTH, "h": height},
        "targets": [
            {"refId": chr(65 + at), "expr": expression, "legendFormat": legend}
            for at, (expression, legend) in enumerate(queries)
        ],
    }


if __name__ == "__main__":
    TARGET.write_text(json.dumps(dashboard(), ensure_ascii=False, indent=1) + "\n", "utf-8")
