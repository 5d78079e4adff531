"""Whether each source of failures is heard of: what it sent, how often, and what cannot be said without it."""

from pyspark.sql import Column as SparkColumn
from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from faultbook.tables import Column, SchemaRole
from faultbook.tables.system import JOB_RUN_TIMELINE, JOB_TASK_RUN_TIMELINE, QUERY_HISTORY
from faultbook.tables.view import View
from faultbook.transforms.portable.contracted import contracted
from faultbook.transforms.portable.utc import utc_hour

DAYS = 30
"""Over how many days before its newest sign a source's usual interval is taken."""
_MICROS = 1_000_000
_SYSTEM_TABLES = tuple(table.full_name for table in (QUERY_HISTORY, JOB_RUN_TIMELINE, JOB_TASK_RUN_TIMELINE))
_COUNTS = ("envelopes", "repeated", "reports", "rejects", "ignored")

VIEW = View(
    name="source_health",
    role=SchemaRole.ANSWERS,
    comment="One row for each source of failures: endpoint, poller, system table. NOT_ASSESSED is never zero failures.",
    key=("source",),
    columns=(
        Column("source", "STRING", "Endpoint, poller or system table.", nullable=False),
        Column("source_kind", "STRING", "endpoint, poller or system_table.", nullable=False),
        Column("assessment", "STRING", "ASSESSED, or NOT_ASSESSED: it may have failures unseen.", nullable=False),
        Column("not_assessed", "STRING", "What is missing and why; NULL where nothing is known to be."),
        Column(
            "last_success_at",
            "TIMESTAMP",
            "When it was last read whole, UTC: of a poller the last complete poll, of a system table the last check "
            "that could read it, of an endpoint its last message. NULL: never.",
        ),
        Column("last_message_at", "TIMESTAMP", "When its newest message arrived, UTC; NULL: none did."),
        Column("last_stored_at", "TIMESTAMP", "When messages of it were last stored, UTC; NULL: none were."),
        Column("lag_seconds", "DOUBLE", "From the newest message's arrival to its storing; NULL: none is stored."),
        Column(
            "usual_interval_seconds",
            "DOUBLE",
            f"Mean time between hours with a sign of it, over its last {DAYS} days: a complete poll, else a message. "
            "NULL: fewer than two such hours.",
        ),
        Column("longest_gap_seconds", "DOUBLE", "The longest time between two such hours; NULL as before."),
        Column("messages", "BIGINT", "Messages, or rows of the system table; each once.", nullable=False),
        Column("repeated", "BIGINT", "Messages that came again.", nullable=False),
        Column("reports", "BIGINT", "Reports in these messages.", nullable=False),
        Column("rejects", "BIGINT", "Messages and items that are no report.", nullable=False),
        Column("rejects_share", "DOUBLE", "Of all items the rejects, 0 to 1; NULL without items."),
        Column("polls", "BIGINT", "Polls on record.", nullable=False),
        Column("incomplete_polls", "BIGINT", "Those that read less than all.", nullable=False),
        Column(
            "last_outcome", "STRING", "Outcome of the newest poll, the worst of its scopes; NULL: it is not polled."
        ),
        Column("paused_until", "TIMESTAMP", "Until when it is left alone, UTC; NULL: it is polled next time."),
    ),
    question="select source, assessment, not_assessed, last_success_at, last_message_at from source_health",
)


def source_health(event_ledger: DataFrame, source_polls: DataFrame, system_table_checks: DataFrame) -> DataFrame:
    """The health of sources. In: the tables of these names. Out: the columns of VIEW.

    An endpoint that never got a message is in no table, so it has no row.
    """
    stored = _stored(event_ledger)
    polled = _polled(source_polls)
    checked = _checked(system_table_checks)
    signs = _signs(event_ledger, source_polls)
    names = (
        stored.select("source")
        .unionByName(polled.select(F.col("poll_source").alias("source")))
        .unionByName(checked.select(F.col("check_source").alias("source")))
        .distinct()
    )
    rows = (
        names.join(
            stored.withColumnRenamed("source", "stored_source"), F.col("source") == F.col("stored_source"), "left"
        )
        .join(polled, on=F.col("source") == F.col("poll_source"), how="left")
        .join(checked, on=F.col("source") == F.col("check_source"), how="left")
        .join(signs, on=F.col("source") == F.col("sign_source"), how="left")
    )
    is_table = F.col("source").isin(*_SYSTEM_TABLES)
    is_polled = F.col("poll_source").isNotNull()
    missing = (is_polled & (F.col("last_outcome") != "complete")) | F.coalesce(F.col("unreadable"), F.lit(False))
    last_success = (
        F.when(is_table, F.coalesce("readable_at", "last_message_at"))
        .when(is_polled, F.col("completed_at"))
        .otherwise(F.col("last_message_at"))
    )
    kind = F.when(is_table, F.lit("system_table")).when(is_polled, F.lit("poller")).otherwise(F.lit("endpoint"))
    items = F.col("reports") + F.col("rejects") + F.col("ignored")
    share = F.col("rejects").cast("double") / F.when(items > 0, items).cast("double")
    return contracted(
        rows.withColumns(
            {
                "source_kind": kind,
                "assessment": F.when(missing, F.lit("NOT_ASSESSED")).otherwise(F.lit("ASSESSED")),
                "not_assessed": F.coalesce("poll_detail", F.when(missing, F.coalesce("check_detail", "last_outcome"))),
                "last_success_at": last_success,
                "lag_seconds": _seconds(F.unix_micros("last_stored_at") - F.unix_micros("last_message_at")),
                "rejects_share": share,
                "messages": F.coalesce("envelopes", F.lit(0)),
                **{name: F.coalesce(name, F.lit(0)) for name in ("repeated", "reports", "rejects")},
                **{name: F.coalesce(name, F.lit(0)) for name in ("polls", "incomplete_polls")},
            }
        ),
        VIEW,
    )


def _stored(event_ledger: DataFrame) -> DataFrame:
    """What was stored of each source. Out: source, sums, last_message_at, last_stored_at."""
    rows = event_ledger.where(F.col("source").isNotNull())
    return rows.groupBy("source").agg(
        *(F.sum(name).cast("bigint").alias(name) for name in _COUNTS),
        F.max("last_received_at").alias("last_message_at"),
        # An entry without messages is that of a replay.
        F.max(F.when(F.col("last_received_at").isNotNull(), F.col("recorded_at"))).alias("last_stored_at"),
    )


def _polled(source_polls: DataFrame) -> DataFrame:
    """How polls of each source ended; of several scopes the newest poll of the worst.

    Out: poll_source, polls, incomplete_polls, completed_at, last_outcome, poll_detail, paused_until.
    """
    is_complete = F.col("outcome") == "complete"
    newest = F.row_number().over(Window.partitionBy("source", "scope").orderBy(F.col("started_at").desc()))
    last = source_polls.withColumn("place", newest).where(F.col("place") == 1)
    worst = F.row_number().over(
        Window.partitionBy("source").orderBy(is_complete.cast("int").asc(), F.col("started_at").asc(), F.col("scope"))
    )
    shown = (
        last.withColumn("worst_place", worst)
        .where(F.col("worst_place") == 1)
        .select(
            F.col("source").alias("shown_source"),
            F.col("outcome").alias("last_outcome"),
            F.col("detail").alias("poll_detail"),
            "paused_until",
        )
    )
    counts = source_polls.groupBy(F.col("source").alias("poll_source")).agg(
        F.count("*").alias("polls"),
        F.count(F.when(~is_complete, F.lit(1))).alias("incomplete_polls"),
        F.max(F.when(is_complete, F.col("ended_at"))).alias("completed_at"),
    )
    return counts.join(shown, on=F.col("poll_source") == F.col("shown_source"), how="left")


def _checked(system_table_checks: DataFrame) -> DataFrame:
    """What the newest cost run found of the system tables that report failures.

    Out: check_source, unreadable BOOLEAN, check_detail, readable_at.
    """
    rows = system_table_checks.where(F.col("system_table").isin(*_SYSTEM_TABLES))
    newest = F.row_number().over(Window.partitionBy("system_table").orderBy(F.col("computed_at").desc()))
    last = rows.withColumn("place", newest).where(F.col("place") == 1)
    readable = rows.groupBy(F.col("system_table").alias("readable_table")).agg(
        F.max(F.when(F.col("readability") == "readable", F.col("computed_at"))).alias("readable_at")
    )
    return last.join(readable, on=F.col("system_table") == F.col("readable_table"), how="left").select(
        F.col("system_table").alias("check_source"),
        (F.col("readability") != "readable").alias("unreadable"),
        F.coalesce("detail", "not_assessed", "readability").alias("check_detail"),
        "readable_at",
    )


def _signs(event_ledger: DataFrame, source_polls: DataFrame) -> DataFrame:
    """How often a source is heard of. Out: sign_source, usual_interval_seconds, longest_gap_seconds."""
    polled = source_polls.select(F.col("source").alias("polled")).distinct()
    of_messages = (
        event_ledger.where(F.col("source").isNotNull() & F.col("last_received_at").isNotNull())
        .select("source", utc_hour(F.col("last_received_at")).alias("hour"))
        .join(polled, on=F.col("source") == F.col("polled"), how="left")
        .where(F.col("polled").isNull())
        .select("source", "hour")
    )
    of_polls = source_polls.where(F.col("outcome") == "complete").select(
        "source", utc_hour(F.col("ended_at")).alias("hour")
    )
    hours = of_messages.unionByName(of_polls).distinct()
    newest = hours.groupBy(F.col("source").alias("newest_source")).agg(F.max("hour").alias("newest_hour"))
    since = F.unix_micros("newest_hour") - F.lit(DAYS * 24 * 3_600 * _MICROS)
    near = hours.join(newest, on=F.col("source") == F.col("newest_source"), how="inner").where(
        F.unix_micros("hour") >= since
    )
    at = F.row_number().over(Window.partitionBy("source").orderBy("hour"))
    numbered = near.select("source", F.unix_micros("hour").alias("micros"), at.alias("place"))
    after = numbered.select(
        F.col("source").alias("next_source"),
        F.col("micros").alias("next_micros"),
        (F.col("place") - F.lit(1)).alias("next_place"),
    )
    follows = (F.col("source") == F.col("next_source")) & (F.col("place") == F.col("next_place"))
    gaps = numbered.join(after, on=follows, how="inner").withColumn("gap", F.col("next_micros") - F.col("micros"))
    sums = gaps.groupBy(F.col("source").alias("sign_source")).agg(
        F.sum("gap").cast("bigint").alias("gaps"), F.count("*").alias("gap_count"), F.max("gap").alias("longest")
    )
    mean = F.col("gaps").cast("double") / (F.col("gap_count") * F.lit(_MICROS)).cast("double")
    return sums.select(
        "sign_source", mean.alias("usual_interval_seconds"), _seconds(F.col("longest")).alias("longest_gap_seconds")
    )


def _seconds(micros: SparkColumn) -> SparkColumn:
    return micros.cast("double") / F.lit(_MICROS).cast("double")
