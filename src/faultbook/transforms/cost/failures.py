"""What failures cost, and the first error that the logs have of each.

The bridge from a bill to a log: a record names a statement, an attempt or a run (as request, correlation or trace id,
or in a label), or it comes from the cluster that the attempt ran on (host, label or a folder of its landed file).
"""

from collections.abc import Collection

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from faultbook.faults.severities import UNKNOWN
from faultbook.tables import FAILURE_COST
from faultbook.transforms.cost.job_runs import task_attempts
from faultbook.transforms.cost.shares import PART
from faultbook.transforms.portable.run_results import FAILED

_RUN = ("workspace_id", "job_id", "job_run_id", "task_run_id")
_KEY = tuple(name for name in FAILURE_COST.key)
_MS_PER_MINUTE = 60_000
# The nearest bridge wins: what names the failure itself, then its run, then the machine.
_BRIDGES = ("OWN_ID", "RUN_ID", "CLUSTER")


def failures(runs: DataFrame, task_runs: DataFrame, queries: DataFrame, statements: DataFrame) -> DataFrame:
    """Failed attempts and statements with their cost, per day and currency.

    In: the tables job_run_cost, query_cost, query_statements; the leaves of lakeflow.job_task_run_timeline.
    Out: the columns of failure_cost but those of the log; start_ms, end_ms BIGINT; own_ids, run_ids, cluster_ids
    ARRAY<STRING>. Canceled ones are no failures.
    """
    return _failed_attempts(runs, task_runs).unionByName(_failed_statements(queries, statements))


def failure_cost(failed: DataFrame, records: DataFrame, *, log_minutes: int) -> DataFrame:
    """The rows of the table failure_cost: every failure once, with its root, or none.

    In: `failures`; `error_records`. A record counts from the start of the failure to
    `log_minutes` after its end.
    """
    bridges = F.array(
        *(
            F.struct(F.lit(bridge).alias("bridge"), F.col(name).alias("ids"))
            for bridge, name in enumerate(("own_ids", "run_ids", "cluster_ids"))
        )
    )
    named = failed.withColumn("failure_id", F.sha2(F.to_json(F.struct(*_KEY)), 256))
    wanted = (
        named.select("failure_id", "start_ms", "end_ms", F.explode(bridges).alias("named"))
        .select("failure_id", "start_ms", "end_ms", "named.bridge", F.explode("named.ids").alias("id"))
        .where(F.col("id").isNotNull())
    )
    in_time = F.col("at_ms").between(F.col("start_ms"), F.col("end_ms") + F.lit(log_minutes * _MS_PER_MINUTE))
    near = records.join(F.broadcast(wanted), on="id", how="inner").where(in_time)
    # A record whose level is not known is the root only where nothing known to be an error is as near.
    is_unknown = (F.col("severity") == UNKNOWN).alias("is_unknown")
    root = F.struct("bridge", is_unknown, "timestamp", "template_hash", "severity")
    roots = near.groupBy("failure_id").agg(F.min(root).alias("root"))
    whole = named.join(roots, on="failure_id", how="left").select(
        "*",
        F.get(F.array(*map(F.lit, _BRIDGES)), F.col("root.bridge")).alias("matched_by"),
        F.col("root.template_hash").alias("template_hash"),
        F.col("root.timestamp").alias("first_error_at"),
        F.col("root.severity").alias("severity"),
    )
    return whole.select(*(F.col(column.name).cast(column.type).alias(column.name) for column in FAILURE_COST.columns))


def error_records(
    errors: DataFrame, logs: DataFrame, text_logs: DataFrame, *, severities: Collection[str]
) -> DataFrame:
    """Errors of all formats under each id that they carry: id, at_ms BIGINT, timestamp, template_hash, severity.

    In: complete rows of the tables error_logs_parsed, logs and text_logs; `severities`: those that are errors. Records
    of severity Unknown are among them, under that name: their level is not known.
    """
    wanted = F.col("severity").isin(*severities, UNKNOWN)
    own = F.array("request_id", "correlation_id", "trace_id", "host", "container_id", "pod_name")
    labels = F.coalesce(F.map_values("labels"), F.expr("cast(array() as array<string>)"))
    return (
        _under_ids(errors.where(wanted), F.array("request_id"), "source_file")
        .unionByName(_under_ids(logs.where(wanted), F.concat(own, labels), "landed_file"))
        .unionByName(_under_ids(text_logs.where(wanted), own, "landed_file"))
    )


def _under_ids(records: DataFrame, ids: Column, file: str) -> DataFrame:
    known = F.concat(ids, F.split(F.col(file), "/"))
    return (
        records.select("timestamp", "template_hash", "severity", F.explode(known).alias("id"))
        .where(F.col("id").isNotNull() & (F.col("id") != ""))
        .withColumn("at_ms", F.unix_millis("timestamp"))
    )


def _failed_attempts(runs: DataFrame, task_runs: DataFrame) -> DataFrame:
    spent = (
        runs.where(F.col("result_state").isin(*FAILED) & F.col("cost").isNotNull())
        .groupBy("usage_date", *_RUN, "currency_code")
        .agg(F.sum("cost").cast(PART).alias("cost"), F.max("provisional").alias("provisional"))
    )
    ran_on = task_runs.groupBy(
        *(F.col(name).alias(f"ran_{name}") for name in ("workspace_id", "job_id", "job_run_id")),
        F.col("run_id").alias("ran_task_run_id"),
    ).agg(F.array_distinct(F.flatten(F.collect_list("compute_ids"))).alias("cluster_ids"))
    times = task_attempts(task_runs).select(
        *(F.col(name).alias(f"timed_{name}") for name in _RUN), "start_ms", "end_ms"
    )
    timed = spent.join(times, on=[F.col(name).eqNullSafe(F.col(f"timed_{name}")) for name in _RUN], how="left").join(
        ran_on, on=[F.col(name).eqNullSafe(F.col(f"ran_{name}")) for name in _RUN], how="left"
    )
    return _failures(timed, "RUN", own="task_run_id", run="job_run_id")


def _failed_statements(queries: DataFrame, statements: DataFrame) -> DataFrame:
    spent = (
        queries.where((F.col("row_kind") == "STATEMENT") & F.col("direct_cost").isNotNull())
        .groupBy("usage_date", "workspace_id", "statement_id", "currency_code")
        .agg(F.sum("direct_cost").cast(PART).alias("cost"), F.max("provisional").alias("provisional"))
        .where(F.col("currency_code").isNotNull())
    )
    failed = statements.where(F.col("execution_status") == "FAILED").select(
        "workspace_id",
        "statement_id",
        "job_run_id",
        F.unix_millis("started_at").alias("start_ms"),
        F.unix_millis(F.coalesce("ended_at", "started_at")).alias("end_ms"),
    )
    near = spent.join(failed, on=["workspace_id", "statement_id"], how="inner")
    return _failures(near, "STATEMENT", own="statement_id", run="job_run_id")


def _failures(rows: DataFrame, kind: str, *, own: str, run: str) -> DataFrame:
    absent = {name: F.lit(None).cast("string") for name in ("job_id", "task_run_id", "statement_id")}
    nothing = F.expr("cast(array() as array<string>)")
    clusters = F.col("cluster_ids") if "cluster_ids" in rows.columns else nothing
    named = rows.withColumns(
        {
            **{name: value for name, value in absent.items() if name not in rows.columns},
            "failure_kind": F.lit(kind),
            "own_ids": F.array(own),
            "run_ids": F.array(run),
            "cluster_ids": F.coalesce(clusters, nothing),
        }
    )
    return named.select(*_KEY, "cost", "provisional", "start_ms", "end_ms", "own_ids", "run_ids", "cluster_ids")
