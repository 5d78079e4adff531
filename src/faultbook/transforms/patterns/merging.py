"""Which templates are one pattern: the Spark twin of faults/merging.py, equal to it on every set of templates.

Each round is a window over (place, text without that place) and one aggregate, with no join to what came before: what a
text was at first travels with it.
"""

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from faultbook.faults.masks import PLACEHOLDER
from faultbook.faults.merging import (
    CONSTANT_TOKENS_NEEDED,
    MOST_TOKENS,
    ROUNDS,
    SPOKEN,
    VOTE_OF_OTHER,
    VOTE_OF_PLACEHOLDER,
    VOTE_OF_WORD,
    VOTES_NEEDED,
    WORD,
)


def merged_templates(templates: DataFrame) -> DataFrame:
    """The text of the pattern that each template belongs to; its own where it merges with none.

    In: scope STRING, template STRING, no NULLs. Out: scope, template, merged STRING, one row per scope and template.
    """
    texts = templates.select("scope", "template").distinct().withColumn("text", F.col("template"))
    found = texts.select("scope", "text", F.array("template").alias("templates"))
    for _ in range(ROUNDS):
        found = _round(found)
    return found.select("scope", F.explode("templates").alias("template"), F.col("text").alias("merged"))


def _round(texts: DataFrame) -> DataFrame:
    """One more placeholder where that makes texts equal. In and out: scope and text, distinct, and templates."""
    tokens = F.split("text", " ")
    is_short = F.size("tokens") <= MOST_TOKENS
    # A text that is too long has one place, -1, at which nothing can be masked.
    places = F.when(is_short, F.sequence(F.lit(0), F.size("tokens") - 1)).otherwise(F.array(F.lit(-1)))
    placed = (
        texts.withColumn("tokens", tokens)
        .withColumn("spoken", F.size(F.filter("tokens", _speaks)))
        .withColumn("place", F.explode(places))
        .withColumn("token", F.get("tokens", F.col("place")))
        .withColumn("without", F.when(F.col("place") >= 0, _without(F.col("tokens"), F.col("place"))))
    )
    same_place = Window.partitionBy("scope", "place", "without")
    voted = placed.withColumn("votes", F.sum(_vote(F.col("token"))).over(same_place)).withColumn(
        "voters", F.count("*").over(same_place)
    )
    said_beside = F.col("spoken") - F.when(_speaks(F.col("token")), 1).otherwise(0)
    may_mask = (
        (F.col("token") != PLACEHOLDER)
        & (F.col("voters") >= 2)
        & (F.col("votes") >= VOTES_NEEDED)
        & (said_beside >= CONSTANT_TOKENS_NEEDED)
    )
    best = F.max(F.when(may_mask, F.struct("votes", -F.col("place"), "without")))["without"]
    masked = voted.groupBy("scope", "text").agg(
        F.coalesce(best, F.col("text")).alias("masked"), F.first("templates").alias("templates")
    )
    return masked.groupBy("scope", F.col("masked").alias("text")).agg(
        F.flatten(F.collect_list("templates")).alias("templates")
    )


def _without(tokens: Column, place: Column) -> Column:
    before, after = F.slice(tokens, F.lit(1), place), F.slice(tokens, place + 2, F.size(tokens))
    return F.array_join(F.concat(before, F.array(F.lit(PLACEHOLDER)), after), " ")


def _vote(token: Column) -> Column:
    of_word = F.when(token.rlike(rf"^(?:{WORD})\z"), VOTE_OF_WORD).otherwise(VOTE_OF_OTHER)
    return F.when(token == PLACEHOLDER, VOTE_OF_PLACEHOLDER).otherwise(of_word)


def _speaks(token: Column) -> Column:
    return F.replace(token, F.lit(PLACEHOLDER), F.lit("")).rlike(SPOKEN)
