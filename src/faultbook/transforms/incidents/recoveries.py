"""What is well again: failures that are over, and runs that succeeded."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from faultbook.events.fields import Phase
from faultbook.incidents.facts import Fact
from faultbook.transforms.rules.sources import FAILURES


def ended_failures(failure_events: DataFrame, matches: DataFrame) -> DataFrame:
    """Failures that are over, once for each fault that they are of.

    In: failure_events; rule_matches. Out: fingerprint STRING, event_id STRING, recovered_at TIMESTAMP, UTC.
    """
    over = failure_events.where(F.col("recovered_at").isNotNull()).select("event_id", "recovered_at")
    return over.join(_faults(matches), on="event_id").select("fingerprint", "event_id", "recovered_at")


def others_open(failure_events: DataFrame, matches: DataFrame, ended: DataFrame) -> DataFrame:
    """Failures of the faults of `ended` that are not over and of which a sender may still report that they are.

    In: failure_events; rule_matches; of `ended_failures`. Out: fingerprint STRING, event_id STRING,
    matched_at TIMESTAMP, UTC.
    """
    faults = ended.select("fingerprint").distinct()
    still = failure_events.where(F.col("recovered_at").isNull()).select("event_id")
    of_faults = matches.where("source = 'failures'").join(F.broadcast(faults), on="fingerprint", how="left_semi")
    return (
        of_faults.select("fingerprint", "event_id", "matched_at")
        .distinct()
        .join(still, on="event_id", how="left_semi")
        .select("fingerprint", "event_id", "matched_at")
    )


def successful_runs(event_reports: DataFrame) -> DataFrame:
    """Runs of jobs and pipelines that a sender reports as ended well and none as failed, once each.

    In: event_reports. Out: event_id STRING, resource STRING (as `resource_of`), environment STRING (NULL where no
    sender names it), succeeded_at TIMESTAMP, UTC.
    """
    phase = F.col("phase")
    # No tasks: those before the one that fails succeed in each run of its job.
    of_runs = event_reports.where(F.col("kind").isin("run", "pipeline"))
    grouped = of_runs.groupBy("event_id").agg(
        F.max(F.when(phase == Phase.FAILED.value, F.lit(True))).alias("failed"),
        F.max(F.when(phase == Phase.RECOVERED.value, F.coalesce("recovered_at", "occurred_at", "reported_at"))).alias(
            "succeeded_at"
        ),
        F.max(F.expr(FAILURES.facts[Fact.RESOURCE])).alias("resource"),
        F.max("environment").alias("environment"),
    )
    well = grouped.where(F.col("failed").isNull() & F.col("succeeded_at").isNotNull() & F.col("resource").isNotNull())
    return well.select("event_id", "resource", "environment", "succeeded_at")


def _faults(matches: DataFrame) -> DataFrame:
    return (
        matches.where((F.col("source") == "failures") & F.col("fingerprint").isNotNull())
        .select("event_id", "fingerprint")
        .distinct()
    )
