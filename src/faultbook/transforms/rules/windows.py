"""Correlations: which matches lie in windows that held, and the episodes that these are.

A function of the set of matches, whatever order they came in. Everything is judged at the seconds of matches: only then
does a count grow. Two firings less than W seconds apart are of one episode; so windows of two episodes share no match.
"""

from collections.abc import Callable, Sequence
from functools import reduce

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from faultbook.rules.model import Correlation, CorrelationType, Rule
from faultbook.transforms.rules.resets import resetting_firings, resetting_sequences
from faultbook.transforms.rules.sequences import sequences
from faultbook.transforms.rules.sliding_counts import sliding_firings
from faultbook.transforms.rules.window_points import GROUP, correlation_of, entries, is_reset, of_types, points, span_of


def held_matches(matches: DataFrame, correlations: Sequence[Rule], bounds: DataFrame | None = None) -> DataFrame:
    """The matches that lie in a window that held, each with its episode.

    A match is of the first firing from its own second on, if that comes before W seconds are over. With `bounds` of
    `newly_held.reading` only what is new or changed.

    In: the columns of rule_matches; rules with a correlation. Out: the columns of rule_matches, and of the episode
    first_at and last_at TIMESTAMP (its first and last firing, UTC), firings BIGINT (seconds at which it held).
    """
    if not correlations:
        return _without_episode(matches)
    counted = points(matches, correlations, bounds)
    episode = F.struct(F.col("second").alias("fires"), "first", "last", "firings").alias("episode")
    fired = _numbered(_firings(counted, correlations), correlations).select(*GROUP, "second", episode)
    onwards = Window.partitionBy(*GROUP).orderBy("second").rangeBetween(Window.currentRow, Window.unboundedFollowing)
    marked = counted.join(fired, on=[*GROUP, "second"], how="left").withColumn(
        "episode", F.first("episode", ignorenulls=True).over(onwards)
    )
    return marked.where(F.col("episode.fires") < F.col("second") + span_of(correlations)).select(
        *matches.columns,
        F.timestamp_seconds("episode.first").alias("first_at"),
        F.timestamp_seconds("episode.last").alias("last_at"),
        F.col("episode.firings").alias("firings"),
    )


def _firings(counted: DataFrame, correlations: Sequence[Rule]) -> DataFrame:
    """The seconds at which correlations hold. In: of `points`. Out: GROUP, second BIGINT."""
    ordered = of_types(correlations, CorrelationType.TEMPORAL_ORDERED)
    counts = [rule for rule in correlations if rule not in ordered]
    found: list[DataFrame] = []
    if goes_on := _those(counts, is_reset, False):
        found.append(sliding_firings(entries(_of(counted, goes_on), goes_on), goes_on))
    if begins_anew := _those(counts, is_reset, True):
        found.append(resetting_firings(entries(_of(counted, begins_anew), begins_anew), begins_anew))
    if goes_on := _those(ordered, is_reset, False):
        found.append(sequences(_of(counted, goes_on), goes_on).drop("began"))
    if begins_anew := _those(ordered, is_reset, True):
        found.append(resetting_sequences(sequences(_of(counted, begins_anew), begins_anew), begins_anew))
    is_judged = F.coalesce(F.col("second") >= F.col("judged_from"), F.lit(True))
    return reduce(DataFrame.unionByName, found).where(is_judged).drop("judged_from")


def _those(rules: Sequence[Rule], test: Callable[[Correlation], bool], wanted: bool) -> list[Rule]:
    return [rule for rule in rules if test(correlation_of(rule)) is wanted]


def _of(counted: DataFrame, rules: Sequence[Rule]) -> DataFrame:
    return counted.where(F.col("rule").isin([rule.name for rule in rules]))


def _numbered(fired: DataFrame, correlations: Sequence[Rule]) -> DataFrame:
    """Firings with the first, the last and the number of those of their episode."""
    in_order = Window.partitionBy(*GROUP).orderBy("second")
    gap = F.col("second") - F.lag("second").over(in_order)
    begins = F.coalesce(gap >= span_of(correlations), F.lit(True)).cast("bigint")
    episode = Window.partitionBy(*GROUP, "number")
    return (
        fired.withColumn("begins", begins)
        .withColumn("number", F.sum("begins").over(in_order))
        .withColumns(
            {
                "first": F.min("second").over(episode),
                "last": F.max("second").over(episode),
                "firings": F.count("second").over(episode),
            }
        )
    )


def _without_episode(matches: DataFrame) -> DataFrame:
    def none(type_name: str) -> Column:
        return F.lit(None).cast(type_name)

    return matches.limit(0).select(
        "*",
        none("timestamp").alias("first_at"),
        none("timestamp").alias("last_at"),
        none("bigint").alias("firings"),
    )
