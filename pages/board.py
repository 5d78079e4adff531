"""Draws the dashboard's pages from its own datasets: `python -m pages.board [--folder DIR]`.

The datasets are queried on the demonstration's lakehouses (logs and a bill; failures), each at the end of its own data.
The pictures are approximate: Databricks draws its widgets in its own way.
"""

import argparse
import sys
import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import matplotlib
from faultbook_samples.demo.cost import CostDemo
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter, date2num
from matplotlib.figure import Figure

from faultbook.bundle.parts import Part
from faultbook.publish.dashboard.board import (
    Board,
    BoardPage,
    ChartWidget,
    CounterWidget,
    FilterWidget,
    TableWidget,
    read_board,
)
from faultbook.report.charts import DEFAULT
from faultbook.settings import make_settings
from faultbook.stores.local.delta_files import LocalLakehouse
from faultbook.tables import SchemaRole
from pages.outputs import LAKEHOUSE, ROOT, run
from pages.statements import LocalAnswers, Rows, at_instant

PICTURES = Path("docs/pictures")
WIDTH_INCHES, UNIT_INCHES, HEAD_INCHES = 13.0, 0.46, 0.45
LETTERS_PER_COLUMN, LINES_PER_UNIT = 27, 1.75
GREY, LINE = "#57606a", "#d0d7de"
PARTS = {"work": "#43aa8b", "idle": "#f4a261", "unattributed": "#8d99ae", "parsed": "#43aa8b", "rejected": "#e5383b"}
OTHERS = ("#577590", "#f9c74f", "#90be6d", "#f8961e", "#9d4edd", "#43aa8b", "#f94144", "#277da1", "#b5838d", "#6d6875")
# Datasets whose time is the clock of the machine that ingested; pages of the bill use its time, all others the logs'.
OF_ARRIVAL = {"arrival", "lines_by_day", "rejects"}
STYLE = {
    "svg.fonttype": "none",
    "svg.hashsalt": "faultbook",
    "font.family": "sans-serif",
    "font.sans-serif": ["Helvetica", "Arial", "DejaVu Sans"],
    "font.size": 9,
}


def main() -> None:
    """Writes docs/pictures/dashboard_<page>.svg for every page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, help="folder of the demonstration (default: a temporary one)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="faultbook-board-") as temporary:
        folder = (options.folder or Path(temporary)).absolute()
        if not (folder / ".demo").exists():
            demonstrate(folder)
        settings = make_settings()
        schemas = {SchemaRole.RAW: settings.raw_schema_name, SchemaRole.ANSWERS: settings.schema_name}
        answers = LocalAnswers(LocalLakehouse(folder / ".demo" / "lakehouse", schemas))
        of_failures = LocalAnswers(LocalLakehouse(folder / ".demo" / "failures" / "tables", schemas))
        for name, text in drawn(read_board(), answers, {Part.INCIDENTS: of_failures}).items():
            (ROOT / PICTURES / f"dashboard_{name}.svg").write_text(text, encoding="utf-8")


def demonstrate(folder: Path) -> None:
    """Logs, a bill, baselines and alerts in `folder`/.demo/lakehouse, failures in `folder`/.demo/failures."""
    program = str(Path(sys.executable).parent / "faultbook")
    for words in (["demo"], ["demo", "cost"], ["run", "baselines"], ["run", "detect"], ["demo", "events"]):
        run([program, *words], folder, LAKEHOUSE)


def drawn(board: Board, answers: LocalAnswers, of_half: Mapping[Part | None, LocalAnswers]) -> dict[str, str]:
    """The pages as SVG, by name. of_half: half -> where its pages are queried; `answers` for the others."""
    with matplotlib.rc_context(STYLE):
        return {
            name: _drawn_page(board, name, page, of_half.get(page.half, answers)) for name, page in board.pages.items()
        }


def _drawn_page(board: Board, name: str, page: BoardPage, answers: LocalAnswers) -> str:
    height = HEAD_INCHES + UNIT_INCHES * sum(row.height for row in page.rows)
    figure = Figure(figsize=(WIDTH_INCHES, height))
    figure.text(0.012, 1 - 0.28 / height, f"{board.title} · {page.title}", fontsize=13, weight="bold", va="center")
    top = HEAD_INCHES
    for row in page.rows:
        left = 0
        for widget in row.widgets:
            bottom = 1 - (top + UNIT_INCHES * row.height) / height
            place = (left / 6, bottom, widget.width / 6, UNIT_INCHES * row.height / height)
            axes = _framed(figure, place, widget.title, chart=isinstance(widget, ChartWidget))
            match widget:
                case FilterWidget():
                    axes.text(0, 0.4, "All ▾", color=GREY, fontsize=10)
                case CounterWidget():
                    _counter(axes, _rows(board, name, widget.dataset, answers), widget)
                case ChartWidget():
                    _chart(axes, _rows(board, name, widget.dataset, answers), widget)
                case TableWidget():
                    _table(axes, _rows(board, name, widget.dataset, answers), widget, row.height)
            left += widget.width
        top += UNIT_INCHES * row.height
    return _text(figure)


def _rows(board: Board, page: str, dataset: str, answers: LocalAnswers) -> Rows:
    if dataset in OF_ARRIVAL:
        [newest] = answers.ask("SELECT max(last_recorded_at) AS at FROM ingest_health")
        now = newest["at"]
    elif board.pages[page].half is Part.BILL:
        now = CostDemo(Path()).options.as_of
    elif board.pages[page].half is Part.INCIDENTS:
        [newest] = answers.ask("SELECT max(happened_at) AS at FROM failures")
        now = newest["at"]
    else:
        [newest] = answers.ask("SELECT max(last_occurrence) AS at FROM logs_daily_agg")
        now = newest["at"]
    return answers.ask(at_instant(board.statement(dataset), now))


def _framed(figure: Figure, place: tuple[float, float, float, float], title: str, *, chart: bool) -> Axes:
    """Axes inside a card with a title."""
    left, bottom, width, height = place
    card = figure.add_axes((left + 0.004, bottom + 0.008, width - 0.008, height - 0.016))
    card.set_xticks([])
    card.set_yticks([])
    for spine in card.spines.values():
        spine.set_color(LINE)
    inches = figure.get_size_inches()[1] * height
    wide = WIDTH_INCHES * width
    card.text(0.08 / wide, 1 - 0.16 / inches, title, transform=card.transAxes, va="center", weight="bold", fontsize=9)
    # Inches to the left, below, to the right and above: scales and a legend of a chart need space.
    west, south, east, north = (0.55, 0.4, 0.2, 0.6) if chart else (0.12, 0.1, 0.12, 0.32)
    axes = figure.add_axes(
        (
            left + west / WIDTH_INCHES,
            bottom + south / inches * height,
            width * (1 - (west + east) / wide),
            height * (1 - (south + north) / inches),
        )
    )
    if not chart:
        axes.set_axis_off()
    return axes


def _counter(axes: Axes, rows: Rows, counter: CounterWidget) -> None:
    axes.set_xlim(0, 1)
    axes.text(0, 0.45, _formatted(rows[0][counter.value]), fontsize=17, va="center", color="#1f2328")


def _chart(axes: Axes, rows: Rows, chart: ChartWidget) -> None:
    series: dict[str, dict[Any, float]] = defaultdict(lambda: defaultdict(float))
    for row in rows:
        series[str(row[chart.colour]) if chart.colour else chart.y][row[chart.x]] += float(row[chart.y] or 0)
    places = sorted({row[chart.x] for row in rows})
    if chart.scale == "categorical":
        places.sort(key=lambda place: -sum(values[place] for values in series.values()))
    at = [date2num(place) for place in places] if chart.scale == "temporal" else list(range(len(places)))
    below = [0.0] * len(places)
    for (name, values), colour in zip(sorted(series.items()), _colours(sorted(series)), strict=True):
        heights = [values[place] for place in places]
        if chart.kind == "lines":
            axes.plot(at, heights, label=_cut(name, 13), color=colour, linewidth=1)
            continue
        axes.bar(at, heights, bottom=below, label=_cut(name, 13), color=colour, width=0.8)
        below = [low + height for low, height in zip(below, heights, strict=True)]
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(labelsize=7, color=LINE, labelcolor=GREY)
    if chart.scale == "temporal" and places:
        locator = AutoDateLocator(maxticks=8)
        axes.xaxis.set_major_locator(locator)
        axes.xaxis.set_major_formatter(ConciseDateFormatter(locator, show_offset=False))
    elif places:
        slanted = {"rotation": 25, "ha": "right"} if len(places) > 6 else {}
        axes.set_xticks(at, [_cut(str(place), 13) for place in places], **slanted)
    if chart.colour and series:
        axes.legend(loc="lower left", bbox_to_anchor=(-0.02, 0.98), ncols=8, frameon=False, fontsize=6, columnspacing=1)


def _table(axes: Axes, rows: Rows, table: TableWidget, height: int) -> None:
    fits = int((height - 1) * LINES_PER_UNIT) - 1
    shown = [[_formatted(row[name]) for name in table.columns] for row in rows[:fits]]
    heads = [name.replace("_", " ") for name in table.columns]
    widths = _widths(heads, shown, int(LETTERS_PER_COLUMN * table.width))
    step = 1 / (fits + 1.5)
    left = 0.0
    for at, (head, width) in enumerate(zip(heads, widths, strict=True)):
        is_number = all(isinstance(row[table.columns[at]], (int, float, Decimal, type(None))) for row in rows)
        place = left + (width - 1.5) / sum(widths) if is_number else left
        for number, text in enumerate([head, *(line[at] for line in shown)]):
            axes.text(
                place,
                1 - step * (number + 0.5),
                _cut(text, width - 1),
                fontsize=7.5,
                va="center",
                ha="right" if is_number else "left",
                color=GREY if number == 0 else "#1f2328",
                parse_math=False,
            )
        left += width / sum(widths)
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    if len(rows) > fits:
        axes.text(1, 0, f"and {len(rows) - fits} more", fontsize=6.5, ha="right", va="bottom", color=GREY)


def _widths(heads: list[str], lines: list[list[str]], letters: int) -> list[int]:
    """How many letters each column gets: what it needs, the widest ones cut until all fit."""
    needed = [max([len(head), *(len(line[at]) for line in lines)]) + 2 for at, head in enumerate(heads)]
    while sum(needed) > letters:
        widest = max(range(len(needed)), key=lambda at: needed[at])
        needed[widest] -= 1
    return needed


def _formatted(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, Decimal):
        return f"{value:,f}"
    return f"{value:,}" if isinstance(value, int | float) else " ".join(str(value).split())


def _cut(text: str, letters: int) -> str:
    return text if len(text) <= letters else text[: max(letters - 1, 1)] + "…"


def _colours(names: Sequence[str]) -> list[str]:
    known = {name: DEFAULT.colour(name) for name in DEFAULT.names} | PARTS
    free = iter(OTHERS * (len(names) // len(OTHERS) + 1))
    return [known.get(name) or next(free) for name in names]


def _text(figure: Figure) -> str:
    with tempfile.TemporaryFile(mode="w+", encoding="utf-8") as file:
        figure.savefig(file, format="svg", metadata={"Date": None, "Creator": None})
        file.seek(0)
        return "\n".join(line.rstrip() for line in file.read().splitlines()) + "\n"


if __name__ == "__main__":
    main()
