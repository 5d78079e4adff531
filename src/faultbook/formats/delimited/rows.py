"""The cells of a row as the fields of a record."""

import re
from collections.abc import Sequence
from typing import Any

from faultbook.formats.delimited.layout import Columns
from faultbook.formats.instants import instant_or_epoch
from faultbook.formats.levels import Levels
from faultbook.formats.metadata import json_object
from faultbook.formats.patterns.timestamps import timestamp_format
from faultbook.formats.port import ReadOptions
from faultbook.formats.traces import message_and_trace, raised_type

Fields = dict[str, Any]
_DELIMITERS = {"\t": "tabs", ",": "commas", ";": "semicolons", "|": "pipes"}


class RowReader:
    """Reads rows of one layout."""

    def __init__(self, options: ReadOptions, columns: Columns, delimiter: str, timestamps: Sequence[str] = ()) -> None:
        """`delimiter` is what divides a message that is in the last column, and contains it.

        `timestamps`: formats of the instant; none: a full date and time, or a number since 1970.
        """
        self._columns = columns
        self._delimiter = delimiter
        self._zone = options.zone
        formats = [timestamp_format(text) for text in timestamps]
        self._instants = [found.reader(options.zone, options.file_time, matched=False) for found in formats]
        self._levels = Levels(options.severities)
        self._is_code = re.compile(options.code_pattern).fullmatch
        self._takes_more = columns.message == columns.count - 1
        self.is_dated = columns.timestamp is not None
        """True where a column names the instant."""
        self.expected = f"{columns.count} columns divided by {_DELIMITERS.get(delimiter, repr(delimiter))}"
        """What a row has, in words."""

    def fitted(self, cells: list[str]) -> list[str] | None:
        """As many cells as there are columns; None where there are not. A message in the last column takes what is
        too much.
        """
        count = self._columns.count
        if len(cells) == count:
            return cells
        if len(cells) > count and self._takes_more:
            return [*cells[: count - 1], self._delimiter.join(cells[count - 1 :])]
        return None

    def instant(self, cells: Sequence[str]) -> int | None:
        """The instant of a fitted row; None where the layout has none, or the cell is none."""
        columns = self._columns
        if columns.timestamp is None:
            return None
        text = cells[columns.timestamp].strip()
        found = self._instant_of(text)
        if found is None and columns.day is not None:
            return self._instant_of(f"{cells[columns.day].strip()} {text}")
        return found

    def _instant_of(self, text: str) -> int | None:
        if not self._instants:
            return instant_or_epoch(text, self._zone)
        return next((at for read in self._instants if (at := read(text)) is not None), None)

    def instant_text(self, cells: Sequence[str]) -> str:
        """What is written where the instant of a fitted row is expected."""
        places = (self._columns.day, self._columns.timestamp)
        return " ".join(cells[place].strip() for place in places if place is not None)

    def is_row(self, cells: list[str]) -> bool:
        """True where cells are those of a row, its instant among them where the layout has one."""
        fitted = self.fitted(cells)
        return fitted is not None and (not self.is_dated or self.instant(fitted) is not None)

    def fields(self, text: str, cells: Sequence[str], timestamp: int | None) -> Fields:
        """The fields of a fitted row. `text` is the message where no column is."""
        columns = self._columns
        fields: Fields = {name: value for place, name in columns.fields if (value := cells[place].strip())}
        if timestamp is not None:
            fields["timestamp"] = timestamp
        level = cells[columns.level].strip() if columns.level is not None else ""
        if level:
            fields["level"] = level
        fields["severity"] = self._levels.of_word(level)
        fields["message"] = cells[columns.message].strip() if columns.message is not None else text
        others = [(name, value) for place, name in columns.others if (value := cells[place].strip())]
        if "error_code" in fields or "source_line" in fields:
            self._move_doubtful(fields, others)
        if others:
            fields["metadata"] = json_object(others)
        if "\n" in fields["message"] and "stack_trace" not in fields:
            message, *below = fields["message"].split("\n")
            fields["message"], trace = message_and_trace(message, below)
            if trace is not None:
                fields["stack_trace"] = trace
        if (
            "stack_trace" in fields
            and "exception_type" not in fields
            and (raised := raised_type(fields["stack_trace"]))
        ):
            fields["exception_type"] = raised
        return fields

    def _move_doubtful(self, fields: Fields, others: list[tuple[str, str]]) -> None:
        """A code that is none, and a line that is no number, are kept by the names of their columns."""
        names = {name: self._columns.names[place] for place, name in self._columns.fields}
        code = fields.get("error_code")
        if code is not None and not self._is_code(code):
            others.append((names["error_code"], fields.pop("error_code")))
        line = fields.get("source_line")
        if line is not None:
            if line.isascii() and line.isdigit() and len(line) <= 9:
                fields["source_line"] = int(line)
            else:
                others.append((names["source_line"], fields.pop("source_line")))
