from __future__ import annotations

import re
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.ops.metrics import COUNTS, GAUGES, TIMES, Metrics

SOURCES = list((Path(__file__).parents[2] / "bot").rglob("*.py"))


def figures(metrics: Metrics) -> dict[tuple[str, str], float]:
    return {
        (sample.name, sample.labels.get("kind", "")): sample.value
        for family in text_string_to_metric_families(metrics.page().decode())
        for sample in family.samples
    }


def test_what_was_counted_and_timed_is_on_the_page_that_prometheus_reads() -> None:
    metrics = Metrics()
    metrics.count("answers", "abstain")
    metrics.count("answers", "abstain")
    metrics.time("sandbox_start_seconds", "warm", 0.2)
    metrics.set("engine_up", 1)
    metrics.watch("queue", lambda: 3.0)
    seen = figures(metrics)
    assert seen["gorae_answers_total", "abstain"] == 2
    assert seen["gorae_sandbox_start_seconds_sum", "warm"] == pytest.approx(0.2)
    assert (seen["gorae_engine_up", ""], seen["gorae_queue", ""]) == (1, 3)


def test_two_programs_in_one_process_count_apart() -> None:
    one, two = Metrics(), Metrics()
    one.count("requests", "ask")
    assert ("gorae_requests_total", "ask") not in figures(two)


@pytest.mark.parametrize(
    ("call", "known"), [(r'\.count\(\s*"([a-z_]+)"', COUNTS), (r'\.time\(\s*"([a-z_]+)"', TIMES)], ids=["count", "time"]
)
def test_every_name_in_the_code_is_known_and_every_known_name_is_used(call: str, known: dict[str, object]) -> None:
    metered = [path.read_text("utf-8") for path in SOURCES if "meter" in path.read_text("utf-8")]
    used = {name for text in metered for name in re.findall(call, text)}
    assert used == set(known)


def test_every_gauge_is_set_or_watched_somewhere() -> None:
    text = "".join(path.read_text("utf-8") for path in SOURCES)
    set_somewhere = set(re.findall(r'metrics\.(?:watch|set)\(\s*"([a-z_]+)"', text))
    assert set_somewhere == set(GAUGES)


def test_kinds_whose_first_time_counts_are_shown_before_it() -> None:
    metrics = Metrics()
    metrics.show("failures", ["run", "press"])
    seen = figures(metrics)
    assert seen["gorae_letters_total", "given-up"] == 0
    assert seen["gorae_discord_responses_total", "429"] == 0
    assert seen["gorae_failures_total", "press"] == 0
