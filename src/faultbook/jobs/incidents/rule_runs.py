"""How far runs of judge came: which batch is next, which one was not completed, and what each run read."""

from collections.abc import Sequence
from datetime import UTC, datetime

from pyspark.sql import functions as F

from faultbook.jobs.incidents.match_sources import Progress, progress
from faultbook.lakehouse.rows import table_of
from faultbook.lakehouse.store import Lakehouse
from faultbook.tables import INCIDENT_JOURNAL, RULE_MATCHES, RULE_RUNS

OWN = "faultbook"
"""Source of what faultbook reports about itself."""


def newest_run(lakehouse: Lakehouse) -> int:
    """The newest run that was completed; 0 where there is none."""
    return lakehouse.largest(RULE_RUNS, "batch_id") or 0


def pending(lakehouse: Lakehouse, batch_id: int) -> list[Progress]:
    """What is known of a run that stored something and was not completed; empty where there is none.

    Of each source with matches it is read up to the newest batch among them, or as far as the run before: the next run
    finds the rest.
    """
    own = lakehouse.read(RULE_MATCHES).where(F.col("batch_id") == batch_id)
    rows = own.groupBy("source").agg(F.max("source_batch").alias("through")).collect()
    before = progress(lakehouse)
    found = [
        Progress(
            row["source"],
            max(row["through"], before.get(row["source"], Progress(row["source"])).through_batch),
            before.get(row["source"], Progress(row["source"])).through_at,
        )
        for row in rows
    ]
    if not found and lakehouse.fetch(INCIDENT_JOURNAL, ("number",), ("batch_id", "=", batch_id), most=1).num_rows:
        return [Progress(OWN)]
    return found


def record_run(lakehouse: Lakehouse, batch_id: int, read: Sequence[Progress], now: datetime) -> None:
    """Writes a row for each source that the run read: it is complete with it."""
    counted = (
        lakehouse.read(RULE_MATCHES)
        .where(F.col("batch_id") == batch_id)
        .groupBy("source")
        .agg(
            F.count(F.lit(1)).alias("matches"),
            F.count_if(F.col("group_key").isNull()).alias("without_group"),
            F.count_if(F.col("fingerprint").isNull()).alias("without_fingerprint"),
        )
    )
    counts = {row["source"]: row.asDict() for row in counted.collect()} if read else {}
    rows = [
        {
            "batch_id": batch_id,
            "source": each.source,
            "through_batch": each.through_batch,
            "through_at": each.through_at,
            "events": each.events,
            **{
                name: counts.get(each.source, {}).get(name, 0)
                for name in ("matches", "without_group", "without_fingerprint")
            },
            "rules": each.rules,
            "recorded_at": now,
            "run_id": lakehouse.settings.run_id or f"judge-{now.astimezone(UTC):%Y%m%dT%H%M%S}",
        }
        for each in (read or [Progress(OWN)])
    ]
    lakehouse.append_rows(RULE_RUNS, table_of(RULE_RUNS, rows))
