"""What is known of one pattern."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from faultbook.transforms.portable.pattern_texts import successions, with_pattern
from faultbook.transforms.queries.parameters import asked, holds, parameter, pinned, pinned_rows
from faultbook.transforms.views import pattern_values as values
from faultbook.transforms.views import patterns as batch_state


def patterns(  # noqa: PLR0917  (a parameter for each table that it reads)
    error_counts: DataFrame,
    error_templates: DataFrame,
    ingest_ledger: DataFrame,
    pattern_map: DataFrame,
    pattern_decisions: DataFrame,
    severity_ranks: DataFrame,
) -> DataFrame:
    """The view patterns, of which some. In: the tables of these names. Out: the view's columns.

    Parameters: pattern_id, state (equal), severity (max_level equal), text_contains (within the text); through_batch.
    """
    found = batch_state.patterns(
        error_counts, error_templates, pinned(ingest_ledger), pattern_map, pattern_decisions, severity_ranks
    )
    of_text = found.where(asked("pattern_id")).where(asked("state")).where(asked("max_level", "severity"))
    return of_text.where(holds("normalized_message", "text_contains"))


def pattern_names(error_counts: DataFrame, pattern_map: DataFrame) -> DataFrame:
    """Ids that a name may mean: pattern_id, is_exact (1 where the name is the pattern's or a template's whole id).

    In: the tables of these names. Parameters: name (the beginning of an id), tail (the same after the id's version and
    colon); through_batch.
    """
    known = pinned_rows(error_counts).select("template_hash").distinct()
    named = with_pattern(known, pattern_map)
    name, tail = parameter("name"), parameter("tail")
    hit = F.col("template_hash").startswith(name) | F.contains("template_hash", tail)
    exact = (F.col("template_hash") == name) | (F.col("pattern_id") == name)
    found = named.where(hit | exact).withColumn("exact", F.when(exact, F.lit(1)).otherwise(F.lit(0)))
    return found.groupBy("pattern_id").agg(F.max("exact").cast("bigint").alias("is_exact"))


def pattern_values(
    error_logs_parsed: DataFrame, logs: DataFrame, ingest_ledger: DataFrame, pattern_map: DataFrame
) -> DataFrame:
    """The view pattern_values of one pattern. In: the tables of these names. Out: the view's columns.

    Parameters: pattern_id; through_batch.
    """
    found = values.pattern_values(error_logs_parsed, logs, pinned(ingest_ledger), pattern_map)
    return found.where(F.col("pattern_id") == parameter("pattern_id"))


def pattern_examples(error_templates: DataFrame, pattern_map: DataFrame) -> DataFrame:
    """Messages of one pattern: example_message, example_timestamp (earliest), record_id.

    In: the tables of these names. Parameters: pattern_id; through_batch.
    """
    examples = with_pattern(pinned_rows(error_templates), pattern_map)
    of_pattern = examples.where(F.col("pattern_id") == parameter("pattern_id"))
    return of_pattern.groupBy("example_message").agg(
        F.min("example_timestamp").alias("example_timestamp"), F.min("example_event_id").alias("record_id")
    )


def pattern_codes(error_counts: DataFrame, pattern_map: DataFrame) -> DataFrame:
    """Who logs one pattern: service, environment, severity, error_code, occurrence_count.

    In: the tables of these names. Parameters: pattern_id; through_batch.
    """
    counts = with_pattern(pinned_rows(error_counts), pattern_map)
    of_pattern = counts.where(F.col("pattern_id") == parameter("pattern_id"))
    return of_pattern.groupBy("service", "environment", "severity", "error_code").agg(
        F.sum("occurrence_count").cast("bigint").alias("occurrence_count")
    )


def decisions(pattern_decisions: DataFrame, pattern_map: DataFrame) -> DataFrame:
    """What people decided of one pattern or of its predecessors: kind, author, reason, decided_at.

    In: the tables of these names. Parameters: pattern_id.
    """
    about = with_pattern(pattern_decisions.withColumnRenamed("pattern_id", "template_hash"), pattern_map)
    named = about.select("decision_id", "kind", "author", "reason", "decided_at", "pattern_id")
    of_earlier = named.withColumnRenamed("pattern_id", "earlier_id").join(successions(pattern_map), on="earlier_id")
    every = named.unionByName(of_earlier.select(*named.columns))
    found = every.where(F.col("pattern_id") == parameter("pattern_id"))
    return found.select("kind", "author", "reason", "decided_at")


def companions(pattern_pairs: DataFrame) -> DataFrame:
    """Patterns that rise with one pattern: companion_id, environment, joint_hours, lift, surprise.

    In: the table of this name. Parameters: pattern_id.
    """
    one = parameter("pattern_id")
    pairs = pattern_pairs.where((F.col("pattern_a") == one) | (F.col("pattern_b") == one))
    other = F.when(F.col("pattern_a") == one, F.col("pattern_b")).otherwise(F.col("pattern_a"))
    return pairs.withColumn("companion_id", other).select(
        "companion_id", "environment", "joint_hours", "lift", "surprise"
    )
