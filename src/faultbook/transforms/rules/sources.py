"""What is known of each source of rules beside its columns: what an event is called, and what tells its faults apart.

All entries are SQL over the columns of its frame in `frames`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from faultbook.incidents.facts import Fact
from faultbook.registry import registered


@dataclass(frozen=True)
class Source:
    """A source of rules.

    `what`: what it is that failed; `message`: the text of an event, NULL where the source has none. `slots`: slots of
    a structural fingerprint -> text; those that are not named are empty. `facts`: names in `incidents.facts` -> text
    that an incident keeps of its event. `changes`: the column by which new rows are found: `source_batch`, or an
    instant. `is_counted`: its events are many; matches are one row per second, not per event.
    """

    name: str
    what: str
    message: str
    slots: Mapping[str, str]
    facts: Mapping[str, str] = field(default_factory=dict)
    changes: str = "source_batch"
    is_counted: bool = False


FAILURES = Source(
    name="failures",
    what="what",
    message="message",
    slots={
        "error_class": "coalesce(error_type, failure_type)",
        "error_code": "coalesce(error_code, code_hint)",
        "http_status": "http_status",
        "sqlstate": "facts['sqlstate']",
        "termination_code": "termination_code",
        # An alert without a message has a name that its author gave it.
        "template": "coalesce(template, title)",
        "top_frames": "facts['top_frames']",
    },
    facts={
        Fact.MESSAGE: "message",
        Fact.RESOURCE: "coalesce(job_name, pipeline, resource_name, cluster_id, resource_id)",
        Fact.PATTERN_ID: "template_hash",
        Fact.LINK: "link",
        Fact.KIND: "kind",
        Fact.CLUSTER_ID: "cluster_id",
        Fact.PARENT: "coalesce(parent_run_id, pipeline_run_id)",
        Fact.UPSTREAM: "CASE WHEN termination_code LIKE '%UPSTREAM_FAILED%' THEN 'yes' END",
        Fact.WORKSPACE_ID: "workspace_id",
        Fact.BUILD: "build",
    },
)

LOGS = Source(
    name="logs",
    what="service",
    message="message",
    slots={
        "error_class": "coalesce(root_exception_type, exception_type)",
        "error_code": "coalesce(nullif(error_code, '(none)'), code_hint)",
        "http_status": "CAST(http_status AS STRING)",
        "template": "template_hash",
        "top_frames": "top_frames",
    },
    facts={Fact.MESSAGE: "message", Fact.RESOURCE: "service", Fact.PATTERN_ID: "template_hash"},
    is_counted=True,
)

STATEMENTS = Source(
    name="statements",
    what="coalesce(warehouse_id, compute_type, workspace_id)",
    message="statement_text",
    slots={"error_class": "execution_status", "template": "coalesce(shape, statement_type)"},
    facts={Fact.RESOURCE: "warehouse_id", Fact.KIND: "'statement'", Fact.WORKSPACE_ID: "workspace_id"},
    changes="happened_at",
)

ANOMALIES = Source(
    name="anomalies",
    what="service",
    message="description",
    slots={"error_class": "anomaly_type", "error_code": "severity", "template": "pattern_id"},
    facts={Fact.MESSAGE: "description", Fact.RESOURCE: "service", Fact.PATTERN_ID: "pattern_id"},
    changes="updated_at",
)

BUDGETS = Source(
    name="budgets",
    what="coalesce(nullif(budget, ''), scope_value)",
    message="reason",
    slots={"error_class": "'budget'", "template": "concat_ws('/', budget, scope_type, scope_value, currency_code)"},
    facts={Fact.MESSAGE: "reason", Fact.RESOURCE: "coalesce(nullif(budget, ''), scope_value)"},
    changes="happened_at",
)

SPEND = Source(
    name="spend",
    what="billing_origin_product",
    message="CAST(NULL AS STRING)",
    slots={
        "error_class": "'spend'",
        "template": "concat_ws('/', billing_origin_product, workspace_id, currency_code)",
    },
    facts={Fact.RESOURCE: "billing_origin_product", Fact.WORKSPACE_ID: "workspace_id"},
    changes="happened_at",
)

SOURCES: Mapping[str, Source] = registered("source of rules", [FAILURES, LOGS, STATEMENTS, ANOMALIES, BUDGETS, SPEND])
"""Name of a frame -> its source."""
