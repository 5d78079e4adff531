"""Which rows a view reads: those of complete batches."""

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
