"""What carries which tag: the tagged part of each day's bill."""

from faultbook.tables.contract import Column, Lease, SchemaRole, Table
from faultbook.tables.cost.cost_ledger import PART, QUANTITY

ANY_TAG, TAGGED, UNTAGGED = "<ANY>", "<TAGGED>", "<UNTAGGED>"
"""ANY_TAG takes the place of a key; its values are whether a record has any tag at all."""

COST_TAGS = Table(
    name="cost_tags",
    role=SchemaRole.ANSWERS,
    lease=Lease.COST,
    comment=(
        "Per day, workspace, product and tag: what records with the tag were billed. A record with several tags is in "
        "several rows: add up one tag_key only. cost_by_tag adds what has no such tag."
    ),
    key=(
        "usage_date",
        "workspace_id",
        "billing_origin_product",
        "tag_key",
        "tag_value",
        "usage_unit",
        "currency_code",
    ),
    partitioned_by=("usage_date",),
    columns=(
        Column("usage_date", "DATE", "UTC day.", nullable=False),
        Column("workspace_id", "STRING", "Workspace; NULL for usage of the account itself."),
        Column("billing_origin_product", "STRING", "Product; an open set."),
        Column("tag_key", "STRING", "Name of the tag; <ANY>: any tag at all.", nullable=False),
        Column("tag_value", "STRING", "Its value, '' where it has none; <TAGGED> for <ANY>.", nullable=False),
        Column("usage_unit", "STRING", "Unit of the quantity."),
        Column("record_count", "BIGINT", "Usage records that begin on this day.", nullable=False),
        Column("billed_quantity", QUANTITY, "Units billed.", nullable=False),
        Column("currency_code", "STRING", "Currency; NULL without a price."),
        Column("billed_amount", PART, "Money billed; NULL without a price."),
    ),
    computed_from=(
        "billing.usage",
        "billing.list_prices",
        "billing.account_prices",
        "lakeflow.pipelines",
    ),
    kept="For ever. The hours and days that late rows touch are replaced.",
)
