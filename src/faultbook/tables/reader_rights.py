"""What of each table belongs to a workspace, a service or an environment, and which columns hold texts or people.

The filtered schema rests on it (docs/grants.md): a reader sees a row where the reader's groups may see the workspace,
service and environment that it belongs to, and texts and people only where a group may. Every table of answers is in
ROWS, and every column that redaction knows as text is in HIDDEN_TEXTS or in SHOWN_LABELS; a new one that is in neither
fails a test, and is hidden until somebody decides.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from faultbook.tables.text_columns import LANDED_FILE, PERSON, TEXTS, WITHOUT_TEXT


class Dimension(StrEnum):
    """What a group's rights are given by. The value is the field in catalog/access.yml."""

    WORKSPACE = "workspaces"
    SERVICE = "services"
    ENVIRONMENT = "environments"


class Hidden(StrEnum):
    """What only some groups see in the clear. The value is the field in catalog/access.yml."""

    TEXTS = "texts"
    USERS = "users"


@dataclass(frozen=True)
class GroupRights:
    """What the members of one group of the account see. Rights of several groups add up.

    `rows`: dimension -> the values that the group sees; None: all of them. A dimension that is absent: none.
    """

    group: str
    rows: Mapping[Dimension, tuple[str, ...] | None]
    hidden: frozenset[Hidden] = frozenset()


WHOLE = ""
"""In place of a column: the row is about all of them, so only a group that may see all sees it."""

_LOGS = {Dimension.SERVICE: "service", Dimension.ENVIRONMENT: "environment"}
_SERVICE = {Dimension.SERVICE: "service"}
_BILL = {Dimension.WORKSPACE: "workspace_id"}
_ACCOUNT = {Dimension.WORKSPACE: WHOLE}
_FAILURES = {**_BILL, **_LOGS}
_INCIDENTS = {Dimension.WORKSPACE: WHOLE, **_LOGS}
_ANY: dict[Dimension, str] = {}

ROWS: Mapping[str, Mapping[Dimension, str]] = {
    "error_logs_parsed": _LOGS,
    "logs": _LOGS,
    "text_logs": _LOGS,
    "error_logs_rejected": _LOGS,
    # One template of a service is one for all its environments.
    "error_templates": _SERVICE,
    "error_counts": _LOGS,
    "error_file_counts": _LOGS,
    # Without these no count is known to be complete; paths in them are hidden as texts.
    "ingest_batches": _ANY,
    "ingest_ledger": _ANY,
    "ingest_checks": _ANY,
    "landing_roots": _ANY,
    "severity_ranks": _ANY,
    "pattern_map": _SERVICE,
    "pattern_decisions": _ANY,
    "pattern_sightings": _LOGS,
    "pattern_pairs": {Dimension.SERVICE: WHOLE, Dimension.ENVIRONMENT: "environment"},
    "anomaly_baselines": _LOGS,
    "anomaly_alerts": _LOGS,
    "error_catalog": _ANY,
    "services": _SERVICE,
    "analysis_jobs": _ANY,
    "nightly_reports": {Dimension.WORKSPACE: WHOLE, Dimension.SERVICE: WHOLE, Dimension.ENVIRONMENT: WHOLE},
    "query_statements": _BILL,
    "warehouse_hours": _BILL,
    "cost_ledger": _BILL,
    "query_cost": _BILL,
    "job_run_cost": _BILL,
    "cost_daily": _BILL,
    "cost_tags": _BILL,
    "query_daily": _BILL,
    "statement_shapes": _ANY,
    "optimization_opportunities": _BILL,
    "cost_forecast": _ACCOUNT,
    "budget_status": _ACCOUNT,
    "cost_anomalies": _BILL,
    "failure_cost": _BILL,
    "system_table_checks": _ANY,
    "failure_events": _FAILURES,
    "event_ledger": _ANY,
    "source_polls": _ANY,
    "rule_versions": _ANY,
    # Their failures, statements and bills are of workspaces: only who may see all of these sees incidents.
    "rule_matches": _INCIDENTS,
    "counted_matches": dict.fromkeys(Dimension, WHOLE),
    "rule_runs": _ANY,
    "incident_decisions": _ANY,
    "incident_journal": _INCIDENTS,
    "incidents": _INCIDENTS,
    "outbox_runs": _ANY,
    "outbox_attempts": _ANY,
    "outbox": _ANY,
    "ticket_changes": _ANY,
    "ticket_reads": _ANY,
}
"""Table -> dimension -> the column that a row belongs by, or WHOLE.

A dimension that is not named does not limit the table. A row whose column is NULL is seen by groups that may see all.
Tables of the schema of rows are here where a view of answers reads them.
"""


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


HIDDEN_TEXTS = _names(
    "file_path message stack_trace exception_type root_exception_type top_frames request_id host pod_name "
    "container_id process_id logger_name thread_name trace_id span_id parent_span_id correlation_id labels "
    "http_endpoint http_remote_address http_user_agent source_type source_file metadata detail template "
    "example_message pattern title reason description explanations llm_analysis summary markdown html statement_text "
    "evidence guidance error_type link search_link facts group_key slots value memory refused"
)
"""Text columns, by name, that only groups with `texts` see: what logs, statements and reports put in words."""

SHOWN_LABELS = _names(
    "service environment level severity error_code code_hint http_method http_status client_application subject "
    "not_assessed failure_type termination_code termination_type build attempt resource_type resource_id resource_name "
    "job_name task_key pipeline activity event_key workspace_id job_id run_id parent_run_id cluster_id warehouse_id "
    "statement_id pipeline_run_id activity_run_id alert_id resource resolved_build"
)
"""Text columns, by name, that everybody sees who sees the row: the words that rows are counted and filtered by."""

USERS_OF_LOGS = _names("user_id")
"""Text columns, by name, that only groups with `users` see: the users of what logs."""

PATHS = _names("source_file landed_file files path root_id family continues_file")
"""Columns with paths of landed files: their folders name services, also in tables whose rows belong to none."""

PERSON_WHERE: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "budget_status": {"scope_value": ("scope_type", "USER")},
    "cost_forecast": {"scope_value": ("scope_type", "USER")},
}
"""Table -> column -> where it names a person: where another column has this value."""

VIEW_COLUMNS: Mapping[str, Hidden] = {
    "example_messages": Hidden.TEXTS,
    "normalized_message": Hidden.TEXTS,
    "pattern": Hidden.TEXTS,
    "files": Hidden.TEXTS,
    "query_text": Hidden.TEXTS,
    "recommendation": Hidden.TEXTS,
    "example_file": Hidden.TEXTS,
    "value": Hidden.TEXTS,
    "what": Hidden.TEXTS,
    "not_assessed": Hidden.TEXTS,
    "user_id": Hidden.USERS,
}
"""Columns of views of answers, by name, that are made of hidden columns under another name, and what they hold.

A view's column with the name of a hidden column of a table that it reads needs no entry.
"""


def hidden_in_view(reads: Iterable[str], columns: Iterable[str]) -> dict[str, Hidden]:
    """The columns of a view of `reads` that are hidden from groups without the right, and which right it takes."""
    of_tables: dict[str, Hidden] = {}
    for table in reads:
        of_tables |= hidden_in_table(table)
    both = {**of_tables, **VIEW_COLUMNS}
    return {name: both[name] for name in columns if name in both}


def hidden_in_table(table: str) -> dict[str, Hidden]:
    """The columns of a table that are hidden from groups without the right, and which right it takes."""
    reasons = WITHOUT_TEXT.get(table, {})
    found = {name: Hidden.TEXTS for name in TEXTS.get(table, ()) if name not in SHOWN_LABELS}
    found |= {name: Hidden.USERS for name in found if name in USERS_OF_LOGS}
    found |= {name: Hidden.TEXTS for name in reasons.get(LANDED_FILE, ()) if name in PATHS}
    found |= dict.fromkeys((*reasons.get(PERSON, ()), *PERSON_WHERE.get(table, ())), Hidden.USERS)
    return found
