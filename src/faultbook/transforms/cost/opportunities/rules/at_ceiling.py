"""Warehouses whose statements queue although all the clusters that they may have run."""

from pyspark.sql import Column
from pyspark.sql import functions as F

from faultbook.transforms.cost.opportunities.rule import Rule, Subject, evidence_text, share


def _measured() -> Column:
    """The part of the time in the queue where the most clusters were reached; 0 where they were not."""
    queued = share("queue_ms", "total_ms")
    return F.when(F.col("reached_most"), queued).otherwise(queued * F.lit(0.0))


RULE = Rule(
    name="WAREHOUSE_AT_CEILING",
    subject=Subject.WAREHOUSE,
    needs=("query.history", "compute.warehouses", "compute.warehouse_events"),
    measure="part of the statements' time in the queue of a warehouse that reached its most clusters",
    measured=_measured,
    warn_at=0.05,
    critical_at=0.20,
    sample="statements",
    samples=lambda: F.col("statements"),
    min_samples=20,
    evidence=lambda: evidence_text(
        "ran %d of at most %d clusters, statements waited %d s in its queue",
        F.col("most.cluster_count"),
        F.col("most.max_clusters"),
        (F.col("queue_ms") / 1000).cast("bigint"),
    ),
    guidance="Allow more clusters, or spread what starts at the same minute; a larger size does not shorten a queue.",
    unknown=lambda: F.when(
        F.col("reached_most").isNull(), F.lit("how many clusters it ran, or may run, is not reported")
    ),
)
