"""Which rows a view may look at: those of complete batches, and of the rejects those that nothing replaced."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F


def complete(rows: DataFrame, ingest_ledger: DataFrame) -> DataFrame:
    """The rows of complete batches; none where the ledger is empty.

    A batch is complete once the ledger holds rows of it, and no batch begins while an older one is incomplete, so the
    newest batch in the ledger is the last complete one.

    In: any columns with batch_id BIGINT. Out: the same columns.
    """
    newest = ingest_ledger.agg(F.max("batch_id").alias("newest_batch"))
    return rows.crossJoin(newest).where(F.col("batch_id") <= F.col("newest_batch")).drop("newest_batch")


def open_rejects(error_logs_rejected: DataFrame, ingest_batches: DataFrame, ingest_ledger: DataFrame) -> DataFrame:
    """The rejects of complete batches that no complete reprocess batch replaced. In and out: the rejects' columns."""
    batches = complete(ingest_batches, ingest_ledger)
    # Batches are numbered from 1, so 0 keeps every reject where nothing was reprocessed.
    replaced = batches.agg(F.coalesce(F.max("consumes_through"), F.lit(0)).alias("replaced_through"))
    rejects = complete(error_logs_rejected, ingest_ledger).crossJoin(replaced)
    return rejects.where(F.col("batch_id") > F.col("replaced_through")).drop("replaced_through")
