"""Reads the lines of a tab-separated error log."""

import re
from collections.abc import Iterator, Sequence

from faultbook.formats.found import found_instead
from faultbook.formats.instants import instant
from faultbook.formats.levels import MOST_OF_A_LEVEL, Levels
from faultbook.formats.port import LineReader, ReadOptions, Record, Reject, Result, is_blank

COLUMNS = 5
CONTINUATION_START = re.compile(
    r"[ \t]|at |Caused by: |Suppressed: |Traceback \(|\.\.\. \d+ more"
    r"|[A-Za-z_$][\w.$]*(?:Exception|Error|Throwable|Interrupt)(?::|\Z)",
    re.ASCII,
)
"""How a line begins that goes on with the record before it."""

_FORMAT_LINE = re.compile("# ?Format:")
_TRACEBACK = "Traceback ("
_BETWEEN_TRACEBACKS = ("The above exception was", "During handling of the above")
_EXCEPTION_LINE = re.compile(r"[A-Za-z_][\w.]*(?::|\Z)", re.ASCII)
_MOST_CODES = 10_000
_MOST_LEVELS = 1_000
_MOST_OF_A_CODE = 200
"""Characters of a code that is remembered."""
_ODD_STARTS = "#- \t\r\x0b\f"
"""How blanks, headers and lines of stack traces begin."""


class TabSeparatedReader(LineReader):
    """Reads one file. A line that begins like a stack trace belongs to the record before it."""

    header_starts = "#-"

    def __init__(self, options: ReadOptions) -> None:
        """Nothing is read yet."""
        super().__init__(options)
        self._code = re.compile(options.code_pattern)
        self._codes: dict[str, bool] = {}
        self._levels = Levels(options.severities)
        self._severities: dict[str | None, str] = {}
        self._open: Record | None = None
        self._trace: list[str] = []
        self._blanks_within = 0
        self._bytes = 0
        self._is_traceback = False

    def is_header(self, line: str) -> bool:
        """True for a `#` line with fewer than four tabs, for the `# Format:` line, and for a line of dashes only.

        The format line names the five columns with the tabs between them, so that it alone may have four.
        """
        if line.startswith("#"):
            return line.count("\t") < COLUMNS - 1 or _FORMAT_LINE.match(line) is not None
        return line.startswith("-") and not line.rstrip(" \t").strip("-")

    def begins_record(self, line: str) -> bool:
        """True for five columns that begin with an instant."""
        return line.count("\t") >= COLUMNS - 1 and instant(line.partition("\t")[0].strip(" ")) is not None

    def read(self, lines: Sequence[str], first: int) -> Iterator[Result]:
        """Records and rejects that are complete."""
        for number, line in enumerate(lines, first):
            parts = line.split("\t", COLUMNS - 1)
            if len(parts) < COLUMNS or line[0] in _ODD_STARTS:
                yield from self._read_odd(line, number, parts)
                continue
            if self._open is not None:
                # Without a line of a trace nothing is added to it.
                yield self._closed() if self._bytes else self._open
            found = self._judged(number, line, parts)
            if type(found) is Record:
                self._open = found
            else:
                self._open = None
                yield found

    def end(self) -> Iterator[Result]:
        """The last record."""
        if self._open is not None:
            yield self._closed()

    def _judged(self, number: int, line: str, parts: Sequence[str]) -> Result:
        """The record or the reject of a line of five columns."""
        stamp, code, path, level, message = parts
        timestamp = instant(stamp.strip(" "), self.options.zone)
        if timestamp is None:
            return _found(number, line, "bad_timestamp", stamp.strip(" "), _EXPECTED_INSTANT)
        code = code.strip(" ")
        if not (self._codes.get(code) or self._is_code(code)):
            return _found(number, line, "bad_code", code, self._expected_code())
        written = level.strip(" ") or None
        severity = self._severities.get(written) or self._severity(written)
        fields = {
            "timestamp": timestamp,
            "error_code": code,
            "source_file": path.strip(" "),
            "severity": severity,
            "level": written,
            "message": message,
        }
        return Record(number, 1, line, fields)

    def _read_odd(self, line: str, number: int, parts: Sequence[str]) -> Iterator[Result]:
        """A line that may be a blank, a header or of a stack trace."""
        if is_blank(line):
            self.blanks += 1
            self._blanks_within += 1
        elif self.is_header(line):
            self.headers += 1
        elif len(parts) == COLUMNS:
            if self._open is not None:
                yield self._closed()
            found = self._judged(number, line, parts)
            if isinstance(found, Record):
                self._open = found
            else:
                yield found
        elif self._goes_on(line):
            yield from self._go_on(line, number)
        else:
            yield Reject(number, line, "too_few_fields", f"{len(parts)} of {COLUMNS} tab-separated fields")

    def _goes_on(self, line: str) -> bool:
        if CONTINUATION_START.match(line):
            return True
        if not self._is_traceback or self._open is None:
            return False
        # The exception that ends a traceback may have any name.
        after_frame = bool(self._trace) and self._trace[-1][:1] in (" ", "\t")
        return line.startswith(_BETWEEN_TRACEBACKS) or (after_frame and _EXCEPTION_LINE.match(line) is not None)

    def _go_on(self, line: str, number: int) -> Iterator[Result]:
        record = self._open
        if record is None:
            yield Reject(number, line, "continuation", "goes on with an earlier line that is no record")
            return
        self._bytes += len(line) + 1
        if self._bytes > self.options.max_record_bytes:
            yield Reject(
                number,
                line,
                "record_too_long",
                f"the record of line {record.line} has more than {self.options.max_record_bytes} bytes "
                "(setting max_line_bytes)",
            )
            return
        self._is_traceback = self._is_traceback or line.startswith(_TRACEBACK)
        if self._trace:
            self._trace.extend("" for _ in range(self._blanks_within))
        self._blanks_within = 0
        self._trace.append(line)
        record.lines += 1

    def _closed(self) -> Record:
        record = self._open
        assert record is not None
        self._open = None
        if self._trace:
            trace = "\n".join(self._trace)
            record.text = f"{record.text}\n{trace}"
            record.fields["stack_trace"] = trace
            self._trace = []
        self._blanks_within = self._bytes = 0
        self._is_traceback = False
        return record

    def _is_code(self, code: str) -> bool:
        if len(code) > _MOST_OF_A_CODE:
            return self._code.fullmatch(code) is not None
        if len(self._codes) >= _MOST_CODES:
            self._codes.clear()
        return self._codes.setdefault(code, self._code.fullmatch(code) is not None)

    def _severity(self, level: str | None) -> str:
        found = self._levels.of_word(level)
        if level is None or len(level) <= MOST_OF_A_LEVEL:
            if len(self._severities) >= _MOST_LEVELS:
                self._severities.clear()
            self._severities[level] = found
        return found

    def _expected_code(self) -> str:
        return f"an error code like {self.options.code_pattern} (setting code_pattern)"


_EXPECTED_INSTANT = "a full date and time such as 2026-01-31T20:26:10Z, years 0001 to 9999"


def _found(number: int, line: str, reason: str, found: str, expected: str) -> Reject:
    return Reject(number, line, reason, found_instead(found, expected))
