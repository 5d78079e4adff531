"""Rows of landed files as the Spark expressions read them before, and as FileReader reads them now, both as Parquet.

Of both only the columns that both have; instants as microseconds, maps as text, so that every value can be compared.
"""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pyspark import StorageLevel
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from faultbook.formats.port import RecordTable
from faultbook.formats.source_rules import SourceRule, SourceRules
from faultbook.settings import make_settings
from faultbook.transforms.landed.file_reader import FileReader
from faultbook.transforms.landed.landed_text import text_of_path
from faultbook.transforms.landed.reading_values import ReadingValues
from tests.oracles.spark_formats.json_lines.logs import log_records
from tests.oracles.spark_formats.json_lines.parsing import json_rejects, judged_json_lines
from tests.oracles.spark_formats.reject_details import with_redacted_details
from tests.oracles.spark_formats.tab_separated.parsing import judged_lines, rejects
from tests.oracles.spark_formats.tab_separated.records import records

SETTINGS = make_settings()
BATCH = 7
BEGAN = datetime(2026, 2, 1, tzinfo=UTC)
LABELS = {"environment": SETTINGS.environment, "service": "", "default_service": SETTINGS.default_service}
JUDGED = {
    "severities": SETTINGS.severities,
    "code_pattern": SETTINGS.code_pattern,
    "max_line_bytes": SETTINGS.max_line_bytes,
}
KEEP_BYTES = 65_536
REJECT_COLUMNS = ("source_file", "reason", "detail", "raw", "raw_bytes", "truncated", "line_hash")
BY_NAME = SourceRules(
    (SourceRule(("**/*.jsonl", "*.jsonl"), format="json_lines"), SourceRule(("**",), format="tab_separated"))
)
"""What is compared is how lines are read, not which format a file is of."""


def write_before(spark: Any, files: Sequence[Path], landing: Path, place: Path) -> None:
    """Reads the files with the expressions of before. They wrote folders `tsv`, `json` and their rejects.

    Judging a line is nearly all of the work, so it is kept for both.
    """
    of = {
        "tsv": [file for file in files if file.suffix != ".jsonl"],
        "json": [f for f in files if f.suffix == ".jsonl"],
    }
    for kind, paths in of.items():
        if not paths:
            continue
        read = spark.read.option("lineSep", "\n").text([str(path) for path in paths])
        name = F.regexp_replace(F.col("_metadata.file_path"), f"^.*{landing.name}/", "")
        lines = read.select(F.col("value").alias("line"), name.alias("source_file"))
        if kind == "tsv":
            judged = judged_lines(lines, **JUDGED).persist(StorageLevel.DISK_ONLY)
            made = records(judged, batch_id=BATCH, parsed_at=BEGAN, **LABELS)
            refused = rejects(
                judged,
                code_pattern=SETTINGS.code_pattern,
                max_line_bytes=SETTINGS.max_line_bytes,
                keep_bytes=KEEP_BYTES,
            )
        else:
            judged = judged_json_lines(lines, **JUDGED).persist(StorageLevel.DISK_ONLY)
            made = log_records(judged, batch_id=BATCH, parsed_at=BEGAN, **LABELS)
            refused = json_rejects(judged, keep_bytes=KEEP_BYTES)
        _comparable(made).write.parquet(str(place / kind))
        with_redacted_details(refused).select(*REJECT_COLUMNS).write.parquet(str(place / f"{kind}_rejects"))
        judged.unpersist()


def _comparable(rows: DataFrame) -> DataFrame:
    kinds = dict(rows.dtypes)
    return rows.select(
        *(
            F.unix_micros(name).alias(name)
            if kind == "timestamp"
            else F.to_json(name).alias(name)
            if kind.startswith("map")
            else F.col(name)
            for name, kind in kinds.items()
        )
    )


def write_now(files: Sequence[Path], landing: Path, place: Path) -> None:
    """Reads the files as they are read today, in the same columns and those that are new."""
    reader = FileReader(
        ReadingValues(
            **JUDGED,
            keep_bytes=KEEP_BYTES,
            **LABELS,
            rules=BY_NAME,
            batch_id=BATCH,
            began_at=int(BEGAN.timestamp()) * 1_000_000,
        )
    )
    for number, path in enumerate(files):
        kind, table = ("json", RecordTable.LOGS) if path.suffix == ".jsonl" else ("tsv", RecordTable.ERRORS)
        text = text_of_path(path.relative_to(landing).as_posix(), 0, str(path))
        read = reader.rows([(text, reader.facts(text))])
        _write(read.records.get(table, []), place / kind / f"{number}.parquet")
        _write(read.rejects, place / f"{kind}_rejects" / f"{number}.parquet")


def _write(batches: Sequence[pa.RecordBatch], path: Path) -> None:
    if not batches:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = pa.Table.from_batches(batches)
    for place, field in enumerate(rows.schema):
        if pa.types.is_timestamp(field.type):
            rows = rows.set_column(place, field.name, pc.cast(rows.column(place), pa.int64()))
        elif pa.types.is_map(field.type):
            texts = [None if found is None else _object(found) for found in rows.column(place).to_pylist()]
            rows = rows.set_column(place, field.name, pa.array(texts, pa.string()))
    pq.write_table(rows, path)


def _object(pairs: Sequence[tuple[str, str | None]]) -> str:
    """A map as JSON text, as Spark writes it."""
    return json.dumps(dict(pairs), ensure_ascii=False, separators=(",", ":"))
