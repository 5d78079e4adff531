"""The port of a format: what it is given, what it returns.

A format turns the lines of one landed file into records and rejects. Every line ends as one of: blank, header, a line
of a record, a reject. Standard library only; a format never opens a file.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

ASCII_WHITE_SPACE = " \t\r\x0b\f"


class RecordTable(StrEnum):
    """The table that the records of a format are stored in."""

    ERRORS = "error_logs_parsed"
    LOGS = "logs"
    TEXT = "text_logs"


class TimestampFrom(StrEnum):
    """Where the instant of a record comes from."""

    LINE = "line"
    """The record names it."""
    PREVIOUS = "previous record"
    """The record names none; it is that of the last dated record before it in the file."""
    FILE = "file"
    """The record names none and no dated record precedes it; it is when the file was last written."""


@dataclass(frozen=True)
class ReadOptions:
    """How the lines of one file are read: settings of the run, and of the file's source.

    `severities`: canonical severity -> spellings in lower case, worst first. `code_pattern`: what an error code looks
    like (whole). `zone`: IANA name of the zone of timestamps that name none. `file_time`: when the file was last
    written (microseconds since 1970, UTC). `level_numbers`: the key of levels.NUMBERS that numeric levels of this
    source mean; None: as the field's name tells. `takes_undated`: a record that names no instant is read as of
    `file_time` by formats that reject it otherwise; what wraps its line knows the instant. `service`: that of all
    records, whatever they name; what they name stays in their metadata. Limits are in bytes of UTF-8,
    `max_record_bytes` for all lines of one record, `max_unpacked_bytes` for what a compressed file
    contains.
    """

    severities: Mapping[str, Sequence[str]]
    code_pattern: str
    max_line_bytes: int = 1_048_576
    max_record_bytes: int = 1_048_576
    max_unpacked_bytes: int = 8 * 2**30
    zone: str = "UTC"
    file_time: int = 0
    level_numbers: str | None = None
    takes_undated: bool = False
    service: str = ""


@dataclass(slots=True)
class Record:
    """One record. `line` is the number of its first line in the file, from 1; `lines` how many lines are its own.

    `text`: these lines as written, without line ends, joined by a line feed. `part`: its place, from 0, among the
    records of the same line or document; None where the text is one record. Of several records of one line, the first
    has `lines` 1 and the others 0, so that the lines of all records add up; the text of these others is their own part.

    `fields`: what was read, by the names of FIELD_NAMES; absent or None where the record does not have it. `timestamp`
    (int, microseconds since 1970, UTC), `message` (str) and `severity` (canonical name or Unknown) are always there.
    """

    line: int
    lines: int
    text: str
    fields: dict[str, Any]
    part: int | None = None


@dataclass(slots=True)
class Reject:
    """A line that is no record, or with `part` a bad part of a line that is counted as another kind already.

    `text`: the line as written, without its line end; bytes that are not UTF-8 as surrogate escapes. `reason` is a
    word, `detail` explains what was found and what is expected: `found '...', expected ...`.
    `whole`: of a line of which `text` is only the beginning.
    """

    line: int
    text: str
    reason: str
    detail: str
    part: int | None = None
    whole: "LongLine | None" = None


@dataclass(frozen=True)
class LongLine:
    """What is known of a line that is too long to be held: its length in bytes, and the SHA-256 of all of them."""

    length: int
    sha256: str


Result = Record | Reject

FIELD_NAMES = (
    "timestamp", "timestamp_from", "message", "level", "severity", "service", "environment", "host", "pod_name",
    "container_id", "process_id", "logger_name", "thread_name", "stack_trace", "exception_type", "error_code",
    "trace_id", "span_id", "parent_span_id", "user_id", "request_id", "correlation_id", "labels", "source_type",
    "source_file", "source_line", "http_method", "http_endpoint", "http_status", "http_duration_ms",
    "http_remote_address", "http_user_agent", "metadata",
)  # fmt: skip
"""Fields of a record. All are str but `timestamp`, `source_line`, `http_status` (int), `http_duration_ms` (float) and
`labels` (dict of str). `source_file` is the source code file that logged it, `level` the level as written,
`timestamp_from` a TimestampFrom (absent: LINE), `metadata` the JSON text of an object with all that has no field.
"""


class LineReader(ABC):
    """Reads one file from its beginning (or from the start of a record) to its end, in blocks of whole lines.

    Lines come decoded and without line feed and one trailing carriage return. The caller has taken out lines that are
    too long or not UTF-8; they neither end nor belong to a record.
    """

    header_starts: str | None = None
    """The characters that a header can begin with; None: this format has no headers, '': any."""

    headers_in_order = False
    """True where only who has read the lines before knows which line is a header, or blank."""

    def __init__(self, options: ReadOptions) -> None:
        """Nothing is read yet."""
        self.options = options
        self.headers = 0
        """Lines so far that are headers: they name columns or are comments."""
        self.blanks = 0
        """Lines so far of white space only, whether or not a record goes on behind them."""
        self.only_counts = False
        """True where the caller needs `headers` and `blanks` only: results may be left out."""

    @abstractmethod
    def read(self, lines: Sequence[str], first: int) -> Iterator[Result]:
        """Records and rejects that are complete. `first` is the number of the first of `lines` in the file, from 1."""

    def end(self) -> Iterator[Result]:
        """What was still open at the end of the file."""
        return iter(())

    def is_header(self, line: str) -> bool:  # noqa: ARG002
        """True for a line that this format counts as a header, whatever its length and bytes."""
        return False

    def begins_record(self, line: str) -> bool:  # noqa: ARG002
        """True where a record begins at this line, judged by the line alone: a large file is cut at such lines."""
        return True


@dataclass(frozen=True)
class Sample:
    """What a format is detected from: the name of the landed file, and some of its lines in order, none blank.

    The lines are the beginning of the file or, of a large one that begins unlike it goes on, of its middle and end.
    `whole`: they are all of it.
    """

    name: str
    lines: Sequence[str]
    whole: bool = False


@dataclass(frozen=True)
class Format:
    """A format of logs.

    `confidence`: how much of a sample this format explains, 0 to 1; 0 where no line of it begins a record. `reader`
    makes the reader of one file. `cut_anywhere`: a large file may be cut at any line that `begins_record` holds for;
    False for formats whose document is the whole file. `several_of_a_line`: a line may contain several
    records. `examples` returns the oracle of its tests.
    """

    name: str
    about: str
    table: RecordTable
    confidence: Callable[[Sample], float]
    reader: Callable[[ReadOptions], LineReader]
    cut_anywhere: bool = True
    several_of_a_line: bool = False
    examples: Callable[[], Sequence["Example"]] = field(default=tuple, repr=False)


@dataclass(frozen=True)
class Example:
    """Lines of a file, and what the format must read from them.

    `records`: for each record the fields that are compared, and `line` and `lines` where they are named. `rejects`: for
    each reject its line and reason. `hostile`: what is wrong with the lines, where something is.
    """

    about: str
    text: str
    records: Sequence[Mapping[str, Any]]
    rejects: Sequence[tuple[int, str]] = ()
    hostile: bool = False
    zone: str = "UTC"


def is_blank(line: str) -> bool:
    """True for an empty line and for one of ASCII white space only."""
    return not line or (line < "!" and not line.strip(ASCII_WHITE_SPACE))
