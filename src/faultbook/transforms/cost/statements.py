"""Statements: duplicates removed, when each worked and how much, cut at full hours."""

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from faultbook.transforms.cost.hours import day_of, with_hours
from faultbook.transforms.cost.shares import share_between

MASKED = "<redacted>"
_US_PER_MS = 1_000


def latest_statements(history: DataFrame) -> DataFrame:
    """Each statement once, from its latest row. In and out: the leaves of query.history."""
    newest = Window.partitionBy("workspace_id", "statement_id").orderBy(
        F.col("update_time").desc_nulls_last(),
        F.col("end_time").desc_nulls_last(),
        F.col("start_time").desc_nulls_last(),
    )
    ranked = history.withColumn("recency", F.row_number().over(newest))
    return ranked.where(F.col("recency") == 1).drop("recency")


def with_work(statements: DataFrame) -> DataFrame:
    """When a statement worked, and its weight.

    It works from the end of its waits and compilation to its end; its weight is the time of its tasks, else its
    execution. What came from the result cache did no work.

    In: the leaves of query.history. Out: the same and work_start_ms, work_end_ms, weight_us BIGINT.
    Nulls: absent durations count as 0, an absent end as the last update, else the start; no statement is lost.
    """
    start = F.unix_millis(F.coalesce("start_time", "end_time", "update_time"))
    end = F.greatest(start, F.unix_millis(F.coalesce("end_time", "update_time", "start_time")))
    before_work = sum(
        (_duration(name) for name in ("waiting_at_capacity_duration_ms", "compilation_duration_ms")),
        start=_duration("waiting_for_compute_duration_ms"),
    )
    weight = F.greatest(F.coalesce("total_task_duration_ms", "execution_duration_ms", F.lit(0)), F.lit(0))
    worked = ~F.coalesce("from_result_cache", F.lit(False))
    return statements.select(
        "*",
        F.least(start + before_work, end).alias("work_start_ms"),
        end.alias("work_end_ms"),
        F.when(worked, weight * F.lit(_US_PER_MS)).otherwise(F.lit(0)).cast("bigint").alias("weight_us"),
    )


def work_slices(statements: DataFrame) -> DataFrame:
    """Work of statements per clock hour; the slices of a statement add up to its weight.

    In: the columns of `with_work`. Out: workspace_id, warehouse_id, statement_id, executed_by, job_run_id, hour_ms,
    slice_start_ms, slice_end_ms, work_us BIGINT. A statement without work has one slice, in the hour it would have
    begun to work.
    """
    has_work = F.col("weight_us") > 0
    spans = statements.withColumn(
        "span_end_ms", F.when(has_work, F.col("work_end_ms")).otherwise(F.col("work_start_ms"))
    )
    slices = with_hours(spans, "work_start_ms", "span_end_ms")
    length = F.col("span_end_ms") - F.col("work_start_ms")
    start, end = (F.col(name) - F.col("work_start_ms") for name in ("slice_start_ms", "slice_end_ms"))
    work = F.when(length > 0, share_between(F.col("weight_us"), start, end, length)).otherwise(F.col("weight_us"))
    return slices.select(
        *("workspace_id", "warehouse_id", "statement_id", "executed_by", "job_run_id"),
        *("hour_ms", "slice_start_ms", "slice_end_ms"),
        work.cast("bigint").alias("work_us"),
    )


def query_statements(statements: DataFrame, text: Column) -> DataFrame:
    """Statements in the columns of the table query_statements; `text` is the statement's text without secrets.

    Nulls: the text is NULL where the platform hides it.
    """
    visible = F.when(F.lower(F.trim("statement_text")) != MASKED, text)
    return statements.select(
        day_of(F.unix_millis(F.coalesce("start_time", "end_time", "update_time"))).alias("usage_date"),
        *("workspace_id", "statement_id", "executed_by", "execution_status", "compute_type", "cluster_id"),
        "warehouse_id",
        F.nullif(visible, F.lit("")).alias("statement_text"),
        statement_shape(F.nullif(visible, F.lit(""))).alias("shape"),
        *("statement_type", "client_application"),
        F.col("start_time").alias("started_at"),
        F.col("end_time").alias("ended_at"),
        "total_duration_ms",
        F.col("waiting_for_compute_duration_ms").alias("waiting_for_compute_ms"),
        F.col("waiting_at_capacity_duration_ms").alias("waiting_at_capacity_ms"),
        F.col("compilation_duration_ms").alias("compilation_ms"),
        F.col("execution_duration_ms").alias("execution_ms"),
        F.col("total_task_duration_ms").alias("task_ms"),
        F.col("result_fetch_duration_ms").alias("result_fetch_ms"),
        *("read_rows", "produced_rows", "read_bytes", "read_files", "pruned_files", "read_io_cache_percent"),
        *("from_result_cache", "spilled_local_bytes", "written_bytes", "written_files", "shuffle_read_bytes"),
        *("job_id", "job_run_id", "dashboard_id", "alert_id", "notebook_id", "genie_space_id"),
    )


def statement_shape(text: Column) -> Column:
    """The same for statements that differ only in numbers, strings, comments and spaces: 16 hexadecimal digits."""
    shape = text
    for pattern, replacement in ((r"--[^\n]*", " "), (r"'[^']*'", "?"), (r"\b\d+(\.\d+)?\b", "?"), (r"\s+", " ")):
        shape = F.regexp_replace(shape, pattern, replacement)
    return F.substring(F.sha2(F.lower(F.trim(shape)), 256), 1, 16)


def _duration(name: str) -> Column:
    return F.greatest(F.coalesce(F.col(name), F.lit(0)), F.lit(0))
