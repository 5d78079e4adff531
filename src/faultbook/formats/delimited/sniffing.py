"""The layout of a delimited file, from its first lines: by a header, or by what is in its columns."""

import re
from collections.abc import Iterator, Sequence

from faultbook.faults.severities import DEFAULT_SEVERITIES
from faultbook.formats.delimited.cells import cells_of
from faultbook.formats.delimited.layout import DELIMITERS, DelimitedLayout, columns_of
from faultbook.formats.flat_names import places_of_fields
from faultbook.formats.instants import instant_or_epoch
from faultbook.formats.levels import Levels
from faultbook.formats.traces import looks_like_trace

LINES = 50
"""Lines that a layout without a header is found from."""
COMMENT = "#"
_MOST_OF_A_LINE = 4_000
_SEEDS = 5
"""Lines of which one must be a record; those before it may be a banner."""
_FIRST_COLUMNS = 8
_LEAST_ROWS = 0.3
"""Share of the lines outside of traces that are rows; others are lines of quoted messages."""
_LEAST_ALIKE = 0.5
_NAME = re.compile(r"@?[^\W\d][\w .@/()\-]{0,62}")
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_TIME = re.compile(r"\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?", re.ASCII)
_CODE = re.compile(r"[A-Z][A-Z0-9]{0,15}[-_]?\d{1,9}")
_FILE = re.compile(r"[\w./\\:\-]{1,200}\.(?:py|java|scala|kt|go|rs|js|ts|rb|php|cs|c|cc|cpp|h|pl|sql|sh)")
_LOGGER = re.compile(r"[A-Za-z_][\w$]*(?:\.[\w$]+)*")
_CONTENTS = (("error_code", _CODE), ("source_file", _FILE), ("logger_name", _LOGGER))
_LEVELS = Levels(DEFAULT_SEVERITIES)


def layout_of(lines: Sequence[str]) -> DelimitedLayout | None:
    """The layout of a file that begins with these lines, comments and blank ones left out; None where it is none.

    A header names a message and either a time or a level, or both of the latter.
    """
    if not lines:
        return None
    named = header_layout(lines[0])
    if named is not None:
        return named
    kept = [line[:_MOST_OF_A_LINE] for line in lines[:LINES]]
    return next((found for delimiter in DELIMITERS if (found := _by_content(kept, delimiter))), None)


def header_layout(line: str) -> DelimitedLayout | None:
    """The layout whose header a line is; None where it is none."""
    if len(line) > _MOST_OF_A_LINE:
        return None
    best: tuple[str, ...] = ()
    delimiter = ""
    for sign in DELIMITERS:
        names = tuple(cell.strip() for cell in cells_of(line, sign) or ())
        if len(names) > max(1, len(best)) and _is_header(names):
            best, delimiter = names, sign
    return DelimitedLayout(delimiter, header=True) if best else None


def _is_header(names: Sequence[str]) -> bool:
    if not all(not name or _NAME.fullmatch(name) for name in names):
        return False
    fields = places_of_fields(names).keys()
    return len(fields & {"timestamp", "level", "message"}) >= 2


def _by_content(lines: Sequence[str], delimiter: str) -> DelimitedLayout | None:
    begun = [line for line in lines if not looks_like_trace(line)]
    # Quotes that are open are closed in a line that is no row by itself.
    rows = [cells_of(line, delimiter) or line.split(delimiter) for line in begun if delimiter in line]
    rows = [[cell.strip() for cell in row] for row in rows if len(row) > 2]
    if len(rows) < _LEAST_ROWS * len(begun):
        return None
    for seed in rows[:_SEEDS]:
        for dated, level in _places(seed):
            alike = [row for row in rows if _has(row, dated, level)]
            if len(alike) >= _LEAST_ALIKE * len(rows) and (names := _names(alike, dated, level)):
                return DelimitedLayout(delimiter, names)
    return None


def _places(row: Sequence[str]) -> Iterator[tuple[slice, int]]:
    """Places of the instant, which may be two columns, and of the level."""
    first = row[:_FIRST_COLUMNS]
    levels = [place for place, cell in enumerate(first) if _LEVELS.spelled(cell)]
    for place in range(len(first)):
        for width in (1, 2):
            dated = slice(place, place + width)
            if _is_dated(row[dated], width):
                yield from ((dated, level) for level in levels)


def _has(row: Sequence[str], dated: slice, level: int) -> bool:
    return (
        len(row) > level and _LEVELS.spelled(row[level]) is not None and _is_dated(row[dated], dated.stop - dated.start)
    )


def _is_dated(cells: Sequence[str], width: int) -> bool:
    if width == 1:
        return bool(cells) and instant_or_epoch(cells[0]) is not None
    return len(cells) == width and bool(_DAY.fullmatch(cells[0]) and _TIME.fullmatch(cells[1]))


def _names(rows: Sequence[Sequence[str]], dated: slice, level: int) -> tuple[str, ...] | None:
    # A message that contains the delimiter has more cells.
    count = min(map(len, rows))
    free = [place for place in range(count) if place != level and not dated.start <= place < dated.stop]
    if not free:
        return None
    # Messages may contain the delimiter: then the last column is the message.
    message = free[-1] if free[-1] == count - 1 else max(free, key=lambda place: sum(len(row[place]) for row in rows))
    names = [""] * count
    names[level] = "level"
    names[message] = "message"
    if dated.stop - dated.start == 1:
        names[dated.start] = "timestamp"
    else:
        names[dated] = ["date", "time"]
    unused = dict(_CONTENTS)
    for place in free:
        if place != message:
            cells = [row[place] for row in rows]
            name = next((name for name, pattern in unused.items() if all(map(pattern.fullmatch, cells))), None)
            if name:
                del unused[name]
                names[place] = name
    return tuple(names)


def is_tab_separated_log(layout: DelimitedLayout, header: Sequence[str]) -> bool:
    """True for the five columns of a tab-separated error log in their order, which have a format of their own."""
    columns = columns_of(header if layout.header else layout.columns)
    return (
        layout.delimiter == "\t"
        and columns.count == 5
        and (columns.timestamp, columns.level, columns.message) == (0, 3, 4)
    )
