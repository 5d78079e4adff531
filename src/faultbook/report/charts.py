"""Pictures of the published views: rows of a view in, a matplotlib figure out. No Spark, no tables, no settings.

matplotlib comes with Databricks; elsewhere it is the extra `pictures`. It is imported when the first picture is drawn.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from faultbook.errors import MissingDependency
from faultbook.faults.severities import DEFAULT_SEVERITIES, Severities, severities_of

Rows = Sequence[Mapping[str, Any]]
Figure = Any  # matplotlib's Figure, which need not be installed to read this file

DEFAULT = severities_of(DEFAULT_SEVERITIES)
# For severities of older records, which no setting has any more.
OTHER_COLOURS = ("#577590", "#43aa8b", "#90be6d", "#4d908e")
WIDTH_INCHES = 9.0
BAR_INCHES = 0.3
LONGEST_LABEL = 60


def severities(summary: Rows, *, order: Severities = DEFAULT) -> Figure:
    """How many occurrences each severity has. In: severity_summary; `order`: the severities of the lakehouse."""
    rows = sorted(summary, key=lambda row: row["occurrence_count"])
    labels = [row["severity"] for row in rows]
    return _bars("Occurrences by severity", labels, [row["occurrence_count"] for row in rows], labels, order)


def most_frequent_codes(frequency: Rows, *, most: int = 15, order: Severities = DEFAULT) -> Figure:
    """The codes with the most occurrences. In: error_frequency."""
    rows = sorted(frequency, key=lambda row: row["occurrence_count"])[-most:]
    labels = [f"{row['error_code']} in {row['affected_files']} files" for row in rows]
    colours = [row["severity"] for row in rows]
    return _bars("Most frequent codes", labels, [row["occurrence_count"] for row in rows], colours, order)


def most_frequent_patterns(patterns: Rows, *, most: int = 12, order: Severities = DEFAULT) -> Figure:
    """The patterns with the most occurrences. In: error_patterns."""
    rows = sorted(patterns, key=lambda row: row["pattern_count"])[-most:]
    labels = [_short(f"{row['error_code']} {row['pattern']}") for row in rows]
    colours = [row["severity"] for row in rows]
    return _bars("Most frequent patterns", labels, [row["pattern_count"] for row in rows], colours, order)


def occurrences_by_day(daily: Rows, *, order: Severities = DEFAULT) -> Figure:
    """Occurrences per day, stacked by severity. In: error_frequency_daily."""
    counts: dict[str, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    for row in daily:
        counts[row["severity"]][row["day"]] += row["occurrence_count"]
    days = sorted({row["day"] for row in daily})
    figure, axes = _empty("Occurrences by day", height=3.5, x="day (UTC)", y="occurrences")
    below = [0] * len(days)
    for severity, colour in _colours(counts, order).items():
        heights = [counts[severity][day] for day in days]
        axes.bar(days, heights, bottom=below, label=severity, color=colour)
        below = [low + height for low, height in zip(below, heights, strict=True)]
    if days:
        axes.legend(frameon=False)
        figure.autofmt_xdate()
    return figure


def lines_by_day(health: Rows, *, order: Severities = DEFAULT) -> Figure:
    """Each day's landed lines: records, rejects, headers and blanks. In: ingest_health."""
    rows = sorted(health, key=lambda row: row["day"])
    figure, axes = _empty("Lines by day of arrival", height=3.5, x="day (UTC)", y="lines")
    days = [row["day"] for row in rows]
    below = [0] * len(rows)
    for name, colour in (
        ("parsed", "#43aa8b"),
        ("rejected", order.colour(order.errors[-1])),
        ("headers", "#8d99ae"),
        ("blanks", "#ced4da"),
    ):
        heights = [row[name] for row in rows]
        axes.bar(days, heights, bottom=below, label=name, color=colour)
        below = [low + height for low, height in zip(below, heights, strict=True)]
    if rows:
        axes.legend(frameon=False)
        figure.autofmt_xdate()
    return figure


def _bars(
    title: str, labels: Sequence[str], counts: Sequence[int], severity_of: Sequence[str], order: Severities
) -> Figure:
    figure, axes = _empty(title, height=1.5 + BAR_INCHES * len(labels), x="occurrences")
    colours = _colours(severity_of, order)
    # By position, so that two rows of the same label stay two bars.
    bars = axes.barh(range(len(labels)), counts, color=[colours[severity] for severity in severity_of])
    axes.set_yticks(range(len(labels)), [label.replace("$", r"\$") for label in labels])
    axes.bar_label(bars, [f"{count:,}" for count in counts], padding=3)
    return figure


def _empty(title: str, *, height: float, x: str, y: str = "") -> tuple[Figure, Any]:
    try:
        from matplotlib.figure import Figure as NewFigure  # noqa: PLC0415  (an extra)
    except ImportError as missing:
        raise MissingDependency("matplotlib is not installed. Fix: pip install 'faultbook[pictures]'.") from missing
    figure = NewFigure(figsize=(WIDTH_INCHES, height), layout="constrained")
    axes = figure.subplots()
    axes.set_title(title, loc="left")
    axes.set_xlabel(x)
    axes.set_ylabel(y)
    axes.spines[["top", "right"]].set_visible(False)
    return figure, axes


def _colours(names: Sequence[str] | Mapping[str, Any], order: Severities) -> dict[str, str]:
    """The colour of each name, worst first."""
    known = {name: order.colour(name) for name in order.names}
    unknown = sorted({name for name in names if name not in known})
    others = {name: OTHER_COLOURS[number % len(OTHER_COLOURS)] for number, name in enumerate(unknown)}
    return {name: colour for name, colour in (known | others).items() if name in set(names)}


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_LABEL else text[: LONGEST_LABEL - 1] + "…"
