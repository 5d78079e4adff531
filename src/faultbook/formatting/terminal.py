"""Answers as tables for a terminal: numbers to the right, instants in UTC, a bar beside the main count.

Every text is shown as text (no markup, no control characters) and cut to the width; columns that do not fit are left
out.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, TextIO

from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from faultbook.formatting.values import plain_text, visible
from faultbook.stores.answers import Answer, AnswerColumn, main_count

NUMBERS = ("BIGINT", "INTEGER", "DOUBLE", "HUGEINT", "DECIMAL")
TEXTS = ("VARCHAR", "BLOB")
NOT_AMOUNTS = ("_id", "_numeric", "_rank", "version", "_batch")
BAR_CELLS = 12
EIGHTHS = " ▏▎▍▌▋▊▉█"
SPARKS = " ▁▂▃▄▅▆▇█"
SPARKS_ASCII = " .:-=+*#"
SERIES = ("trend",)
"""Columns whose numbers are one series in time: drawn, not listed."""
SHOWN_OF_A_LIST = 3
LONGEST_SHOWN = 2_000
LEAST_TEXT_CELLS = 12
LEAST_FIRST_CELLS = 32
LEAST_MESSAGE_CELLS = 28
MESSAGES = ("message", "pattern", "normalized_message")
"""Columns with messages."""
CELLS_BETWEEN = 2
WIDTH_WITHOUT_TERMINAL = 100


@dataclass(frozen=True)
class DrawnColumn:
    """One column as text cells, under a heading of one line or, broken at its underscores, several."""

    name: str
    heading: str
    cells: tuple[str, ...]
    right: bool = False
    least: int | None = None
    bar: bool = False

    @property
    def widest(self) -> int:
        """Cells that show the column whole."""
        return max(map(cell_len, (*self.heading.split("\n"), *self.cells)))

    @property
    def narrowest(self) -> int:
        """Cells below which the column is useless: all of them, unless `least` allows fewer."""
        heading = max(map(cell_len, self.heading.split("\n")))
        return self.widest if self.least is None else min(self.widest, max(self.least, heading))


def console(stream: TextIO) -> Console:
    """A console that writes text as it is; 100 columns wide where neither a terminal nor COLUMNS gives a width."""
    width = None if stream.isatty() or os.environ.get("COLUMNS") else WIDTH_WITHOUT_TERMINAL
    return Console(file=stream, width=width, highlight=False, markup=False, emoji=False)


def answer_table(answer: Answer, width: int, *, bars: bool = True, ascii_only: bool = False) -> tuple[Table, list[str]]:
    """The answer as a table of at most `width` cells, and the names of the columns that are left out.

    `bars` draws the main count's share of its largest shown value; `ascii_only` draws it of `#`.
    """
    drawn = _drawn(answer, bars=bars, ascii_only=ascii_only)
    shown = drawn if _fits(drawn, width) else [_broken(column) for column in drawn]
    while len(shown) > 1 and not _fits(shown, width):
        shown = shown[:-1]
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False, header_style="bold")
    for column, cells in zip(shown, _widths(shown, width), strict=True):
        table.add_column(
            Text(column.heading),
            justify="right" if column.right else "left",
            vertical="bottom",
            style="cyan" if column.bar else "",
            width=cells,
            no_wrap=True,
        )
    for row in zip(*(column.cells for column in shown), strict=True):
        table.add_row(*(Text(cell) for cell in row))
    return table, [column.name for column in drawn[len(shown) :] if column.name]


def page_table(*names: str) -> Table:
    """An empty table of a page. `>name` is right-aligned. `~name` is a text that is cut where the width is short.

    So numbers and charts stay whole; cells of texts are `cut_text`.
    """
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False, header_style="bold")
    for name in names:
        justify: Literal["left", "right"] = "right" if name.startswith(">") else "left"
        table.add_column(name.lstrip(">~"), justify=justify, no_wrap=not name.startswith("~"), overflow="ellipsis")
    return table


def cut_text(text: str, style: str = "") -> Text:
    """A text that is cut where it does not fit, never wrapped."""
    return Text(text, style, no_wrap=True, overflow="ellipsis")


def bar(value: int, most: int, *, cells: int = BAR_CELLS, ascii_only: bool = False) -> str:
    """A bar as long as value's share of `most`, `cells` at most; a value above 0 is always visible."""
    if value <= 0 or most <= 0:
        return ""
    eighths = max(1, round(8 * cells * min(value, most) / most))
    if ascii_only:
        return "#" * max(1, round(eighths / 8))
    return EIGHTHS[8] * (eighths // 8) + EIGHTHS[eighths % 8].strip()


def sparkline(values: Sequence[int], *, ascii_only: bool = False) -> str:
    """One cell per value, as high as its share of the largest; an empty cell is a zero."""
    most = max(values, default=0)
    heights = SPARKS_ASCII if ascii_only else SPARKS
    steps = len(heights) - 1
    return "".join(heights[0 if value <= 0 else max(1, round(steps * value / most))] for value in values)


def cell_text(column: AnswerColumn, value: Any) -> str:
    """A value for people: 12,345 for amounts, UTC instants, the first elements of a list, `–` for NULL."""
    match value:
        case None:
            text = "–"
        case list():
            text = _list_text(value)
        case bool():
            text = "yes" if value else "no"
        case int() if not column.name.endswith(NOT_AMOUNTS):
            text = f"{value:,}"
        case str() | bytes():
            text = plain_text(value[:LONGEST_SHOWN])
        case _:
            text = plain_text(value)
    return visible(text)


def _list_text(values: Sequence[Any]) -> str:
    more = f" +{len(values) - SHOWN_OF_A_LIST}" if len(values) > SHOWN_OF_A_LIST else ""
    return ", ".join(map(plain_text, values[:SHOWN_OF_A_LIST])) + more


def _drawn(answer: Answer, *, bars: bool, ascii_only: bool) -> list[DrawnColumn]:
    counted = main_count({column.name: column.type for column in answer.columns}) if bars else None
    columns = []
    for at, column in enumerate(answer.columns):
        values = [row[at] for row in answer.rows]
        if column.name in SERIES:
            texts = tuple(sparkline(value or (), ascii_only=ascii_only) for value in values)
        else:
            texts = tuple(cell_text(column, value) for value in values)
        # The first column names the row.
        least = _least_cells(column.name, at) if column.type.startswith(TEXTS) else None
        number = column.type.startswith(NUMBERS)
        columns.append(DrawnColumn(column.name, visible(column.name), texts, right=number, least=least))
        if column.name == counted:
            most = max((value or 0 for value in values), default=0)
            bars_of = tuple(bar(value or 0, most, ascii_only=ascii_only) for value in values)
            columns.append(DrawnColumn("", "", bars_of, bar=True))
    return columns


def _least_cells(name: str, at: int) -> int:
    if at == 0:
        return LEAST_FIRST_CELLS
    return LEAST_MESSAGE_CELLS if name in MESSAGES else LEAST_TEXT_CELLS


def _fits(columns: Sequence[DrawnColumn], width: int) -> bool:
    return sum(column.narrowest + CELLS_BETWEEN for column in columns) - CELLS_BETWEEN <= width


def _broken(column: DrawnColumn) -> DrawnColumn:
    return replace(column, heading=column.heading.replace("_", "_\n"))


def _widths(columns: Sequence[DrawnColumn], width: int) -> list[int]:
    """Narrowest widths, and what is left over to the texts, a cell each in turn until all are whole."""
    widths = [min(column.narrowest, width) for column in columns]
    left = width - sum(widths) - CELLS_BETWEEN * (len(columns) - 1)
    while left > 0 and (growing := [at for at, column in enumerate(columns) if widths[at] < column.widest]):
        for at in growing[:left]:
            widths[at] += 1
        left -= len(growing)
    return widths
