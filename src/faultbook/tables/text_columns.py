"""Which columns of the stored tables may hold text of logs, statements or people, and which hold none, with the reason.

Redaction rests on it: `faultbook run redact` rewrites the columns of TEXTS, and the test that lands secrets searches
every column but those that hold names on purpose. Every column with a STRING in its type is in exactly one of TEXTS
and WITHOUT_TEXT; a new one that is in neither fails a test.
"""

from collections.abc import Mapping
from enum import StrEnum

from faultbook.tables import TABLES, Table

REDACTION_PROPERTY = "faultbook.redaction_version"
"""Table property: all of the table's texts went through redaction of this version. Absent: the table is older."""
REDACTION_VERSION = 1


class Form(StrEnum):
    """How a column writes its text, so that what is redacted stays of this form."""

    PLAIN = "plain"
    """STRING, or ARRAY, MAP or STRUCT of them."""
    JSON = "JSON"
    MARKDOWN = "Markdown"
    HTML = "HTML"


LANDED_FILE = "path of a landed file, by which the ledger finds it again"
HASH = "hash, or an id that faultbook made"
WORD = "one of few words of a setting, of faultbook or of the platform"
PLATFORM_ID = "id that the platform made"
RUN = "name of a run that faultbook made"
PERSON = "who ran, owns or decided it: a name on purpose"
RESOURCE = "name of a job, warehouse, tag or budget on the bill: a name on purpose"

PEOPLE = "what people wrote into the files of catalog/, for others to read: on purpose"

AS_IT_CAME = "the message as it came, for the readers of rows alone; kept for raw_events_retention_days"

ON_PURPOSE = (PERSON, RESOURCE, PEOPLE, LANDED_FILE, AS_IT_CAME)
"""Reasons under which a value may look like an e-mail address and stays."""


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split())


TEXTS: Mapping[str, tuple[str, ...]] = {
    "error_logs_parsed": _names(
        "error_code file_path message code_hint service environment request_id user_id level "
        "stack_trace exception_type top_frames"
    ),
    "logs": _names(
        "service environment level message error_code code_hint host pod_name container_id logger_name "
        "thread_name stack_trace exception_type root_exception_type top_frames trace_id span_id parent_span_id "
        "user_id request_id correlation_id labels http_method http_endpoint http_remote_address http_user_agent "
        "source_type source_file metadata process_id"
    ),
    "text_logs": _names(
        "service environment level message error_code code_hint host pod_name container_id process_id logger_name "
        "thread_name stack_trace exception_type root_exception_type top_frames trace_id span_id user_id request_id "
        "correlation_id source_file metadata"
    ),
    "error_logs_rejected": _names("detail service environment"),
    "error_templates": _names("service error_code code_hint template example_message exception_type top_frames"),
    "error_counts": _names("service environment error_code"),
    "error_file_counts": _names("file_path service environment error_code"),
    "ingest_ledger": _names("detail"),
    "ingest_checks": _names("detail"),
    "pattern_map": _names("pattern service error_code code_hint exception_type top_frames template"),
    "pattern_decisions": _names("title reason"),
    "pattern_sightings": _names("service environment"),
    "pattern_pairs": _names("environment"),
    "anomaly_baselines": _names("service environment"),
    "anomaly_alerts": _names("service environment description explanations llm_analysis"),
    "rule_matches": _names("service environment group_key slots value title facts"),
    "counted_matches": _names("group_key"),
    "incident_decisions": _names("reason build"),
    "incident_journal": _names("service environment reason facts"),
    "incidents": _names("title service environment resource build resolved_build message facts link memory"),
    "error_catalog": _names("subject title"),
    "services": _names("service"),
    "analysis_jobs": _names("detail"),
    "nightly_reports": _names("title summary markdown html"),
    "query_statements": _names("statement_text client_application"),
    "optimization_opportunities": _names("reason evidence guidance"),
    "budget_status": _names("reason"),
    "system_table_checks": _names("not_assessed detail"),
    "event_reports": _names(
        "title message stack_trace error_code error_type failure_type termination_code termination_type http_status "
        "severity service environment build resource_type resource_id resource_name job_name task_key attempt pipeline "
        "activity alert_id link search_link facts code_hint template event_key workspace_id job_id run_id "
        "parent_run_id cluster_id warehouse_id statement_id pipeline_run_id activity_run_id"
    ),
    "failure_events": _names(
        "title message stack_trace error_code error_type failure_type termination_code termination_type http_status "
        "severity service environment build resource_type resource_id resource_name job_name task_key attempt pipeline "
        "activity alert_id link search_link facts code_hint template event_key workspace_id job_id run_id "
        "parent_run_id cluster_id warehouse_id statement_id pipeline_run_id activity_run_id"
    ),
    "source_polls": _names("detail"),
    "ticket_changes": _names("value refused"),
}
"""Table -> columns that may hold text of logs, statements or people. These are redacted."""

TEXT_TABLES: tuple[Table, ...] = tuple(table for name, table in TABLES.items() if name in TEXTS)
"""The tables that have such columns."""

FORMS: Mapping[tuple[str, str], Form] = {
    ("logs", "metadata"): Form.JSON,
    ("text_logs", "metadata"): Form.JSON,
    ("nightly_reports", "markdown"): Form.MARKDOWN,
    ("nightly_reports", "html"): Form.HTML,
}
"""(Table, column) of TEXTS -> its form; all others are PLAIN."""

WITHOUT_TEXT: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "error_logs_parsed": {
        WORD: _names("severity"),
        LANDED_FILE: _names("source_file"),
        HASH: _names("event_id template_hash earlier_hash"),
    },
    "logs": {
        HASH: _names("log_id template_hash stack_hash_all_frames earlier_hash"),
        WORD: _names("severity"),
        LANDED_FILE: _names("landed_file"),
    },
    "text_logs": {
        HASH: _names("event_id template_hash stack_hash_all_frames"),
        WORD: _names("severity timestamp_from format"),
        LANDED_FILE: _names("landed_file"),
    },
    "error_logs_rejected": {
        LANDED_FILE: _names("source_file"),
        WORD: _names("reason nearest_format"),
        HASH: _names("line_hash"),
    },
    "error_templates": {
        HASH: _names("template_hash example_event_id"),
        WORD: _names("severity"),
    },
    "error_counts": {
        WORD: _names("severity"),
        HASH: _names("template_hash"),
    },
    "error_file_counts": {
        WORD: _names("severity"),
    },
    "ingest_batches": {
        WORD: _names("kind"),
        RUN: _names("stream_id"),
        LANDED_FILE: _names("files"),
    },
    "landing_roots": {
        LANDED_FILE: _names("root_id path"),
    },
    "ingest_ledger": {
        LANDED_FILE: _names("source_file root_id family continues_file"),
        WORD: _names("entry format encoding"),
        HASH: _names("content_hash head_hash end_hash tail_hash"),
    },
    "ingest_checks": {
        WORD: _names("check_name"),
        LANDED_FILE: _names("subject"),
    },
    "pattern_map": {
        HASH: _names("template_hash pattern_id earlier_hashes"),
        WORD: _names("reason"),
    },
    "pattern_decisions": {
        HASH: _names("decision_id pattern_id other_id"),
        WORD: _names("kind"),
        PERSON: _names("author"),
    },
    "pattern_sightings": {
        WORD: _names("severity"),
        HASH: _names("template_hash"),
    },
    "pattern_pairs": {
        HASH: _names("pattern_a pattern_b"),
    },
    "anomaly_baselines": {
        WORD: _names("severity rule_version"),
    },
    "anomaly_alerts": {
        PEOPLE: _names("suggested_actions"),
        HASH: _names("alert_id pattern_id"),
        WORD: _names("anomaly_type severity alert_severity state metrics rule_version"),
    },
    "rule_versions": {
        PEOPLE: _names("text mistake rule file"),
        HASH: _names("rule_version"),
        RUN: _names("run_id"),
    },
    "rule_matches": {
        PEOPLE: _names("rule"),
        HASH: _names("match_id rule_version event_id fingerprint"),
        WORD: _names("source severity"),
    },
    "rule_runs": {
        WORD: _names("source"),
        RUN: _names("run_id"),
    },
    "outbox_runs": {
        WORD: _names("state"),
        RUN: _names("holder"),
    },
    "outbox_attempts": {
        PEOPLE: _names("tracker repository issue_repository moved_repository url labels assignee"),
        HASH: _names("intent_id incident_id title_hash body_hash comment_hash"),
        WORD: _names("action state reason found"),
    },
    "outbox": {
        PEOPLE: _names("tracker repository url"),
        HASH: _names("intent_id incident_id"),
        WORD: _names("action number state reason"),
    },
    "ticket_changes": {
        PEOPLE: _names("tracker repository labels"),
        HASH: _names("change_id incident_id"),
        WORD: _names("kind decision known_by"),
        PERSON: _names("author assignees"),
    },
    "ticket_reads": {
        PEOPLE: _names("tracker repository"),
    },
    "counted_matches": {
        PEOPLE: _names("rule"),
        HASH: _names("match_id"),
    },
    "incident_decisions": {
        HASH: _names("decision_id incident_id other_id request_hash"),
        WORD: _names("kind door"),
        PERSON: _names("assignee author"),
    },
    "incident_journal": {
        PEOPLE: _names("rule"),
        HASH: _names("entry_id incident_id fingerprint decision_id"),
        WORD: _names("kind source"),
        PERSON: _names("author"),
    },
    "incidents": {
        PEOPLE: _names("rule"),
        HASH: _names(
            "incident_id umbrella_id inhibited_by follows_id merged_into fingerprint pattern_id sample_event_id"
        ),
        WORD: _names("state resolved_by source severity priority"),
        PERSON: _names("owner assignee"),
    },
    "error_catalog": {
        PEOPLE: _names("cause fix link"),
        WORD: _names("kind severity_override source"),
        PERSON: _names("owner"),
    },
    "services": {
        PEOPLE: _names("title repository link"),
        PERSON: _names("owner"),
        WORD: _names("source"),
    },
    "analysis_jobs": {
        WORD: _names("job status rule_version faultbook_version"),
        RUN: _names("run_id"),
    },
    "severity_ranks": {
        WORD: _names("severity spellings"),
    },
    "query_statements": {
        PLATFORM_ID: _names(
            "workspace_id statement_id cluster_id warehouse_id job_id job_run_id dashboard_id alert_id "
            "notebook_id genie_space_id"
        ),
        PERSON: _names("executed_by"),
        WORD: _names("execution_status compute_type statement_type"),
        HASH: _names("shape"),
    },
    "warehouse_hours": {
        PLATFORM_ID: _names("workspace_id warehouse_id"),
        RESOURCE: _names("warehouse_name"),
        WORD: _names("warehouse_type warehouse_size idle_basis"),
    },
    "cost_ledger": {
        PLATFORM_ID: _names("workspace_id resource_id parent_id"),
        WORD: _names(
            "cloud sku_name usage_unit billing_origin_product resource_kind currency_code cost_basis attribution_method"
        ),
        PERSON: _names("identity"),
    },
    "query_cost": {
        PLATFORM_ID: _names("workspace_id warehouse_id statement_id job_run_id"),
        WORD: _names(
            "row_kind cloud sku_name billing_origin_product usage_unit currency_code cost_basis attribution_method"
        ),
        PERSON: _names("executed_by identity"),
    },
    "job_run_cost": {
        PLATFORM_ID: _names("workspace_id job_id job_run_id task_run_id"),
        RESOURCE: _names("job_name task_key"),
        WORD: _names("run_result_state result_state sku_name usage_unit currency_code"),
        PERSON: _names("identity"),
    },
    "cost_daily": {
        PLATFORM_ID: _names("workspace_id resource_id"),
        WORD: _names("cloud billing_origin_product sku_name resource_kind usage_unit currency_code"),
        PERSON: _names("identity"),
    },
    "cost_tags": {
        PLATFORM_ID: _names("workspace_id"),
        WORD: _names("billing_origin_product usage_unit currency_code"),
        RESOURCE: _names("tag_key tag_value"),
    },
    "query_daily": {
        PLATFORM_ID: _names("workspace_id warehouse_id"),
    },
    "statement_shapes": {
        HASH: _names("shape"),
        WORD: _names("inspection traits"),
    },
    "optimization_opportunities": {
        WORD: _names("rule optimization_type status resource_kind measure currency_code saving_basis overlaps"),
        PLATFORM_ID: _names("workspace_id resource_id subject_id query_id"),
        RESOURCE: _names("resource_name"),
        PERSON: _names("user_id"),
    },
    "cost_forecast": {
        WORD: _names("scope_type currency_code"),
        RESOURCE: _names("scope_value"),
    },
    "budget_status": {
        RESOURCE: _names("budget scope_value"),
        WORD: _names("scope_type currency_code status"),
        PERSON: _names("owner"),
    },
    "cost_anomalies": {
        PLATFORM_ID: _names("workspace_id"),
        WORD: _names("billing_origin_product currency_code rule_version"),
    },
    "failure_cost": {
        WORD: _names("failure_kind currency_code matched_by severity"),
        PLATFORM_ID: _names("workspace_id job_id job_run_id task_run_id statement_id"),
        HASH: _names("template_hash"),
    },
    "system_table_checks": {
        WORD: _names("system_table readability missing_leaves assessment"),
    },
    "source_polls": {
        WORD: _names("source outcome"),
        RESOURCE: _names("scope"),
        PLATFORM_ID: _names("pending"),
        HASH: _names("delivered"),
        RUN: _names("run_id"),
    },
    "raw_events": {
        HASH: _names("envelope_id"),
        WORD: _names("source content_type auth definition reject_reason wrapped_in"),
        LANDED_FILE: _names("landed_file"),
        AS_IT_CAME: _names("delivery_id headers remote body body_base64"),
    },
    "event_reports": {
        HASH: _names("report_id event_id template_hash envelope_id"),
        WORD: _names("source definition kind phase message_path"),
        PERSON: _names("user_name"),
    },
    "failure_events": {
        HASH: _names("event_id template_hash"),
        WORD: _names("kind state message_path message_source sources"),
        PERSON: _names("user_name"),
    },
    "event_rejects": {
        HASH: _names("envelope_id"),
        WORD: _names("source reason definition"),
        LANDED_FILE: _names("landed_file"),
    },
    "event_ledger": {
        WORD: _names("source"),
        LANDED_FILE: _names("landed_file"),
    },
    "writer_lease": {
        RUN: _names("lease holder"),
    },
}
"""Table -> reason -> STRING columns that hold no such text, or a name on purpose."""


def text_columns(table: str) -> dict[str, Form]:
    """The columns of a table that may hold text, with their forms; empty where it has none."""
    return {name: FORMS.get((table, name), Form.PLAIN) for name in TEXTS.get(table, ())}


def names_on_purpose(table: str) -> frozenset[str]:
    """The columns of a table that may show a name, as an e-mail address, on purpose."""
    reasons = WITHOUT_TEXT.get(table, {})
    return frozenset(name for reason in ON_PURPOSE for name in reasons.get(reason, ()))
