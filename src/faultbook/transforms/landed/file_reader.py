"""One landed file: detected, counted, read into rows. Plain Python over bytes, the same in Spark's workers and here."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, BinaryIO

import pyarrow as pa

from faultbook.faults.reading import shared_reader
from faultbook.formats.choice import Choice, choose
from faultbook.formats.damage import DamagedFile
from faultbook.formats.detection import UNKNOWN
from faultbook.formats.files import Block, FileFacts, block_of, blocks, read_block, read_file
from faultbook.formats.own_formats import own_formats
from faultbook.formats.port import Format, LineReader, ReadOptions, Record, RecordTable, Reject, Result, is_blank
from faultbook.formats.registered import FORMATS
from faultbook.formats.sampling import is_binary
from faultbook.formats.spans import Span
from faultbook.formats.tails import Manner, Tail, reader_at, span_behind, tail_of
from faultbook.formats.wrapped.places import fields_of_path
from faultbook.formats.wrapped.wrappers import confidence_inside, format_named
from faultbook.transforms.landed.file_rows import FileRows
from faultbook.transforms.landed.landed_text import LandedText, path_in_root, service_of_path
from faultbook.transforms.landed.reading_values import ReadingValues
from faultbook.transforms.landed.record_columns import columns_for
from faultbook.transforms.landed.reject_columns import RejectColumns
from faultbook.transforms.landed.row_values import LabelledFile

CANNOT_OPEN = "cannot be opened"
"""Begins the reason of a file that is tried again, although it does not change."""
CHANGED = f"{CANNOT_OPEN}: it was changed while it was read. The next run reads it."
_ROWS_OF_BATCH = 10_000
_RECORDS_AT_ONCE = 500
"""Of so many a processor holds what it reads of them: with 10,000 each pass over them costs a tenth more."""
_SURE_ENOUGH = 0.5
"""A file of which a format explains so much is that, and text, whatever bytes are in it."""
_SURE_INSIDE = 0.8
"""What a format explains of lines that a container or a daemon wrapped: there plain text is the alternative."""


@dataclass
class ReadFile:
    """What is known of a landed file.

    `headers` and `blanks` of its `lines`; `has_records`: a format knows it; `has_parts`: its lines may contain several
    records each; `unreadable`: the reason why its content could not be read, None where it could; `note`: what a user
    should know of it, such as a wrong encoding. Counts are of the span that was read: from `content_from` to
    `content_to`, with the hashes of ContentSums; `last_line` is the number of its last line. `tail_from`, `tail_line`,
    `tail_hash`: its Tail.
    """

    source_file: str
    format: str = ""
    table: str = ""
    encoding: str = ""
    lines: int = 0
    line_bytes: int = 0
    headers: int = 0
    blanks: int = 0
    compressed: bool = False
    has_records: bool = False
    has_parts: bool = False
    unreadable: str | None = None
    note: str | None = None
    content_from: int = 0
    content_to: int = 0
    content_hash: str = ""
    head_hash: str = ""
    end_hash: str = ""
    last_line: int = 0
    tail_from: int = 0
    tail_line: int = 0
    tail_hash: str | None = None


class FileReader:
    """Reads landed files with the same values."""

    def __init__(self, values: ReadingValues) -> None:
        """Nothing is read yet."""
        self._values = values
        self.formats: Mapping[str, Format] = {**own_formats(values.rules), **FORMATS}
        self._reader = shared_reader(values.redaction_rules, values.redaction_allow, earlier=values.earlier)
        self._last: tuple[LandedText, Choice] | None = None

    def facts(self, text: LandedText) -> ReadFile:
        """Format, encoding and line counts of a file, without its records: a light scan, apart from the formats."""
        found = ReadFile(text.source_file)
        try:
            choice = self._chosen(text)
            if _is_no_text(choice):
                return ReadFile(text.source_file, unreadable="no text: its content is binary")
            counted, span = FileFacts(choice.encoding), text.span
            with text.open() as file:
                reader = _reader_of(file, choice, span)
                reader.only_counts = True
                headers, blanks = reader.headers, reader.blanks
                for block in blocks(file, choice.encoding, counted, choice.options, span=span):
                    _count(found, reader, block)
            if reader.headers_in_order:
                deque(reader.end(), maxlen=0)
                found.headers, found.blanks = reader.headers - headers, reader.blanks - blanks
            _add_content(found, counted, text, choice)
            found.lines, found.line_bytes = counted.lines, counted.line_bytes
            found.note = " ".join(filter(None, (_format_note(choice, self.formats), _encoding_note(counted)))) or None
        except DamagedFile as damage:
            return ReadFile(text.source_file, unreadable=str(damage))
        except OSError as trouble:
            return ReadFile(text.source_file, unreadable=f"{CANNOT_OPEN}: {trouble.strerror}")
        format_ = choice.format
        found.format, found.table, found.encoding = format_.name, format_.table.value, choice.encoding
        found.has_records, found.has_parts = format_ is not UNKNOWN, format_.several_of_a_line
        found.compressed = counted.compressed
        return found

    def span_behind(self, text: LandedText, tail: Tail, content_to: int, last_line: int) -> tuple[Span, bool]:
        """What is new in a file of which the content up to `content_to` was read, and whether it replaces the tail."""
        choice = self._chosen(text)
        with text.open() as file:
            return span_behind(file, tail, content_to, last_line, _manner(choice))

    def results(self, text: LandedText, counted: FileFacts | None = None) -> Iterator[Result]:
        """Records and rejects of a file; fills `counted` meanwhile. DamagedFile where its content cannot be read."""
        choice, span = self._chosen(text), text.span
        facts = counted or FileFacts(choice.encoding)
        with text.open() as file:
            reader = _reader_of(file, choice, span)
            yield from read_file(
                file, choice.format, choice.options, encoding=choice.encoding, facts=facts, span=span, reader=reader
            )

    def record_batches(self, texts: Iterable[LandedText], table: RecordTable) -> Iterator[pa.RecordBatch]:
        """The records of those files whose format has this table, in its columns."""
        columns = columns_for(table, self._reader, self._values)
        waiting: list[Any] = []
        for text in texts:
            if self._chosen(text).format.table is not table:
                continue
            records = (result for result in self.results(text) if type(result) is Record)
            file = self._labelled(text)
            while part := list(islice(records, _RECORDS_AT_ONCE)):
                waiting += columns.rows(part, file)
                if len(waiting) >= _ROWS_OF_BATCH:
                    yield columns.columns(waiting)
                    waiting = []
        if waiting:
            yield columns.columns(waiting)

    def rows(self, files: Iterable[tuple[LandedText, ReadFile]]) -> FileRows:
        """Records and rejects of files: the text is read once for both. Of a file whose content is not that of its
        facts any more, none.
        """
        found = FileRows(lambda table: columns_for(table, self._reader, self._values))
        for text, facts in files:
            kept = found.mark()
            if not self._add_rows(found, text, facts):
                found.go_back(kept)
                found.changed.append(text.source_file)
        found.end()
        return found

    def _add_rows(self, found: FileRows, text: LandedText, facts: ReadFile) -> bool:
        """Adds the rows of a file; False where it was changed since its facts were found."""
        table, file = self._chosen(text).format.table, self._labelled(text)
        counted, of_file = FileFacts(facts.encoding), self._reject_columns(file)
        results = self.results(text, counted)
        try:
            while part := list(islice(results, _RECORDS_AT_ONCE)):
                found.add(table, [result for result in part if type(result) is Record], file)
                if rejects := [result for result in part if type(result) is Reject]:
                    found.rejects.append(of_file.columns(rejects))
        except (DamagedFile, OSError):
            return False
        sums = counted.sums
        return (sums.content_hash, sums.head_hash) == (facts.content_hash, facts.head_hash)

    def reject_batches(self, texts: Iterable[LandedText]) -> Iterator[pa.RecordBatch]:
        """The rejects of files, in the columns of error_logs_rejected."""
        for text in texts:
            rejects = (result for result in self.results(text) if type(result) is Reject)
            of_file = self._reject_columns(self._labelled(text))
            while part := list(islice(rejects, _ROWS_OF_BATCH)):
                yield of_file.columns(part)

    def columns_of(self, records: Iterable[Record], format_: Format, source_file: str) -> pa.RecordBatch:
        """Records of one file in the columns of their table."""
        columns = columns_for(format_.table, self._reader, self._values)
        return columns.columns(columns.rows(records, self._label(source_file, format_)))

    def rejects_of(self, rejects: Iterable[Reject], format_: Format, source_file: str) -> pa.RecordBatch:
        """Rejects of one file in the columns of error_logs_rejected."""
        return self._reject_columns(self._label(source_file, format_)).columns(rejects)

    def read_lines(self, reader: LineReader, lines: list[str], first: int) -> Iterator[Result]:
        """Records and rejects of lines that follow each other; the last record may still be open."""
        return read_block(reader, block_of(lines, first, max_line_bytes=self._values.max_line_bytes))

    def raw_lines(self, text: LandedText) -> Iterator[bytes]:
        """The lines of a file, in UTF-8, that are not too long to be held."""
        choice = self._chosen(text)
        with text.open() as file:
            facts = FileFacts(choice.encoding)
            for block in blocks(file, choice.encoding, facts, choice.options, span=text.span):
                for line in block.lines:
                    yield line.encode("utf-8", "surrogateescape")

    def format_of_rule(self, source_file: str) -> Format | None:
        """The format that the rule of a file's source names; None where it names none."""
        name = self._values.rules.rule_for(path_in_root(source_file)).format
        return None if name is None else format_named(name, self.formats)

    def options_of(self, source_file: str) -> ReadOptions:
        """The options of a file by its source's rule, where it is not known when it was written."""
        return self._values.rules.rule_for(path_in_root(source_file)).options(self.options(0))

    def _chosen(self, text: LandedText) -> Choice:
        last = self._last
        if last is None or last[0] is not text:
            with text.open() as file:
                options = self.options(text.file_time)
                path = path_in_root(text.source_file)
                choice = choose(path, file, self._values.rules, formats=self.formats, options=options)
            # Files are placed by many threads: what is returned is of this text, whatever was kept meanwhile.
            self._last = last = (text, choice)
        return last[1]

    def _reject_columns(self, file: LabelledFile) -> RejectColumns:
        return RejectColumns(self._reader.redactor, self._values, self.formats, file)

    def _labelled(self, text: LandedText) -> LabelledFile:
        return self._label(text.source_file, self._chosen(text).format)

    def _label(self, source_file: str, format_: Format) -> LabelledFile:
        values, path = self._values, path_in_root(source_file)
        fields = fields_of_path(path) | values.rules.rule_for(path).fields_of(path)
        service = values.service or fields.pop("service", "") or service_of_path(path, values.default_service)
        return LabelledFile(source_file, service, fields.pop("environment", values.environment), format_.name, fields)

    def options(self, file_time: int) -> ReadOptions:
        """The options of a file that was last written at `file_time` (microseconds)."""
        return ReadOptions(
            severities=self._values.severities,
            code_pattern=self._values.code_pattern,
            max_line_bytes=self._values.max_line_bytes,
            max_record_bytes=self._values.max_line_bytes,
            max_unpacked_bytes=self._values.max_unpacked_bytes,
            file_time=file_time,
            service=self._values.service,
        )


def _reader_of(file: BinaryIO, choice: Choice, span: Span) -> LineReader:
    return reader_at(file, span, _manner(choice))


def _manner(choice: Choice) -> Manner:
    return Manner(choice.format, choice.encoding, choice.options)


def _add_content(found: ReadFile, counted: FileFacts, text: LandedText, choice: Choice) -> None:
    sums, span = counted.sums, text.span
    found.content_from, found.content_to = span.begin, sums.to
    found.content_hash, found.head_hash, found.end_hash = sums.content_hash, sums.head_hash, sums.end_hash
    found.last_line = span.first_line - 1 + counted.lines
    tail = tail_of(sums, span, found.last_line, _manner(choice), text.open)
    found.tail_from, found.tail_line, found.tail_hash = tail.begin, tail.line, tail.results_hash


def _count(found: ReadFile, reader: LineReader, block: Block) -> None:
    if reader.headers_in_order:
        deque(read_block(reader, block), maxlen=0)
        return
    starts = reader.header_starts
    for line in block.lines:
        if not line or (line < "!" and is_blank(line)):
            found.blanks += 1
        elif starts is not None and (not starts or line[0] in starts) and reader.is_header(line):
            found.headers += 1
    for place, reject in block.set_aside.items():
        # Of a line that is not held, an empty one stands in the block.
        found.blanks -= reject.whole is not None and is_blank(block.lines[place])


def _is_no_text(choice: Choice) -> bool:
    # Between arbitrary bytes there may be something that looks like a line of a format.
    return choice.detected is not None and choice.detected.confidence < _SURE_ENOUGH and is_binary(choice.sample)


def _format_note(choice: Choice, formats: Mapping[str, Format]) -> str | None:
    detected = choice.detected
    if detected is None or not choice.sample.lines:
        return None
    if detected.format is UNKNOWN:
        return "no format knows it: its lines are rejects. Fix: faultbook formats suggest FILE writes a format for it."
    share = detected.confidence
    inside = confidence_inside(detected.format.name, formats, choice.sample)
    if share >= _SURE_ENOUGH and inside >= _SURE_INSIDE:
        return None
    return (
        f"read as {detected.format.name}, which fits {min(share, inside):.0%} of its lines. Fix: if it is something "
        "else, name its format in catalog/formats.yml (faultbook formats detect FILE shows its lines)."
    )


def _encoding_note(counted: FileFacts) -> str | None:
    if not counted.bad_lines:
        return None
    return (
        f"{counted.bad_lines} of {counted.lines} lines hold what is not {counted.encoding}; expected one encoding for "
        "the whole file. Fix: name it in catalog/formats.yml (latin-1 reads any byte)."
    )
