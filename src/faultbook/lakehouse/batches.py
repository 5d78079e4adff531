"""The batches: one growing number for the whole lakehouse, and what each holds.

A batch is complete when the ledger has rows of it. None begins while an older one is incomplete: that one is abandoned
first, and its files are read again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from faultbook.lakehouse.rows import table_of
from faultbook.lakehouse.store import Lakehouse
from faultbook.tables import (
    ERROR_COUNTS,
    ERROR_FILE_COUNTS,
    ERROR_LOGS_REJECTED,
    ERROR_TEMPLATES,
    INGEST_BATCHES,
    INGEST_LEDGER,
    RECORD_TABLES,
)

BATCH_TABLES = (*RECORD_TABLES, ERROR_LOGS_REJECTED, ERROR_TEMPLATES, ERROR_COUNTS, ERROR_FILE_COUNTS)
"""Tables that hold rows of batches, in the order in which a batch writes them."""

ABANDONED = "abandoned"
REPLACE = "replace"
"""Kind of a batch that takes back rows which later batches read again."""
_STATE_COLUMNS = ("batch_id", "kind", "consumes_through", "purges_before", "purges_rejects_before")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Batch:
    """A batch that began: its number, what began it, and the landed files it holds."""

    batch_id: int
    kind: str
    stream_id: str
    stream_batch_id: int
    files: tuple[str, ...]
    began_at: datetime
    consumes_through: int | None = None
    purges_before: datetime | None = None
    purges_rejects_before: datetime | None = None


@dataclass(frozen=True)
class Purge:
    """The newest complete purge: its number, and what it covers in microseconds since 1970 (None: nothing)."""

    batch_id: int
    records_before: int | None
    rejects_before: int | None


@dataclass(frozen=True)
class BatchState:
    """The state of the batches.

    `complete` is the newest complete batch (None: there is none), `incomplete` the batches that began, never reached
    the ledger and were not abandoned. Rejects up to the batch `consumed` were replaced by a complete reprocess.
    `replaces`: the newest complete batch is of kind replace.
    """

    complete: int | None
    incomplete: tuple[int, ...]
    consumed: int
    purge: Purge | None
    replaces: bool = False

    @property
    def through(self) -> int:
        """The newest complete batch; 0 where there is none."""
        return self.complete or 0


def newest_complete(lakehouse: Lakehouse) -> int | None:
    """The number of the newest complete batch; None where there is none."""
    return lakehouse.largest(INGEST_LEDGER, "batch_id")


def batch_state(lakehouse: Lakehouse) -> BatchState:
    """The state of the batches now. It is valid while the lease is held and until the next batch begins."""
    complete = newest_complete(lakehouse)
    newer = lakehouse.fetch(INGEST_BATCHES, _STATE_COLUMNS, ("batch_id", ">", complete or 0)).to_pylist()
    older = lakehouse.fetch(
        INGEST_BATCHES,
        _STATE_COLUMNS,
        ("batch_id", "<=", complete or 0),
        ("kind", "in", ["reprocess", "purge", REPLACE]),
    ).to_pylist()
    rows = [*older, *newer]
    done = [row for row in rows if row["batch_id"] <= (complete or 0)]
    open_ones = [row["batch_id"] for row in rows if row["batch_id"] > (complete or 0) and row["kind"] != ABANDONED]
    purges = [row for row in done if row["kind"] == "purge"]
    newest = max(purges, key=lambda row: row["batch_id"], default=None)
    return BatchState(
        complete=complete,
        incomplete=tuple(sorted(open_ones)),
        consumed=max((row["consumes_through"] or 0 for row in done if row["kind"] == "reprocess"), default=0),
        purge=Purge(newest["batch_id"], _micros(newest["purges_before"]), _micros(newest["purges_rejects_before"]))
        if newest
        else None,
        replaces=any(row["kind"] == REPLACE and row["batch_id"] == complete for row in done),
    )


def begin_batch(
    lakehouse: Lakehouse,
    *,
    kind: str,
    stream_id: str,
    stream_batch_id: int,
    files: Sequence[str],
    consumes_through: int | None = None,
    purges_before: datetime | None = None,
    purges_rejects_before: datetime | None = None,
) -> Batch:
    """Takes the next number and records the files of the batch. The caller holds the lease."""
    batch = Batch(
        batch_id=(lakehouse.largest(INGEST_BATCHES, "batch_id") or 0) + 1,
        kind=kind,
        stream_id=stream_id,
        stream_batch_id=stream_batch_id,
        files=tuple(sorted(files)),
        began_at=datetime.now(UTC),
        consumes_through=consumes_through,
        purges_before=purges_before,
        purges_rejects_before=purges_rejects_before,
    )
    row = {**vars(batch), "files": list(batch.files), "by_name": False}
    lakehouse.append_rows(INGEST_BATCHES, table_of(INGEST_BATCHES, [row]), version=batch.batch_id)
    return batch


def abandon_batch(lakehouse: Lakehouse, batch_id: int) -> None:
    """Removes a batch that will not be completed: its rows first, the mark last, so that it may be tried again.

    The number stays taken: as a transaction's version it was used, and a second use would write nothing.
    """
    for table in BATCH_TABLES:
        lakehouse.delete(table, where=f"batch_id = {batch_id}")
    lakehouse.update(INGEST_BATCHES, assign=f"kind = '{ABANDONED}'", where=f"batch_id = {batch_id}")


def _micros(instant: datetime | None) -> int | None:
    return None if instant is None else (instant - _EPOCH) // timedelta(microseconds=1)
