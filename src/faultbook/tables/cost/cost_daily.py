"""The ledger by day: kept for ever, when the platform's tables and the hours are gone."""

from faultbook.tables.contract import Column, Lease, SchemaRole, Table
from faultbook.tables.cost.cost_ledger import PART, QUANTITY

COST_DAILY = Table(
    name="cost_daily",
    role=SchemaRole.ANSWERS,
    lease=Lease.COST,
    comment="The ledger by day, workspace, product, SKU, resource and identity. Kept beyond the platform's 365 days.",
    key=(
        "usage_date",
        "workspace_id",
        "cloud",
        "billing_origin_product",
        "sku_name",
        "resource_kind",
        "resource_id",
        "identity",
        "usage_unit",
        "currency_code",
    ),
    partitioned_by=("usage_date",),
    columns=(
        Column("usage_date", "DATE", "UTC day.", nullable=False),
        Column("workspace_id", "STRING", "Workspace; NULL for usage of the account itself."),
        Column("cloud", "STRING", "AWS, AZURE or GCP."),
        Column("billing_origin_product", "STRING", "Product; an open set."),
        Column("sku_name", "STRING", "What is sold."),
        Column("resource_kind", "STRING", "As in cost_ledger; runs are under JOB.", nullable=False),
        Column("resource_id", "STRING", "Warehouse, pipeline, job, notebook ...; NULL for NONE."),
        Column("identity", "STRING", "Who it ran as, else who owns it, else who made it."),
        Column("usage_unit", "STRING", "Unit of the quantities."),
        Column("record_count", "BIGINT", "Usage records that begin on this day.", nullable=False),
        Column("billed_quantity", QUANTITY, "Units billed.", nullable=False),
        Column("allocated_quantity", QUANTITY, "Units of work.", nullable=False),
        Column("idle_quantity", QUANTITY, "Units of idle time.", nullable=False),
        Column("unattributed_quantity", QUANTITY, "Unattributed units.", nullable=False),
        Column("unpriced_quantity", QUANTITY, "Units without a price.", nullable=False),
        Column("currency_code", "STRING", "Currency; NULL without a price."),
        Column("billed_amount", PART, "Money billed; NULL without a price."),
        Column("direct_amount", PART, "Of it for work; NULL without a price."),
        Column("idle_amount", PART, "Of it for idle time; NULL without a price."),
        Column("unattributed_amount", PART, "Of it for unattributed units; NULL without a price."),
        Column("provisional_hours", "BIGINT", "Hours of the day that late rows may still change.", nullable=False),
    ),
    computed_from=("cost_ledger",),
    kept="For ever. The hours and days that late rows touch are replaced.",
)
