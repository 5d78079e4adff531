"""What fails: one row per pattern, with how it stands."""

from pyspark.sql import Column as SparkColumn
from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from faultbook.tables import Column, SchemaRole
from faultbook.tables.view import View
from faultbook.transforms.portable.completeness import complete
from faultbook.transforms.portable.contracted import contracted
from faultbook.transforms.portable.decisions import latest_decisions
from faultbook.transforms.portable.escalation import DAYS, escalates
from faultbook.transforms.portable.occurrences import OCCURRENCE_COUNT, span, summed
from faultbook.transforms.portable.pattern_texts import EXAMPLES, distinct_values, successions, with_pattern
from faultbook.transforms.records.severity_ranks import with_rank

_DAY = 86_400_000_000
_SUMS = {
    **{f"day_{day}": (day, day + 1) for day in range(DAYS)},
    "days_before": (1, DAYS),
    "last_week": (0, DAYS - 1),
}
"""Sums of records by the age of their hour: from so many days on, below so many; day 0 is the newest."""
_FIRST_SAMPLES, _LAST_SAMPLES = 3, 2

VIEW = View(
    name="patterns",
    role=SchemaRole.ANSWERS,
    comment="One row per error pattern: what fails, how often, since when, and whether it is new or getting worse. "
    "Counts add up to all records.",
    key=("pattern_id",),
    columns=(
        Column(
            "pattern_id", "STRING", "Stable id of the pattern; older ids lead to it by pattern_map.", nullable=False
        ),
        Column("normalized_message", "STRING", "The message with <*> for what varies; NULL where not on record."),
        Column(
            "state",
            "STRING",
            "resolved: somebody resolved it; nothing came since. regressed: it came back, after that or after seven "
            "days of silence. new: first seen in the newest 24 hours. quiet: not seen for seven days. escalating: far "
            "more in the newest 24 hours than in the seven days before. ongoing: none of these. What its predecessors "
            "recorded counts as its past.",
            nullable=False,
        ),
        OCCURRENCE_COUNT,
        Column(
            "trend",
            "ARRAY<BIGINT>",
            "Records in each of the newest eight times 24 hours, oldest first, up to the newest record of all.",
            nullable=False,
        ),
        Column("max_level", "STRING", "Worst severity among the records.", nullable=False),
        Column("services", "ARRAY<STRING>", "Services that logged it, sorted.", nullable=False),
        Column("first_seen", "TIMESTAMP", "Instant of the earliest record, UTC.", nullable=False),
        Column("last_seen", "TIMESTAMP", "Instant of the latest record, UTC.", nullable=False),
        Column("error_codes", "ARRAY<STRING>", "Codes that it was logged under, sorted.", nullable=False),
        Column("title", "STRING", "The name that somebody gave it; NULL where nobody did."),
        Column("templates", "BIGINT", "Number of templates that it is made of.", nullable=False),
        Column("muted_until", "TIMESTAMP", "It raises no alert before this instant, UTC; NULL where not muted."),
        Column("error_hash", "STRING", "Hash of its earliest template, which is pattern_id.", nullable=False),
        Column(
            "example_messages",
            "ARRAY<STRING>",
            f"Up to {EXAMPLES} of its earliest messages, sorted, secrets and e-mail addresses redacted; may be empty.",
            nullable=False,
        ),
        Column(
            "sample_log_ids",
            "ARRAY<STRING>",
            "event_id of up to five records, the earliest and latest on record, sorted; may be empty.",
            nullable=False,
        ),
        Column(
            "predecessors",
            "ARRAY<STRING>",
            "Patterns of an earlier identity version that it continues, sorted; their records are counted there, not "
            "here. Empty where there are none.",
            nullable=False,
        ),
        Column(
            "successors",
            "ARRAY<STRING>",
            "Patterns of a later identity version that continue it, sorted; empty where there are none.",
            nullable=False,
        ),
    ),
    question="select * from patterns order by occurrence_count desc, pattern_id limit 10",
)


def patterns(  # noqa: PLR0917  (a parameter for each table that it reads)
    error_counts: DataFrame,
    error_templates: DataFrame,
    ingest_ledger: DataFrame,
    pattern_map: DataFrame,
    pattern_decisions: DataFrame,
    severity_ranks: DataFrame,
) -> DataFrame:
    """Patterns as they stand at the newest record. In: the tables of these names. Out: the columns of VIEW.

    A template that the map does not have yet is a pattern of its own. "Now" is the newest record that is not later than
    the newest ledger entry: a view of old data shows its state then, and a date of the year 9999 does not matter.
    """
    counts = complete(error_counts, ingest_ledger)
    now = _newest(counts, ingest_ledger)
    texts = pattern_map.groupBy("pattern_id").agg(F.min("pattern").alias("mapped_text"))
    counted = _counted(counts.crossJoin(now), pattern_map, severity_ranks)
    pairs = successions(pattern_map)
    rows = (
        counted.join(_past(counted, pairs), on="pattern_id", how="left")
        .join(_successors(pairs), on="pattern_id", how="left")
        .join(texts, on="pattern_id", how="left")
        .join(_samples(error_templates, ingest_ledger, pattern_map), on="pattern_id", how="left")
        .join(latest_decisions(pattern_decisions, pattern_map), on="pattern_id", how="left")
        .crossJoin(now)
    )
    return contracted(
        rows.withColumns(
            {
                "normalized_message": F.coalesce("mapped_text", "own_text"),
                "state": _state(),
                "trend": F.array(*(F.col(f"day_{day}") for day in reversed(range(DAYS)))),
                "example_messages": F.coalesce("example_messages", F.expr("array()")),
                "sample_log_ids": F.coalesce("sample_log_ids", F.expr("array()")),
                "predecessors": F.coalesce("predecessors", F.expr("array()")),
                "successors": F.coalesce("successors", F.expr("array()")),
                "error_hash": F.col("pattern_id"),
            }
        ),
        VIEW,
    )


def _newest(counts: DataFrame, ingest_ledger: DataFrame) -> DataFrame:
    entered = ingest_ledger.agg(F.max("recorded_at").alias("entered_at"))
    past = counts.crossJoin(entered).where(F.col("last_occurrence") <= F.col("entered_at"))
    return past.agg(F.max(F.unix_micros("last_occurrence")).alias("newest_micros"))


def _counted(counts: DataFrame, pattern_map: DataFrame, severity_ranks: DataFrame) -> DataFrame:
    """Sums per pattern: occurrence_count, those of _SUMS, first_seen, last_seen, what it was logged as."""
    age = F.col("newest_micros") - F.unix_micros("hour")
    dated = counts.withColumn("age", age)
    of_templates = dated.groupBy("severity", "service", "error_code", "template_hash").agg(
        summed("occurrence_count"), *(_in_days(name, *days) for name, days in _SUMS.items()), *span()
    )
    parts = with_rank(with_pattern(of_templates, pattern_map), severity_ranks)
    worst = Window.partitionBy("pattern_id").orderBy("severity_rank", "severity")
    ranked = parts.withColumn("place", F.row_number().over(worst))
    return ranked.groupBy("pattern_id").agg(
        summed("occurrence_count"),
        *map(summed, _SUMS),
        F.min("first_occurrence").alias("first_seen"),
        F.max("last_occurrence").alias("last_seen"),
        F.min(F.when(F.col("place") == 1, F.col("severity"))).alias("max_level"),
        distinct_values("service").alias("services"),
        distinct_values("error_code").alias("error_codes"),
        F.count_distinct("template_hash").alias("templates"),
    )


def _past(counted: DataFrame, pairs: DataFrame) -> DataFrame:
    """What the predecessors of each pattern recorded: pattern_id, past_ and the names of _SUMS, past_first_seen,
    predecessors.
    """
    of_predecessor = counted.select(
        F.col("pattern_id").alias("earlier_id"), *_SUMS, F.col("first_seen").alias("earlier_first_seen")
    )
    return (
        pairs.join(of_predecessor, on="earlier_id")
        .groupBy("pattern_id")
        .agg(
            *(F.sum(name).cast("bigint").alias(f"past_{name}") for name in _SUMS),
            F.min("earlier_first_seen").alias("past_first_seen"),
            distinct_values("earlier_id").alias("predecessors"),
        )
    )


def _successors(pairs: DataFrame) -> DataFrame:
    """pattern_id, successors."""
    return (
        pairs.groupBy("earlier_id")
        .agg(distinct_values("pattern_id").alias("successors"))
        .withColumnRenamed("earlier_id", "pattern_id")
    )


def _in_days(name: str, first: int, end: int) -> SparkColumn:
    within = (F.col("age") >= first * _DAY) & (F.col("age") < end * _DAY)
    return F.sum(F.when(within, F.col("occurrence_count")).otherwise(F.lit(0))).cast("bigint").alias(name)


def _samples(error_templates: DataFrame, ingest_ledger: DataFrame, pattern_map: DataFrame) -> DataFrame:
    """pattern_id, example_messages, sample_log_ids, own_text (for a template that the map does not have yet)."""
    examples = with_pattern(complete(error_templates, ingest_ledger), pattern_map)
    events = examples.groupBy("pattern_id", "example_event_id").agg(
        F.min("example_timestamp").alias("at"),
        F.min("template").alias("template"),
        F.min("example_message").alias("message"),
    )
    of_pattern = Window.partitionBy("pattern_id")
    placed = events.withColumn("first", F.row_number().over(of_pattern.orderBy("at", "example_event_id"))).withColumn(
        "last", F.row_number().over(of_pattern.orderBy(F.col("at").desc(), F.col("example_event_id").desc()))
    )
    kept = placed.where((F.col("first") <= _FIRST_SAMPLES) | (F.col("last") <= _LAST_SAMPLES))
    shown = kept.withColumn("example", F.when(F.col("first") <= EXAMPLES, F.col("message")))
    return shown.groupBy("pattern_id").agg(
        distinct_values("example").alias("example_messages"),
        distinct_values("example_event_id").alias("sample_log_ids"),
        F.min("template").alias("own_text"),
    )


def _state() -> SparkColumn:
    known_since = F.when(F.col("past_first_seen") < F.col("first_seen"), F.col("past_first_seen"))
    is_new = F.col("newest_micros") - F.unix_micros(F.coalesce(known_since, F.col("first_seen"))) < _DAY
    return (
        F.when(F.col("last_seen") <= F.col("resolved_at"), F.lit("resolved"))
        .when(F.col("resolved_at").isNotNull(), F.lit("regressed"))
        .when(is_new, F.lit("new"))
        .when(_with_past("last_week") == 0, F.lit("quiet"))
        .when((_with_past("days_before") == 0) & (F.col("day_0") > 0), F.lit("regressed"))
        .when(_escalates(), F.lit("escalating"))
        .otherwise(F.lit("ongoing"))
    )


def _with_past(name: str) -> SparkColumn:
    return F.col(name) + F.coalesce(f"past_{name}", F.lit(0))


def _escalates() -> SparkColumn:
    days = [_with_past(f"day_{day}").cast("double") for day in range(1, DAYS)]
    squares = sum((day * day for day in days[1:]), days[0] * days[0])
    return escalates(F.col("day_0"), total=_with_past("days_before").cast("double"), squares=squares)
