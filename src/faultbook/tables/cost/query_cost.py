"""What statements cost, hour by hour, and what is left of each warehouse-hour."""

from faultbook.tables.contract import Column, Lease, SchemaRole, Table
from faultbook.tables.cost.cost_ledger import PART, QUANTITY

QUERY_COST = Table(
    name="query_cost",
    role=SchemaRole.ANSWERS,
    lease=Lease.COST,
    comment=(
        "Per statement and hour: direct (its work) and idle (its share of the hour's idle time). One residual row per "
        "warehouse-hour (statement_id NULL), so that the sum of direct and residual is what was billed."
    ),
    key=(
        "hour",
        "workspace_id",
        "warehouse_id",
        "row_kind",
        "statement_id",
        "cloud",
        "sku_name",
        "usage_unit",
        "billing_origin_product",
        "identity",
        "currency_code",
        "cost_basis",
    ),
    partitioned_by=("usage_date",),
    columns=(
        Column("usage_date", "DATE", "UTC day of the hour.", nullable=False),
        Column("hour", "TIMESTAMP", "Start of the hour, UTC.", nullable=False),
        Column("workspace_id", "STRING", "Workspace."),
        Column("warehouse_id", "STRING", "SQL warehouse; NULL for statements of serverless compute."),
        Column("row_kind", "STRING", "STATEMENT, IDLE or UNATTRIBUTED (the whole hour, no work).", nullable=False),
        Column("statement_id", "STRING", "Statement; NULL in residual rows."),
        Column("executed_by", "STRING", "Who ran it; NULL in residual rows."),
        Column("job_run_id", "STRING", "Run of a job that sent it; NULL for all else."),
        Column("cloud", "STRING", "AWS, AZURE or GCP; NULL where the hour is not billed."),
        Column("sku_name", "STRING", "What is sold; NULL where the hour is not billed."),
        Column("billing_origin_product", "STRING", "Product; NULL where the hour is not billed."),
        Column("identity", "STRING", "Owner of the warehouse on the bill; NULL where it is not known."),
        Column("usage_unit", "STRING", "Unit of the quantities; NULL where the hour is not billed."),
        Column("direct_quantity", PART, "Units of its work; NULL where the hour is not billed."),
        Column("idle_quantity", PART, "Its share of the hour's idle units; NULL where the hour is not billed."),
        Column("residual_quantity", QUANTITY, "Residual rows: units left over; 0 for statements."),
        Column("currency_code", "STRING", "Currency of the amounts; NULL without a price."),
        Column("cost_basis", "STRING", "list or account (prices); NULL without a price."),
        Column("direct_cost", PART, "Money for its work; NULL without a price."),
        Column("idle_cost", PART, "Its share of the hour's idle money; NULL without a price."),
        Column("loaded_cost", PART, "direct_cost + idle_cost."),
        Column("residual_cost", PART, "Residual rows: money left over; 0 for statements; NULL without a price."),
        Column(
            "work_share_cost",
            PART,
            "direct_cost by share of work, also where the platform's own split was taken: their difference is the "
            "dispute. NULL without a price.",
        ),
        Column(
            "attribution_method",
            "STRING",
            "attributed_usage, work_share, no_work, not_billed, unpriced, by_id (the bill names job or notebook), "
            "idle or no_work_in_hour.",
            nullable=False,
        ),
        Column("provisional", "BOOLEAN", "True while late rows may still change the hour.", nullable=False),
    ),
    computed_from=(
        "query.history",
        "billing.attributed_usage",
        "warehouse_hours",
        "cost_ledger",
    ),
    kept="For ever. The hours and days that late rows touch are replaced.",
)
