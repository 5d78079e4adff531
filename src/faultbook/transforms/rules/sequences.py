"""One rule after another: since when the newest complete sequence of each second has been going on."""

from collections.abc import Sequence
from functools import reduce

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from faultbook.rules.model import Rule
from faultbook.transforms.rules.window_points import GROUP, SEPARATOR, correlation_of, of_rule, span_of


def sequences(counted: DataFrame, rules: Sequence[Rule]) -> DataFrame:
    """The seconds at which all rules have matched in their order within the window.

    Of all sequences that end by a second, `began` is the latest beginning: none that began later exists, so a firing at
    f is followed by another at t only where began > f. Matches of one second count as in order.

    In: of `points`, of temporal_ordered rules. Out: GROUP, second, began BIGINT, judged_from.
    """
    names = F.array_distinct(F.flatten(F.collect_list(F.split("value", SEPARATOR))))
    seconds = counted.groupBy(*GROUP, "second", "judged_from").agg(names.alias("names"))
    order = of_rule(rules, lambda correlation: list(correlation.rules))
    so_far = Window.partitionBy(*GROUP).orderBy("second").rowsBetween(Window.unboundedPreceding, Window.currentRow)
    longest = max(len(correlation_of(rule).rules) for rule in rules)
    places = range(1, longest + 1)

    def with_place(rows: DataFrame, place: int) -> DataFrame:
        before = F.col("second") if place == 1 else F.col(f"began_{place - 1}")
        is_there = F.array_contains("names", F.get(order, F.lit(place - 1)))
        return rows.withColumn(f"began_{place}", F.max(F.when(is_there, before)).over(so_far))

    placed = reduce(with_place, places, seconds)
    began = _last_of(places, of_rule(rules, lambda correlation: len(correlation.rules)))
    return (
        placed.withColumn("began", began)
        .where(F.col("began") > F.col("second") - span_of(rules))
        .select(*GROUP, "second", "began", "judged_from")
    )


def _last_of(places: range, length: Column) -> Column:
    return F.coalesce(*(F.when(length == place, F.col(f"began_{place}")) for place in places))
