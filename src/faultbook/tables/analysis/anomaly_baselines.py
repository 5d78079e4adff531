"""What each series is expected to do in each hour of the week."""

from faultbook.tables.contract import Column, Lease, SchemaRole, Table

ANOMALY_BASELINES = Table(
    name="anomaly_baselines",
    role=SchemaRole.ANSWERS,
    lease=Lease.LOGS,
    comment="Per service, environment, severity and hour of the week: how many records are expected. Replaced weekly.",
    key=("service", "environment", "severity", "hour_of_week"),
    columns=(
        Column("service", "STRING", "Service of the series.", nullable=False),
        Column("environment", "STRING", "Environment of the series.", nullable=False),
        Column("severity", "STRING", "Severity of the series.", nullable=False),
        Column("hour_of_week", "INT", "0 is Monday 00:00 to 01:00 UTC, 167 Sunday 23:00.", nullable=False),
        Column("mean_count", "DOUBLE", "Mean records per hour over the cell's samples; NULL where it has none."),
        Column("stddev_count", "DOUBLE", "Standard deviation of the samples; NULL where there are fewer than two."),
        Column("p95_count", "DOUBLE", "95th percentile of the samples; NULL where there are none."),
        Column(
            "upper_threshold", "DOUBLE", "Records per hour from which a closed hour is far above it.", nullable=False
        ),
        Column("mu", "DOUBLE", "Expected records per hour; at least 0.1.", nullable=False),
        Column("alpha", "DOUBLE", "Overdispersion of the series: variance = mu + alpha * mu^2.", nullable=False),
        Column("samples", "BIGINT", "Hours that the cell rests on: its own and its two neighbours'.", nullable=False),
        Column("history_hours", "BIGINT", "Hours since the series' first record, at most the window.", nullable=False),
        Column("trained_from", "TIMESTAMP", "Start of the window, UTC.", nullable=False),
        Column("trained_through", "TIMESTAMP", "End of the window, UTC; it is not part of it.", nullable=False),
        Column("rule_version", "STRING", "Version of the rule that made the row.", nullable=False),
    ),
    computed_from=(
        "error_counts",
        "pattern_sightings",
        "anomaly_alerts",
    ),
    kept="Replaced by each run, from the last `baseline_days`.",
)
