"""What is known of one pattern."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from faultbook.transforms.portable.pattern_texts import successions, with_pattern
from faultbook.transforms.queries.parameters import contains_text, equals, parameter, pinned, pinned_rows
from faultbook.transforms.views import pattern_values as values
from faultbook.transforms.views import patterns as states

_DECISION = ("decision_id", "kind", "other_id", "title", "until", "author", "reason", "decided_at")


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
    found = states.patterns(
        error_counts, error_templates, pinned(ingest_ledger), pattern_map, pattern_decisions, severity_ranks
    )
    of_text = found.where(equals("pattern_id")).where(equals("state")).where(equals("max_level", "severity"))
    return of_text.where(contains_text("normalized_message", "text_contains"))


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
    error_logs_parsed: DataFrame,
    logs: DataFrame,
    text_logs: DataFrame,
    ingest_ledger: DataFrame,
    pattern_map: DataFrame,
) -> DataFrame:
    """The view pattern_values of one pattern. In: the tables of these names. Out: the view's columns.

    Parameters: pattern_id; through_batch.
    """
    found = values.pattern_values(error_logs_parsed, logs, text_logs, pinned(ingest_ledger), pattern_map)
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


def pattern_templates(pattern_map: DataFrame) -> DataFrame:
    """The templates of one pattern: template_hash, template, reason (why it belongs to the pattern), first_seen.

    In: the table of this name. Parameters: pattern_id.
    """
    found = pattern_map.where(F.col("pattern_id") == parameter("pattern_id"))
    return found.select("template_hash", "template", "reason", "first_seen")


def pattern_traces(
    error_logs_parsed: DataFrame, logs: DataFrame, text_logs: DataFrame, pattern_map: DataFrame
) -> DataFrame:
    """Records of one pattern that name a trace or a request: timestamp, trace_id, request_id, has_trace (1 or 0).

    In: the tables of these names. Parameters: pattern_id; through_batch. Nulls: trace_id or request_id, never both.
    """
    found = with_pattern(_traced(error_logs_parsed, logs, text_logs), pattern_map)
    has_trace = F.when(F.col("trace_id").isNotNull(), F.lit(1)).otherwise(F.lit(0))
    return (
        found.where(F.col("pattern_id") == parameter("pattern_id"))
        .where(F.col("trace_id").isNotNull() | F.col("request_id").isNotNull())
        .select("timestamp", "trace_id", "request_id", has_trace.cast("bigint").alias("has_trace"))
    )


def trace_records(error_logs_parsed: DataFrame, logs: DataFrame, text_logs: DataFrame) -> DataFrame:
    """The records of one trace, or of one request where no trace is given.

    In: the tables of these names. Parameters: trace_id, request_id; through_batch. Out: timestamp, service, severity,
    error_code, message, record_id, template_hash.
    """
    trace, request = parameter("trace_id"), parameter("request_id")
    of_trace = F.col("trace_id") == trace
    of_request = trace.isNull() & (F.col("request_id") == request)
    return (
        _traced(error_logs_parsed, logs, text_logs)
        .where(of_trace | of_request)
        .select("timestamp", "service", "severity", "error_code", "message", "record_id", "template_hash")
    )


def decisions(pattern_decisions: DataFrame, pattern_map: DataFrame) -> DataFrame:
    """Decisions that name one pattern or a predecessor of it, as their pattern or as the other one.

    In: the tables of these names. Parameters: pattern_id. Out: decision_id, kind, other_id, title, until, author,
    reason, decided_at. Nulls: other_id, title and until where the kind has none.
    """
    own = pattern_decisions.withColumn("template_hash", F.col("pattern_id"))
    other = pattern_decisions.where(F.col("other_id").isNotNull()).withColumn("template_hash", F.col("other_id"))
    about = with_pattern(own.drop("pattern_id").unionByName(other.drop("pattern_id")), pattern_map)
    named = about.select(*_DECISION, "pattern_id")
    of_earlier = named.withColumnRenamed("pattern_id", "earlier_id").join(successions(pattern_map), on="earlier_id")
    every = named.unionByName(of_earlier.select(*named.columns))
    return every.where(F.col("pattern_id") == parameter("pattern_id")).select(*_DECISION).distinct()


def companions(pattern_pairs: DataFrame, pattern_map: DataFrame) -> DataFrame:
    """Patterns that rise with one pattern: companion_id, environment, joint_hours, companion_hours, lift, surprise.

    In: the tables of these names. Parameters: pattern_id. Ids in pattern_pairs are of the day that it was computed: a
    companion that was merged into another pattern since then is left out.
    """
    one = parameter("pattern_id")
    pairs = pattern_pairs.where((F.col("pattern_a") == one) | (F.col("pattern_b") == one))
    is_first = F.col("pattern_a") == one
    other = F.when(is_first, F.col("pattern_b")).otherwise(F.col("pattern_a"))
    hours = F.when(is_first, F.col("hours_b")).otherwise(F.col("hours_a"))
    known = pattern_map.select(F.col("pattern_id").alias("companion_id")).distinct()
    named = pairs.withColumn("companion_id", other).withColumn("companion_hours", hours).join(known, on="companion_id")
    return named.select("companion_id", "environment", "joint_hours", "companion_hours", "lift", "surprise")


def _traced(error_logs_parsed: DataFrame, logs: DataFrame, text_logs: DataFrame) -> DataFrame:
    """Records of all formats with their trace and request, up to the pinned batch."""
    names = ("timestamp", "service", "severity", "error_code", "message", "request_id", "template_hash", "batch_id")
    none = F.lit(None).cast("string")
    errors = error_logs_parsed.select(*names, none.alias("trace_id"), F.col("event_id").alias("record_id"))
    records = logs.select(*names, "trace_id", F.col("log_id").alias("record_id"))
    text = text_logs.select(*names, "trace_id", F.col("event_id").alias("record_id"))
    return pinned_rows(errors.unionByName(records).unionByName(text))
