"""Who spent how much per day: statements by who ran them, all else by who it ran as, and what nobody did."""

from pyspark.sql import DataFrame

from faultbook.tables import Column, SchemaRole
from faultbook.tables.cost.cost_ledger import PART
from faultbook.tables.view import View
from faultbook.transforms.portable.contracted import contracted
from faultbook.transforms.portable.user_costs import USER_DAY, user_costs

VIEW = View(
    name="cost_by_user",
    role=SchemaRole.ANSWERS,
    comment="Spend per day and user, with lines for idle and unattributed time. Sums to the bill per currency.",
    key=USER_DAY,
    columns=(
        Column("usage_date", "DATE", "UTC day.", nullable=False),
        Column("workspace_id", "STRING", "Workspace; <ACCOUNT> for usage of the account itself.", nullable=False),
        Column(
            "user_id",
            "STRING",
            "User or service principal; <IDLE>, <UNATTRIBUTED> (hours without work), <UNKNOWN> (no name on the bill).",
            nullable=False,
        ),
        Column("currency_code", "STRING", "Currency. Never add up different ones.", nullable=False),
        Column(
            "statement_cost", PART, "Work of their statements on warehouses, or the warehouses' rest.", nullable=False
        ),
        Column("resource_cost", PART, "Jobs, notebooks, clusters and all else that ran as them.", nullable=False),
        Column("total_cost", PART, "statement_cost + resource_cost.", nullable=False),
    ),
    question="select * from cost_by_user order by usage_date desc, total_cost desc limit 20",
)


def cost_by_user(query_cost: DataFrame, cost_ledger: DataFrame) -> DataFrame:
    """Spend per day, workspace and user. In: the tables of these names. Out: the columns of VIEW."""
    return contracted(user_costs(query_cost, cost_ledger), VIEW)
