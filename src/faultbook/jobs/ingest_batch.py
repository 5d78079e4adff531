"""One micro-batch: landed lines in; records, rejects, templates, counts and, last, its ledger entries out.

The ledger alone says which files are done. A file in it is left out of every later batch, whatever a stream brings
back; a batch that is not in it is written again from its beginning, each table at most once.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from faultbook.errors import FaultbookError, LawBroken
from faultbook.lakehouse.batches import Batch, abandon_batch, begin_batch, incomplete_batches
from faultbook.lakehouse.lease import require_lease
from faultbook.lakehouse.rows import rows_of
from faultbook.lakehouse.store import Lakehouse
from faultbook.settings import Settings
from faultbook.sources.landing import list_landing, read_lines, stream_id_of
from faultbook.steps import Steps
from faultbook.tables import (
    ERROR_COUNTS,
    ERROR_FILE_COUNTS,
    ERROR_LOGS_PARSED,
    ERROR_LOGS_REJECTED,
    ERROR_TEMPLATES,
    INGEST_LEDGER,
    Table,
)
from faultbook.transforms.logs.counts import counts_by_file, counts_by_hour, counts_by_landed_file
from faultbook.transforms.logs.examples import template_examples
from faultbook.transforms.logs.landed import relative_path, service_of
from faultbook.transforms.logs.line_counts import line_counts
from faultbook.transforms.logs.parsing import judged_lines, rejects
from faultbook.transforms.logs.records import records

Observer = Callable[[str], None]
"""Told where a batch stands, before and after each write. Tests kill the process there."""


@dataclass(frozen=True)
class FileLines:
    """What the light scan found in one landed file; `unreadable` says why it could not be read, None where it could."""

    source_file: str
    file_bytes: int
    file_modified_micros: int
    lines: int = 0
    line_bytes: int = 0
    headers: int = 0
    blanks: int = 0
    unreadable: str | None = None


def ignore(point: str) -> None:
    """The observer that does nothing."""


def store_batch(
    lines: DataFrame, stream_batch_id: int, *, settings: Settings, checkpoint: str, holder: str, observe: Observer = ignore
) -> None:
    """Stores one batch of a stream. In: the columns of `stream_lines`. LawBroken where its lines do not add up.

    Takes values only, no session and no lakehouse: under Spark Connect it runs in another process.
    """
    lakehouse = Lakehouse(lines.sparkSession, settings)
    steps = Steps(run_id=settings.run_id)
    stream_id = stream_id_of(checkpoint)
    if stream_id is None:
        raise FaultbookError(f"the checkpoint {checkpoint} has no stream id (file metadata). Delete it; the ledger keeps what is known.")
    with steps.step("scan", stream_batch=stream_batch_id) as step:
        found, lines = _scan(lakehouse, lines)
        new = {name: file for name, file in found.items() if name not in _known(lakehouse, found)}
        step.note(files=len(found), new_files=len(new), lines=sum(file.lines for file in new.values()))
    require_lease(lakehouse, holder)
    batch = _claim(lakehouse, stream_id, stream_batch_id, new, observe)
    if batch is not None:
        texts = lines.where(F.col("source_file").isNotNull())
        if len(new) < len(found):
            texts = texts.join(_names(lakehouse, new), on="source_file", how="left_semi")
        write_batch(lakehouse, batch, texts, new, steps=steps, observe=observe)


def write_batch(
    lakehouse: Lakehouse, batch: Batch, lines: DataFrame, files: Mapping[str, FileLines], *, steps: Steps, observe: Observer
) -> None:
    """Writes what a batch that began holds: records first, the ledger last. In: line, source_file."""
    settings = lakehouse.settings
    judged = judged_lines(
        lines, severities=settings.severities, code_pattern=settings.code_pattern, max_line_bytes=settings.max_line_bytes
    )
    writer = BatchWriter(lakehouse, batch, steps, observe)
    writer.append(ERROR_LOGS_PARSED, batch_records(judged, batch, settings))
    parsed = writer.rows_by_file(ERROR_LOGS_PARSED)
    expected = sum(file.lines - file.headers - file.blanks for file in files.values()) - sum(row["parsed"] for row in parsed.values())
    if expected:
        writer.append(ERROR_LOGS_REJECTED, batch_rejects(judged, batch, settings))
    rejected = writer.rejects_by_file() if expected else {}
    writer.append_counts()
    entries = [ledger_entry(batch, file, parsed.get(name), rejected.get(name, 0)) for name, file in files.items()]
    writer.complete(entries)


def batch_records(judged: DataFrame, batch: Batch, settings: Settings) -> DataFrame:
    """The batch's records, in the columns of error_logs_parsed."""
    return records(
        judged,
        batch_id=batch.batch_id,
        parsed_at=batch.began_at,
        environment=settings.environment,
        service=settings.service,
        default_service=settings.default_service,
    )


def batch_rejects(judged: DataFrame, batch: Batch, settings: Settings) -> DataFrame:
    """The batch's rejects, in the columns of error_logs_rejected."""
    found = rejects(
        judged,
        severities=settings.severities,
        code_pattern=settings.code_pattern,
        max_line_bytes=settings.max_line_bytes,
        keep_bytes=settings.reject_keep_bytes,
    )
    return found.select(
        "*",
        F.lit(batch.began_at).cast("timestamp").alias("rejected_at"),
        service_of(F.col("source_file"), service=settings.service, default_service=settings.default_service).alias("service"),
        F.lit(settings.environment).alias("environment"),
        F.lit(batch.batch_id).cast("bigint").alias("batch_id"),
    )


class BatchWriter:
    """Appends of one batch, each at most once, and what of it can be read back."""

    def __init__(self, lakehouse: Lakehouse, batch: Batch, steps: Steps, observe: Observer) -> None:
        """Nothing is written yet."""
        self.lakehouse = lakehouse
        self.batch = batch
        self.steps = steps
        self.observe = observe

    def append(self, table: Table, rows: DataFrame) -> None:
        """Appends rows of the batch to a table."""
        self.observe(f"before {table.name}")
        with self.steps.step(table.name, batch=self.batch.batch_id):
            self.lakehouse.append(table, rows, app=self.batch.stream_id, version=self.batch.batch_id)
        self.observe(f"after {table.name}")

    def append_counts(self) -> None:
        """Templates and partial counts, from the batch's records as they are stored."""
        stored = self.read_back(ERROR_LOGS_PARSED)
        self.append(ERROR_TEMPLATES, template_examples(stored))
        self.append(ERROR_COUNTS, counts_by_hour(stored))
        self.append(ERROR_FILE_COUNTS, counts_by_file(stored))

    def complete(self, entries: list[dict[str, Any]]) -> None:
        """Writes the ledger entries: from here on the batch counts. LawBroken where one does not add up."""
        for entry in entries:
            _require_law(entry)
        self.append(INGEST_LEDGER, rows_of(self.lakehouse.spark, INGEST_LEDGER, entries))

    def read_back(self, table: Table) -> DataFrame:
        """The batch's rows as the table has them."""
        return self.lakehouse.read(table).where(F.col("batch_id") == self.batch.batch_id)

    def rows_by_file(self, table: Table) -> dict[str, dict[str, Any]]:
        """Stored records per landed file: parsed, and first and last instant in microseconds since 1970."""
        counted = counts_by_landed_file(self.read_back(table)).select(
            "source_file",
            "parsed",
            F.unix_micros("first_occurrence").alias("first_occurrence"),
            F.unix_micros("last_occurrence").alias("last_occurrence"),
        )
        return {row["source_file"]: row.asDict() for row in counted.collect()}

    def rejects_by_file(self) -> dict[str, int]:
        """Stored rejects per landed file."""
        counted = self.read_back(ERROR_LOGS_REJECTED).groupBy("source_file").agg(F.count("*").alias("rejected"))
        return {row["source_file"]: row["rejected"] for row in counted.collect()}


def _scan(lakehouse: Lakehouse, lines: DataFrame) -> tuple[dict[str, FileLines], DataFrame]:
    """The files of a batch and its lines; by name, one by one if need be, where the stream cannot be read."""
    try:
        return _count(lakehouse, lines), _with_source_file(lakehouse, lines)
    except Exception as failure:
        found = scan_by_name(lakehouse, _unknown_files(lakehouse))
        if not any(file.unreadable for file in found.values()):
            raise failure
        good = [name for name, file in found.items() if not file.unreadable]
        readable = read_lines(lakehouse.spark, _root(lakehouse), good) if good else lines.limit(0)
        return found, _with_source_file(lakehouse, readable)


def scan_by_name(lakehouse: Lakehouse, files: Mapping[str, FileLines]) -> dict[str, FileLines]:
    """Counts of files given by name: all at once, and by halves where that fails, until the bad ones stand alone."""
    if not files:
        return {}
    try:
        counted = _count(lakehouse, read_lines(lakehouse.spark, _root(lakehouse), list(files)))
        return {**files, **counted}
    except Exception as failure:
        names = list(files)
        if len(names) == 1:
            return {names[0]: FileLines(**{**vars(files[names[0]]), "unreadable": _cause(failure)})}
        half = len(names) // 2
        first, second = ({name: files[name] for name in part} for part in (names[:half], names[half:]))
        return {**scan_by_name(lakehouse, first), **scan_by_name(lakehouse, second)}


def _unknown_files(lakehouse: Lakehouse) -> dict[str, FileLines]:
    landed = {
        file.source_file: FileLines(file.source_file, file.file_bytes, file.file_modified_micros)
        for file in list_landing(_root(lakehouse), file_pattern=lakehouse.settings.file_pattern)
    }
    known = _known(lakehouse, landed)
    return {name: file for name, file in landed.items() if name not in known}


def _count(lakehouse: Lakehouse, lines: DataFrame) -> dict[str, FileLines]:
    counted = _with_source_file(lakehouse, line_counts(lines)).select(
        "source_file",
        "file_bytes",
        F.unix_micros("file_modified_at").alias("file_modified_micros"),
        "lines",
        "line_bytes",
        "headers",
        "blanks",
    )
    return {row["source_file"]: FileLines(**row.asDict()) for row in counted.collect()}


def _with_source_file(lakehouse: Lakehouse, frame: DataFrame) -> DataFrame:
    return frame.withColumn("source_file", relative_path(F.col("file_uri"), _root(lakehouse)))


def _root(lakehouse: Lakehouse) -> str:
    return str(Path(lakehouse.settings.landing).absolute())


def _known(lakehouse: Lakehouse, files: Mapping[str, Any]) -> set[str]:
    entered = lakehouse.read(INGEST_LEDGER).where(F.col("entry").isin("ingest", "unreadable")).select("source_file")
    return {row["source_file"] for row in entered.join(_names(lakehouse, files), on="source_file", how="left_semi").collect()}


def _names(lakehouse: Lakehouse, files: Mapping[str, Any]) -> DataFrame:
    return F.broadcast(lakehouse.spark.createDataFrame(pa.table({"source_file": pa.array(list(files), pa.string())})))


def _claim(
    lakehouse: Lakehouse, stream_id: str, stream_batch_id: int, files: Mapping[str, FileLines], observe: Observer
) -> Batch | None:
    for batch in incomplete_batches(lakehouse):
        if batch.stream_batch_id == stream_batch_id and set(batch.files) == set(files):
            return batch
        abandon_batch(lakehouse, batch)
    if not files:
        return None
    observe("before ingest_batches")
    batch = begin_batch(
        lakehouse,
        kind="ingest",
        stream_id=stream_id,
        stream_batch_id=stream_batch_id,
        files=list(files),
        by_name=any(file.unreadable for file in files.values()),
    )
    observe("after ingest_batches")
    return batch


def ledger_entry(batch: Batch, file: FileLines, parsed: Mapping[str, Any] | None, rejected: int) -> dict[str, Any]:
    return {
        "batch_id": batch.batch_id,
        "source_file": file.source_file,
        "entry": "unreadable" if file.unreadable else "ingest",
        "file_bytes": file.file_bytes,
        "file_modified_at": file.file_modified_micros,
        "compressed": file.source_file.lower().endswith(".gz"),
        "line_bytes": file.line_bytes,
        "lines": file.lines,
        "headers": file.headers,
        "blanks": file.blanks,
        "parsed": parsed["parsed"] if parsed else 0,
        "rejected": rejected,
        "purged": 0,
        "purged_rejects": 0,
        "first_occurrence": parsed["first_occurrence"] if parsed else None,
        "last_occurrence": parsed["last_occurrence"] if parsed else None,
        "detail": file.unreadable,
        "recorded_at": datetime.now(UTC),
    }


def _require_law(entry: Mapping[str, Any]) -> None:
    whole, parts = entry["lines"], entry["headers"] + entry["blanks"] + entry["parsed"] + entry["rejected"]
    if whole != parts:
        raise LawBroken(
            f"{entry['source_file']} has {whole} lines, but {entry['headers']} headers + {entry['blanks']} blanks + "
            f"{entry['parsed']} parsed + {entry['rejected']} rejected = {parts}. Batch {entry['batch_id']} is not completed. "
            "Was the file changed while it was read? Run the job again; if it stays, faultbook replay shows the file's lines."
        )


def _cause(failure: Exception) -> str:
    lines = [line.strip() for line in str(failure).splitlines()]
    causes = [line for line in lines if line.startswith("Caused by: ")]
    return (causes[-1].removeprefix("Caused by: ") if causes else lines[0] if lines else type(failure).__name__)[:300]

