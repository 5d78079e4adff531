"""What new matches bring into windows that hold, without knowing the episodes of the matches before."""

from collections.abc import Sequence

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from faultbook.rules.model import Rule
from faultbook.transforms.rules.window_points import GROUP, is_reset, of_rule, points, span_of
from faultbook.transforms.rules.windows import held_matches


def newly_held(new: DataFrame, before: DataFrame, correlations: Sequence[Rule]) -> DataFrame:
    """The matches, new or from before, that lie in a window that holds now, and in none that held without the new ones.

    Of counts of at least so many that go on, each match comes once, whatever order matches come in. Where firings start
    again, or exactly so many are wanted, a new match can also end what held; a match may come again after that.

    In: the columns of rule_matches; before without the new ones. Out: of `held_matches`.
    """
    needed = reading(new, correlations)
    held = held_matches(before, correlations, needed).select("rule", "match_id")
    return (
        held_matches(before.unionByName(new), correlations, needed)
        .join(held, on=["rule", "match_id"], how="left_anti")
        .select(*before.columns, "first_at", "last_at", "firings")
    )


def reading(new: DataFrame, correlations: Sequence[Rule]) -> DataFrame:
    """What of the groups of new matches has to be read to know what they change.

    A new match at m is in windows from m on, so what they bring is after m - W; what held of that before was judged
    after m - W, and looked back to m - 2 W. Where firings start again, the whole group is needed.

    In: the columns of rule_matches. Out: GROUP, after, judged_from BIGINT; NULL: all.
    """
    touched = points(new, correlations).groupBy(*GROUP).agg(F.min("second").alias("first_new"))
    after = F.when(~of_rule(correlations, is_reset), F.col("first_new") - 2 * span_of(correlations))
    return touched.select(*GROUP, after.alias("after"), _all().alias("judged_from"))


def _all() -> Column:
    return F.lit(None).cast("bigint")
