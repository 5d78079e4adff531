"""Windows that start anew when they fire: a fold over the seconds of each run of matches.

What a firing has counted counts no more, so that whether a second fires depends on the last firing before it. Where no
match came for W seconds, nothing before matters: each run of matches without such a gap is folded by itself.
"""

from collections.abc import Sequence

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from faultbook.rules.model import Rule
from faultbook.transforms.rules.window_points import GROUP, needed, of_rule, reached, span_of

_NOTHING_KEPT = "cast(array() AS array<struct<second:bigint,key:string,weight:bigint>>)"
_NONE_FIRED = "cast(array() AS array<bigint>)"


def resetting_firings(entered: DataFrame, rules: Sequence[Rule]) -> DataFrame:
    """The seconds at which counts of events, values or rules since the last firing are what they need.

    In: of `entries`. Out: GROUP, second, judged_from.
    """
    entry = F.struct("second", "key", "weight")
    seconds = entered.groupBy(*GROUP, "second", "judged_from").agg(
        F.collect_list(entry).alias("entered"), F.sum("weight").alias("weight")
    )
    run = F.sort_array(F.collect_list(F.struct("second", "entered"))).alias("seconds")
    runs = (
        _with_run(seconds, rules)
        .groupBy(*GROUP, "run", "judged_from")
        .agg(run, F.sum("weight").alias("weight"))
        .where(F.col("weight") >= of_rule(rules, needed))
        .withColumn("span", span_of(rules))
    )
    zero = F.struct(F.expr(_NOTHING_KEPT).alias("kept"), F.expr(_NONE_FIRED).alias("fired"))

    def step(state: Column, here: Column) -> Column:
        # Of a lambda's argument the expression is evaluated once, of a repeated expression each time.
        return F.get(F.transform(F.array(_kept(state, here)), lambda kept: _judged(state, here, kept)), F.lit(0))

    def _judged(state: Column, here: Column, kept: Column) -> Column:
        count = F.aggregate(kept, F.lit(0).cast("bigint"), lambda total, each: total + each["weight"])
        fires = reached(count, rules) & _is_judged(here)
        return F.struct(
            F.when(fires, F.expr(_NOTHING_KEPT)).otherwise(kept).alias("kept"),
            F.when(fires, F.concat(state["fired"], F.array(here["second"]))).otherwise(state["fired"]).alias("fired"),
        )

    fired = F.aggregate("seconds", zero, step, lambda state: state["fired"])
    return runs.select(*GROUP, F.explode(fired).alias("second"), "judged_from")


def resetting_sequences(found: DataFrame, rules: Sequence[Rule]) -> DataFrame:
    """The seconds at which a sequence is complete that began after the last firing. In: of `sequences`.

    Out: GROUP, second, judged_from.
    """
    run = F.sort_array(F.collect_list(F.struct("second", "began"))).alias("seconds")
    runs = _with_run(found, rules).groupBy(*GROUP, "run", "judged_from").agg(run)

    def step(fired: Column, here: Column) -> Column:
        last = F.try_element_at(fired, F.lit(-1))
        fires = F.coalesce(here["began"] > last, F.lit(True)) & _is_judged(here)
        return F.when(fires, F.concat(fired, F.array(here["second"]))).otherwise(fired)

    fired = F.aggregate("seconds", F.expr(_NONE_FIRED), step)
    return runs.select(*GROUP, F.explode(fired).alias("second"), "judged_from")


def _with_run(seconds: DataFrame, rules: Sequence[Rule]) -> DataFrame:
    """Numbers the runs of each group. In: GROUP, second. Out: the same and run BIGINT."""
    in_order = Window.partitionBy(*GROUP).orderBy("second")
    gap = F.col("second") - F.lag("second").over(in_order)
    begins = F.coalesce(gap >= span_of(rules), F.lit(True)).cast("bigint")
    return seconds.withColumn("begins", begins).withColumn("run", F.sum("begins").over(in_order)).drop("begins")


def _kept(state: Column, here: Column) -> Column:
    def stays(each: Column) -> Column:
        again = F.exists(here["entered"], lambda new: F.coalesce(new["key"] == each["key"], F.lit(False)))
        return (each["second"] > here["second"] - F.col("span")) & ~again

    return F.concat(F.filter(state["kept"], stays), here["entered"])


def _is_judged(here: Column) -> Column:
    return F.coalesce(here["second"] >= F.col("judged_from"), F.lit(True))
