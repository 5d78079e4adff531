"""The statements of each warehouse by day."""

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from faultbook.tables import QUERY_DAILY

_SUMS = (
    *("total_duration_ms", "waiting_for_compute_ms", "waiting_at_capacity_ms", "compilation_ms", "execution_ms"),
    *("task_ms", "result_fetch_ms", "read_bytes", "spilled_local_bytes", "shuffle_read_bytes", "written_bytes"),
)
_PERCENT = 100


def query_daily(statements: DataFrame) -> DataFrame:
    """The rows of the table query_daily. Quantiles are those of a sorted list, without a line between neighbours.

    In: the table query_statements.
    """
    is_failed = F.col("execution_status") == "FAILED"
    is_canceled = F.col("execution_status").isin("CANCELED", "CANCELLED")
    known = F.col("read_io_cache_percent").isNotNull()
    days = statements.groupBy("usage_date", "workspace_id", "warehouse_id").agg(
        F.count("*").alias("statement_count"),
        F.count_distinct("executed_by").alias("user_count"),
        _count(is_failed).alias("failed_count"),
        _count(is_canceled).alias("canceled_count"),
        _count(F.col("from_result_cache")).alias("result_cache_count"),
        _count(F.col("spilled_local_bytes") > 0).alias("spilling_count"),
        *(_sum(F.col(name)).alias(name) for name in _SUMS),
        _sum(F.when(is_failed, F.col("total_duration_ms"))).alias("failed_duration_ms"),
        *(_quantile(part).alias(f"p{part}_duration_ms") for part in (50, 95, 99)),
        F.max("total_duration_ms").alias("max_duration_ms"),
        _sum(F.when(known, F.col("read_bytes"))).alias("cache_known_bytes"),
        _sum(F.call_function("div", F.col("read_bytes") * F.col("read_io_cache_percent"), F.lit(_PERCENT))).alias(
            "cached_bytes"
        ),
    )
    return days.select(*(F.col(column.name).cast(column.type).alias(column.name) for column in QUERY_DAILY.columns))


def _count(condition: Column) -> Column:
    return F.count(F.when(condition, F.lit(1)))


def _sum(value: Column) -> Column:
    return F.coalesce(F.sum(value), F.lit(0))


def _quantile(part: int) -> Column:
    # percentile_disc is exact; the plain percentile draws a line and gives times that no statement took.
    return F.expr(f"percentile_disc({part / _PERCENT}) WITHIN GROUP (ORDER BY total_duration_ms)")
