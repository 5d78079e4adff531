"""Every incident as it is now: its state, how often and since when, who cares for it, what it cost."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from faultbook.tables import INCIDENTS, Column, SchemaRole
from faultbook.tables.cost.cost_ledger import PART
from faultbook.tables.view import View
from faultbook.transforms.portable.contracted import contracted
from faultbook.transforms.portable.incident_rows import ACTIVE, cost_of_incidents, severity_rank
from faultbook.transforms.portable.seconds import seconds_between

_STORED = {column.name: column for column in INCIDENTS.columns}

VIEW = View(
    name="incidents_now",
    role=SchemaRole.ANSWERS,
    comment="One row for each incident as it is now, over or not, with times and the cost of its failures. is_active: "
    "somebody has to look at it.",
    key=("incident_id",),
    columns=(
        *(_STORED[name] for name in ("incident_id", "title", "state")),
        Column("is_active", "BOOLEAN", "True where it is open or acknowledged.", nullable=False),
        *(_STORED[name] for name in ("severity",)),
        Column("severity_rank", "INT", "0 critical, 1 high, 2 medium, 3 low, 4 info.", nullable=False),
        *(_STORED[name] for name in ("priority", "service", "environment", "resource", "owner", "assignee")),
        *(_STORED[name] for name in ("rule", "source", "fingerprint", "pattern_id", "message", "build")),
        *(_STORED[name] for name in ("is_muted", "muted_until", "is_flapping", "is_umbrella", "umbrella_id")),
        *(_STORED[name] for name in ("inhibited_by", "follows_id", "merged_into", "resolved_by", "resolved_build")),
        *(_STORED[name] for name in ("opened_at", "opened_on", "detected_at", "last_seen", "acknowledged_at")),
        *(_STORED[name] for name in ("resolved_at", "reopened", "occurrence_count", "late_count")),
        Column("detect_seconds", "DOUBLE", "From the first event to the incident.", nullable=False),
        Column("acknowledge_seconds", "DOUBLE", "From the incident to its acknowledgement; NULL: none yet."),
        Column("resolve_seconds", "DOUBLE", "From the first event to the end; NULL where it is not over."),
        Column("currency_code", "STRING", "Currency of the cost; NULL where none or several are known."),
        Column(
            "cost",
            PART,
            "Money that its failures used, as far as the bill has it; NULL: none is known, or in several currencies.",
        ),
        Column("provisional", "BOOLEAN", "True while late rows may still change the cost; NULL where none is known."),
        *(_STORED[name] for name in ("sample_event_id", "link", "updated_at")),
    ),
    question=(
        "select severity, title, service, occurrence_count, opened_at, owner from incidents_now where is_active "
        "order by severity_rank, opened_at desc limit 20"
    ),
)


def incidents_now(  # noqa: PLR0917 - one parameter per table
    incidents: DataFrame,
    incident_journal: DataFrame,
    rule_matches: DataFrame,
    failure_events: DataFrame,
    job_run_cost: DataFrame,
    query_cost: DataFrame,
) -> DataFrame:
    """Incidents with times and cost. In: the tables of these names. Out: the columns of VIEW."""
    costs = cost_of_incidents(incident_journal, rule_matches, failure_events, job_run_cost, query_cost)
    rows = incidents.withColumns(
        {
            "is_active": F.col("state").isin(*ACTIVE),
            "severity_rank": severity_rank(),
            "detect_seconds": seconds_between("opened_at", "detected_at"),
            "acknowledge_seconds": seconds_between("detected_at", "acknowledged_at"),
            "resolve_seconds": seconds_between("opened_at", "resolved_at"),
        }
    )
    return contracted(rows.join(costs, on=F.col("incident_id") == F.col("costly_incident"), how="left"), VIEW)
