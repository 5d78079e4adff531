"""One micro-batch: landed lines in; records, rejects, templates, counts and, last, its ledger entries out.

The ledger alone decides which files are done. Every later batch leaves out a file that is in it, whatever the stream
returns; a batch that is not in it is written again from its beginning, each table at most once.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from faultbook.jobs.ingestion.batch_writer import BatchWriter, Observer, ignore
from faultbook.jobs.ingestion.formats import by_format, together
from faultbook.jobs.ingestion.landed_files import FileLines, known_files, named, scan
from faultbook.lakehouse.batches import Batch, begin_batch
from faultbook.lakehouse.lease import require_lease
from faultbook.lakehouse.store import Lakehouse
from faultbook.settings import Settings
from faultbook.sources.landing import LandingRoot
from faultbook.steps import Steps
from faultbook.tables import ERROR_LOGS_REJECTED, Lease


@dataclass(frozen=True)
class BatchRun:
    """Values of the run that a batch belongs to: no session and no lakehouse, because under Spark Connect a batch is
    stored in another process.

    `run_name` names the run in transactions; no other run has it.
    """

    settings: Settings
    root: LandingRoot
    run_name: str
    holder: str
    observe: Observer = ignore


def store_batch(lines: DataFrame, stream_batch_id: int, *, run: BatchRun) -> None:
    """Stores one batch of a stream. In: the columns of `stream_lines`. InvariantViolated where its lines do not add up.

    A batch that died is never resumed: settings, files or the stream's plan may have changed. The next run removed its
    rows, and this one writes it from its beginning under a new number.
    """
    lakehouse = Lakehouse(lines.sparkSession, run.settings, held=(Lease.LOGS,))
    steps = Steps(run_id=run.settings.run_id)
    with steps.step("scan", stream_batch=stream_batch_id) as step:
        found, lines = scan(lakehouse, lines, run.root)
        known = known_files(lakehouse, found)
        new = {name: file for name, file in found.items() if name not in known}
        step.note(files=len(found), new_files=len(new), lines=sum(file.lines for file in new.values()))
    if not new:
        return
    require_lease(lakehouse, run.holder)
    run.observe("before ingest_batches")
    batch = begin_batch(
        lakehouse,
        kind="ingest",
        stream_id=run.run_name,
        stream_batch_id=stream_batch_id,
        files=list(new),
        by_name=any(file.unreadable for file in new.values()),
    )
    run.observe("after ingest_batches")
    texts = lines.where(F.col("source_file").isNotNull())
    if len(new) < len(found):
        texts = texts.join(named(lakehouse, new), on="source_file", how="left_semi")
    batch_bytes = sum(file.line_bytes for file in new.values())
    writer = BatchWriter(lakehouse, batch, steps, run.observe, run.holder, batch_bytes=batch_bytes)
    write_batch(writer, texts, new)


def write_batch(writer: BatchWriter, lines: DataFrame, files: Mapping[str, FileLines]) -> None:
    """Writes the rows of a batch that began: records first, the ledger last. In: line, source_file."""
    batch, settings = writer.batch, writer.lakehouse.settings
    judged = {}
    for kind, own in by_format(lines, files).items():
        judged[kind] = kind.judged(own, settings)
        writer.append(kind.table, kind.records(judged[kind], batch, settings))
    parsed = writer.records_by_file()
    expected = sum(file.lines - file.headers - file.blanks for file in files.values()) - sum(
        row["parsed"] for row in parsed.values()
    )
    if expected:
        found = together(kind.rejects(frame, batch, settings) for kind, frame in judged.items())
        writer.append(ERROR_LOGS_REJECTED, found)
    rejected = writer.rejects_by_file() if expected else {}
    writer.append_counts()
    entries = [ledger_entry(batch, file, parsed.get(name), rejected.get(name, 0)) for name, file in files.items()]
    writer.complete(entries)


def ledger_entry(batch: Batch, file: FileLines, parsed: Mapping[str, Any] | None, rejected: int) -> dict[str, Any]:
    """The ledger row of one landed file: counts of the scan, and counts of the stored rows."""
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
        "unknown_severity": parsed["unknown_severity"] if parsed else 0,
    }
