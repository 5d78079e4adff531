"""Landed files in, records, rejects or line counts out: one Python step over Arrow batches each.

In: FILE_COLUMNS: source_file STRING, file_time BIGINT (when it was last written, microseconds since 1970, UTC),
file_bytes BIGINT (its length when it was listed), begin and first_line BIGINT (its Span), and its bytes: content
BINARY, or, where every worker is on this machine, path STRING (the other is NULL).
"""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, fields
from functools import partial

import pyarrow as pa
from pyspark.sql import DataFrame

from faultbook.formats.port import RecordTable
from faultbook.formats.spans import Span
from faultbook.tables import ERROR_LOGS_REJECTED
from faultbook.transforms.landed.file_reader import FileReader, ReadFile
from faultbook.transforms.landed.garbage import rare_collections
from faultbook.transforms.landed.landed_text import LandedText, text_of_content, text_of_path
from faultbook.transforms.landed.reading_values import ReadingValues
from faultbook.transforms.landed.record_columns import TABLE_OF

_TYPES: dict[object, tuple[pa.DataType, str]] = {int: (pa.int64(), "BIGINT"), bool: (pa.bool_(), "BOOLEAN")}
_COLUMNS = [(part.name, *_TYPES.get(part.type, (pa.string(), "STRING"))) for part in fields(ReadFile)]
FACTS = pa.schema([(name, type_) for name, type_, _ in _COLUMNS])
"""The fields of ReadFile as columns."""
_FACTS_DDL = ", ".join(f"`{name}` {type_}" for name, _, type_ in _COLUMNS)
_FACTS_OF_BATCH = 1_000
FILE_COLUMNS = ("source_file", "file_time", "file_bytes", "begin", "first_line", "path", "content")
Batches = Iterator[pa.RecordBatch]


def file_facts(files: DataFrame, values: ReadingValues) -> DataFrame:
    """Format, encoding and line counts of each file, in the fields of ReadFile."""
    return files.mapInArrow(partial(_facts, values=values), _FACTS_DDL)


def file_records(files: DataFrame, table: RecordTable, values: ReadingValues) -> DataFrame:
    """The records of files whose format has this table, in its columns, their texts redacted."""
    return files.mapInArrow(partial(_records, table=table, values=values), TABLE_OF[table].ddl())


def file_rejects(files: DataFrame, values: ReadingValues) -> DataFrame:
    """The rejects of files, in the columns of error_logs_rejected."""
    return files.mapInArrow(partial(_rejects, values=values), ERROR_LOGS_REJECTED.ddl())


def facts_batch(found: Iterable[ReadFile]) -> pa.RecordBatch:
    """Facts of files as an Arrow batch."""
    return pa.RecordBatch.from_pylist([asdict(file) for file in found], schema=FACTS)


def _facts(batches: Batches, *, values: ReadingValues) -> Batches:
    reader = FileReader(values)
    found: list[ReadFile] = []
    for text in landed_texts(batches):
        found.append(reader.facts(text))
        if len(found) >= _FACTS_OF_BATCH:
            yield facts_batch(found)
            found = []
    if found:
        yield facts_batch(found)


def _records(batches: Batches, *, table: RecordTable, values: ReadingValues) -> Batches:
    with rare_collections():
        yield from FileReader(values).record_batches(landed_texts(batches), table)


def _rejects(batches: Batches, *, values: ReadingValues) -> Batches:
    with rare_collections():
        yield from FileReader(values).reject_batches(landed_texts(batches))


def landed_texts(batches: Batches) -> Iterator[LandedText]:
    """The files of batches of the columns above."""
    for batch in batches:
        columns = {name: batch.column(place) for place, name in enumerate(batch.schema.names)}
        for place in range(batch.num_rows):
            name, written, length, begin, first_line, path, content = (
                columns[column][place].as_py() for column in FILE_COLUMNS
            )
            span = Span(begin, None, first_line)
            if path is None:
                yield text_of_content(name, written, content[:length], span)
            else:
                yield text_of_path(name, written, path, span, length=length)
