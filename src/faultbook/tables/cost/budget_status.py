"""What was spent this month, where the month will end, and the budget."""

from faultbook.tables.contract import Column, Lease, SchemaRole, Table
from faultbook.tables.cost.cost_forecast import SCOPE_COLUMNS
from faultbook.tables.cost.cost_ledger import PART

BUDGET_STATUS = Table(
    name="budget_status",
    role=SchemaRole.ANSWERS,
    lease=Lease.COST,
    comment="Per scope and month: spend so far, run rate, expected end of the month, budget.",
    key=("month", "budget", "scope_type", "scope_value", "currency_code"),
    columns=(
        Column("month", "DATE", "First day of the month, UTC.", nullable=False),
        Column(
            "budget", "STRING", "Name of the budget; '' for the account and workspaces without one.", nullable=False
        ),
        *SCOPE_COLUMNS,
        Column("owner", "STRING", "Owner of the budget; NULL where it names none."),
        Column("budget_amount", PART, "Money for the month; NULL without a budget."),
        Column("actual_amount", PART, "Money spent so far, provisional days too.", nullable=False),
        Column("actual_through", "DATE", "Last day with spend in it.", nullable=False),
        Column("run_rate_amount", PART, "The month at its mean day so far.", nullable=False),
        Column("expected_amount", PART, "The month by forecast; NULL where it is not assessed."),
        Column("low_amount", PART, "One month in ten ends below."),
        Column("high_amount", PART, "One month in ten ends above."),
        Column("status", "STRING", "OK, WARN, CRITICAL or NOT_ASSESSED.", nullable=False),
        Column("reason", "STRING", "Why it is WARN, CRITICAL or not assessed; NULL: it is OK."),
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
