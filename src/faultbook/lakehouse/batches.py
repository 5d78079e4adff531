"""The batches: one growing number for the whole lakehouse, and what each holds.

A batch is complete when the ledger has rows of it. None begins while an older one is incomplete: that one is taken up
again by its stream, or abandoned.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from pyspark.sql import functions as F

from faultbook.lakehouse.rows import rows_of
from faultbook.lakehouse.store import Lakehouse
from faultbook.tables import (
    ERROR_COUNTS,
    ERROR_FILE_COUNTS,
    ERROR_LOGS_PARSED,
    ERROR_LOGS_REJECTED,
    ERROR_TEMPLATES,
    INGEST_BATCHES,
    INGEST_LEDGER,
)

BATCH_TABLES = (ERROR_LOGS_PARSED, ERROR_LOGS_REJECTED, ERROR_TEMPLATES, ERROR_COUNTS, ERROR_FILE_COUNTS)
"""Tables that hold rows of batches, in the order in which a batch writes them."""

ABANDONED = "abandoned"


@dataclass(frozen=True)
class Batch:
    """A batch that began: its number, what began it, and the landed files it holds."""

    batch_id: int
    kind: str
    stream_id: str
    stream_batch_id: int
    files: tuple[str, ...]
    began_at: datetime
    by_name: bool = False
    consumes_through: int | None = None
    purges_before: datetime | None = None
    purges_rejects_before: datetime | None = None


def newest_complete(lakehouse: Lakehouse) -> int | None:
    """The number of the newest complete batch; None where there is none."""
    newest = lakehouse.read(INGEST_LEDGER).agg(F.max("batch_id")).collect()[0][0]
    return None if newest is None else int(newest)


def incomplete_batches(lakehouse: Lakehouse) -> list[Batch]:
    """The batches that began, never reached the ledger and were not abandoned, oldest first."""
    complete = lakehouse.read(INGEST_LEDGER).agg(F.coalesce(F.max("batch_id"), F.lit(0)).alias("newest"))
    pending = (
        lakehouse.read(INGEST_BATCHES)
        .crossJoin(complete)
        .where((F.col("batch_id") > F.col("newest")) & (F.col("kind") != ABANDONED))
    )
    return [_batch(row.asDict()) for row in pending.drop("newest").orderBy("batch_id").collect()]


def begin_batch(
    lakehouse: Lakehouse,
    *,
    kind: str,
    stream_id: str,
    stream_batch_id: int,
    files: Sequence[str],
    by_name: bool = False,
    consumes_through: int | None = None,
    purges_before: datetime | None = None,
    purges_rejects_before: datetime | None = None,
) -> Batch:
    """Takes the next number and records what the batch holds. The caller holds the lease."""
    newest = lakehouse.read(INGEST_BATCHES).agg(F.max("batch_id")).collect()[0][0]
    batch = Batch(
        batch_id=(newest or 0) + 1,
        kind=kind,
        stream_id=stream_id,
        stream_batch_id=stream_batch_id,
        files=tuple(sorted(files)),
        began_at=datetime.now(UTC),
        by_name=by_name,
        consumes_through=consumes_through,
        purges_before=purges_before,
        purges_rejects_before=purges_rejects_before,
    )
    lakehouse.append(
        INGEST_BATCHES,
        rows_of(lakehouse.spark, INGEST_BATCHES, [{**vars(batch), "files": list(batch.files)}]),
        app=stream_id,
        version=batch.batch_id,
    )
    return batch


def abandon_batch(lakehouse: Lakehouse, batch: Batch) -> None:
    """Takes back a batch that will not be completed: its rows first, the mark last, so that it may be tried again.

    The number stays taken: as a transaction's version it was used, and a second use would write nothing.
    """
    for table in BATCH_TABLES:
        lakehouse.delete(table, where=f"batch_id = {batch.batch_id}")
    lakehouse.update(INGEST_BATCHES, assign=f"kind = '{ABANDONED}'", where=f"batch_id = {batch.batch_id}")


def newest_consumed(lakehouse: Lakehouse) -> int:
    """Rejects up to this batch were replaced by a complete reprocess; 0 where there was none."""
    complete = lakehouse.read(INGEST_BATCHES).where(F.col("batch_id") <= (newest_complete(lakehouse) or 0))
    return int(complete.where("kind = 'reprocess'").agg(F.max("consumes_through")).collect()[0][0] or 0)


def _batch(row: dict[str, object]) -> Batch:
    instants = {name: _utc(row[name]) for name in ("began_at", "purges_before", "purges_rejects_before")}
    files = row["files"]
    assert isinstance(files, list)
    return Batch(**{**row, **instants, "files": tuple(files)})  # type: ignore[arg-type]  # a row has the contract's types


def _utc(instant: object) -> datetime | None:
    return instant.astimezone(UTC) if isinstance(instant, datetime) else None
