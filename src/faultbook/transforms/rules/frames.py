"""The rows that rules read, source by source: the source's own columns, and a few that all have.

All have event_id STRING (the identity of an event: it is matched once per rule), happened_at TIMESTAMP, source_batch
BIGINT (0 where the source has no batches), facts MAP<STRING,STRING>, service and environment STRING (NULL where the
source has none).
"""

from collections.abc import Sequence
from functools import reduce

from pyspark.sql import Column as SparkColumn
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from faultbook.tables import (
    BUDGET_STATUS,
    COST_ANOMALIES,
    ERROR_LOGS_PARSED,
    LOGS,
    TEXT_LOGS,
    Table,
)
from faultbook.transforms.portable.completeness import complete
from faultbook.transforms.portable.failure_rows import named_failures
from faultbook.transforms.rules.sources import Source

NO_FACTS = "cast(map() AS map<string,string>)"


def failures(failure_events: DataFrame) -> DataFrame:
    """Failures: one event each; new rows by batch, in which a failure comes again when more is known of it.

    In: failure_events. Out: its columns, severity in one scale, severity_word, what, and what all frames have.
    """
    return named_failures(failure_events).withColumn("source_batch", F.col("batch_id"))


def logs(error_logs_parsed: DataFrame, logs: DataFrame, text_logs: DataFrame, ingest_ledger: DataFrame) -> DataFrame:
    """Records of all formats, of complete batches; byte-identical records share their event_id.

    In: the tables of these names. Out: every column that has one type in all tables that have it, NULL where a
    record's table lacks it (log_id is called event_id), and what all frames have.
    """
    tables = ((ERROR_LOGS_PARSED, error_logs_parsed), (LOGS, logs), (TEXT_LOGS, text_logs))
    types: dict[str, set[str]] = {}
    for table, _ in tables:
        for column in table.columns:
            types.setdefault(column.name, set()).add(column.type)
    shared = {name for name, found in types.items() if len(found) == 1}
    parts = [_selected(rows, table, shared) for table, rows in tables]
    records = reduce(lambda left, right: left.unionByName(right, allowMissingColumns=True), parts)
    return _with(
        complete(records, ingest_ledger),
        happened_at=F.col("timestamp"),
        source_batch=F.col("batch_id"),
        facts=F.expr(NO_FACTS),
    )


def statements(query_statements: DataFrame) -> DataFrame:
    """Statements: one event each, at its start; what is new is found by event_id. In: query_statements."""
    return _with(
        query_statements,
        event_id=_joined("workspace_id", "statement_id"),
        happened_at=F.coalesce("started_at", "ended_at", _midnight("usage_date")),
    )


def anomalies(anomaly_alerts: DataFrame) -> DataFrame:
    """Alerts: one event each, at its start, however its episode goes on. In: anomaly_alerts."""
    return _with(
        anomaly_alerts,
        event_id=F.col("alert_id"),
        happened_at=F.col("started_at"),
        source_batch=F.col("through_batch"),
    )


def budgets(budget_status: DataFrame) -> DataFrame:
    """Budgets: one event per month, budget, scope, currency and status, at the last day with spend.

    In: budget_status.
    """
    return _with(
        budget_status,
        event_id=_joined(*BUDGET_STATUS.key, "status"),
        happened_at=_midnight("actual_through"),
    )


def spend(cost_anomalies: DataFrame) -> DataFrame:
    """Days with far more spend than expected: one event each, at its first such hour. In: cost_anomalies."""
    return _with(cost_anomalies, event_id=_joined(*COST_ANOMALIES.key), happened_at=F.col("first_hour"))


def newer(rows: DataFrame, source: Source, *, after_batch: SparkColumn, since: SparkColumn) -> DataFrame:
    """The rows that may be new: of batches after one, or changed since an instant (NULL: all).

    An instant may have several rows, so that the rows of the instant itself come again; `unmatched` leaves out what is
    known. In and out: of a function of this module.
    """
    if source.changes == "source_batch":
        return rows.where(F.coalesce(F.col("source_batch") > after_batch, F.lit(True)))
    return rows.where(F.coalesce(F.col(source.changes) >= since, F.lit(True)))


def _selected(rows: DataFrame, table: Table, shared: set[str]) -> DataFrame:
    kept = [column.name for column in table.columns if column.name in shared]
    return rows.select(*(F.col(name).alias("event_id" if name == "log_id" else name) for name in kept))


def _with(rows: DataFrame, **columns: SparkColumn) -> DataFrame:
    """Rows with columns, and with those that all frames have and these lack."""
    absent = {
        "source_batch": F.lit(0).cast("bigint"),
        "facts": F.expr(NO_FACTS),
        "service": F.lit(None).cast("string"),
        "environment": F.lit(None).cast("string"),
    }
    missing = {name: column for name, column in absent.items() if name not in {*rows.columns, *columns}}
    return rows.withColumns({**columns, **missing})


def _joined(*names: str) -> SparkColumn:
    parts: Sequence[SparkColumn] = [F.coalesce(F.col(name).cast("string"), F.lit("")) for name in names]
    return F.concat_ws("/", *parts)


def _midnight(day: str) -> SparkColumn:
    """The UTC midnight that begins a day, whatever the session's time zone."""
    return F.timestamp_seconds(F.unix_date(day).cast("bigint") * F.lit(86_400))
