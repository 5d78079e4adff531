"""Before a run writes: rolls back or finishes what an earlier run left incomplete."""

from faultbook.jobs.ingestion.continuing.tails import remove_replaced_tails
from faultbook.lakehouse.batches import BatchState, abandon_batch, batch_state
from faultbook.lakehouse.store import Lakehouse
from faultbook.tables import ERROR_LOGS_REJECTED, RECORD_TABLES, Table


def recover_incomplete(lakehouse: Lakehouse, *, replaced: bool) -> BatchState:
    """Removes the rows of batches that began and were never completed, and returns the state of the batches.

    Rows that the newest complete batch took back are removed too. `replaced` finishes reprocesses and purges as well;
    views and invariants do not depend on that. The caller holds the lease.
    """
    found = batch_state(lakehouse)
    for batch_id in found.incomplete:
        abandon_batch(lakehouse, batch_id)
    if found.replaces:
        # Of an older batch they are gone: nothing begins before this was done.
        remove_replaced_tails(lakehouse, found.through)
    if replaced:
        remove_replaced(lakehouse, found)
    return found


def remove_replaced(lakehouse: Lakehouse, found: BatchState) -> None:
    """Deletes rejects that a complete reprocess replaced and rows that a complete purge covers.

    No view counts them any more, so that a run that dies before this loses nothing. Re-runs are idempotent.
    """
    if found.consumed:
        _delete(lakehouse, ERROR_LOGS_REJECTED, f"batch_id <= {found.consumed}")
    purge = found.purge  # older ones were finished before a newer batch could begin
    if purge is None:
        return
    for table, instant, cutoff in (
        *((table, "timestamp", purge.records_before) for table in RECORD_TABLES),
        (ERROR_LOGS_REJECTED, "rejected_at", purge.rejects_before),
    ):
        if cutoff is not None:
            _delete(lakehouse, table, f"`{instant}` < timestamp_micros({cutoff}) AND batch_id <= {purge.batch_id}")


def _delete(lakehouse: Lakehouse, table: Table, where: str) -> None:
    if lakehouse.read(table).where(where).limit(1).collect():
        lakehouse.delete(table, where=where)
