"""The figures of an evaluation as text for the terminal."""

from __future__ import annotations

from collections.abc import Mapping

from bot.answers.evaluate import BY_STYLE, Figure, Judged, Report

SHOWN = ("R@1", "R@3", "commands exact", "spurious commands", "abstention F1", "AUROC", "false abstentions")


def report_text(report: Report, *, most_misses: int = 60) -> str:
    """Return figures with their 95 % intervals, the same by style, and the misses."""
    lines = [f"{figure.name:<26} {_figure(figure)}  (n={figure.count})" for figure in report.figures]
    lines += ["", f"by style: {' · '.join(BY_STYLE)}"]
    lines += [f"  {style:<12} {' · '.join(map(_short, figures))}" for style, figures in report.styles.items()]
    lines += ["", f"misses: {len(report.misses)}"]
    lines += [f"  {_miss(miss)}" for miss in report.misses[:most_misses]]
    return "\n".join(lines)


def ablation_text(reports: Mapping[str, Report]) -> str:
    """Return a table: a row a stage switched off, a column a figure."""
    lines = [f"{'':<20}" + "".join(f"{name:>19}" for name in SHOWN)]
    for name, report in reports.items():
        lines.append(f"{name:<20}" + "".join(f"{report.by_name[shown].value:>19.3f}" for shown in SHOWN))
    return "\n".join(lines)


def _figure(figure: Figure) -> str:
    return f"{figure.value:.3f}  [{figure.low:.3f}, {figure.high:.3f}]" if figure.count else "–"


def _short(figure: Figure) -> str:
    return f"{figure.value:.2f} [{figure.low:.2f}, {figure.high:.2f}] (n={figure.count})" if figure.count else "–"


def _miss(miss: Judged) -> str:
    asked = miss.asked
    expected = "/".join(asked.sections) or "abstain"
    wanted = f" {list(asked.commands)}" if asked.commands else ""
    got = f"{miss.decision.value} {'/'.join(miss.sections[:3])} {list(miss.commands)}"
    return f"{asked.question} — expected {expected}{wanted}, got {got} ({miss.score:.2f})"
