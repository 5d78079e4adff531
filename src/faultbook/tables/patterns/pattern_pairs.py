"""Which patterns rise together, as the newest run of `baselines` found them."""

from faultbook.tables.contract import Column, Lease, SchemaRole, Table

PATTERN_PAIRS = Table(
    name="pattern_pairs",
    role=SchemaRole.ANSWERS,
    lease=Lease.LOGS,
    comment="Pairs of patterns that rise in the same hours more often than chance lets them.",
    key=("environment", "pattern_a", "pattern_b"),
    columns=(
        Column("environment", "STRING", "Environment that both were seen in.", nullable=False),
        Column("pattern_a", "STRING", "The one of both patterns whose id sorts first; see patterns.", nullable=False),
        Column("pattern_b", "STRING", "The other one.", nullable=False),
        Column("joint_hours", "BIGINT", "Hours in which both rose above their own expectation.", nullable=False),
        Column("hours_a", "BIGINT", "Hours in which pattern_a rose, with or without the other.", nullable=False),
        Column("hours_b", "BIGINT", "Hours in which pattern_b rose, with or without the other.", nullable=False),
        Column("lift", "DOUBLE", "Joint hours over those that chance would give both.", nullable=False),
        Column(
            "surprise", "DOUBLE", "How unlikely that is by chance, -ln of a bound of the probability.", nullable=False
        ),
        Column("first_hour", "TIMESTAMP", "Start of the first joint hour, UTC.", nullable=False),
        Column("last_hour", "TIMESTAMP", "Start of the last joint hour, UTC.", nullable=False),
        Column("through_batch", "BIGINT", "Newest batch that was read.", nullable=False),
    ),
    computed_from=(
        "error_counts",
        "pattern_map",
    ),
    kept="Replaced by each run, from the last `baseline_days`.",
)
