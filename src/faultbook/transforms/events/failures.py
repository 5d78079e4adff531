"""Reports in, failures out: one row for each thing that failed, whoever reported it, in whatever order."""

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from faultbook.events.definition import FIXED, OF_RULE
from faultbook.events.fields import Phase
from faultbook.tables.events.event_columns import FACTS, IDENTITY, INSTANTS, TEXTS

_OF_MESSAGE = ("message", "message_path", *(column.name for column in IDENTITY))
_STATES = (Phase.FAILED.value, Phase.WARNING.value)


def failures(reports: DataFrame) -> DataFrame:
    """One row for each failure.

    In: event_reports, all reports of each event. Out: the columns of failure_events. Events that no report calls failed
    or a warning have none. A text is that of the first report that has it, reports of the failure before others; the
    message is the longest that a sender gave of the failure; else of the rule that fired; else a fixed text.
    """
    is_failure = F.col("phase").isin(*_STATES)
    is_end = F.col("phase") == Phase.RECOVERED.value
    newest_first = F.struct(~is_failure, F.col("reported_at"), F.col("report_id"))
    path = F.col("message_path")
    rank = F.when(path == FIXED, F.lit(2)).when(path.endswith(OF_RULE), F.lit(1)).otherwise(F.lit(0))
    by_message = F.when(
        F.col("message").isNotNull(),
        F.struct(rank, -F.length("message"), F.col("reported_at"), F.col("report_id")),
    )
    texts = [column.name for column in TEXTS if column.name != "message"]
    started = [column.name for column in INSTANTS if column.name not in ("occurred_at", "recovered_at")]
    over = F.coalesce("recovered_at", "occurred_at", "reported_at")
    grouped = reports.groupBy("event_id").agg(
        F.min("event_key").alias("event_key"),
        F.min_by("kind", newest_first).alias("kind"),
        F.max(F.when(F.col("phase") == Phase.FAILED.value, F.lit(True))).alias("_failed"),
        F.max(F.when(is_failure, F.lit(True))).alias("_is_failure"),
        F.min(F.when(is_failure, F.col("occurred_at"))).alias("occurred_at"),
        F.max(F.when(is_end, over)).alias("_over"),
        *(F.min(name).alias(name) for name in started),
        *(_first(name, newest_first) for name in texts),
        *(F.min_by(name, by_message).alias(name) for name in _OF_MESSAGE),
        F.min_by("source", by_message).alias("message_source"),
        _first(FACTS.name, newest_first, F.cardinality(FACTS.name) > 0),
        F.array_sort(F.collect_set("source")).alias("sources"),
        F.count(F.lit(1)).alias("reports"),
        F.min("reported_at").alias("first_reported_at"),
        F.max("reported_at").alias("last_reported_at"),
        F.max("batch_id").alias("batch_id"),
    )
    happened = F.coalesce("occurred_at", "first_reported_at")
    state = (
        F.when(F.col("_over").isNotNull(), F.lit(Phase.RECOVERED.value))
        .when(F.col("_failed"), F.lit(Phase.FAILED.value))
        .otherwise(F.lit(Phase.WARNING.value))
    )
    nothing = F.expr("cast(map() as map<string,string>)")
    return (
        grouped.where("_is_failure")
        .withColumns(
            {
                "state": state,
                "recovered_at": F.col("_over"),
                "happened_at": happened,
                "occurred_on": F.to_date(happened),
                "facts": F.coalesce(F.col("facts"), nothing),
            }
        )
        .drop("_failed", "_is_failure", "_over")
    )


def _first(name: str, order: Column, is_there: Column | None = None) -> Column:
    there = F.col(name).isNotNull() if is_there is None else is_there
    return F.min_by(name, F.when(there, order)).alias(name)
