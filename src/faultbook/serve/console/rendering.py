"""Templates to pages. Everything is escaped: text from logs is shown, never interpreted."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FunctionLoader, StrictUndefined, select_autoescape

from faultbook import __version__
from faultbook.faults.severities import DEFAULT_SEVERITIES, severities_of
from faultbook.formatting.spans import span
from faultbook.report.page import SPARK_HEIGHT, SPARK_WIDTH, BarChart, chart, spark
from faultbook.serve.console.filters import quoted

_PLACE = "faultbook.serve.console"
STATIC = {
    "console.css": "text/css; charset=utf-8",
    "console.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
}
_STEPS = (("B", 1), ("kB", 1_000), ("MB", 1_000_000), ("GB", 1_000_000_000), ("TB", 1_000_000_000_000))


def render(name: str, values: Mapping[str, Any]) -> str:
    """The page."""
    return _environment().get_template(f"{name}.html.j2").render(**values)


@cache
def static(name: str) -> tuple[bytes, str, str]:
    """A static file: content, media type, hash of the content; KeyError where there is none."""
    kind = STATIC[name]
    data = files(_PLACE).joinpath("static", name).read_bytes()
    return data, kind, sha256(data).hexdigest()[:16]


@cache
def _environment() -> Environment:
    environment = Environment(
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        loader=FunctionLoader(_template),
    )
    environment.filters |= {
        "instant": instant,
        "number": lambda value: "–" if value is None else f"{value:,}",
        "short": lambda value: f"{value:,.3g}" if isinstance(value, float) and value < 1_000 else f"{value:,.0f}",
        "money": money,
        "share": share,
        "duration": duration,
        "span": span,
        "size": size,
        "in_path": lambda value: quote(str(value), safe=""),
        "quoted": quoted,
    }
    environment.globals |= {
        "version": __version__,
        "static": lambda name: f"/static/{name}?v={static(name)[2]}",
        "spark": spark,
        "spark_size": (SPARK_WIDTH, SPARK_HEIGHT),
        "trend_chart": trend_chart,
    }
    return environment


def _template(name: str) -> str | None:
    place = files(_PLACE).joinpath("templates", name)
    return place.read_text("utf-8") if place.is_file() else None


def instant(value: datetime | date | None) -> str:
    """To the minute, UTC; a dash for none."""
    if value is None:
        return "–"
    return f"{value:%Y-%m-%d %H:%M}" if isinstance(value, datetime) else value.isoformat()


def money(value: Decimal | None, currency: str | None = None) -> str:
    """With two decimals, or six for small amounts; a dash for none."""
    if value is None:
        return "–"
    digits = 2 if value == 0 or abs(value) >= Decimal("0.01") else 6
    return f"{value:,.{digits}f}{f' {currency}' if currency else ''}"


def share(value: float) -> str:
    """In percent; `<1%` for a small share above 0."""
    return "<1%" if 0 < value < 0.01 else f"{value:.0%}"


def duration(milliseconds: int | None) -> str:
    """In the unit that fits."""
    if milliseconds is None:
        return "–"
    if milliseconds < 1_000:
        return f"{milliseconds:,} ms"
    seconds = milliseconds / 1_000
    return f"{seconds:,.1f} s" if seconds < 120 else f"{seconds / 60:,.1f} min"


def size(count: int | None) -> str:
    """Bytes in the unit that fits."""
    if count is None:
        return "–"
    unit, step = next((each for each in reversed(_STEPS) if count >= each[1]), _STEPS[0])
    return f"{count / step:,.0f} {unit}" if step == 1 or count / step >= 10 else f"{count / step:,.1f} {unit}"


def trend_chart(rows: Any, bucket: str) -> BarChart:
    """Bars of a trend."""
    form = "%d %b %H:%M" if bucket == "hour" else "%d %b"
    bars = [(row.start, f"{row.start:{form}}", {"": row.occurrence_count}) for row in rows]
    drawn = chart(bars, severities_of(DEFAULT_SEVERITIES), every=max(1, -(-len(bars) // 6)))
    shapes = tuple(replace(each, kind="now", tooltip=each.tooltip.replace(" :", ":")) for each in drawn.shapes)
    return replace(drawn, shapes=shapes)
