"""Windows that forget nothing when they fire: counts of any length of window in one pass over each group.

What enters a window at s leaves it at s + W: the count at t is the sum of all changes up to t. Windows of Spark have
one length per query; this has one per rule.
"""

from collections.abc import Sequence

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from faultbook.rules.model import Rule
from faultbook.transforms.rules.window_points import GROUP, reached, span_of


def sliding_firings(entered: DataFrame, rules: Sequence[Rule]) -> DataFrame:
    """The seconds at which counts of events, values or rules are what they need.

    A count is judged at the seconds in which something enters. In: of `entries`. Out: GROUP, second, judged_from.
    """
    # The next of the same value takes its place: a value counts once, from its first to its last second and W more.
    same = Window.partitionBy(*GROUP, "key").orderBy("second")
    replaced = F.when(F.col("key").isNotNull(), F.lead("second").over(same))
    stays = entered.withColumn("leaves", F.least(F.col("second") + span_of(rules), replaced))
    enters = F.struct("second", F.col("weight").alias("change"), F.lit(True).alias("is_match"))
    leaves = F.struct(
        F.col("leaves").alias("second"), (-F.col("weight")).alias("change"), F.lit(False).alias("is_match")
    )
    changes = stays.select(*GROUP, "judged_from", F.inline(F.array(enters, leaves)))
    totals = changes.groupBy(*GROUP, "second", "judged_from").agg(
        F.sum("change").alias("change"), F.max("is_match").alias("is_match")
    )
    so_far = Window.partitionBy(*GROUP).orderBy("second").rowsBetween(Window.unboundedPreceding, Window.currentRow)
    counts = totals.withColumn("count", F.sum("change").over(so_far))
    return counts.where(F.col("is_match") & reached(F.col("count"), rules)).select(*GROUP, "second", "judged_from")
