"""Delimited text, line by line: headers, rows, rows of several lines, and stack traces below a row."""

from collections.abc import Iterator, Sequence
from typing import Any

from faultbook.formats.continued_reader import ContinuedReader
from faultbook.formats.delimited.cells import Inside, cells_of, ending_of
from faultbook.formats.delimited.layout import DelimitedLayout, columns_of
from faultbook.formats.delimited.rows import RowReader
from faultbook.formats.delimited.sniffing import COMMENT, LINES, header_layout, layout_of
from faultbook.formats.open_record import byte_length
from faultbook.formats.port import ReadOptions, Result, is_blank

NO_COLUMNS = "no_columns"
WRONG_COLUMNS = "wrong_columns"
BAD_TIMESTAMP = "bad_timestamp"
UNCLOSED_QUOTE = "unclosed_quote"
_MOST_WAITING = 10_000
"""Lines, blank ones and comments among them, that the layout is sought in."""
_EXPECTED_INSTANT = "a full date and time such as 2026-01-31T20:26:10Z, or a number since 1970"
_EXPECTED_QUOTE = "the end of the quotes that are open, before the next row"


class DelimitedReader(ContinuedReader):
    """Reads delimited text of a given layout; without one, it is found from the first lines.

    Quotes that are still open where a whole row with its instant begins are no quotes: a message begins with one.
    """

    header_starts = ""
    headers_in_order = True
    no_record = NO_COLUMNS
    expected = "a header that names time, level and message, or columns of them, in the first lines"

    def __init__(self, options: ReadOptions, layout: DelimitedLayout | None = None) -> None:
        """Nothing is read yet."""
        super().__init__(options)
        self._layout = layout
        self._rows: RowReader | None = None
        self._header: str | None = None
        self._first: list[tuple[int, str]] | None = [] if layout is None else None
        """Lines that wait until the layout is known; None when it is."""
        self._sample: list[str] = []
        self._held: list[tuple[int, str]] = []
        """Lines of a row whose quotes are open."""
        self._held_size = 0
        if layout is not None and not layout.header:
            self._lay_out(layout, layout.columns)

    def is_header(self, line: str) -> bool:
        """True for a comment, and for the header where it is known."""
        return line.startswith(COMMENT) or line == self._header

    def begun(self, line: str) -> dict[str, Any] | None:
        """The fields of a row that is one line; None where it is no row."""
        if self._rows is None or self._layout is None:
            return None
        cells = cells_of(line, self._layout.delimiter)
        fitted = self._rows.fitted(cells) if cells is not None else None
        if fitted is None:
            return None
        timestamp = self._rows.instant(fitted)
        if timestamp is None and self._rows.is_dated:
            return None
        return self._rows.fields(line, fitted, timestamp)

    def begins_record(self, line: str) -> bool:
        """True where a line is a whole row."""
        return self.begun(line) is not None

    def read(self, lines: Sequence[str], first: int) -> Iterator[Result]:
        """Records and rejects that are complete."""
        for number, line in enumerate(lines, first):
            if self._first is None:
                yield from self._taken(number, line)
                continue
            self._first.append((number, line))
            if not is_blank(line) and not line.startswith(COMMENT):
                self._sample.append(line)
                if len(self._sample) == 1 and header_layout(line):
                    yield from self._begin()
                    continue
            if len(self._sample) >= LINES or len(self._first) >= _MOST_WAITING:
                yield from self._begin()

    def end(self) -> Iterator[Result]:
        """What waited for the layout, for its quotes or for lines below it."""
        if self._first is not None:
            yield from self._begin()
        yield from self._given_up()
        yield from self.closed()

    def _begin(self) -> Iterator[Result]:
        """Finds the layout, and takes the lines that waited for it."""
        layout = layout_of(self._sample)
        waiting = self._first or []
        self._first = None
        self._sample = []
        self._layout = layout
        if layout is not None and not layout.header:
            self._lay_out(layout, layout.columns)
        for number, line in waiting:
            yield from self._taken(number, line)

    def _lay_out(self, layout: DelimitedLayout, names: Sequence[str]) -> None:
        self._rows = RowReader(self.options, columns_of(names), layout.delimiter, layout.timestamps)

    def _taken(self, number: int, line: str) -> Iterator[Result]:
        """Takes a line when the layout is known, or known to be none."""
        if self._held:
            yield from self._taken_in_quotes(number, line)
        elif is_blank(line):
            self.count_blank(line)
        elif self.is_header(line):
            self.headers += 1
        elif self._layout is None:
            yield from self.without_record(number, line, NO_COLUMNS, self.expected)
        elif self._rows is None:
            self._header = line
            self.headers += 1
            names = self._layout.columns or cells_of(line, self._layout.delimiter) or line.split(self._layout.delimiter)
            self._lay_out(self._layout, names)
        elif (cells := cells_of(line, self._layout.delimiter)) is None:
            self._held = [(number, line)]
            self._held_size = byte_length(line)
        else:
            yield from self._row(cells, number, line)

    def _row(self, cells: list[str], number: int, text: str, lines: int = 1) -> Iterator[Result]:
        rows = self._rows
        assert rows is not None
        fitted = rows.fitted(cells)
        if fitted is None:
            yield from self.without_record(number, text, WRONG_COLUMNS, rows.expected)
            return
        timestamp = rows.instant(fitted)
        if timestamp is None and rows.is_dated:
            yield from self.without_record(number, text, BAD_TIMESTAMP, _EXPECTED_INSTANT, rows.instant_text(fitted))
        else:
            yield from self.opened(number, text, rows.fields(text, fitted, timestamp), lines)

    def _taken_in_quotes(self, number: int, line: str) -> Iterator[Result]:
        layout = self._layout
        assert layout is not None
        self._held_size += byte_length(line) + 1
        ending = Inside.OPEN if is_blank(line) else ending_of(line, layout.delimiter)
        if ending is Inside.BROKEN or self._is_whole_row(line):
            yield from self._given_up()
            yield from self._taken(number, line)
            return
        self._held.append((number, line))
        if self._held_size > self.options.max_record_bytes:
            held, self._held = self._held, []
            yield from self.closed()
            for held_number, held_line in held:
                if is_blank(held_line):
                    self.blanks += 1
                else:
                    yield self.too_long(held_number, held_line)
        elif ending is Inside.CLOSED:
            yield from self._row_of_lines(layout.delimiter)

    def _row_of_lines(self, delimiter: str) -> Iterator[Result]:
        """Takes the row that the held lines are, now that its quotes are closed."""
        text = "\n".join(line for _, line in self._held)
        cells = cells_of(text, delimiter)
        blanks = sum(is_blank(line) for _, line in self._held)
        lines = len(self._held) - blanks
        number = self._held[0][0]
        if cells is not None and self._rows is not None and self._rows.is_row(cells):
            self._held = []
            self.blanks += blanks
            yield from self._row(cells, number, text, lines)
        else:
            yield from self._given_up()

    def _given_up(self) -> Iterator[Result]:
        """Takes held lines as if their quotes were none."""
        held, self._held = self._held, []
        for place, (number, line) in enumerate(held):
            if is_blank(line):
                self.count_blank(line)
                continue
            cells = line.split(self._layout.delimiter) if self._layout is not None else []
            if place == 0 and self._rows is not None and self._rows.is_row(cells):
                yield from self._row(cells, number, line)
            else:
                yield from self.without_record(number, line, UNCLOSED_QUOTE, _EXPECTED_QUOTE)

    def _is_whole_row(self, line: str) -> bool:
        rows = self._rows
        if rows is None or not rows.is_dated or self._layout is None:
            return False
        cells = cells_of(line, self._layout.delimiter)
        return cells is not None and rows.is_row(cells)
