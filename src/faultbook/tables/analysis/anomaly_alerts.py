"""What went wrong unexpectedly: one row per series and episode."""

from faultbook.tables.contract import Column, Lease, SchemaRole, Table

ANOMALY_ALERTS = Table(
    name="anomaly_alerts",
    role=SchemaRole.ANSWERS,
    lease=Lease.INCIDENTS,
    comment="One row per anomaly and episode: what was seen, what was expected, and the patterns that explain it.",
    key=("alert_id",),
    columns=(
        Column("alert_id", "STRING", "Stable name of the alert: the same at every run.", nullable=False),
        Column("anomaly_type", "STRING", "error_spike, new_pattern, silent_service or regression.", nullable=False),
        Column("service", "STRING", "Service of the series.", nullable=False),
        Column("environment", "STRING", "Environment of the series.", nullable=False),
        Column("severity", "STRING", "Severity of the series; 'all' for silent_service.", nullable=False),
        Column("alert_severity", "STRING", "medium, high or critical: how bad the anomaly is.", nullable=False),
        Column("state", "STRING", "open, ended, or withdrawn: late records filled the silence.", nullable=False),
        Column("started_at", "TIMESTAMP", "Start of the first hour of the episode, UTC.", nullable=False),
        Column("ended_at", "TIMESTAMP", "End of its last hour, UTC; NULL while it is open."),
        Column("observed", "BIGINT", "Records in the hours of the episode.", nullable=False),
        Column("expected", "DOUBLE", "Records that were expected in these hours.", nullable=False),
        Column("description", "STRING", "The alert in a sentence.", nullable=False),
        Column("pattern_id", "STRING", "The pattern that is new or back; NULL for error_spike and silent_service."),
        Column("last_hour", "TIMESTAMP", "Start of the last hour of the episode so far, UTC.", nullable=False),
        Column("peak_hour", "TIMESTAMP", "Start of its worst hour, UTC.", nullable=False),
        Column("z", "DOUBLE", "How far the peak hour is off; NULL where the rule is no baseline."),
        Column(
            "metrics",
            "MAP<STRING,DOUBLE>",
            "hours, excess (records), peak_observed, peak_expected, peak_z where there is one.",
            nullable=False,
        ),
        Column(
            "hours",
            "ARRAY<STRUCT<hour:TIMESTAMP,observed:BIGINT,expected:DOUBLE,z:DOUBLE>>",
            "The hours of the episode, in order.",
            nullable=False,
        ),
        Column(
            "explanations",
            "ARRAY<STRUCT<pattern_id:STRING,template:STRING,error_code:STRING,observed:BIGINT,expected:DOUBLE,"
            "excess:DOUBLE,share:DOUBLE>>",
            "Patterns that explain the excess, largest first; share is the part of it, 0 to 1.",
            nullable=False,
        ),
        Column("suggested_actions", "ARRAY<STRING>", "What error_catalog and services know to do; may be empty."),
        Column(
            "llm_analysis", "STRING", "Analysis of a model; NULL where none was requested, empty where the reply was."
        ),
        Column("detected_at", "TIMESTAMP", "When a run first saw the anomaly, UTC.", nullable=False),
        Column("updated_at", "TIMESTAMP", "When a run last changed the row, UTC.", nullable=False),
        Column("through_batch", "BIGINT", "Newest complete batch when the row was last changed.", nullable=False),
        Column("rule_version", "STRING", "Version of the rule that made the row.", nullable=False),
    ),
    computed_from=(
        "error_counts",
        "anomaly_baselines",
        "pattern_map",
        "pattern_sightings",
        "pattern_decisions",
        "error_templates",
        "severity_ranks",
        "error_catalog",
        "services",
        "the model of the setting `analysis_endpoint`",
    ),
    kept="For ever; an alert is replaced when its episode changes.",
)
