"""Failed rows of system tables in, reports out: failures on the first day, without landing anything."""

from collections.abc import Mapping

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from faultbook.events.definition import FIXED
from faultbook.events.fields import INSTANT_FIELDS, TEXT_FIELDS, Kind, Phase, longest

RUN_STATES: Mapping[str, Phase] = {
    "FAILED": Phase.FAILED,
    "ERROR": Phase.FAILED,
    "TIMED_OUT": Phase.FAILED,
    "BLOCKED": Phase.FAILED,
    "SUCCEEDED": Phase.RECOVERED,
}
"""result_state of lakeflow's timelines -> phase. CANCELLED and SKIPPED report nothing."""


def statement_reports(history: DataFrame) -> DataFrame:
    """Failed statements. In: the leaves of query.history. Out: as `run_reports`."""
    failed = history.where((F.col("execution_status") == "FAILED") & F.col("statement_id").isNotNull())
    text = F.btrim("error_message")
    own = F.when((text != "") & (text != "<REDACTED>"), text)
    code = F.regexp_extract(own, r"^\[([A-Z][A-Z0-9_.]{2,})\]", 1)
    return _reports(
        failed,
        source="query.history",
        key=F.concat(F.lit("statement/"), "statement_id"),
        kind=Kind.STATEMENT,
        phase=F.lit(Phase.FAILED.value),
        fixed="Statement failed",
        message=own,
        texts={
            "title": F.coalesce("statement_type", F.lit("statement")),
            "error_code": F.when(code != "", code),
            "workspace_id": F.col("workspace_id"),
            "statement_id": F.col("statement_id"),
            "warehouse_id": F.col("warehouse_id"),
            "cluster_id": F.col("cluster_id"),
            "job_id": F.col("job_id"),
            "parent_run_id": F.coalesce("job_task_run_id", "job_run_id"),
            "user_name": F.col("executed_by"),
            "service": F.col("client_application"),
        },
        instants={
            "occurred_at": F.coalesce("end_time", "update_time", "start_time"),
            "started_at": F.col("start_time"),
        },
    )


def run_reports(timeline: DataFrame, names: DataFrame) -> DataFrame:
    """Ended runs of jobs that failed or succeeded.

    In: the leaves of lakeflow.job_run_timeline; names: workspace_id, job_id, name. Out: the columns of event_reports
    but batch_id and those that are made of the message.
    """
    source = "lakeflow.job_run_timeline"
    return _run_reports(timeline, names, source=source, kind=Kind.RUN, fixed="Run failed", texts={})


def task_run_reports(timeline: DataFrame, names: DataFrame) -> DataFrame:
    """Ended runs of tasks. In: the leaves of lakeflow.job_task_run_timeline, names as before. Out: as `run_reports`."""
    texts = {"task_key": F.col("task_key"), "parent_run_id": F.coalesce("job_run_id", "parent_run_id")}
    source = "lakeflow.job_task_run_timeline"
    return _run_reports(timeline, names, source=source, kind=Kind.TASK_RUN, fixed="Task failed", texts=texts)


def _run_reports(
    timeline: DataFrame, names: DataFrame, *, source: str, kind: Kind, fixed: str, texts: Mapping[str, Column]
) -> DataFrame:
    ended = timeline.where(F.col("result_state").isin(*RUN_STATES) & F.col("run_id").isNotNull())
    rows = ended.join(names, on=["workspace_id", "job_id"], how="left")
    phase = F.lit(Phase.OTHER.value)
    for state, meaning in RUN_STATES.items():
        phase = F.when(F.col("result_state") == state, F.lit(meaning.value)).otherwise(phase)
    name = F.coalesce("name", "run_name") if "run_name" in timeline.columns else F.col("name")
    return _reports(
        rows,
        source=source,
        key=F.concat(F.lit("databricks-run/"), "workspace_id", F.lit("/"), "run_id"),
        kind=kind,
        phase=phase,
        fixed=fixed,
        message=F.lit(None).cast("string"),
        texts={
            "title": name,
            "job_name": name,
            "workspace_id": F.col("workspace_id"),
            "job_id": F.col("job_id"),
            "run_id": F.col("run_id"),
            "termination_code": F.col("termination_code"),
            "error_code": F.when(F.col("termination_code") != "SUCCESS", F.col("termination_code")),
            **texts,
        },
        instants={"occurred_at": F.col("period_end_time")},
    )


def _reports(
    rows: DataFrame,
    *,
    source: str,
    key: Column,
    kind: Kind,
    phase: Column,
    fixed: str,
    message: Column,
    texts: Mapping[str, Column],
    instants: Mapping[str, Column],
) -> DataFrame:
    is_failure = phase.isin(Phase.FAILED.value, Phase.WARNING.value)
    path = F.when(message.isNotNull(), F.lit("error_message")).when(is_failure, F.lit(FIXED))
    all_texts: dict[str, Column] = {**{name: F.lit(None).cast("string") for name in TEXT_FIELDS}, **texts}
    all_texts["message"] = F.coalesce(message, F.when(is_failure, F.lit(fixed)))
    all_instants: dict[str, Column] = {name: F.lit(None).cast("timestamp") for name in INSTANT_FIELDS}
    all_instants.update(instants)
    reported = all_instants["occurred_at"]
    made = rows.where(key.isNotNull() & reported.isNotNull()).select(
        F.substring(F.sha2(F.concat_ws("/", F.lit(source), key, phase), 256), 1, 32).alias("report_id"),
        F.concat(F.lit("ev-"), F.substring(F.sha2(key, 256), 1, 32)).alias("event_id"),
        key.alias("event_key"),
        F.lit(source).alias("source"),
        F.lit(None).cast("string").alias("definition"),
        F.lit(kind.value).alias("kind"),
        phase.alias("phase"),
        reported.alias("reported_at"),
        *(column.alias(name) for name, column in all_instants.items()),
        *(F.substring(column, 1, longest(name)).alias(name) for name, column in all_texts.items()),
        path.alias("message_path"),
        F.expr("cast(map() as map<string,string>)").alias("facts"),
        F.lit(None).cast("string").alias("envelope_id"),
        F.lit(0).alias("item"),
    )
    # A row may be there twice, as the platform writes it again.
    return made.dropDuplicates(["report_id"])
