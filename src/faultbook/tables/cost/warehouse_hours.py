"""What a warehouse did in an hour: how long it ran, how long it worked."""

from faultbook.tables.contract import Column, Lease, SchemaRole, Table

WAREHOUSE_HOURS = Table(
    name="warehouse_hours",
    role=SchemaRole.ANSWERS,
    lease=Lease.COST,
    comment="Per warehouse and hour in which it ran, worked or was billed: running and busy time, and its settings.",
    key=("workspace_id", "warehouse_id", "hour"),
    partitioned_by=("usage_date",),
    columns=(
        Column("usage_date", "DATE", "UTC day of the hour.", nullable=False),
        Column("hour", "TIMESTAMP", "Start of the hour, UTC.", nullable=False),
        Column("workspace_id", "STRING", "Workspace.", nullable=False),
        Column("warehouse_id", "STRING", "SQL warehouse.", nullable=False),
        Column("warehouse_name", "STRING", "Its name in that hour; NULL where it is not known."),
        Column("warehouse_type", "STRING", "CLASSIC, PRO or SERVERLESS; NULL where it is not known."),
        Column("warehouse_size", "STRING", "2X_SMALL to 5X_LARGE; NULL where it is not known."),
        Column("auto_stop_minutes", "INT", "Minutes without work until it stops; NULL where it is not known."),
        Column("statement_count", "BIGINT", "Statements that worked in the hour.", nullable=False),
        Column("running_ms", "BIGINT", "Time that it ran, by its events or because it worked, ms.", nullable=False),
        Column("busy_ms", "BIGINT", "Of it with at least one statement at work, ms.", nullable=False),
        Column("work_us", "BIGINT", "Task time of all statements in the hour, microseconds.", nullable=False),
        Column(
            "native_units",
            "BIGINT",
            "Active usage by the platform's own split, in 10^-10 units; NULL where it has no rows for the day.",
        ),
        Column("idle_basis", "STRING", "events, or unknown: without events the hour counts as used.", nullable=False),
    ),
    computed_from=(
        "query.history",
        "billing.attributed_usage",
        "compute.warehouse_events",
        "compute.warehouses",
    ),
    kept="For ever. The hours and days that late rows touch are replaced.",
)
