"""Baselines: what each series is expected to do in each hour of the week, learned from the last weeks."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from faultbook.jobs.analysis.pairs import find_pairs
from faultbook.jobs.analysis.runs import Reach, complete_counts, hour_of, reach, recorded_run
from faultbook.jobs.task import run_task
from faultbook.lakehouse.lease import require_lease, writer_lease
from faultbook.lakehouse.store import Lakehouse
from faultbook.settings import Settings
from faultbook.steps import Steps
from faultbook.tables import ANALYSIS_JOBS, ANOMALY_ALERTS, ANOMALY_BASELINES, PATTERN_SIGHTINGS, Lease
from faultbook.transforms.anomalies import RULE_VERSION, SERIES
from faultbook.transforms.anomalies.baseline import baselines
from faultbook.transforms.anomalies.episodes import unusual_hours
from faultbook.transforms.anomalies.series import counts_by_hour, hourly_series, without_alerted
from faultbook.transforms.anomalies.sightings import first_hours


def main(argv: Sequence[str] | None = None) -> None:
    """The wheel's entry point."""
    run_task(run, argv, task="baselines")


def run(spark: SparkSession, settings: Settings, steps: Steps, now: datetime | None = None) -> None:
    """Replaces anomaly_baselines and pattern_pairs from the last `baseline_days`.

    Hours with an alert are left out. A run that comes before `baselines_every_days` have passed does nothing.
    """
    lakehouse = Lakehouse(spark, settings)
    lakehouse.require_tables()
    began_at = now or datetime.now(UTC)
    if _are_recent(lakehouse, began_at):
        with steps.step("baselines", kept_for_days=settings.baselines_every_days):
            return
    with (
        writer_lease(lakehouse, Lease.LOGS, Lease.INCIDENTS) as holder,
        recorded_run(lakehouse, "baselines", began_at) as row,
    ):
        found = reach(lakehouse, steps, began_at)
        require_lease(lakehouse, holder)
        row |= {"through_batch": found.through, "rule_version": RULE_VERSION}
        row["rows_changed"] = train(lakehouse, found, steps)


def _are_recent(lakehouse: Lakehouse, now: datetime) -> bool:
    days = lakehouse.settings.baselines_every_days
    if not days:
        return False
    done = lakehouse.read(ANALYSIS_JOBS).where("job = 'baselines' AND status = 'done'")
    micros = done.agg(F.unix_micros(F.max("started_at"))).collect()[0][0]
    if micros is None:
        return False
    # Half a day of room: a run each night that begins a minute earlier than the one a week before still learns.
    return now - datetime.fromtimestamp(micros / 1_000_000, UTC) < timedelta(days=days, hours=-12)


def train(lakehouse: Lakehouse, found: Reach, steps: Steps) -> int:
    """Learns the baselines and which patterns rise together, and returns how many rows the baselines have.

    Nothing is learned, or lost, where there is no record.
    """
    if found.before is None:
        return 0
    with steps.step("baselines", before=found.before.isoformat()) as step:
        lakehouse.replace(ANOMALY_BASELINES, _learned(lakehouse, found.through, found.before), where="true")
        rows = lakehouse.read(ANOMALY_BASELINES).count()
        step.note(rows=rows)
    find_pairs(lakehouse, through=found.through, before=found.before, steps=steps)
    return rows


def _learned(lakehouse: Lakehouse, through: int, before: datetime) -> DataFrame:
    settings = lakehouse.settings
    window_hours = settings.baseline_days * 24
    start = before - timedelta(hours=window_hours)
    counts = complete_counts(lakehouse, through).where(F.col("hour").between(start, before - timedelta(microseconds=1)))
    alerts = lakehouse.read(ANOMALY_ALERTS).where(F.col("last_hour") >= start)
    end = F.lit(hour_of(before))
    series = hourly_series(
        counts_by_hour(counts, *SERIES),
        first_hours(lakehouse.read(PATTERN_SIGHTINGS)),
        before=end,
        window_hours=window_hours,
    )
    return baselines(
        without_alerted(series, unusual_hours(alerts)),
        before=end,
        window_hours=window_hours,
        z_above=settings.alert_z,
        count_from=settings.alert_min_count,
    )
