"""Before a run writes: what an earlier run left half done is taken back, or finished."""

from pyspark.sql import functions as F

from faultbook.lakehouse.batches import abandon_batch, incomplete_batches, newest_complete, newest_consumed
from faultbook.lakehouse.store import Lakehouse
from faultbook.tables import ERROR_LOGS_PARSED, ERROR_LOGS_REJECTED, INGEST_BATCHES, Table


def abandon_incomplete(lakehouse: Lakehouse) -> None:
    """Takes back batches that began and never reached the ledger; what they held is read again."""
    for batch in incomplete_batches(lakehouse):
        abandon_batch(lakehouse, batch)


def remove_replaced(lakehouse: Lakehouse) -> None:
    """Deletes rejects that a complete reprocess replaced and rows that a complete purge covers.

    No view counts them any more, so that a run that dies before this loses nothing. Again is the same as once.
    """
    _delete(lakehouse, ERROR_LOGS_REJECTED, f"batch_id <= {newest_consumed(lakehouse)}")
    newest = newest_complete(lakehouse) or 0
    purges = lakehouse.read(INGEST_BATCHES).where((F.col("kind") == "purge") & (F.col("batch_id") <= newest))
    cutoffs = purges.select(
        "batch_id",
        F.unix_micros("purges_before").alias("records"),
        F.unix_micros("purges_rejects_before").alias("rejects"),
    )
    # Older purges were finished before a newer batch could begin.
    for purge in cutoffs.orderBy(F.desc("batch_id")).limit(1).collect():
        for table, instant, cutoff in (
            (ERROR_LOGS_PARSED, "timestamp", purge["records"]),
            (ERROR_LOGS_REJECTED, "rejected_at", purge["rejects"]),
        ):
            if cutoff is not None:
                _delete(
                    lakehouse, table, f"`{instant}` < timestamp_micros({cutoff}) AND batch_id <= {purge['batch_id']}"
                )


def _delete(lakehouse: Lakehouse, table: Table, where: str) -> None:
    if lakehouse.read(table).where(where).limit(1).collect():
        lakehouse.delete(table, where=where)
