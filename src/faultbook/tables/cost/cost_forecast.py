"""What the days to come are expected to cost."""

from faultbook.tables.contract import Column, Lease, SchemaRole, Table
from faultbook.tables.cost.cost_ledger import PART

SCOPE_COLUMNS = (
    Column("scope_type", "STRING", "ACCOUNT, WORKSPACE, TAG, JOB or USER.", nullable=False),
    Column(
        "scope_value", "STRING", "<ALL>, a workspace, key=value of a tag, workspace/job, or a user.", nullable=False
    ),
    Column("currency_code", "STRING", "Currency of the amounts. Never add up different ones.", nullable=False),
)

COST_FORECAST = Table(
    name="cost_forecast",
    role=SchemaRole.ANSWERS,
    lease=Lease.COST,
    comment="Per scope and day to come: what it is expected to cost, and the interval that holds 80 of 100 days.",
    key=("scope_type", "scope_value", "currency_code", "usage_date"),
    columns=(
        *SCOPE_COLUMNS,
        Column("usage_date", "DATE", "UTC day that the forecast is of.", nullable=False),
        Column("expected_amount", PART, "Money expected.", nullable=False),
        Column("low_amount", PART, "One day in ten is below.", nullable=False),
        Column("high_amount", PART, "One day in ten is above.", nullable=False),
        Column("history_days", "BIGINT", "Days that it was learned from.", nullable=False),
        Column(
            "history_through", "DATE", "The last of them: the last day that no late row can change.", nullable=False
        ),
        Column("mase", "DOUBLE", "Error when looking back over that of repeating last week; NULL: too short to tell."),
        Column("coverage", "DOUBLE", "Part of last week's days that the interval held; NULL: too short to tell."),
    ),
    computed_from=(
        "cost_daily",
        "cost_tags",
        "query_cost",
        "cost_ledger",
        "the file of the setting `budgets_file`",
    ),
    kept="Replaced by each run.",
)
