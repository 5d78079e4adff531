"""Pairs: which patterns rise together, over the same weeks that baselines are learned from."""

from datetime import datetime, timedelta

from pyspark.sql import functions as F

from faultbook.jobs.analysis.runs import complete_counts, hour_of
from faultbook.lakehouse.store import Lakehouse
from faultbook.steps import Steps
from faultbook.tables import PATTERN_MAP, PATTERN_PAIRS
from faultbook.transforms.anomalies.correlation import risen_hours, rising_together
from faultbook.transforms.anomalies.detection import counts_by_pattern
from faultbook.transforms.anomalies.hours import hour_start


def find_pairs(lakehouse: Lakehouse, *, through: int, before: datetime, steps: Steps) -> None:
    """Replaces pattern_pairs by the pairs of the last `baseline_days` before `before`."""
    hours = lakehouse.settings.baseline_days * 24
    start = before - timedelta(hours=hours)
    with steps.step("pairs", before=before.isoformat()) as step:
        counts = complete_counts(lakehouse, through).where((F.col("hour") >= start) & (F.col("hour") < before))
        risen = risen_hours(
            counts_by_pattern(counts, lakehouse.read(PATTERN_MAP)),
            first=F.lit(hour_of(start)),
            before=F.lit(hour_of(before)),
        )
        found = rising_together(risen, hours=hours).withColumns(
            {
                "first_hour": hour_start(F.col("first_hour")),
                "last_hour": hour_start(F.col("last_hour")),
                "through_batch": F.lit(through).cast("bigint"),
            }
        )
        lakehouse.replace(PATTERN_PAIRS, found, where="true")
        step.note(pairs=lakehouse.read(PATTERN_PAIRS).count())
