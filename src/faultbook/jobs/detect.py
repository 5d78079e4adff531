"""Detect: judges the hours that new records touched, or that closed, and keeps one alert per episode.

The hour under way is judged too, by what it has so far, and again when it has closed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from faultbook.jobs.analysis.knowledge import add_stubs, refresh_knowledge
from faultbook.jobs.analysis.llm_analysis import analyse_alerts
from faultbook.jobs.analysis.news import has_news
from faultbook.jobs.analysis.runs import Reach, complete_counts, hour_of, instant_of, reach, recorded_run
from faultbook.jobs.baselines import train
from faultbook.jobs.schema.severity_order import read_severities
from faultbook.jobs.task import run_task
from faultbook.jobs.task_values import TaskValues
from faultbook.lakehouse.lease import require_lease, writer_lease
from faultbook.lakehouse.rows import frame_of
from faultbook.lakehouse.store import Lakehouse
from faultbook.settings import Settings
from faultbook.steps import Steps
from faultbook.tables import (
    ANALYSIS_JOBS,
    ANOMALY_ALERTS,
    ANOMALY_BASELINES,
    ERROR_CATALOG,
    ERROR_TEMPLATES,
    PATTERN_DECISIONS,
    PATTERN_MAP,
    PATTERN_SIGHTINGS,
    SERVICES,
    Lease,
)
from faultbook.transforms.anomalies import RULE_VERSION, SERIES
from faultbook.transforms.anomalies.alerts import alert_rows, contracted_alerts, described
from faultbook.transforms.anomalies.detection import counts_by_pattern
from faultbook.transforms.anomalies.episodes import SUBJECT, episode_hours, hours_of_alerts, unusual_hours
from faultbook.transforms.anomalies.explanation import explanations
from faultbook.transforms.anomalies.judgement import Rule, current_patterns, judged_hours
from faultbook.transforms.anomalies.sightings import first_hours, with_inherited
from faultbook.transforms.portable.decisions import latest_decisions
from faultbook.transforms.portable.pattern_texts import successions, with_pattern

EXPLAINED_BY = 5
"""Patterns that an alert names at most."""
_RECENT = timedelta(days=8)
"""Alerts whose last hour is so near may still grow, and a pattern's week of being new is in it."""


@dataclass(frozen=True)
class JudgedSpan:
    """Which hours a run judges: those from `first` on that batches after `after_batch` brought records of, and those
    from `closed_from` on, which were open at the run before. Hours from `before` on are not closed; `newest` is the
    last one with records. All are starts of hours.
    """

    first: datetime
    before: datetime
    newest: datetime
    closed_from: datetime
    after_batch: int


def main(argv: Sequence[str] | None = None) -> None:
    """The wheel's entry point."""
    run_task(run, argv, task="detect")


def run(spark: SparkSession, settings: Settings, steps: Steps, now: datetime | None = None) -> TaskValues:
    """Judges what is new and updates anomaly_alerts; trains the baselines first where there are none.

    Returns whether alerts have to be evaluated.
    """
    lakehouse = Lakehouse(spark, settings)
    lakehouse.require_tables()
    began_at = now or datetime.now(UTC)
    with (
        writer_lease(lakehouse, Lease.LOGS, Lease.INCIDENTS) as holder,
        recorded_run(lakehouse, "detect", began_at) as row,
    ):
        found = reach(lakehouse, steps, began_at)
        refresh_knowledge(lakehouse, steps)
        row |= {"through_batch": found.through, "rule_version": RULE_VERSION, "rows_changed": 0}
        if found.before is None or found.newest_hour is None:
            return TaskValues(has_news(lakehouse, began_at, through=found.through, changed=0))
        if not lakehouse.fetch(ANOMALY_BASELINES, ["service"], most=1).num_rows:
            train(lakehouse, found, steps)
        row |= {"judged_before": found.before, "newest_hour": found.newest_hour}
        span = _span(lakehouse, found, found.before, found.newest_hour)
        if span is not None:
            require_lease(lakehouse, holder)
            row["rows_changed"] = _update_alerts(lakehouse, span, found, steps, began_at)
        add_stubs(lakehouse, steps)
        news = has_news(lakehouse, began_at, through=found.through, changed=row["rows_changed"])
    # Without the lease: a model takes its time, and ingest need not wait for it.
    analyse_alerts(lakehouse, steps, began_at)
    return TaskValues(news)


def _span(lakehouse: Lakehouse, found: Reach, before: datetime, newest: datetime) -> JudgedSpan | None:
    """What is to be judged since the last run that ended well; None where nothing is new."""
    columns = ("through_batch", "judged_before")
    done = lakehouse.fetch(ANALYSIS_JOBS, columns, ("job", "=", "detect"), ("status", "=", "done"))
    judged = done.filter(pc.is_valid(done.column("judged_before")))
    horizon = before - timedelta(days=lakehouse.settings.detection_days)
    if not judged.num_rows:
        return JudgedSpan(horizon, before, newest, horizon, 0)
    through = pc.max(judged.column("through_batch")).as_py()
    closed_from = instant_of(pc.max(judged.column("judged_before")))
    if through >= found.through and closed_from >= before:
        return None
    new = complete_counts(lakehouse, found.through).where(F.col("batch_id") > through)
    touched = new.where(F.col("hour").between(horizon, before)).agg(F.unix_micros(F.min("hour"))).collect()[0][0]
    # Silence is judged some hours late, so these hours are judged again.
    late = timedelta(hours=lakehouse.settings.silent_lag_hours + 1)
    starts = [closed_from - late, *([datetime.fromtimestamp(touched // 1_000_000, UTC)] if touched is not None else [])]
    return JudgedSpan(max(horizon, min(starts)), before, newest, closed_from, through)


def _update_alerts(lakehouse: Lakehouse, span: JudgedSpan, found: Reach, steps: Steps, now: datetime) -> int:
    settings = lakehouse.settings
    stored = lakehouse.read(ANOMALY_ALERTS)
    growing = stored.where(F.col("ended_at").isNull() | (F.col("last_hour") >= span.first - _RECENT))
    known = growing.select(*_KNOWN).toArrow()
    with steps.step("judge", first=span.first.isoformat(), before=span.before.isoformat()) as step:
        frame = frame_of(lakehouse.spark, known)
        judged = _judged(lakehouse, frame, span, found)
        hours = episode_hours(judged, hours_of_alerts(frame), quiet_hours=settings.episode_quiet_hours).toArrow()
        step.note(hours=hours.num_rows)
    rows = _alert_rows(lakehouse, frame_of(lakehouse.spark, hours), span).toArrow()
    changed = _changed(rows, known)
    with steps.step("alerts", changed=len(changed)):
        if changed:
            _write(lakehouse, _of_alerts(hours, changed), _of_alerts(rows, changed), span, now=now, found=found)
    return len(changed)


def _judged(lakehouse: Lakehouse, known: DataFrame, span: JudgedSpan, found: Reach) -> DataFrame:
    settings = lakehouse.settings
    rule = Rule(
        z_above=settings.alert_z,
        count_from=settings.alert_min_count,
        new_count_from=settings.new_pattern_min_count,
        silent_expected_from=float(settings.silent_min_expected),
        quiet_hours=settings.episode_quiet_hours,
        regression_hours=settings.regression_silent_days * 24,
        learning_hours=settings.learning_hours,
    )
    first = F.lit(hour_of(span.first))
    pattern_map = lakehouse.read(PATTERN_MAP)
    decisions = frame_of(lakehouse.spark, lakehouse.fetch(PATTERN_DECISIONS, PATTERN_DECISIONS.column_names))
    decided = _fetched(lakehouse, latest_decisions(decisions, pattern_map))
    sightings = with_pattern(_sightings(lakehouse), pattern_map)
    inside = complete_counts(lakehouse, found.through).where(F.col("hour").between(span.first, span.newest))
    silent_before = min(span.before, span.newest - timedelta(hours=settings.silent_lag_hours - 1))
    return judged_hours(
        counts_by_pattern(inside, pattern_map),
        lakehouse.read(ANOMALY_BASELINES),
        _fetched(lakehouse, current_patterns(sightings, decided, known, first=first, rule=rule)),
        decided,
        known,
        first=first,
        silent_before=F.lit(hour_of(silent_before)),
        closed_from=F.lit(hour_of(span.closed_from)),
        under_way=F.lit(hour_of(span.before)),
        after_batch=span.after_batch,
        rule=rule,
    )


_COMPARED = ("alert_id", "state", "started_at", "last_hour", "observed", "expected", "hours")
_KNOWN = (*_COMPARED, *SUBJECT, "explanations")
"""What the rules read of a stored alert."""


def _changed(rows: pa.Table, known: pa.Table) -> list[str]:
    """Ids of alerts that are new or no longer as they are stored, sorted."""
    before = {row["alert_id"]: _comparable(row) for row in known.select(list(_COMPARED)).to_pylist()}
    after = {row["alert_id"]: _comparable(row) for row in rows.select(list(_COMPARED)).to_pylist()}
    return sorted(alert_id for alert_id, row in after.items() if before.get(alert_id) != row)


def _comparable(row: dict[str, Any]) -> Any:
    """The row with floats to six digits: sums of floats differ in their last ones with the order of the rows."""
    hours = [
        (
            hour["hour"],
            hour["observed"],
            *(value if value is None else round(value, 6) for value in (hour["expected"], hour["z"])),
        )
        for hour in row["hours"]
    ]
    return {**row, "expected": round(row["expected"], 6), "hours": hours}


def _write(
    lakehouse: Lakehouse,
    hours: pa.Table,
    rows: pa.Table,
    span: JudgedSpan,
    *,
    now: datetime,
    found: Reach,
) -> None:
    window_hours = lakehouse.settings.baseline_days * 24
    stored = lakehouse.read(ANOMALY_ALERTS)
    changed_hours = frame_of(lakehouse.spark, hours)
    start, services = _first_and_services(hours)
    from_hour = start - timedelta(hours=window_hours)
    counts = complete_counts(lakehouse, found.through).where(
        F.col("hour").between(from_hour, span.newest) & F.col("service").isin(*services)
    )
    unusual = unusual_hours(stored.where(F.col("last_hour") >= from_hour)).unionByName(
        changed_hours.select(*SERIES, "hour_number")
    )
    explained = explanations(
        changed_hours,
        counts_by_pattern(counts, lakehouse.read(PATTERN_MAP)),
        unusual,
        first_hours(lakehouse.read(PATTERN_SIGHTINGS)),
        pattern_texts(lakehouse, found.through),
        window_hours=window_hours,
        most=EXPLAINED_BY,
    )
    kept = stored.select("alert_id", "detected_at", "llm_analysis")
    whole = (
        frame_of(lakehouse.spark, rows)
        .join(explained, on="alert_id", how="left")
        .withColumn("explanations", F.coalesce("explanations", F.expr(f"cast(array() as {_type_of('explanations')})")))
        .join(kept, on="alert_id", how="left")
        .withColumn("detected_at", F.coalesce("detected_at", F.lit(now)))
        .withColumn("updated_at", F.lit(now))
        .withColumn("through_batch", F.lit(found.through))
    )
    knowledge = _fetched(lakehouse, _knowledge(lakehouse))
    written = contracted_alerts(described(whole, knowledge, lakehouse.read(SERVICES))).toArrow()
    lakehouse.replace_where(ANOMALY_ALERTS, written, ("alert_id", "in", rows.column("alert_id").to_pylist()))


def _sightings(lakehouse: Lakehouse) -> DataFrame:
    silent_hours = lakehouse.settings.regression_silent_days * 24
    stored = lakehouse.read(PATTERN_SIGHTINGS)
    return with_inherited(stored, lakehouse.read(PATTERN_MAP), silent_hours=silent_hours)


def _knowledge(lakehouse: Lakehouse) -> DataFrame:
    """What is known of codes and patterns; a pattern of which nothing is known has what its predecessors have."""
    known = lakehouse.read(ERROR_CATALOG)
    pairs = successions(lakehouse.read(PATTERN_MAP))
    of_earlier = known.where(F.col("kind") == "pattern").join(pairs, on=F.col("subject") == F.col("earlier_id"))
    inherited = of_earlier.withColumn("subject", F.col("pattern_id")).select(*known.columns)
    new = inherited.join(known.select("kind", "subject"), on=["kind", "subject"], how="left_anti")
    return known.unionByName(new.dropDuplicates(["kind", "subject"]))


def pattern_texts(lakehouse: Lakehouse, through: int) -> DataFrame:
    """The text and the code of each pattern: pattern_id, template, error_code."""
    pattern_map = lakehouse.read(PATTERN_MAP)
    mapped = pattern_map.groupBy("pattern_id").agg(F.min("pattern").alias("pattern"))
    templates = lakehouse.read(ERROR_TEMPLATES).where(F.col("batch_id") <= through)
    own = (
        with_pattern(templates, pattern_map)
        .groupBy("pattern_id")
        .agg(F.min("template").alias("own"), F.min("error_code").alias("error_code"))
    )
    both = own.join(mapped, on="pattern_id", how="left")
    return both.select("pattern_id", F.coalesce("pattern", "own").alias("template"), "error_code")


def _alert_rows(lakehouse: Lakehouse, hours: DataFrame, span: JudgedSpan) -> DataFrame:
    severities = read_severities(lakehouse)
    return alert_rows(
        hours,
        before=F.lit(hour_of(span.before)),
        quiet_hours=lakehouse.settings.episode_quiet_hours,
        alert_levels={name: severities.alert_level(name) for name in severities.names},
    )


def _first_and_services(hours: pa.Table) -> tuple[datetime, list[str]]:
    first = min(hours.column("hour_number").to_pylist())
    return datetime.fromtimestamp(first * 3_600, UTC), sorted(set(hours.column("service").to_pylist()))


def _of_alerts(rows: pa.Table, alert_ids: Sequence[str]) -> pa.Table:
    return rows.filter(pc.is_in(rows.column("alert_id"), pa.array(alert_ids)))


def _fetched(lakehouse: Lakehouse, rows: DataFrame) -> DataFrame:
    """Few rows, fetched: a plan that reads them many times would hold what they took as many times."""
    return frame_of(lakehouse.spark, rows.toArrow())


def _type_of(name: str) -> str:
    return next(column.type for column in ANOMALY_ALERTS.columns if column.name == name)
