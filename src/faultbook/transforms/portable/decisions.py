"""What people decided about each pattern last."""

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from faultbook.transforms.portable.pattern_texts import successions, with_pattern


def latest_decisions(pattern_decisions: DataFrame, pattern_map: DataFrame) -> DataFrame:
    """What was decided of each pattern last: pattern_id, title, muted_until, resolved_at (NULL where reopened).

    What was decided of its predecessors holds until the same is decided of the pattern itself.
    """
    own = with_pattern(pattern_decisions.withColumnRenamed("pattern_id", "template_hash"), pattern_map)
    decided = own.select("pattern_id", "decision_id", "kind", "title", "until", "decided_at")
    of_earlier = decided.withColumnRenamed("pattern_id", "earlier_id").join(successions(pattern_map), on="earlier_id")
    every = decided.withColumn("distance", F.lit(0)).unionByName(
        of_earlier.select(*decided.columns).withColumn("distance", F.lit(1))
    )
    about = F.when(F.col("kind") == "reopen", F.lit("resolve")).otherwise(F.col("kind"))
    newest = Window.partitionBy("pattern_id", "about").orderBy(
        F.col("distance"), F.col("decided_at").desc(), F.col("decision_id").desc()
    )
    last = every.withColumn("about", about).withColumn("place", F.row_number().over(newest)).where(F.col("place") == 1)
    return last.groupBy("pattern_id").agg(
        F.min(F.when(F.col("kind") == "rename", F.col("title"))).alias("title"),
        F.min(F.when(F.col("kind") == "mute", F.col("until"))).alias("muted_until"),
        F.min(F.when(F.col("kind") == "resolve", F.col("decided_at"))).alias("resolved_at"),
    )
