"""Queries of the surfaces, as functions over tables with named parameters. This list is their registration."""

from collections.abc import Callable
from operator import attrgetter

from pyspark.sql import DataFrame

from faultbook.registry import registered
from faultbook.transforms.queries import (
    alerts,
    changes,
    costs,
    counts,
    failures,
    incidents,
    patterns,
    records,
    rejects,
    tickets,
)

QUERIES: dict[str, Callable[..., DataFrame]] = registered(
    "query",
    (
        records.records,
        records.records_cutoff,
        records.counts_cutoff,
        records.file_counts_cutoff,
        counts.error_frequency,
        counts.error_patterns,
        counts.severities,
        counts.files_of_code,
        counts.hours,
        patterns.patterns,
        patterns.pattern_names,
        patterns.pattern_values,
        patterns.pattern_examples,
        patterns.pattern_codes,
        patterns.pattern_templates,
        patterns.pattern_traces,
        patterns.trace_records,
        patterns.decisions,
        patterns.companions,
        changes.changes,
        changes.value_changes,
        alerts.anomalies,
        alerts.freshness,
        alerts.system_tables,
        alerts.reports,
        costs.query_performance,
        costs.cost_of_days,
        costs.cost_of_users,
        costs.cost_of_warehouses,
        costs.failed_run_cost,
        rejects.open_rejects,
        rejects.open_rejects_by_reason,
        failures.failures,
        failures.failure,
        failures.failure_reports,
        incidents.incidents,
        incidents.incident,
        incidents.incident_names,
        incidents.incident_costs,
        incidents.incident_occurrences,
        incidents.incident_entries,
        incidents.incident_events,
        incidents.similar_incidents,
        incidents.rule_figures,
        incidents.rule_coverage,
        incidents.rule_texts,
        incidents.matches_of_event,
        incidents.incidents_of_fault,
        tickets.decisions_about_incidents,
        tickets.tickets_of_incidents,
        tickets.deliveries,
        tickets.delivery_attempts,
        tickets.delivery_figures,
    ),
    name_of=attrgetter("__name__"),
)
"""The queries by name; the names of their parameters are the names of the tables they read."""

__all__ = ["QUERIES"]
