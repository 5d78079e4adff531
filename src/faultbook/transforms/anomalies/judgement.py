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


def current_patterns(
    sightings: DataFrame, decided: DataFrame, known: DataFrame, *, first: Column, rule: Rule
) -> DataFrame:
    """The fresh patterns that may have hours to judge from `first` (the number of an hour) on.

    In: sightings are those of pattern_sightings with pattern_id; decided and known as of `judged_hours`. Out: the
    columns of `fresh_patterns`, and last_hour BIGINT, the last hour of the pattern's alert, NULL where it has none.
    """
    last_reported = _reported(known).groupBy(*_PATTERN).agg(F.max("last_hour").alias("last_hour"))
    fresh = (
        fresh_patterns(sightings, silent_hours=rule.regression_hours, learning_hours=rule.learning_hours)
        .join(_resolved(decided).select("pattern_id"), on="pattern_id", how="left_anti")
        .join(_explained_by_spikes(known), on=_PATTERN, how="left_anti")
        .join(last_reported, on=_PATTERN, how="left")
    )
    goes_on = first - F.col("last_hour") <= rule.quiet_hours
    return fresh.where((first - F.col("fresh_hour") < HOURS_PER_WEEK) | goes_on)


def judged_hours(
    pattern_counts: DataFrame,
    baselines: DataFrame,
    fresh: DataFrame,
    decided: DataFrame,
    known: DataFrame,
    *,
    first: Column,
    silent_before: Column,
    closed_from: Column,
    under_way: Column,
    after_batch: int,
    rule: Rule,
) -> DataFrame:
    """The hours that are to be judged, each judged by its rule. Out: JUDGED, one row per subject and hour.

    An hour is to be judged where a batch after `after_batch` brought records of it, or where it closed since
    (from `closed_from` on). All Columns are numbers of hours. The hour `under_way` is judged by what it has so far: it
    has an anomaly only if it will have one when it closes, whatever else arrives.
    In: pattern_counts of `counts_by_pattern`, from `first` to `under_way`; fresh of `current_patterns`; decided has
    pattern_id, resolved_at, muted_until, the latest decisions; known are the alerts that may still grow. fresh, decided
    and known are read many times: rows in memory keep the plan small. A muted pattern raises no alert and is no part of
    a spike; its service counts as active.
    """
    heard = _unmuted(pattern_counts, decided)
    of_patterns = pattern_hours(heard, fresh, count_from=rule.new_count_from, quiet_hours=rule.quiet_hours).unionByName(
        regressions(heard, _resolved(decided))
    )
    of_series = spikes(
        _without_what_may_be_claimed(heard, of_patterns, under_way),
        baselines,
        claimed(of_patterns, _reported(known)),
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


def _resolved(decided: DataFrame) -> DataFrame:
    return decided.where(F.col("resolved_at").isNotNull())


def _reported(known: DataFrame) -> DataFrame:
    """The alerts about a pattern: SERIES, pattern_id, started_hour, last_hour."""
    return known.where(F.col("pattern_id").isNotNull()).select(
        *_PATTERN,
        hour_number(F.col("started_at")).alias("started_hour"),
        hour_number(F.col("last_hour")).alias("last_hour"),
    )


def _explained_by_spikes(known: DataFrame) -> DataFrame:
    """Patterns that the spike of their series has already named as its first explanation: SERIES, pattern_id."""
    tops = known.where(F.col("anomaly_type") == "error_spike").select(
        *SERIES, F.get("explanations", F.lit(0))["pattern_id"].alias("pattern_id")
    )
    return tops.where(F.col("pattern_id").isNotNull()).distinct()


def _without_what_may_be_claimed(pattern_counts: DataFrame, of_patterns: DataFrame, under_way: Column) -> DataFrame:
    """The counts without those of the hour under way that an alert about their own pattern may still claim."""
    fresh = of_patterns.where(F.col("hour_number") == under_way).select(*_PATTERN, "hour_number").distinct()
    return pattern_counts.join(fresh, on=[*_PATTERN, "hour_number"], how="left_anti")


def _unmuted(pattern_counts: DataFrame, decided: DataFrame) -> DataFrame:
    """The counts without the hours before each pattern's muted_until. In and out: of `counts_by_pattern`."""
    muted = decided.where(F.col("muted_until").isNotNull()).select("pattern_id", "muted_until")
    marked = pattern_counts.join(muted, on="pattern_id", how="left")
    is_muted = F.coalesce(hour_start(F.col("hour_number")) < F.col("muted_until"), F.lit(False))
    return marked.where(~is_muted).drop("muted_until")
