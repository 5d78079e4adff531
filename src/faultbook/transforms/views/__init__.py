"""The published views: one file each, with VIEW and the function of its name. This list is their registration."""

from collections.abc import Callable
from types import ModuleType

from pyspark.sql import DataFrame

from faultbook.registry import registered
from faultbook.tables.view import View
from faultbook.transforms.views import (
    all_failures,
    all_records,
    cost_by_day,
    cost_by_pattern,
    cost_by_tag,
    cost_by_user,
    cost_trends,
    error_frequency,
    error_frequency_daily,
    error_frequency_hourly,
    error_patterns,
    errors_by_file,
    failed_run_cost,
    failures,
    failures_by_day,
    field_coverage,
    genie_cost_attribution,
    genie_optimization_opportunities,
    genie_query_performance,
    http_requests,
    incident_outcomes,
    incidents_now,
    ingest_health,
    ledger_check,
    log_volume_by_label,
    logs_daily_agg,
    logs_hourly_agg,
    logs_hourly_stats,
    message_patterns,
    noise_by_rule,
    pattern_daily,
    pattern_hourly,
    pattern_states_daily,
    pattern_values,
    patterns,
    performance_overview,
    reject_reasons,
    severity_summary,
    source_health,
    system_table_coverage,
    trace_flow,
    warehouse_utilization,
)

_MODULES: tuple[ModuleType, ...] = (
    error_frequency,
    error_frequency_daily,
    error_frequency_hourly,
    logs_hourly_agg,
    logs_hourly_stats,
    logs_daily_agg,
    all_records,
    errors_by_file,
    error_patterns,
    patterns,
    pattern_hourly,
    pattern_daily,
    pattern_states_daily,
    pattern_values,
    message_patterns,
    severity_summary,
    ingest_health,
    reject_reasons,
    trace_flow,
    http_requests,
    log_volume_by_label,
    field_coverage,
    ledger_check,
    cost_by_day,
    cost_by_user,
    cost_by_tag,
    cost_trends,
    performance_overview,
    warehouse_utilization,
    genie_cost_attribution,
    genie_query_performance,
    genie_optimization_opportunities,
    failed_run_cost,
    cost_by_pattern,
    system_table_coverage,
    failures,
    all_failures,
    failures_by_day,
    source_health,
    incidents_now,
    incident_outcomes,
    noise_by_rule,
)

VIEWS: dict[str, View] = registered("view", (module.VIEW for module in _MODULES))
"""The views' contracts by name."""

FUNCTIONS: dict[str, Callable[..., DataFrame]] = {
    name: vars(module)[name] for name, module in zip(VIEWS, _MODULES, strict=True)
}
"""The views' functions by name; the names of their parameters are the names of the tables they read."""

__all__ = ["FUNCTIONS", "VIEWS", "View"]
