"""What rules look at: shapes of statements, warehouses, jobs, clusters, workspaces, each with what it cost.

All frames begin with SUBJECT. A resource is what the bill names; a subject is the resource or a part of it. Rows are of
the days looked at and have a price; amounts of one currency each.
"""

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from faultbook.tables.cost.cost_tags import ANY_TAG
from faultbook.transforms.cost.as_of import version_at, versions
from faultbook.transforms.cost.opportunities.rule import GB
from faultbook.transforms.cost.shares import PART, cut_share, from_units, units_of
from faultbook.transforms.portable.run_results import FAILED

SUBJECT = (
    *("workspace_id", "resource_kind", "resource_id", "resource_name", "subject_id", "query_id", "user_id"),
    *("currency_code", "resource_cost", "subject_cost"),
)
_SPILL_FROM = 100 * 1024**2
_SLOW_FROM_MS = 120_000
_NEVER_STOPS = 1440
_ALL_PURPOSE = ("UI", "API")
_STATEMENT = ["workspace_id", "warehouse_id", "currency_code"]


def shapes(statements: DataFrame, query_cost: DataFrame, inspected: DataFrame, bill: DataFrame) -> DataFrame:
    """Shapes of statements per warehouse. A statement whose text is hidden goes with others of its type and user.

    In: the tables query_statements, query_cost, statement_shapes; `bill` of `warehouse_bill`. Statements that are not
    billed yet are left out.
    """
    spent = (
        query_cost.where((F.col("row_kind") == "STATEMENT") & F.col("currency_code").isNotNull())
        .groupBy("workspace_id", "statement_id", "currency_code")
        .agg(F.sum("direct_cost").cast(PART).alias("cost"))
    )
    kind = F.concat_ws(
        " ", F.coalesce("statement_type", F.lit("?")), F.lit("by"), F.coalesce("executed_by", F.lit("?"))
    )
    on_warehouses = statements.where(F.col("warehouse_id").isNotNull()).withColumn(
        "subject_id", F.coalesce("shape", kind)
    )
    # Of runs of one text all but the first are repetitions.
    text_runs = on_warehouses.join(spent, on=["workspace_id", "statement_id"], how="inner").groupBy(
        *_STATEMENT, "subject_id", F.sha2(F.coalesce("statement_text", "statement_id"), 256).alias("text_hash")
    )
    by_text = text_runs.agg(*_statement_sums(), F.min(_ms("execution_ms")).alias("first_ms"))
    by_shape = by_text.groupBy(*_STATEMENT, "subject_id").agg(
        *(F.sum(name).alias(name) for name in _SUMMED),
        *(F.sum(name).cast(PART).alias(name) for name in ("subject_cost", "failed_cost")),
        F.max("longest_ms").alias("longest_ms"),
        F.size(F.array_distinct(F.flatten(F.collect_list("user_ids")))).alias("users"),
        F.size(F.array_distinct(F.flatten(F.collect_list("dates")))).alias("days_seen"),
        F.max("dearest").alias("dearest"),
        F.max("text_known").alias("text_known"),
        F.count("*").alias("texts"),
        F.sum(F.col("execution_ms") - F.col("first_ms")).alias("repeated_ms"),
    )
    read = inspected.select(F.col("shape").alias("subject_id"), "inspection", "traits")
    costs = bill.select(
        *_STATEMENT, F.col("warehouse_name").alias("resource_name"), F.col("billed").alias("resource_cost")
    )
    named = by_shape.join(read, on="subject_id", how="left").join(costs, on=_STATEMENT, how="left")
    return _with_subject(
        named,
        "WAREHOUSE",
        "warehouse_id",
        read_gb=F.col("read_bytes") / GB,
        spilled_gb=F.col("spilled_bytes") / GB,
        shuffled_gb=F.col("shuffled_bytes") / GB,
        written_gb=F.col("written_bytes") / GB,
        rows_per_run=F.col("produced_rows") / F.col("runs"),
        seconds_each=F.col("total_ms") / F.col("runs") / 1000,
        query_id=F.col("dearest.statement_id"),
        user_id=F.col("dearest.executed_by"),
        resource_cost=F.coalesce("resource_cost", "subject_cost"),
    )


def warehouse_bill(ledger: DataFrame, hours: DataFrame) -> DataFrame:
    """What each warehouse cost: workspace_id, warehouse_id, currency_code, billed, idle_cost and its newest settings.

    In: the tables cost_ledger and warehouse_hours.
    """
    billed = (
        ledger.where((F.col("resource_kind") == "WAREHOUSE") & F.col("currency_code").isNotNull())
        .groupBy("workspace_id", F.col("resource_id").alias("warehouse_id"), "currency_code")
        .agg(
            F.sum("billed_amount").cast(PART).alias("billed"),
            F.sum(F.col("idle_amount") + F.col("unattributed_amount")).cast(PART).alias("idle_cost"),
        )
    )
    settings = ("warehouse_name", "warehouse_type", "warehouse_size", "auto_stop_minutes")
    ran = hours.groupBy("workspace_id", "warehouse_id").agg(
        F.max_by(F.struct(*settings), "hour").alias("settings"),
        F.sum("running_ms").alias("running_ms"),
        F.sum("busy_ms").alias("busy_ms"),
        F.count("*").alias("hours_seen"),
        F.min(F.col("idle_basis") == "events").alias("events_known"),
    )
    return (
        billed.join(ran, on=["workspace_id", "warehouse_id"], how="left")
        .select("*", *(F.col(f"settings.{name}").alias(name) for name in settings))
        .drop("settings")
    )


def warehouses(bill: DataFrame, days: DataFrame, events: DataFrame, settings: DataFrame) -> DataFrame:
    """Warehouses. In: `warehouse_bill`; the table query_daily; the leaves of compute.warehouse_events of these days and
    of compute.warehouses.
    """
    activity = (
        days.where(F.col("warehouse_id").isNotNull())
        .groupBy("workspace_id", "warehouse_id")
        .agg(
            F.sum("statement_count").alias("statements"),
            F.sum("total_duration_ms").alias("total_ms"),
            F.sum("waiting_at_capacity_ms").alias("queue_ms"),
            F.sum("waiting_for_compute_ms").alias("start_ms"),
            F.median("p50_duration_ms").alias("typical_ms"),
            (F.sum("cache_known_bytes") / GB).alias("cache_known_gb"),
            (F.sum("cached_bytes") / GB).alias("cached_gb"),
            F.count("*").alias("days_seen"),
        )
    )
    key = ["workspace_id", "warehouse_id"]
    # What a warehouse may run changes: each event is held against what held then.
    ceilings = versions(settings.select(*key, "change_time", "max_clusters"), on=key)
    ran = version_at(events, ceilings, on=key, at=F.col("event_time"))
    at_once = F.when(F.col("cluster_count").isNotNull(), F.struct("cluster_count", "max_clusters"))
    reached = F.col("cluster_count") >= F.col("max_clusters")
    scaled = ran.groupBy(*key).agg(
        _count(F.upper("event_type").startswith("SCALED")).alias("scalings"),
        F.max(reached).alias("reached_most"),
        F.coalesce(F.max(F.when(reached, at_once)), F.max(at_once)).alias("most"),
    )
    newest = settings.groupBy(*key).agg(F.upper(F.max_by("warehouse_channel", "change_time")).alias("channel"))
    both = bill.join(activity, on=key, how="left").join(scaled, on=key, how="left").join(newest, on=key, how="left")
    stops = F.nullif(F.col("auto_stop_minutes"), F.lit(0))
    return _with_subject(
        both,
        "WAREHOUSE",
        "warehouse_id",
        subject_id=F.col("warehouse_id"),
        resource_name=F.col("warehouse_name"),
        resource_cost=F.col("billed"),
        subject_cost=F.col("billed"),
        statements=F.coalesce("statements", F.lit(0)),
        scalings=F.coalesce("scalings", F.lit(0)),
        events_known=F.coalesce("events_known", F.lit(False)),
        hours_seen=F.coalesce("hours_seen", F.lit(0)),
        settings_known=F.col("warehouse_name").isNotNull(),
        stop_minutes=F.coalesce(stops, F.lit(_NEVER_STOPS)).cast("bigint"),
        stops_after=F.coalesce(stops.cast("string"), F.lit("no")),
    )


def jobs(runs: DataFrame, usage: DataFrame, task_runs: DataFrame, settings: DataFrame, nodes: DataFrame) -> DataFrame:
    """Jobs. In: the table job_run_cost; the leaves of billing.usage, lakeflow.job_task_run_timeline, compute.clusters
    and compute.node_timeline of these days.
    """
    is_failed = F.col("result_state").isin(*FAILED)
    of_run = (
        runs.where(F.col("currency_code").isNotNull())
        .groupBy("workspace_id", "job_id", "currency_code", "job_run_id")
        .agg(
            F.max("job_name").alias("job_name"),
            F.max("identity").alias("identity"),
            F.sum("cost").cast(PART).alias("cost"),
            F.sum(F.when(is_failed, F.col("cost"))).cast(PART).alias("failed_cost"),
            F.count_distinct(F.when(is_failed, F.col("task_run_id"))).alias("failed_attempts"),
            F.count_distinct(F.when(F.col("attempt") > 1, F.col("task_run_id"))).alias("retries"),
        )
    )
    of_job = of_run.groupBy("workspace_id", "job_id", "currency_code").agg(
        F.max("job_name").alias("resource_name"),
        F.max("identity").alias("user_id"),
        F.sum("cost").cast(PART).alias("subject_cost"),
        F.coalesce(F.sum("failed_cost"), F.lit(0)).cast(PART).alias("failed_cost"),
        F.sum("failed_attempts").alias("failed_attempts"),
        F.sum("retries").alias("retries"),
        F.count("*").alias("runs"),
        F.max(F.col("cost").cast("double")).alias("dearest_run"),
        F.max(F.struct("cost", "job_run_id"))["job_run_id"].alias("dearest_run_id"),
        F.percentile(F.col("cost").cast("double"), F.lit(0.9)).alias("usual_run"),
    )
    key = ["workspace_id", "job_id"]
    whole = of_job.join(_modes(runs, usage), on=[*key, "currency_code"], how="left").join(
        _machines(task_runs, settings, nodes), on=key, how="left"
    )
    return _with_subject(whole, "JOB", "job_id", subject_id=F.col("job_id"), resource_cost=F.col("subject_cost"))


def _modes(runs: DataFrame, usage: DataFrame) -> DataFrame:
    """What of each job's cost is serverless, and performance-optimized: workspace_id, job_id, currency_code,
    serverless_cost, fast_cost (amounts), target_told (false where a serverless part has no target).

    Cost by SKU and unit, each split by its own usage: units of different kinds do not add up.
    """
    kind = ["workspace_id", "job_id", "sku_name", "usage_unit"]
    is_fast = F.upper("performance_target") == "PERFORMANCE_OPTIMIZED"
    units = F.coalesce(units_of(F.col("usage_quantity")), F.lit(0))
    used = (
        usage.where(F.col("job_id").isNotNull())
        .groupBy(*kind)
        .agg(
            F.sum(units).cast("bigint").alias("used_units"),
            F.sum(F.when(is_fast, units).otherwise(F.lit(0))).cast("bigint").alias("fast_units"),
            F.max("is_serverless").alias("told_serverless"),
            F.max(F.col("performance_target").isNotNull()).alias("has_target"),
        )
    )
    spent = (
        runs.where(F.col("currency_code").isNotNull())
        .groupBy(*kind, "currency_code")
        .agg(units_of(F.sum("cost")).alias("cost_units"))
    )
    # Where the record lacks it, the SKU name has it.
    serverless = F.coalesce("told_serverless", F.upper("sku_name").contains("SERVERLESS"), F.lit(False))
    fast = cut_share(F.col("cost_units"), F.col("fast_units"), F.col("used_units")).cast("bigint")
    return (
        spent.join(used, on=kind, how="left")
        .groupBy("workspace_id", "job_id", "currency_code")
        .agg(
            from_units(F.sum(F.when(serverless, F.col("cost_units")).otherwise(F.lit(0)))).alias("serverless_cost"),
            from_units(F.sum(fast)).alias("fast_cost"),
            F.min(~serverless | F.coalesce("has_target", F.lit(False))).alias("target_told"),
        )
    )


def _machines(task_runs: DataFrame, settings: DataFrame, nodes: DataFrame) -> DataFrame:
    """How busy the machines of each job's own clusters were: workspace_id, job_id, machine_minutes, machine_runs (those
    with such minutes), busy_percent (90th percentile of CPU), memory_percent and swap_percent (the highest); NULL: not
    told.
    """
    key = ["workspace_id", "cluster_id"]
    of_jobs = settings.where(F.col("cluster_source") == "JOB").select(*key).distinct()
    ran = task_runs.select("workspace_id", "job_id", "job_run_id", F.explode("compute_ids").alias("cluster_id"))
    own = ran.distinct().join(of_jobs, on=key, how="left_semi")
    timed = own.join(nodes.select(*key).distinct(), on=key, how="left_semi")
    runs = timed.groupBy("workspace_id", "job_id").agg(F.count_distinct("job_run_id").alias("machine_runs"))
    # A cluster that several runs of a job used has its minutes once.
    minutes = own.select("workspace_id", "job_id", "cluster_id").distinct().join(nodes, on=key)
    load = minutes.groupBy("workspace_id", "job_id").agg(
        F.count("*").alias("machine_minutes"),
        # To a tenth: an exact percentile keeps every value that is different.
        F.percentile(F.round(_cpu(), 1), F.lit(0.9)).alias("busy_percent"),
        F.max("mem_used_percent").alias("memory_percent"),
        F.max(F.coalesce("mem_swap_percent", F.lit(0.0))).alias("swap_percent"),
    )
    return load.join(runs, on=["workspace_id", "job_id"])


def clusters(ledger: DataFrame, settings: DataFrame, task_runs: DataFrame, nodes: DataFrame) -> DataFrame:
    """Classic clusters that the bill names. In: the table cost_ledger; the leaves of compute.clusters,
    lakeflow.job_task_run_timeline and compute.node_timeline of these days.
    """
    key = ["workspace_id", "cluster_id"]
    billed = (
        ledger.where((F.col("resource_kind") == "CLUSTER") & F.col("currency_code").isNotNull())
        .groupBy("workspace_id", F.col("resource_id").alias("cluster_id"), "currency_code")
        .agg(
            F.sum("billed_amount").cast(PART).alias("subject_cost"),
            F.max("identity").alias("user_id"),
            F.count_distinct("usage_date").alias("days_seen"),
        )
    )
    names = (
        "cluster_name",
        "cluster_source",
        "worker_count",
        "max_autoscale_workers",
        "auto_termination_minutes",
        "dbr_version",
    )
    newest = settings.groupBy(*key).agg(F.max_by(F.struct(*names), "change_time").alias("now"))
    ran = (
        task_runs.select("workspace_id", "job_id", "run_id", F.explode("compute_ids").alias("cluster_id"))
        .groupBy(*key)
        .agg(F.count_distinct("run_id").alias("task_runs"), F.count_distinct("job_id").alias("jobs"))
    )
    load = nodes.groupBy(*key).agg(
        _count(_cpu().isNotNull()).alias("node_minutes"),
        _count(_cpu() < 5).alias("idle_minutes"),
        F.avg(_cpu()).alias("cpu_percent"),
        F.max("mem_used_percent").alias("memory_percent"),
    )
    whole = billed.join(newest, on=key, how="left").join(ran, on=key, how="left").join(load, on=key, how="left")
    return _with_subject(
        whole,
        "CLUSTER",
        "cluster_id",
        subject_id=F.col("cluster_id"),
        resource_name=F.col("now.cluster_name"),
        resource_cost=F.col("subject_cost"),
        is_all_purpose=F.col("now.cluster_source").isin(*_ALL_PURPOSE),
        workers=F.coalesce(F.col("now.worker_count"), F.lit(0)),
        max_workers=F.col("now.max_autoscale_workers"),
        ends_after_minutes=F.col("now.auto_termination_minutes"),
        dbr_version=F.col("now.dbr_version"),
        task_runs=F.coalesce("task_runs", F.lit(0)),
        jobs=F.coalesce("jobs", F.lit(0)),
    )


def workspaces(daily: DataFrame, tags: DataFrame) -> DataFrame:
    """Workspaces. In: the tables cost_daily and cost_tags."""
    key = ["workspace_id", "currency_code"]
    billed = (
        daily.where(F.col("currency_code").isNotNull() & F.col("workspace_id").isNotNull())
        .groupBy(*key)
        .agg(F.sum("billed_amount").cast(PART).alias("subject_cost"), F.count_distinct("usage_date").alias("days_seen"))
    )
    tagged = (
        tags.where((F.col("tag_key") == ANY_TAG) & F.col("currency_code").isNotNull())
        .groupBy(*key)
        .agg(F.sum("billed_amount").cast(PART).alias("tagged_cost"))
    )
    both = billed.join(tagged, on=key, how="left")
    rest = (F.col("subject_cost") - F.coalesce(F.col("tagged_cost"), F.lit(0).cast(PART))).cast(PART)
    return _with_subject(
        both.withColumn("resource_of", F.col("workspace_id")),
        "WORKSPACE",
        "resource_of",
        subject_id=F.col("workspace_id"),
        resource_cost=F.col("subject_cost"),
        untagged_cost=rest,
    )


_SUMMED = (
    *("runs", "failed_runs", "canceled_runs", "cached_runs", "slow_runs", "spilling_runs", "total_ms", "execution_ms"),
    *("spilling_ms", "compilation_ms", "fetch_ms", "read_bytes", "read_files", "pruned_files", "spilled_bytes"),
    *("shuffled_bytes", "written_bytes", "written_files", "produced_rows"),
)


def _statement_sums() -> list[Column]:
    failed, spills = F.col("execution_status") == "FAILED", F.col("spilled_local_bytes") >= _SPILL_FROM
    canceled = F.col("execution_status").isin("CANCELED", "CANCELLED")
    return [
        F.count("*").alias("runs"),
        _count(failed).alias("failed_runs"),
        _count(canceled).alias("canceled_runs"),
        _count(F.col("from_result_cache")).alias("cached_runs"),
        _count(F.col("total_duration_ms") > _SLOW_FROM_MS).alias("slow_runs"),
        _count(spills).alias("spilling_runs"),
        F.sum(_ms("total_duration_ms")).alias("total_ms"),
        F.sum(_ms("execution_ms")).alias("execution_ms"),
        F.sum(F.when(spills, _ms("execution_ms")).otherwise(F.lit(0))).alias("spilling_ms"),
        F.sum(_ms("compilation_ms")).alias("compilation_ms"),
        F.sum(_ms("result_fetch_ms")).alias("fetch_ms"),
        *(F.sum(_ms(name)).alias(name) for name in ("read_bytes", "read_files", "pruned_files", "produced_rows")),
        F.sum(_ms("spilled_local_bytes")).alias("spilled_bytes"),
        F.sum(_ms("shuffle_read_bytes")).alias("shuffled_bytes"),
        *(F.sum(_ms(name)).alias(name) for name in ("written_bytes", "written_files")),
        F.sum("cost").cast(PART).alias("subject_cost"),
        F.sum(F.when(failed, F.col("cost")).otherwise(F.lit(0))).cast(PART).alias("failed_cost"),
        F.max(_ms("total_duration_ms")).alias("longest_ms"),
        F.collect_set("executed_by").alias("user_ids"),
        F.collect_set("usage_date").alias("dates"),
        F.max(F.struct("cost", "statement_id", "executed_by")).alias("dearest"),
        F.max(F.col("statement_text").isNotNull()).alias("text_known"),
    ]


def _cpu() -> Column:
    """Percent of CPU; NULL where neither part is reported."""
    user, system = F.col("cpu_user_percent"), F.col("cpu_system_percent")
    return F.coalesce(user + system, user, system)


def _ms(name: str) -> Column:
    return F.coalesce(F.col(name), F.lit(0))


def _count(condition: Column) -> Column:
    return F.count(F.when(condition, F.lit(1)))


def _with_subject(rows: DataFrame, kind: str, id_column: str, **values: Column) -> DataFrame:
    """The rows with SUBJECT first; what is not given is NULL."""
    named = rows.withColumns({"resource_kind": F.lit(kind), "resource_id": F.col(id_column), **values})
    absent = {name: F.lit(None).cast("string") for name in SUBJECT if name not in named.columns}
    return named.withColumns(absent) if absent else named
