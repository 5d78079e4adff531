"""Errors of logs and failures that others report, in one shape."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from faultbook.events.severities import SEVERITIES
from faultbook.tables import Column, SchemaRole
from faultbook.tables.view import View
from faultbook.transforms.portable.contracted import contracted
from faultbook.transforms.portable.every_record import every_record
from faultbook.transforms.portable.failure_rows import PATTERN_ID, SEVERITY, named_failures, with_failure_pattern
from faultbook.transforms.records.severity_ranks import with_rank

LOG = "log"
FAILURE = "failure"

VIEW = View(
    name="all_failures",
    role=SchemaRole.RAW,
    comment="Log records that are errors, and failures that others report, in one shape. They are never the same rows: "
    "counts of logs, as error_frequency, contain no failure. Ask for a time.",
    key=(),
    columns=(
        Column("happened_at", "TIMESTAMP", "When it happened, UTC.", nullable=False),
        Column("comes_from", "STRING", f"{LOG}: a log record; {FAILURE}: a row of failures.", nullable=False),
        Column("source", "STRING", "Of a record its format, e.g. log4j; of a failure the sender of its message."),
        Column("kind", "STRING", "record, or the kind of the failure: run, statement, alert, ...", nullable=False),
        SEVERITY,
        Column("service", "STRING", "Service; of a failure NULL where no sender names one."),
        Column("environment", "STRING", "Environment; of a failure NULL where no sender names one."),
        Column("what", "STRING", "What failed; of a record its service.", nullable=False),
        Column("message", "STRING", "The error; NULL where no sender gives one."),
        Column("error_code", "STRING", "Code of the error."),
        Column("code_hint", "STRING", "Code found inside the message; NULL where none."),
        Column("template_hash", "STRING", "Identity of the message; NULL without a message."),
        PATTERN_ID,
        Column("event_id", "STRING", "Its id: of all_records, or of failures.", nullable=False),
        Column("run_id", "STRING", "Run that failed; NULL of records."),
        Column("trace_id", "STRING", "Trace of the record; NULL of failures."),
    ),
    question=(
        "select comes_from, count(*) from all_failures where happened_at >= timestamp '2026-01-30 00:00:00' "
        "group by comes_from"
    ),
)


def all_failures(  # noqa: PLR0917 - one parameter per table
    error_logs_parsed: DataFrame,
    logs: DataFrame,
    text_logs: DataFrame,
    ingest_ledger: DataFrame,
    pattern_map: DataFrame,
    severity_ranks: DataFrame,
    failure_events: DataFrame,
) -> DataFrame:
    """Errors of logs, and failures. In: the tables of these names. Out: the columns of VIEW."""
    records = every_record(error_logs_parsed, logs, text_logs, ingest_ledger, pattern_map)
    worst, error = SEVERITIES[:2]
    of_logs = (
        with_rank(records, severity_ranks)
        .where("is_error")
        .select(
            F.col("timestamp").alias("happened_at"),
            F.lit(LOG).alias("comes_from"),
            F.col("format").alias("source"),
            F.lit("record").alias("kind"),
            F.when(F.col("severity_rank") < 0, F.lit(worst)).otherwise(F.lit(error)).alias("severity"),
            *("service", "environment", F.col("service").alias("what"), "message", "error_code", "code_hint"),
            *("template_hash", "pattern_id", "event_id", F.lit(None).cast("string").alias("run_id"), "trace_id"),
        )
    )
    of_failures = with_failure_pattern(named_failures(failure_events), pattern_map).select(
        "happened_at",
        F.lit(FAILURE).alias("comes_from"),
        F.col("message_source").alias("source"),
        *("kind", "severity", "service", "environment", "what", "message", "error_code", "code_hint"),
        *("template_hash", "pattern_id", "event_id", "run_id", F.lit(None).cast("string").alias("trace_id")),
    )
    return contracted(of_logs.unionByName(of_failures), VIEW)
