"""Failures that webhooks, pollers and system tables report: those that match, one of them, and its reports."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from faultbook.transforms.portable.failure_costs import cost_of_failures
from faultbook.transforms.portable.failure_rows import named_failures, with_failure_pattern
from faultbook.transforms.queries.parameters import between, contains_text, equals, parameter

_SHOWN = (
    *("event_id", "kind", "state", "happened_at", "recovered_at", "what", "title", "message", "error_code"),
    *("severity", "service", "environment", "pattern_id", "workspace_id", "job_id", "job_name", "run_id", "task_key"),
    *("pipeline", "activity", "statement_id", "message_path", "sources", "reports", "cost", "currency_code"),
)
_OF_ONE = (
    *_SHOWN,
    *("started_at", "fired_at", "stack_trace", "error_type", "failure_type", "termination_code", "termination_type"),
    *("http_status", "severity_word", "build", "code_hint", "template_hash", "parent_run_id", "attempt", "cluster_id"),
    *("warehouse_id", "pipeline_run_id", "activity_run_id", "alert_id", "user_name", "resource_type", "resource_id"),
    *("resource_name", "link", "facts", "message_source", "first_reported_at", "last_reported_at", "event_key"),
    "provisional",
)


def failures(
    failure_events: DataFrame, pattern_map: DataFrame, job_run_cost: DataFrame, query_cost: DataFrame
) -> DataFrame:
    """Failures that match. In: the tables of these names.

    Parameters: kind, state, severity (of the scale), service, environment, pattern_id (equal); source (one of those
    that reported it); job (its id, its name, or the pipeline); text (within message, title or code, letters' case
    aside); since, until (happened_at). Out: the columns for what, where, when, who reports it and its cost.
    """
    source, job, text = parameter("source"), parameter("job"), parameter("text")
    near = failure_events.where(between("happened_at")).where(equals("kind")).where(equals("state"))
    near = near.where(equals("service")).where(equals("environment"))
    is_job = (F.col("job_id") == job) | (F.col("job_name") == job) | (F.col("pipeline") == job)
    near = near.where(job.isNull() | F.coalesce(is_job, F.lit(False)))
    has_text = (
        F.coalesce(contains_text("message", "text"), F.lit(False))
        | F.coalesce(contains_text("title", "text"), F.lit(False))
        | F.coalesce(contains_text("error_code", "text"), F.lit(False))
    )
    near = near.where(text.isNull() | has_text)
    senders = failure_events.select(F.col("event_id").alias("sent_id"), F.explode("sources").alias("sender"))
    of_source = senders.where(F.col("sender") == source)
    found = near.join(of_source, on=F.col("event_id") == F.col("sent_id"), how="left")
    found = found.where(source.isNull() | F.col("sent_id").isNotNull())
    named = with_failure_pattern(named_failures(found), pattern_map)
    named = named.where(equals("severity")).where(equals("pattern_id"))
    costs = cost_of_failures(failure_events, job_run_cost, query_cost)
    return named.join(costs, on=F.col("event_id") == F.col("costly_id"), how="left").select(*_SHOWN)


def failure(
    failure_events: DataFrame, pattern_map: DataFrame, job_run_cost: DataFrame, query_cost: DataFrame
) -> DataFrame:
    """One failure, or none. In: the tables of these names. Parameters: event_id (equal). Out: all that is known."""
    found = failure_events.where(F.col("event_id") == parameter("event_id"))
    named = with_failure_pattern(named_failures(found), pattern_map)
    costs = cost_of_failures(failure_events, job_run_cost, query_cost)
    return named.join(costs, on=F.col("event_id") == F.col("costly_id"), how="left").select(*_OF_ONE)


def failure_reports(event_reports: DataFrame) -> DataFrame:
    """Who reported one failure, when, and what gave the message. In: the table of this name.

    Parameters: event_id (equal). Out: report_id, source, definition, phase, kind, reported_at, title, message,
    message_path, error_code, envelope_id. Nulls: definition and envelope_id of rows of system tables, and texts.
    """
    return event_reports.where(F.col("event_id") == parameter("event_id")).select(
        *("report_id", "source", "definition", "phase", "kind", "reported_at", "title", "message", "message_path"),
        *("error_code", "envelope_id"),
    )
