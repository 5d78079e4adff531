"""All rules together over the hours of one run: which rows a series' rule sees depends on what patterns explain."""

from dataclasses import dataclass

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from faultbook.transforms.anomalies import SERIES
from faultbook.transforms.anomalies.detection import (
    JUDGED,
    claimed,
    fresh_patterns,
    pattern_hours,
    regressions,
    silences,
    spikes,
)
from faultbook.transforms.anomalies.hours import HOURS_PER_WEEK, hour_number, hour_start

_PATTERN = [*SERIES, "pattern_id"]


@dataclass(frozen=True)
class Rule:
    """What the rules compare with. z in deviations, counts in records per hour, the rest in hours."""

    z_above: float = 5.0
    count_from: int = 5
    new_count_from: int = 10
    silent_expected_from: float = 20.0
    quiet_hours: int = 6
    regression_hours: int = 14 * 24
    learning_hours: int = 24
    history_hours_from: int = HOURS_PER_WEEK


def judged_hours(
    pattern_counts: DataFrame,
    baselines: DataFrame,
    sightings: DataFrame,
    decided: DataFrame,
    known: DataFrame,
    *,
    first: Column,
    silent_before: Column,
    closed_from: Column,
    after_batch: int,
    rule: Rule,
) -> DataFrame:
    """The hours that are to be judged, each judged by its rule. Out: JUDGED, one row per subject and hour.

    An hour is to be judged where a batch after `after_batch` brought records of it, or where it closed since
    (from `closed_from` on). All Columns are numbers of hours.
    In: pattern_counts of `counts_by_pattern`, from `first` on, closed hours only; sightings are those of
    pattern_sightings with pattern_id; decided has pattern_id, resolved_at, muted_until, the latest decisions; known are
    the alerts that may still grow. A muted pattern raises no alert and is no part of a spike; its service counts as
    active.
    """
    resolved = decided.where(F.col("resolved_at").isNotNull())
    heard = _unmuted(pattern_counts, decided)
    reported = known.where(F.col("pattern_id").isNotNull()).select(
        *_PATTERN,
        hour_number(F.col("started_at")).alias("started_hour"),
        hour_number(F.col("last_hour")).alias("last_hour"),
    )
    last_reported = reported.groupBy(*_PATTERN).agg(F.max("last_hour").alias("last_hour"))
    fresh = (
        fresh_patterns(sightings, silent_hours=rule.regression_hours, learning_hours=rule.learning_hours)
        .join(resolved.select("pattern_id"), on="pattern_id", how="left_anti")
        .join(_explained_by_spikes(known), on=_PATTERN, how="left_anti")
    )
    of_patterns = pattern_hours(
        heard, fresh, last_reported, count_from=rule.new_count_from, quiet_hours=rule.quiet_hours
    ).unionByName(regressions(heard, resolved))
    of_series = spikes(
        heard,
        baselines,
        claimed(of_patterns, reported),
        z_above=rule.z_above,
        count_from=rule.count_from,
        history_hours_from=rule.history_hours_from,
    )
    of_services = silences(
        pattern_counts,
        baselines,
        first=first,
        before=silent_before,
        expected_from=rule.silent_expected_from,
        history_hours_from=rule.history_hours_from,
    )
    is_due = (F.col("newest_batch") > after_batch) | (F.col("hour_number") >= closed_from)
    is_silence = (F.col("anomaly_type") == "silent_service") & F.col("is_anomaly")
    return of_patterns.unionByName(of_series).unionByName(of_services).where(is_due | is_silence).select(*JUDGED)


def _explained_by_spikes(known: DataFrame) -> DataFrame:
    """Patterns that the spike of their series has already named as its first explanation: SERIES, pattern_id."""
    tops = known.where(F.col("anomaly_type") == "error_spike").select(
        *SERIES, F.get("explanations", F.lit(0))["pattern_id"].alias("pattern_id")
    )
    return tops.where(F.col("pattern_id").isNotNull()).distinct()


def _unmuted(pattern_counts: DataFrame, decided: DataFrame) -> DataFrame:
    """The counts without the hours before each pattern's muted_until. In and out: of `counts_by_pattern`."""
    muted = decided.where(F.col("muted_until").isNotNull()).select("pattern_id", "muted_until")
    marked = pattern_counts.join(muted, on="pattern_id", how="left")
    is_muted = F.coalesce(hour_start(F.col("hour_number")) < F.col("muted_until"), F.lit(False))
    return marked.where(~is_muted).drop("muted_until")
