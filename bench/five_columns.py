"""The five columns and the typed instant of landed files, parsed by their formats and written by severity: no more.

Neither redacted, hashed nor counted: what reading and writing alone cost, by plain Python and by Spark.
"""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
from deltalake import WriterProperties, write_deltalake

from faultbook.formats.port import Record
from faultbook.settings import Settings
from faultbook.transforms.landed.file_reader import FileReader
from faultbook.transforms.landed.files import landed_texts
from faultbook.transforms.landed.landed_text import LandedText, text_of_path
from faultbook.transforms.landed.reading_values import ReadingValues

_SCHEMA = pa.schema(
    [
        ("timestamp", pa.timestamp("us", tz="UTC")),
        *((name, pa.string()) for name in ("error_code", "file_path", "severity", "message")),
    ]
)
_DDL = "timestamp TIMESTAMP, error_code STRING, file_path STRING, severity STRING, message STRING"
_FIELDS = ("timestamp", "error_code", "source_file", "severity", "message")
_ROWS = 10_000


def write_here(landing: Path, place: Path) -> None:
    """By plain Python, in this process."""
    paths = [str(path) for path in sorted(landing.rglob("*.log"))]
    write_deltalake(
        str(place),
        pa.Table.from_batches(_read(text_of_path(path, 0, path) for path in paths), schema=_SCHEMA),
        partition_by=["severity"],
        writer_properties=WriterProperties(compression="SNAPPY"),
    )


def write_by_spark(spark: Any, landing: Path, place: Path) -> None:
    """By Spark, whose Python workers read the files."""
    paths = [str(path) for path in sorted(landing.rglob("*.log"))]
    files = pa.table(
        {
            "source_file": pa.array(paths, pa.string()),
            "file_time": pa.array([0] * len(paths), pa.int64()),
            "file_bytes": pa.array([Path(path).stat().st_size for path in paths], pa.int64()),
            "begin": pa.array([0] * len(paths), pa.int64()),
            "first_line": pa.array([1] * len(paths), pa.int64()),
            "path": pa.array(paths, pa.string()),
            "content": pa.nulls(len(paths), pa.binary()),
        }
    )
    frame = spark.createDataFrame(files)
    frame.mapInArrow(_batches, _DDL).write.format("delta").partitionBy("severity").save(str(place))


def _batches(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    yield from _read(landed_texts(batches))


def _read(texts: Iterator[LandedText]) -> Iterator[pa.RecordBatch]:
    reader = FileReader(_values())
    for text in texts:
        records = (result.fields for result in reader.results(text) if type(result) is Record)
        while part := list(islice(records, _ROWS)):
            columns = [
                pa.array([fields.get(name) for fields in part], field.type)
                for name, field in zip(_FIELDS, _SCHEMA, strict=True)
            ]
            yield pa.RecordBatch.from_arrays(columns, schema=_SCHEMA)


def _values() -> ReadingValues:
    settings = Settings()
    return ReadingValues(
        severities=settings.severities,
        code_pattern=settings.code_pattern,
        max_line_bytes=settings.max_line_bytes,
        keep_bytes=settings.reject_keep_bytes,
        environment=settings.environment,
        service=settings.service,
        default_service=settings.default_service,
    )
