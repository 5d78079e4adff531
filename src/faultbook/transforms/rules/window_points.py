"""What correlations count: the parameters of each rule as columns, and matches as what enters a window and when.

Instants are whole seconds since 1970 (BIGINT). The window of W seconds at the second t is (t - W, t].
"""

from collections.abc import Callable, Sequence

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from faultbook.rules.model import AfterFiring, Correlation, CorrelationType, Rule

GROUP = ("rule", "group_key")
"""What has windows of its own."""
BOUNDS = ("after", "judged_from")
"""Seconds: matches after the first are read, firings from the second on are judged; NULL: all."""
SEPARATOR = "\n"
"""Between the names of rules in `value` of a temporal match; no name contains it."""


def correlation_of(rule: Rule) -> Correlation:
    """The correlation of a rule; ValueError where it has none."""
    if rule.correlation is None:
        raise ValueError(f"found the rule {rule.name!r} without a correlation; expected one of type correlation")
    return rule.correlation


def needed(correlation: Correlation) -> int:
    """How many events, values or rules a window needs: all rules of a temporal one."""
    if correlation.type in (CorrelationType.TEMPORAL, CorrelationType.TEMPORAL_ORDERED):
        return len(set(correlation.rules))
    return correlation.threshold + 1 if correlation.operator == "gt" else correlation.threshold


def is_exact(correlation: Correlation) -> bool:
    """Whether more than needed is too many."""
    return correlation.operator == "eq" and correlation.type in (
        CorrelationType.EVENT_COUNT,
        CorrelationType.VALUE_COUNT,
    )


def is_reset(correlation: Correlation) -> bool:
    """Whether a firing changes what follows: where one match is enough, it does not."""
    forgets = correlation.after_firing is AfterFiring.RESET
    return forgets and (needed(correlation) > 1 or is_exact(correlation))


def of_rule(rules: Sequence[Rule], value: Callable[[Correlation], object]) -> Column:
    """A value of each rule's correlation, by the column `rule`; NULL for rules that are not among `rules`."""
    pairs = [F.lit(each) for rule in rules for each in (rule.name, value(correlation_of(rule)))]
    return F.create_map(*pairs)[F.col("rule")]


def span_of(rules: Sequence[Rule]) -> Column:
    """Seconds of the window, BIGINT, by the column `rule`."""
    return of_rule(rules, lambda correlation: correlation.timespan).cast("bigint")


def reached(count: Column, rules: Sequence[Rule]) -> Column:
    """Whether a count is what the rule in the column `rule` needs."""
    least = of_rule(rules, needed)
    return F.when(of_rule(rules, is_exact), count == least).otherwise(count >= least)


def of_types(rules: Sequence[Rule], *types: CorrelationType) -> list[Rule]:
    """The rules whose correlation is of one of these types."""
    return [rule for rule in rules if correlation_of(rule).type in types]


def points(matches: DataFrame, rules: Sequence[Rule], bounds: DataFrame | None = None) -> DataFrame:
    """The matches that windows count, with their second.

    Left out are matches whose group key is NULL, and those without a value where values are counted. With `bounds`
    (GROUP, BOUNDS) only the matches of these groups after `after`.

    In: the columns of rule_matches. Out: the same, second, judged_from BIGINT.
    """
    valued = of_rule(rules, lambda correlation: correlation.type is not CorrelationType.EVENT_COUNT)
    counted = matches.where(
        F.col("rule").isin([rule.name for rule in rules])
        & F.col("group_key").isNotNull()
        & (~valued | F.col("value").isNotNull())
    ).withColumn("second", F.unix_seconds("matched_at"))
    if bounds is None:
        return counted.withColumn("judged_from", F.lit(None).cast("bigint"))
    bounded = counted.join(bounds.select(*GROUP, *BOUNDS), on=list(GROUP))
    return bounded.where(F.col("after").isNull() | (F.col("second") > F.col("after"))).drop("after")


def entries(counted: DataFrame, rules: Sequence[Rule]) -> DataFrame:
    """What enters windows: of event counts the events of a second, else each value or rule once a second.

    In: of `points`. Out: GROUP, second, key STRING (NULL for events), weight BIGINT, judged_from.
    """
    found = []
    if events := of_types(rules, CorrelationType.EVENT_COUNT):
        found.append(_of(counted, events).select(*GROUP, "second", _no_key(), "events", "judged_from"))
    if valued := of_types(rules, CorrelationType.VALUE_COUNT):
        found.append(_of(counted, valued).select(*GROUP, "second", F.col("value").alias("key"), _one(), "judged_from"))
    if together := of_types(rules, CorrelationType.TEMPORAL):
        found.append(_of(counted, together).select(*GROUP, "second", _each_rule(), _one(), "judged_from"))
    entered = found[0]
    for each in found[1:]:
        entered = entered.unionByName(each)
    of_events = F.col("key").isNull()
    return entered.groupBy(*GROUP, "second", "key", "judged_from").agg(
        F.when(of_events, F.sum("events")).otherwise(F.lit(1)).cast("bigint").alias("weight")
    )


def _of(counted: DataFrame, rules: Sequence[Rule]) -> DataFrame:
    return counted.where(F.col("rule").isin([rule.name for rule in rules]))


def _no_key() -> Column:
    return F.lit(None).cast("string").alias("key")


def _one() -> Column:
    return F.lit(1).cast("bigint").alias("events")


def _each_rule() -> Column:
    return F.explode(F.split("value", SEPARATOR)).alias("key")
