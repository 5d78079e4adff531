"""Which rejects are open: of complete batches, neither reprocessed nor purged. The only definition."""

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from faultbook.transforms.portable.completeness import complete


def open_rejects(error_logs_rejected: DataFrame, ingest_batches: DataFrame, ingest_ledger: DataFrame) -> DataFrame:
    """The rejects of complete batches that no complete reprocess consumed and no complete purge covers.

    A reprocess consumes the rejects up to its `consumes_through`. A purge covers the rejects of batches up to its own
    that are older than its `purges_rejects_before`. Both hold as soon as their batch is complete, although the rows are
    deleted later. An abandoned batch does nothing. In and out: the columns of error_logs_rejected.
    """
    batches = complete(ingest_batches, ingest_ledger)
    # Batches are numbered from 1, so 0 keeps every reject where nothing was reprocessed.
    through = F.when(F.col("kind") == "reprocess", F.col("consumes_through"))
    consumed = batches.agg(F.coalesce(F.max(through), F.lit(0)).alias("consumed_through"))
    rejects = complete(error_logs_rejected, ingest_ledger).crossJoin(consumed)
    left = rejects.where(F.col("batch_id") > F.col("consumed_through")).drop("consumed_through")
    # Per batch the newest cutoff of the purges from it on.
    cutoff = F.when(F.col("kind") == "purge", F.col("purges_rejects_before"))
    newest_first = Window.orderBy(F.col("batch_id").desc()).rowsBetween(Window.unboundedPreceding, Window.currentRow)
    cutoffs = batches.select("batch_id", F.max(cutoff).over(newest_first).alias("purged_before"))
    dated = left.join(cutoffs, on="batch_id", how="left")
    kept = dated.where(F.col("purged_before").isNull() | (F.col("rejected_at") >= F.col("purged_before")))
    return kept.select(*error_logs_rejected.columns)
