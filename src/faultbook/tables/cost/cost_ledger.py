"""The dollar ledger: what became of every billed unit."""

from faultbook.tables.contract import Column, Lease, SchemaRole, Table

QUANTITY = "DECIMAL(36,18)"
"""Billed units, in the digits of the bill. Two places below 38, so that a difference keeps them all."""
PART = "DECIMAL(28,10)"
"""A split of units, and every amount of money."""

COST_LEDGER = Table(
    name="cost_ledger",
    role=SchemaRole.ANSWERS,
    lease=Lease.COST,
    comment=(
        "Per hour, resource, SKU and unit: billed_quantity = allocated + idle + unattributed + unpriced, and "
        "billed_amount = direct + idle + unattributed. Exact; corrections are netted."
    ),
    key=(
        "hour",
        "workspace_id",
        "cloud",
        "sku_name",
        "usage_unit",
        "billing_origin_product",
        "resource_kind",
        "resource_id",
        "parent_id",
        "identity",
        "currency_code",
        "cost_basis",
    ),
    partitioned_by=("usage_date",),
    columns=(
        Column("usage_date", "DATE", "UTC day of the hour.", nullable=False),
        Column("hour", "TIMESTAMP", "Start of the hour, UTC.", nullable=False),
        Column("workspace_id", "STRING", "Workspace; NULL for usage of the account itself."),
        Column("cloud", "STRING", "AWS, AZURE or GCP."),
        Column("sku_name", "STRING", "What is sold."),
        Column("usage_unit", "STRING", "Unit of the quantities. Never add up different units."),
        Column("billing_origin_product", "STRING", "Product; an open set."),
        Column(
            "resource_kind",
            "STRING",
            "WAREHOUSE, PIPELINE, JOB_RUN, NOTEBOOK, ENDPOINT, APP, DATABASE, CLUSTER or NONE.",
            nullable=False,
        ),
        Column("resource_id", "STRING", "Warehouse, pipeline, run, notebook ...; NULL for NONE."),
        Column("parent_id", "STRING", "Job of a run; NULL for all else."),
        Column("identity", "STRING", "Who it ran as, else who owns it, else who made it; NULL where none is known."),
        Column("record_count", "BIGINT", "Usage records that begin in this hour. Adds up to all.", nullable=False),
        Column("billed_quantity", QUANTITY, "Units billed, corrections netted.", nullable=False),
        Column("allocated_quantity", QUANTITY, "Units of work: statements, or the resource itself.", nullable=False),
        Column("idle_quantity", QUANTITY, "Units of a warehouse that ran and had no work.", nullable=False),
        Column("unattributed_quantity", QUANTITY, "Units that no statement or resource is known for.", nullable=False),
        Column("unpriced_quantity", QUANTITY, "Units without a price: not in any amount.", nullable=False),
        Column("currency_code", "STRING", "Currency of the amounts; NULL without a price."),
        Column("cost_basis", "STRING", "list or account (prices); NULL without a price."),
        Column("billed_amount", PART, "Money billed; NULL without a price."),
        Column("direct_amount", PART, "Of it for work; NULL without a price."),
        Column("idle_amount", PART, "Of it for idle time; NULL without a price."),
        Column("unattributed_amount", PART, "Of it for unattributed units; NULL without a price."),
        Column(
            "attribution_method",
            "STRING",
            "attributed_usage, work_share, by_id, no_work_in_hour, no_id or unpriced.",
            nullable=False,
        ),
        Column("provisional", "BOOLEAN", "True while late rows may still change the hour.", nullable=False),
    ),
    computed_from=(
        "billing.usage",
        "billing.list_prices",
        "billing.account_prices",
        "warehouse_hours",
    ),
    kept="For ever. The hours and days that late rows touch are replaced.",
)
