"""Rejects read again, under today's settings and formats: records that their lines are now, and what remains.

In, for all functions: rows of error_logs_rejected, `raw` whole, and format STRING, the format that the file was read as
(NULL: not known). Lines of a file that follow each other are read together, so that a record of several lines is one.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from typing import Any

import pyarrow as pa
from pyspark.sql import DataFrame

from faultbook.formats.detection import UNKNOWN, detect
from faultbook.formats.port import Format, Record, RecordTable, Reject, Sample, is_blank
from faultbook.formats.sampling import SAMPLED_LINES
from faultbook.formats.wrapped.wrappers import format_named
from faultbook.tables import ERROR_LOGS_REJECTED
from faultbook.tables.arrow import arrow_schema
from faultbook.transforms.landed.file_reader import FileReader
from faultbook.transforms.landed.files import landed_texts
from faultbook.transforms.landed.reading_values import ReadingValues
from faultbook.transforms.landed.record_columns import TABLE_OF

_COUNTS = pa.schema(
    [
        ("source_file", pa.string()),
        ("table", pa.string()),
        *((name, pa.int64()) for name in ("records", "parsed", "headers", "blanks", "rejected", "part_rejects")),
    ]
)
_COUNTS_DDL = (
    "source_file STRING, table STRING, records BIGINT, parsed BIGINT, headers BIGINT, blanks BIGINT, rejected BIGINT, "
    "part_rejects BIGINT"
)
_NAMED_AS_JSON = (".jsonl", ".ndjson", ".json", ".jsonl.gz", ".ndjson.gz", ".json.gz")


def recovered_counts(rejects: DataFrame, values: ReadingValues) -> DataFrame:
    """Per file: source_file, table of its records, records, parsed (their lines), headers, blanks, rejected: lines that
    remain, and part_rejects: bad parts of lines that are records now.
    """

    def counted(rows: pa.Table) -> pa.Table:
        return counts_again(rows, values)

    return rejects.groupBy("source_file").applyInArrow(counted, _COUNTS_DDL)


def recovered_records(rejects: DataFrame, table: RecordTable, values: ReadingValues) -> DataFrame:
    """The records of one table that rejects are now, in its columns."""

    def read(rows: pa.Table) -> pa.Table:
        return records_again(rows, table, values)

    return rejects.groupBy("source_file").applyInArrow(read, TABLE_OF[table].ddl())


def remaining_rejects(rejects: DataFrame, values: ReadingValues) -> DataFrame:
    """The rejects that remain, with today's reason, and bad parts of lines that are records now, in the columns of
    error_logs_rejected.
    """

    def kept(rows: pa.Table) -> pa.Table:
        return rejects_again(rows, values)

    return rejects.groupBy("source_file").applyInArrow(kept, ERROR_LOGS_REJECTED.ddl())


@dataclass
class _ReadAgain:
    source_file: str
    format: Format
    records: list[Record] = field(default_factory=list)
    rejects: dict[int, Reject] = field(default_factory=dict)
    """Whole lines by place of the row."""
    parts: list[Reject] = field(default_factory=list)
    headers: int = 0
    blanks: int = 0


def _read_again(rows: pa.Table, reader: FileReader) -> _ReadAgain:
    source_file = rows.column("source_file")[0].as_py()
    texts = [raw.decode("utf-8", "surrogateescape") for raw in rows.column("raw").to_pylist()]
    numbers = rows.column("line_number").to_pylist()
    runs = list(_runs(numbers))
    # In the order of the file: Spark returns rows in any order, and they are read again for each table.
    in_order = (texts[place] for run in runs for place in run)
    format_ = _format_of(source_file, rows.column("format")[0].as_py(), in_order, reader)
    found = _ReadAgain(source_file, format_)
    for places in runs:
        lines = format_.reader(reader.options_of(source_file))
        first = numbers[places[0]] or 0
        results = [*reader.read_lines(lines, [texts[place] for place in places], first), *lines.end()]
        found.headers += lines.headers
        found.blanks += lines.blanks
        for result in results:
            if isinstance(result, Record):
                found.records.append(result)
            elif result.part is None:
                found.rejects[places[result.line - first]] = result
            else:
                found.parts.append(result)
    return found


def _runs(numbers: list[int | None]) -> Iterator[list[int]]:
    """Places of lines that follow each other in their file; a line whose number is not known stands alone."""
    order = sorted((number, place) for place, number in enumerate(numbers) if number is not None)
    run: list[int] = []
    last = None
    for number, place in order:
        if last is not None and number != last + 1:
            yield run
            run = []
        run.append(place)
        last = number
    if run:
        yield run
    yield from ([place] for place, number in enumerate(numbers) if number is None)


def _format_of(source_file: str, name: str | None, texts: Iterable[str], reader: FileReader) -> Format:
    if name is None:  # versions that did not store it told formats by names
        name = "json_lines" if source_file.lower().endswith(_NAMED_AS_JSON) else "tab_separated"
    named = reader.format_of_rule(source_file) or format_named(name, reader.formats)
    if named is not None:
        return named
    lines = tuple(text for text in islice(texts, SAMPLED_LINES) if not is_blank(text))
    return detect(Sample(source_file, lines), reader.formats).format if lines else UNKNOWN


def counts_again(rows: pa.Table, values: ReadingValues) -> pa.Table:
    """`recovered_counts` of the rejects of one file."""
    found = _read_again(rows, FileReader(values))
    row = {
        "source_file": found.source_file,
        "table": found.format.table.value,
        "records": len(found.records),
        "parsed": sum(record.lines for record in found.records),
        "headers": found.headers,
        "blanks": found.blanks,
        "rejected": len(found.rejects),
        "part_rejects": len(found.parts),
    }
    return pa.Table.from_pylist([row], schema=_COUNTS)


def records_again(rows: pa.Table, table: RecordTable, values: ReadingValues) -> pa.Table:
    """`recovered_records` of the rejects of one file."""
    reader = FileReader(values)
    found = _read_again(rows, reader)
    schema = arrow_schema(TABLE_OF[table])
    if found.format.table is not table or not found.records:
        return schema.empty_table()
    return pa.Table.from_batches([reader.columns_of(found.records, found.format, found.source_file)], schema=schema)


def rejects_again(rows: pa.Table, values: ReadingValues) -> pa.Table:
    """`remaining_rejects` of the rejects of one file."""
    reader = FileReader(values)
    found = _read_again(rows, reader)
    places = sorted(found.rejects)
    results = [*(found.rejects[place] for place in places), *found.parts]
    today = reader.rejects_of(results, found.format, found.source_file).to_pylist()
    stored = rows.select(list(ERROR_LOGS_REJECTED.column_names)).to_pylist()
    kept: list[Mapping[str, Any]] = []
    for place, row in zip(places, today, strict=False):
        changed = {name: row[name] for name in ("reason", "detail")}
        before = stored[place]
        # Only the first rejects of a file are compared with all formats; of others the stored comparison stays.
        as_before = before["nearest_format"] if before["reason"] == row["reason"] else None
        changed["nearest_format"] = row["nearest_format"] or as_before
        kept.append(before | changed | {"batch_id": values.batch_id})
    kept += today[len(places) :]
    return pa.Table.from_pylist(kept, schema=arrow_schema(ERROR_LOGS_REJECTED))


def whole_lines(files: DataFrame, hashes: frozenset[str], values: ReadingValues) -> DataFrame:
    """Lines of landed files by their hash: source_file, line_hash, raw BINARY. In: as transforms/landed/files.

    For rejects of which only the beginning was kept.
    """
    find = partial(_whole_lines, hashes=hashes, values=values)
    return files.mapInArrow(find, "source_file STRING, line_hash STRING, raw BINARY")


def _whole_lines(
    batches: Iterator[pa.RecordBatch], *, hashes: frozenset[str], values: ReadingValues
) -> Iterator[pa.RecordBatch]:
    reader = FileReader(values)
    for text in landed_texts(batches):
        for raw in reader.raw_lines(text):
            line_hash = hashlib.sha256(raw).hexdigest()
            if line_hash in hashes:
                found = {"source_file": [text.source_file], "line_hash": [line_hash], "raw": [raw]}
                yield pa.RecordBatch.from_pydict(found)
