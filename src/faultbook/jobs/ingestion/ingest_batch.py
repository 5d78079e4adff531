"""One batch: landed files in; records, rejects, templates, counts and, last, their ledger entries out.

The ledger alone decides which files are done. Every later batch leaves out a file that is in it; a batch that is not in
it is written again from its beginning, each table at most once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from faultbook.jobs.ingestion.batch_writer import BatchWriter, Observer, ignore
from faultbook.jobs.ingestion.by_spark import store_by_spark
from faultbook.jobs.ingestion.continuing.entries import content_columns
from faultbook.jobs.ingestion.in_process import IN_PROCESS_BYTES, store_in_process
from faultbook.jobs.ingestion.read_here import content_bytes
from faultbook.jobs.ingestion.stored_batch import StoredFiles
from faultbook.lakehouse.batches import Batch, begin_batch
from faultbook.lakehouse.lease import require_lease
from faultbook.lakehouse.store import Lakehouse
from faultbook.settings import ReadWith, Settings
from faultbook.sources.families import family_of
from faultbook.sources.landing import LandedFile, LandingRoot
from faultbook.steps import Steps


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


def store_files(
    lakehouse: Lakehouse, files: Sequence[LandedFile], stream_batch_id: int, *, run: BatchRun, steps: Steps
) -> None:
    """Stores what is new of landed files as one batch. InvariantViolated where lines do not add up.

    A batch that died is never resumed: settings or files may have changed. The next run removed its rows, and this one
    writes it from its beginning under a new number.
    """
    require_lease(lakehouse, run.holder)
    run.observe("before ingest_batches")
    batch = begin_batch(
        lakehouse,
        kind="ingest",
        stream_id=run.run_name,
        stream_batch_id=stream_batch_id,
        files=[file.source_file for file in files],
    )
    run.observe("after ingest_batches")
    writer = BatchWriter(lakehouse, batch, steps, run.observe, run.holder)
    stored = store_in_process(writer, run.root, files) if _is_for_this_process(run.settings, files) else None
    if stored is None:
        stored = store_by_spark(writer, run.root, files)
    writer.complete([ledger_entry(batch, file, stored) for file in files])


def _is_for_this_process(settings: Settings, files: Sequence[LandedFile]) -> bool:
    if settings.read_with is ReadWith.AUTO:
        return settings.is_local and sum(map(content_bytes, files)) <= IN_PROCESS_BYTES
    return settings.read_with is ReadWith.PYTHON


def ledger_entry(batch: Batch, file: LandedFile, stored: StoredFiles) -> dict[str, Any]:
    """The ledger row of one landed file: counts of the scan, and counts of the stored rows."""
    read = stored.read[file.source_file]
    records: Mapping[str, Any] = stored.records.get(file.source_file, {})
    rejects = stored.rejects.get(file.source_file, {})
    return {
        "batch_id": batch.batch_id,
        "source_file": file.source_file,
        "entry": "unreadable" if read.unreadable else "ingest",
        "file_bytes": file.file_bytes,
        "file_modified_at": file.file_modified_micros,
        "compressed": read.compressed,
        "line_bytes": read.line_bytes,
        "lines": read.lines,
        "headers": read.headers,
        "blanks": read.blanks,
        "parsed": records.get("parsed", 0),
        "rejected": rejects.get("rejected", 0),
        "purged": 0,
        "purged_rejects": 0,
        "first_occurrence": records.get("first_occurrence"),
        "last_occurrence": records.get("last_occurrence"),
        "detail": read.unreadable or read.note,
        "recorded_at": datetime.now(UTC),
        "unknown_severity": records.get("unknown_severity", 0),
        "records": records.get("records", 0),
        "part_rejects": rejects.get("part_rejects", 0),
        "format": None if read.unreadable else read.format,
        "encoding": None if read.unreadable else read.encoding,
        "family": family_of(file.source_file),
        **({} if read.unreadable else content_columns(read)),
        "continues_batch": file.continues.batch_id if file.continues else None,
        "continues_file": file.continues.source_file if file.continues else None,
    }
