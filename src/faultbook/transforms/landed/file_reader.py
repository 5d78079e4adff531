"""One landed file: detected, counted, read into rows. Plain Python over bytes, the same in Spark's workers and here."""

import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, BinaryIO

import pyarrow as pa

from faultbook.faults.reading import RecordReader
from faultbook.formats.compression import DamagedFile
from faultbook.formats.detection import Detected, detect
from faultbook.formats.files import FileFacts, blocks, read_block, sample_of
from faultbook.formats.port import Format, LineReader, ReadOptions, Record, RecordTable, Reject, Result, is_blank
from faultbook.formats.registered import FORMATS
from faultbook.transforms.landed.reading_values import ReadingValues
from faultbook.transforms.landed.record_columns import LabelledFile, RecordColumns
from faultbook.transforms.landed.reject_columns import RejectColumns

_ROWS_OF_BATCH = 10_000
_ROOT = re.compile(r"//[^/]*/")
"""Begins the names of landed files of other roots than the first."""


@dataclass(frozen=True)
class LandedText:
    """A landed file to read: its name, when it was last written (microseconds), how to open it from its beginning."""

    source_file: str
    file_time: int
    open: Callable[[], BinaryIO]


@dataclass
class ReadFile:
    """What is known of a landed file.

    `headers` and `blanks` of its `lines`; `unreadable`: the reason why its content could not be read, None where it
    could; `note`: what a user should know of it, such as a wrong encoding.
    """

    source_file: str
    format: str = ""
    table: str = ""
    encoding: str = ""
    lines: int = 0
    line_bytes: int = 0
    headers: int = 0
    blanks: int = 0
    unreadable: str | None = None
    note: str | None = None


class FileReader:
    """Reads landed files with the same values."""

    def __init__(self, values: ReadingValues, formats: Mapping[str, Format] = FORMATS) -> None:
        """Nothing is read yet."""
        self._values = values
        self._formats = formats
        self._reader = RecordReader(values.redaction_rules, values.redaction_allow)
        self._rejects = RejectColumns(self._reader.redactor, values, formats)
        self._last: tuple[LandedText, Detected, str] | None = None

    def facts(self, text: LandedText) -> ReadFile:
        """Format, encoding and line counts of a file, without its records: a light scan, apart from the formats."""
        found = ReadFile(text.source_file)
        try:
            detected, encoding = self._detected(text)
            reader = detected.format.reader(self._options(text))
            counted = FileFacts(encoding)
            with text.open() as file:
                for block in blocks(file, encoding, counted, max_line_bytes=self._values.max_line_bytes):
                    _count(found, reader, block.lines)
                    for place, reject in block.set_aside.items():
                        # Of a line that is not held, an empty one stands in the block.
                        found.blanks -= reject.whole is not None and is_blank(block.lines[place])
            found.lines, found.line_bytes = counted.lines, counted.line_bytes
            found.note = _encoding_note(counted)
        except DamagedFile as damage:
            return ReadFile(text.source_file, unreadable=str(damage))
        found.format, found.table, found.encoding = detected.format.name, detected.format.table.value, encoding
        return found

    def results(self, text: LandedText, counted: FileFacts | None = None) -> Iterator[Result]:
        """Records and rejects of a file. DamagedFile where its content cannot be read."""
        detected, encoding = self._detected(text)
        counted = counted or FileFacts(encoding)
        reader = detected.format.reader(self._options(text))
        with text.open() as file:
            for block in blocks(file, encoding, counted, max_line_bytes=self._values.max_line_bytes):
                yield from read_block(reader, block)
        yield from reader.end()

    def record_batches(self, texts: Iterable[LandedText], table: RecordTable) -> Iterator[pa.RecordBatch]:
        """The records of files of one table, in its columns."""
        columns = RecordColumns(table, self._reader, self._values)
        waiting: list[Any] = []
        for text in texts:
            records = (result for result in self.results(text) if type(result) is Record)
            file = self._labelled(text)
            while part := list(islice(records, _ROWS_OF_BATCH)):
                waiting += columns.rows(part, file)
                if len(waiting) >= _ROWS_OF_BATCH:
                    yield columns.columns(waiting)
                    waiting = []
        if waiting:
            yield columns.columns(waiting)

    def reject_batches(self, texts: Iterable[LandedText]) -> Iterator[pa.RecordBatch]:
        """The rejects of files, in the columns of error_logs_rejected."""
        for text in texts:
            rejects = (result for result in self.results(text) if type(result) is Reject)
            while part := list(islice(rejects, _ROWS_OF_BATCH)):
                yield self._rejects.columns(part, self._labelled(text))

    def _detected(self, text: LandedText) -> tuple[Detected, str]:
        if self._last is None or self._last[0] is not text:
            with text.open() as file:
                sample, encoding = sample_of(text.source_file, file)
            self._last = (text, detect(sample, self._formats), encoding)
        return self._last[1:]

    def _labelled(self, text: LandedText) -> LabelledFile:
        detected, _ = self._detected(text)
        return LabelledFile(
            text.source_file,
            service_of_path(text.source_file, self._values.service, self._values.default_service),
            self._values.environment,
            detected.format.name,
        )

    def _options(self, text: LandedText) -> ReadOptions:
        return ReadOptions(
            severities=self._values.severities,
            code_pattern=self._values.code_pattern,
            max_line_bytes=self._values.max_line_bytes,
            max_record_bytes=self._values.max_line_bytes,
            file_time=text.file_time,
        )


def text_of_content(source_file: str, file_time: int, content: bytes) -> LandedText:
    """A landed file whose content is in memory."""
    return LandedText(source_file, file_time, lambda: io.BytesIO(content))


def text_of_path(source_file: str, file_time: int, path: str) -> LandedText:
    """A landed file on this machine."""
    return LandedText(source_file, file_time, lambda: open(path, "rb"))  # noqa: PTH123


def service_of_path(source_file: str, service: str, default_service: str) -> str:
    """`service` where it is given, else the first sub-folder of the landing root, else `default_service`."""
    if service:
        return service
    folder, slash, _ = _ROOT.sub("", source_file, count=1).partition("/")
    return folder if slash else default_service


def _count(found: ReadFile, reader: LineReader, lines: list[str]) -> None:
    starts = reader.header_starts
    for line in lines:
        if not line or (line < "!" and is_blank(line)):
            found.blanks += 1
        elif starts is not None and (not starts or line[0] in starts) and reader.is_header(line):
            found.headers += 1


def _encoding_note(counted: FileFacts) -> str | None:
    if not counted.bad_lines:
        return None
    return (
        f"{counted.bad_lines} of {counted.lines} lines hold what is not {counted.encoding}; expected one encoding for "
        "the whole file. Fix: name it in catalog/formats.yml (latin-1 reads any byte)."
    )
