"""A report as one self-contained HTML page, light and dark: no script, font or picture is loaded.

Every value goes through the template's autoescaping; pictures are SVG shapes, computed here.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from importlib.resources import files

from faultbook.errors import MissingDependency
from faultbook.faults.severities import COLOUR_CLASSES, Severities
from faultbook.formatting.values import instant_text
from faultbook.report.markdown import groups
from faultbook.report.values import DayReport, changed, counted
from faultbook.report.words import KINDS, MOST_ROWS, WHAT_TO_TYPE, freshness_lines, instant, none_open, span_of

CHART_WIDTH, CHART_HEIGHT = 640, 120
SPARK_WIDTH, SPARK_HEIGHT = 84, 20
_GAP = 0.15


@dataclass(frozen=True)
class Shape:
    """A rectangle of a picture in its own units, the class that colours it, and its tooltip."""

    x: float
    y: float
    width: float
    height: float
    kind: str
    tooltip: str

    def rounded(self) -> "Shape":
        """The same with two digits after the point."""
        numbers = {name: round(getattr(self, name), 2) for name in ("x", "y", "width", "height")}
        return replace(self, **numbers)


@dataclass(frozen=True)
class BarChart:
    """Bars stacked by severity, the labels below them (at percent of the width), and the value of the highest bar."""

    shapes: tuple[Shape, ...]
    labels: tuple[tuple[float, str], ...]
    most: int


def report_page(report: DayReport) -> str:
    """The whole page; MissingDependency where jinja2 is not installed."""
    try:
        from jinja2 import Environment, StrictUndefined  # noqa: PLC0415  (an extra)
    except ImportError as missing:
        raise MissingDependency("jinja2 is not installed. Fix: pip install 'faultbook[serve]'.") from missing
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters |= {
        "instant": instant,
        "number": "{:,}".format,
        "share": "{:.0%}".format,
        "kind": report.severities.colour_class,
    }
    text = files("faultbook.report").joinpath("page.html.j2").read_text("utf-8")
    return environment.from_string(text).render(
        report=report,
        hours=chart([(at, f"{at:%H:%M}", counts) for at, counts in report.hours.items()], report.severities, every=3),
        days=chart([(at, f"{at:%d %b}", counts) for at, counts in report.days.items()], report.severities, every=2),
        groups=groups(report),
        services=report.by_service[:MOST_ROWS],
        more_services=len(report.by_service) - MOST_ROWS,
        freshness=freshness_lines(report),
        kinds=KINDS,
        what_to_type=WHAT_TO_TYPE,
        changed=changed,
        counted=counted,
        span_of=span_of,
        none_open=none_open,
        spark=spark,
        colour_classes=(*COLOUR_CLASSES, "now", "then"),
        spark_size=(SPARK_WIDTH, SPARK_HEIGHT),
        chart_size=(CHART_WIDTH, CHART_HEIGHT),
        made_at=instant_text(report.made_at.replace(microsecond=0)),
    )


def chart(
    places: Sequence[tuple[date | datetime, str, Mapping[str, int]]], severities: Severities, *, every: int
) -> BarChart:
    """Bars of equal width, the worst severity at the bottom; every so many bars have a label, the last one always."""
    most = max((sum(counts.values()) for _, _, counts in places), default=0)
    step = CHART_WIDTH / max(len(places), 1)
    shapes: list[Shape] = []
    labels: list[tuple[float, str]] = []
    for at, (_, name, counts) in enumerate(places):
        left, width = at * step + step * _GAP / 2, step * (1 - _GAP)
        shapes.extend(_stack(counts, severities, most, name=name, left=left, width=width))
        if (len(places) - 1 - at) % every == 0:
            labels.append((round(100 * (at + 0.5) / len(places), 1), name))
    return BarChart(tuple(shapes), tuple(labels), most)


def _stack(
    counts: Mapping[str, int], severities: Severities, most: int, *, name: str, left: float, width: float
) -> Iterable[Shape]:
    base = float(CHART_HEIGHT)
    for severity in sorted(counts, key=severities.order):
        height = CHART_HEIGHT * counts[severity] / most if most else 0.0
        base -= height
        tooltip = f"{name} {severity}: {counts[severity]:,}"
        yield Shape(left, base, width, height, severities.colour_class(severity), tooltip).rounded()


def spark(values: Sequence[int]) -> tuple[Shape, ...]:
    """Small bars, one per value, as high as its share of the largest; a value above 0 is always visible."""
    most = max(values, default=0)
    step = SPARK_WIDTH / max(len(values), 1)
    shapes = []
    for at, value in enumerate(values):
        height = max(1.5, SPARK_HEIGHT * value / most) if value else 0.0
        kind = "now" if at == len(values) - 1 else "then"
        shape = Shape(at * step, SPARK_HEIGHT - height, step * (1 - _GAP), height, kind, f"{value:,}")
        shapes.append(shape.rounded())
    return tuple(shapes)
