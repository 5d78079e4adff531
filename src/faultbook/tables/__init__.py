"""Contracts of the stored tables: one file each, this list is their registration."""

from faultbook.registry import registered
from faultbook.tables.analysis.analysis_jobs import ANALYSIS_JOBS
from faultbook.tables.analysis.anomaly_alerts import ANOMALY_ALERTS
from faultbook.tables.analysis.anomaly_baselines import ANOMALY_BASELINES
from faultbook.tables.analysis.error_catalog import ERROR_CATALOG
from faultbook.tables.analysis.nightly_reports import NIGHTLY_REPORTS
from faultbook.tables.analysis.services import SERVICES
from faultbook.tables.contract import Column, Lease, SchemaRole, Table
from faultbook.tables.cost.budget_status import BUDGET_STATUS
from faultbook.tables.cost.cost_anomalies import COST_ANOMALIES
from faultbook.tables.cost.cost_daily import COST_DAILY
from faultbook.tables.cost.cost_forecast import COST_FORECAST
from faultbook.tables.cost.cost_ledger import COST_LEDGER
from faultbook.tables.cost.cost_tags import COST_TAGS
from faultbook.tables.cost.failure_cost import FAILURE_COST
from faultbook.tables.cost.job_run_cost import JOB_RUN_COST
from faultbook.tables.cost.optimization_opportunities import OPTIMIZATION_OPPORTUNITIES
from faultbook.tables.cost.query_cost import QUERY_COST
from faultbook.tables.cost.query_daily import QUERY_DAILY
from faultbook.tables.cost.query_statements import QUERY_STATEMENTS
from faultbook.tables.cost.statement_shapes import STATEMENT_SHAPES
from faultbook.tables.cost.system_table_checks import SYSTEM_TABLE_CHECKS
from faultbook.tables.cost.warehouse_hours import WAREHOUSE_HOURS
from faultbook.tables.delivery.outbox import OUTBOX
from faultbook.tables.delivery.outbox_attempts import OUTBOX_ATTEMPTS
from faultbook.tables.delivery.outbox_runs import OUTBOX_RUNS
from faultbook.tables.delivery.ticket_changes import TICKET_CHANGES
from faultbook.tables.delivery.ticket_reads import TICKET_READS
from faultbook.tables.events.event_ledger import EVENT_LEDGER
from faultbook.tables.events.event_rejects import EVENT_REJECTS
from faultbook.tables.events.event_reports import EVENT_REPORTS
from faultbook.tables.events.failure_events import FAILURE_EVENTS
from faultbook.tables.events.raw_events import RAW_EVENTS
from faultbook.tables.events.source_polls import SOURCE_POLLS
from faultbook.tables.incidents.counted_matches import COUNTED_MATCHES
from faultbook.tables.incidents.incident_decisions import INCIDENT_DECISIONS
from faultbook.tables.incidents.incident_journal import INCIDENT_JOURNAL
from faultbook.tables.incidents.incidents import INCIDENTS
from faultbook.tables.incidents.rule_matches import RULE_MATCHES
from faultbook.tables.incidents.rule_runs import RULE_RUNS
from faultbook.tables.incidents.rule_versions import RULE_VERSIONS
from faultbook.tables.ingest.ingest_batches import INGEST_BATCHES
from faultbook.tables.ingest.ingest_checks import INGEST_CHECKS
from faultbook.tables.ingest.ingest_ledger import INGEST_LEDGER
from faultbook.tables.logs.error_counts import ERROR_COUNTS
from faultbook.tables.logs.error_file_counts import ERROR_FILE_COUNTS
from faultbook.tables.logs.error_logs_parsed import ERROR_LOGS_PARSED
from faultbook.tables.logs.error_logs_rejected import ERROR_LOGS_REJECTED
from faultbook.tables.logs.error_templates import ERROR_TEMPLATES
from faultbook.tables.logs.logs import LOGS
from faultbook.tables.logs.severity_ranks import SEVERITY_RANKS
from faultbook.tables.logs.text_logs import TEXT_LOGS
from faultbook.tables.operations.landing_roots import LANDING_ROOTS
from faultbook.tables.operations.writer_lease import WRITER_LEASE
from faultbook.tables.patterns.pattern_decisions import PATTERN_DECISIONS
from faultbook.tables.patterns.pattern_map import PATTERN_MAP
from faultbook.tables.patterns.pattern_pairs import PATTERN_PAIRS
from faultbook.tables.patterns.pattern_sightings import PATTERN_SIGHTINGS

TABLES: dict[str, Table] = registered(
    "table",
    (
        ERROR_LOGS_PARSED,
        LOGS,
        TEXT_LOGS,
        ERROR_LOGS_REJECTED,
        ERROR_TEMPLATES,
        ERROR_COUNTS,
        ERROR_FILE_COUNTS,
        INGEST_BATCHES,
        INGEST_LEDGER,
        INGEST_CHECKS,
        LANDING_ROOTS,
        SEVERITY_RANKS,
        PATTERN_MAP,
        PATTERN_DECISIONS,
        PATTERN_SIGHTINGS,
        PATTERN_PAIRS,
        ANOMALY_BASELINES,
        ANOMALY_ALERTS,
        ERROR_CATALOG,
        SERVICES,
        ANALYSIS_JOBS,
        NIGHTLY_REPORTS,
        QUERY_STATEMENTS,
        WAREHOUSE_HOURS,
        COST_LEDGER,
        QUERY_COST,
        JOB_RUN_COST,
        COST_DAILY,
        COST_TAGS,
        QUERY_DAILY,
        STATEMENT_SHAPES,
        OPTIMIZATION_OPPORTUNITIES,
        COST_FORECAST,
        BUDGET_STATUS,
        COST_ANOMALIES,
        FAILURE_COST,
        SYSTEM_TABLE_CHECKS,
        RAW_EVENTS,
        EVENT_REPORTS,
        FAILURE_EVENTS,
        EVENT_REJECTS,
        EVENT_LEDGER,
        SOURCE_POLLS,
        RULE_VERSIONS,
        RULE_MATCHES,
        COUNTED_MATCHES,
        RULE_RUNS,
        INCIDENT_DECISIONS,
        INCIDENT_JOURNAL,
        INCIDENTS,
        OUTBOX_RUNS,
        OUTBOX_ATTEMPTS,
        OUTBOX,
        TICKET_CHANGES,
        TICKET_READS,
        WRITER_LEASE,
    ),
)

RECORD_TABLES: tuple[Table, ...] = (ERROR_LOGS_PARSED, LOGS, TEXT_LOGS)
"""The tables of records: one row per record, whichever format its lines have."""

__all__ = [
    "ANALYSIS_JOBS",
    "ANOMALY_ALERTS",
    "ANOMALY_BASELINES",
    "BUDGET_STATUS",
    "COST_ANOMALIES",
    "COST_DAILY",
    "COST_FORECAST",
    "COST_LEDGER",
    "COST_TAGS",
    "COUNTED_MATCHES",
    "ERROR_CATALOG",
    "ERROR_COUNTS",
    "ERROR_FILE_COUNTS",
    "ERROR_LOGS_PARSED",
    "ERROR_LOGS_REJECTED",
    "ERROR_TEMPLATES",
    "EVENT_LEDGER",
    "EVENT_REJECTS",
    "EVENT_REPORTS",
    "FAILURE_COST",
    "FAILURE_EVENTS",
    "INCIDENTS",
    "INCIDENT_DECISIONS",
    "INCIDENT_JOURNAL",
    "INGEST_BATCHES",
    "INGEST_CHECKS",
    "INGEST_LEDGER",
    "JOB_RUN_COST",
    "LANDING_ROOTS",
    "LOGS",
    "NIGHTLY_REPORTS",
    "OPTIMIZATION_OPPORTUNITIES",
    "OUTBOX",
    "OUTBOX_ATTEMPTS",
    "OUTBOX_RUNS",
    "PATTERN_DECISIONS",
    "PATTERN_MAP",
    "PATTERN_PAIRS",
    "PATTERN_SIGHTINGS",
    "QUERY_COST",
    "QUERY_DAILY",
    "QUERY_STATEMENTS",
    "RAW_EVENTS",
    "RECORD_TABLES",
    "RULE_MATCHES",
    "RULE_RUNS",
    "RULE_VERSIONS",
    "SERVICES",
    "SEVERITY_RANKS",
    "SOURCE_POLLS",
    "STATEMENT_SHAPES",
    "SYSTEM_TABLE_CHECKS",
    "TABLES",
    "TEXT_LOGS",
    "TICKET_CHANGES",
    "TICKET_READS",
    "WAREHOUSE_HOURS",
    "WRITER_LEASE",
    "Column",
    "Lease",
    "SchemaRole",
    "Table",
]
