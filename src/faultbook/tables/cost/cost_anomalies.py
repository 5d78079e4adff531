"""Days on which far more was spent than the hours of the week let expect."""

from faultbook.tables.contract import Column, Lease, SchemaRole, Table
from faultbook.tables.cost.cost_ledger import PART

COST_ANOMALIES = Table(
    name="cost_anomalies",
    role=SchemaRole.ANSWERS,
    lease=Lease.COST,
    comment="Per day, workspace and product: hours whose spend is far above what their hour of the week lets expect, "
    "by the same rule as spikes of errors.",
    key=("usage_date", "workspace_id", "billing_origin_product", "currency_code"),
    columns=(
        Column("usage_date", "DATE", "UTC day.", nullable=False),
        Column("workspace_id", "STRING", "Workspace; <ACCOUNT> for usage of the account itself.", nullable=False),
        Column("billing_origin_product", "STRING", "Product; <UNKNOWN> where the bill names none.", nullable=False),
        Column("currency_code", "STRING", "Currency of the amounts.", nullable=False),
        Column("anomaly_hours", "BIGINT", "Hours of the day that are far above.", nullable=False),
        Column("first_hour", "TIMESTAMP", "The first of them, UTC.", nullable=False),
        Column("observed_amount", PART, "Money of these hours.", nullable=False),
        Column("expected_amount", PART, "Money that was to be expected in them.", nullable=False),
        Column("excess_amount", PART, "observed - expected.", nullable=False),
        Column("max_z", "DOUBLE", "Deviations above its expectation of the strangest hour.", nullable=False),
        Column("rule_version", "STRING", "Version of the rule.", nullable=False),
    ),
    computed_from=("cost_ledger",),
    kept="For ever; the last `cost_anomaly_days` are replaced by each run.",
)
