"""What runs of jobs cost: each billed hour of a run shared out over the attempts of tasks that were under way in it."""

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from faultbook.tables import JOB_RUN_COST
from faultbook.transforms.cost.as_of import version_at, versions
from faultbook.transforms.cost.hours import HOUR_MS, with_hours
from faultbook.transforms.cost.shares import from_units, share_between, units_of

_RUN = ("workspace_id", "job_id", "job_run_id")
_BILL = ("identity", "sku_name", "usage_unit", "currency_code")


def job_run_cost(ledger: DataFrame, runs: DataFrame, task_runs: DataFrame, jobs: DataFrame) -> DataFrame:
    """The rows of the table job_run_cost. Shares are differences of cut running shares: their sum is the run's bill.

    A retry or a repair is an attempt of its own. An hour of a run in which no attempt was under way, or a run whose
    tasks are not known, is one row without a task.

    In: the table cost_ledger; the leaves of lakeflow.job_run_timeline, job_task_run_timeline and jobs.
    """
    hours = _billed_hours(ledger)
    slices = with_hours(task_attempts(task_runs), "start_ms", "end_ms").withColumn(
        "overlap_ms", F.col("slice_end_ms") - F.col("slice_start_ms")
    )
    order = Window.partitionBy(*_RUN, "hour_ms").orderBy("slice_start_ms", "task_run_id")
    through = F.sum("overlap_ms").over(order.rowsBetween(Window.unboundedPreceding, Window.currentRow))
    weighed = slices.where(F.col("overlap_ms") > 0).select(
        *(F.col(name).alias(f"task_{name}") for name in _RUN),
        F.col("hour_ms").alias("task_hour_ms"),
        *("task_key", "task_run_id", "attempt", "result_state", "overlap_ms"),
        through.alias("through_ms"),
        F.sum("overlap_ms").over(Window.partitionBy(*_RUN, "hour_ms")).alias("hour_overlap_ms"),
    )
    same = [F.col(name).eqNullSafe(F.col(f"task_{name}")) for name in (*_RUN, "hour_ms")]
    shared = hours.join(weighed, on=same, how="left").select(
        *hours.columns,
        *("task_key", "task_run_id", "attempt", "result_state"),
        _share("hour_quantity").alias("quantity_units"),
        _share("hour_cost").alias("cost_units"),
    )
    by_day = shared.groupBy("usage_date", *_RUN, *_BILL, "task_key", "task_run_id", "attempt", "result_state").agg(
        from_units(F.sum("quantity_units")).alias("quantity"),
        from_units(F.sum("cost_units")).alias("cost"),
        F.max("provisional").alias("provisional"),
    )
    return _named(by_day, runs, jobs)


def task_attempts(task_runs: DataFrame) -> DataFrame:
    """Runs of tasks, one row each: from when to when, how it ended, which attempt of its task in its run it is.

    The timeline has a row per hour; how a run ended is in its last one only.
    Out: workspace_id, job_id, job_run_id, task_key, task_run_id, start_ms, end_ms, result_state, attempt INT.
    """
    whole = task_runs.groupBy(*_RUN, "task_key", F.col("run_id").alias("task_run_id")).agg(
        F.min(F.unix_millis("period_start_time")).alias("start_ms"),
        F.max(F.unix_millis("period_end_time")).alias("end_ms"),
        _last_state().alias("result_state"),
    )
    order = Window.partitionBy(*_RUN, "task_key").orderBy("start_ms", "task_run_id")
    return whole.withColumn("attempt", F.row_number().over(order))


def _billed_hours(ledger: DataFrame) -> DataFrame:
    runs = ledger.where(F.col("resource_kind") == "JOB_RUN").select(
        "usage_date",
        F.unix_millis("hour").alias("hour_ms"),
        "workspace_id",
        F.col("parent_id").alias("job_id"),
        F.col("resource_id").alias("job_run_id"),
        *_BILL,
        *("billed_quantity", "billed_amount", "provisional"),
    )
    return runs.groupBy("usage_date", "hour_ms", *_RUN, *_BILL).agg(
        F.sum("billed_quantity").alias("hour_quantity"),
        F.sum("billed_amount").alias("hour_cost"),
        F.max("provisional").alias("provisional"),
    )


def _share(whole: str) -> Column:
    units = units_of(F.col(whole))
    share = share_between(
        units, F.col("through_ms") - F.col("overlap_ms"), F.col("through_ms"), F.col("hour_overlap_ms")
    )
    return F.when(F.col("task_run_id").isNull(), units).when(units.isNotNull(), share)


def _named(costs: DataFrame, runs: DataFrame, jobs: DataFrame) -> DataFrame:
    ended = runs.groupBy(*(F.col(name).alias(f"run_{name}") for name in ("workspace_id", "job_id", "run_id"))).agg(
        _last_state().alias("run_result_state"),
        F.count("result_state").alias("run_attempts"),
    )
    keys = zip(_RUN, ("run_workspace_id", "run_job_id", "run_run_id"), strict=True)
    same = [F.col(mine).eqNullSafe(F.col(theirs)) for mine, theirs in keys]
    names = versions(
        jobs.select("workspace_id", "job_id", "change_time", F.col("name").alias("job_name")),
        on=("workspace_id", "job_id"),
    )
    end_of_day = F.timestamp_millis(F.unix_millis(F.col("usage_date").cast("timestamp")) + F.lit(24 * HOUR_MS - 1))
    joined = version_at(costs.join(ended, on=same, how="left"), names, on=("workspace_id", "job_id"), at=end_of_day)
    return joined.select(*(F.col(column.name).cast(column.type) for column in JOB_RUN_COST.columns))


def _last_state() -> Column:
    return F.max_by("result_state", F.when(F.col("result_state").isNotNull(), F.col("period_end_time")))
