"""Alerts: their tables exist, the column that they evaluate is in the query, an empty answer has a state.

Something evaluates each, and no job does without news.
"""

import re
from collections.abc import Iterator

from faultbook.bundle.errors import BundleError
from faultbook.bundle.references import meanings, resolved
from faultbook.bundle.running_cost import evaluated_alerts
from faultbook.bundle.tree import Bundle
from tests.bundle.checks.sql import columns_of, unknown_tables

STATES = ("OK", "TRIGGERED", "ERROR")
OTHER_VARIABLES = re.compile(r"\$\{var\.(?!catalog\})\w+\}")


def alerts_read_answers(bundle: Bundle) -> Iterator[str]:
    for alert in bundle.resources("alerts"):
        if odd := unknown_tables(_without_references(alert.fields.get("query_text"))):
            yield f"{alert.name} reads {', '.join(odd)}"


def alerts_evaluate_a_column_of_their_query(bundle: Bundle) -> Iterator[str]:
    for alert in bundle.resources("alerts"):
        evaluation = alert.fields.get("evaluation") or {}
        columns = columns_of(_without_references(alert.fields.get("query_text")))
        if (name := (evaluation.get("source") or {}).get("name")) not in columns:
            yield f"{alert.name} judges {name}; its query returns {', '.join(columns)}"
        if (state := evaluation.get("empty_result_state")) not in STATES:
            yield f"{alert.name}: empty_result_state is {state}; expected {', '.join(STATES)}"


def thresholds_are_numbers(bundle: Bundle) -> Iterator[str]:
    for alert in bundle.resources("alerts"):
        threshold = (alert.fields.get("evaluation") or {}).get("threshold") or {}
        text = str((threshold.get("value") or {}).get("double_value"))
        try:
            float(resolved(text, meanings(bundle)))
        except (BundleError, ValueError) as wrong:
            yield f"{alert.name}: threshold {text}: {wrong}"


def every_alert_is_evaluated(bundle: Bundle) -> Iterator[str]:
    """By a job, when it has news, or by a schedule of its own."""
    by_jobs = {reference for job in bundle.resources("jobs") for reference, _ in evaluated_alerts(job)}
    for alert in bundle.resources("alerts"):
        is_paused = (alert.fields.get("schedule") or {}).get("pause_status") == "PAUSED"
        if is_paused and f"${{{alert.name}.id}}" not in by_jobs:
            yield f"{alert.name} is paused, and no job evaluates it"


def jobs_evaluate_alerts_only_with_news(bundle: Bundle) -> Iterator[str]:
    for job in bundle.resources("jobs"):
        for reference, waits in evaluated_alerts(job):
            if not waits:
                yield f"{job.name} evaluates {reference} without news; it would start the warehouse whatever arrives"


def _without_references(text: object) -> str:
    """The SQL with a number for every variable but the catalog."""
    return OTHER_VARIABLES.sub("0", str(text))


CHECKS = (
    alerts_read_answers,
    alerts_evaluate_a_column_of_their_query,
    thresholds_are_numbers,
    every_alert_is_evaluated,
    jobs_evaluate_alerts_only_with_news,
)
