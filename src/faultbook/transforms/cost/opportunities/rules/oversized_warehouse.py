"""Large warehouses whose statements are short and do not wait."""

from pyspark.sql import Column
from pyspark.sql import functions as F

from faultbook.transforms.cost.opportunities.rule import Rule, Subject, evidence_text, part_of, rounded, share

SIZES = ("2X_SMALL", "X_SMALL", "SMALL", "MEDIUM", "LARGE", "X_LARGE", "2X_LARGE", "3X_LARGE", "4X_LARGE", "5X_LARGE")
_LARGE = 4.0


def _rank() -> Column:
    ranks = [F.when(F.col("warehouse_size") == size, F.lit(float(rank))) for rank, size in enumerate(SIZES)]
    return F.coalesce(*ranks)


def _measured() -> Column:
    """The size where the work would fit into less; 0 where it would not."""
    fits = (share(F.col("queue_ms") / 1000, "statements") < 15) & (F.col("typical_ms") < 180_000)
    return F.when(fits, _rank()).otherwise(_rank() * F.lit(0.0))


RULE = Rule(
    name="OVERSIZED_WAREHOUSE",
    subject=Subject.WAREHOUSE,
    needs=("query.history", "compute.warehouses"),
    measure="size (4 is LARGE) where statements neither wait nor take long",
    measured=_measured,
    warn_at=_LARGE,
    critical_at=_LARGE + 2,
    sample="statements",
    samples=lambda: F.col("statements"),
    min_samples=5,
    evidence=lambda: evidence_text(
        "%s: %s s in the queue per statement, half of the statements took %s s at most",
        F.coalesce("warehouse_size", F.lit("?")),
        rounded(share(F.col("queue_ms") / 1000, "statements")),
        rounded(F.col("typical_ms") / 1000),
    ),
    guidance="Try one size less for a day: it costs half as much per hour; compare p95 in performance_overview.",
    saving=lambda: part_of("subject_cost", F.lit(1), F.lit(4)),
    saving_basis="a quarter of its bill: one size less costs half per hour and works longer",
    unknown=lambda: F.when(~F.col("settings_known") | _rank().isNull(), F.lit("its size is not known")),
)
