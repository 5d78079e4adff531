"""Contracts of the stored tables: one file each, this list is their registration."""

from faultbook.tables.analysis_jobs import ANALYSIS_JOBS
from faultbook.tables.anomaly_alerts import ANOMALY_ALERTS
from faultbook.tables.anomaly_baselines import ANOMALY_BASELINES
from faultbook.tables.contract import Column, Room, Table
from faultbook.tables.error_catalog import ERROR_CATALOG
from faultbook.tables.error_counts import ERROR_COUNTS
from faultbook.tables.error_file_counts import ERROR_FILE_COUNTS
from faultbook.tables.error_logs_parsed import ERROR_LOGS_PARSED
from faultbook.tables.error_logs_rejected import ERROR_LOGS_REJECTED
from faultbook.tables.error_templates import ERROR_TEMPLATES
from faultbook.tables.ingest_batches import INGEST_BATCHES
from faultbook.tables.ingest_checks import INGEST_CHECKS
from faultbook.tables.ingest_ledger import INGEST_LEDGER
from faultbook.tables.logs import LOGS
from faultbook.tables.nightly_reports import NIGHTLY_REPORTS
from faultbook.tables.pattern_decisions import PATTERN_DECISIONS
from faultbook.tables.pattern_map import PATTERN_MAP
from faultbook.tables.pattern_sightings import PATTERN_SIGHTINGS
from faultbook.tables.services import SERVICES
from faultbook.tables.writer_lease import WRITER_LEASE

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        ERROR_LOGS_PARSED,
        LOGS,
        ERROR_LOGS_REJECTED,
        ERROR_TEMPLATES,
        ERROR_COUNTS,
        ERROR_FILE_COUNTS,
        INGEST_BATCHES,
        INGEST_LEDGER,
        INGEST_CHECKS,
        PATTERN_MAP,
        PATTERN_DECISIONS,
        PATTERN_SIGHTINGS,
        ANOMALY_BASELINES,
        ANOMALY_ALERTS,
        ERROR_CATALOG,
        SERVICES,
        ANALYSIS_JOBS,
        NIGHTLY_REPORTS,
        WRITER_LEASE,
    )
}

__all__ = [
    "ANALYSIS_JOBS",
    "ANOMALY_ALERTS",
    "ANOMALY_BASELINES",
    "ERROR_CATALOG",
    "ERROR_COUNTS",
    "ERROR_FILE_COUNTS",
    "ERROR_LOGS_PARSED",
    "ERROR_LOGS_REJECTED",
    "ERROR_TEMPLATES",
    "INGEST_BATCHES",
    "INGEST_CHECKS",
    "INGEST_LEDGER",
    "LOGS",
    "NIGHTLY_REPORTS",
    "PATTERN_DECISIONS",
    "PATTERN_MAP",
    "PATTERN_SIGHTINGS",
    "SERVICES",
    "TABLES",
    "WRITER_LEASE",
    "Column",
    "Room",
    "Table",
]
