"""Every statement: who, when, how long it waited and worked, how much it read, what it cost."""

from pyspark.sql import Column as SparkColumn
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from faultbook.tables import QUERY_STATEMENTS, Column, SchemaRole
from faultbook.tables.cost.cost_ledger import PART
from faultbook.tables.view import View
from faultbook.transforms.portable.contracted import contracted

_US_PER_HOUR = 3_600_000_000
_US_PER_DAY = 24 * _US_PER_HOUR
_COLUMNS = {column.name: column for column in QUERY_STATEMENTS.columns}


def _column_of(name: str, source: str | None = None) -> Column:
    column = _COLUMNS[source or name]
    return Column(name, column.type, column.comment, column.nullable)


_COPIED = (
    *("waiting_for_compute_ms", "waiting_at_capacity_ms", "compilation_ms", "execution_ms", "task_ms"),
    *("result_fetch_ms", "read_files", "pruned_files", "produced_rows", "read_io_cache_percent", "from_result_cache"),
    *("spilled_local_bytes", "shuffle_read_bytes", "written_bytes", "written_files"),
    *("job_id", "job_run_id", "dashboard_id", "genie_space_id"),
)
_RENAMED = {
    "query_id": "statement_id",
    "user_id": "executed_by",
    "query_text": "statement_text",
    "query_shape": "shape",
    "start_time": "started_at",
    "end_time": "ended_at",
    "duration_ms": "total_duration_ms",
    "rows_read": "read_rows",
    "bytes_read": "read_bytes",
    "query_date": "usage_date",
}

VIEW = View(
    name="genie_query_performance",
    role=SchemaRole.ANSWERS,
    comment="One row per statement: time, waits, reading, cache, spill, and the units that its work cost.",
    key=("workspace_id", "query_id", "currency"),
    columns=(
        _column_of("query_id", "statement_id"),
        _column_of("workspace_id"),
        _column_of("user_id", "executed_by"),
        _column_of("query_text", "statement_text"),
        _column_of("query_shape", "shape"),
        _column_of("start_time", "started_at"),
        _column_of("end_time", "ended_at"),
        _column_of("duration_ms", "total_duration_ms"),
        _column_of("rows_read", "read_rows"),
        _column_of("bytes_read", "read_bytes"),
        Column("compute_cost_dbu", PART, "Units of its work; NULL where its hours are not billed (yet)."),
        Column("direct_cost", PART, "Money for its work; NULL without bill or price."),
        Column("estimated_cost", PART, "Money for its work and its share of idle time; NULL without bill or price."),
        Column("currency", "STRING", "Currency; NULL without bill or price."),
        _column_of("execution_status"),
        _column_of("cluster_id"),
        _column_of("warehouse_id"),
        _column_of("query_date", "usage_date"),
        Column("query_hour", "INT", "Hour of the day at which it was received, UTC, 0 to 23."),
        _column_of("statement_type"),
        _column_of("client_application"),
        *(_column_of(name) for name in _COPIED),
    ),
    question="select * from genie_query_performance order by compute_cost_dbu desc nulls last, query_id limit 10",
)


def genie_query_performance(query_statements: DataFrame, query_cost: DataFrame) -> DataFrame:
    """Statements with their cost. In: the tables of these names. Out: the columns of VIEW."""
    statements = query_statements.withColumn("query_hour", _hour_of_day(F.col("started_at")))
    for name, source in _RENAMED.items():
        statements = statements.withColumn(name, F.col(source))
    spent = (
        query_cost.where(F.col("row_kind") == "STATEMENT")
        .groupBy("workspace_id", "statement_id", F.col("currency_code").alias("currency"))
        .agg(
            F.sum("direct_quantity").cast(PART).alias("compute_cost_dbu"),
            F.sum("direct_cost").cast(PART).alias("direct_cost"),
            F.sum("loaded_cost").cast(PART).alias("estimated_cost"),
        )
    )
    return contracted(statements.join(spent, on=["workspace_id", "statement_id"], how="left"), VIEW)


def _hour_of_day(instant: SparkColumn) -> SparkColumn:
    micros = F.unix_micros(instant)
    whole_hours = micros % F.lit(_US_PER_DAY) - micros % F.lit(_US_PER_HOUR)
    return (whole_hours.cast("double") / F.lit(_US_PER_HOUR).cast("double")).cast("int")
