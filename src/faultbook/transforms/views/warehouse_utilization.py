"""How well warehouses were used, hour by hour: running, busy, and what the idle part cost."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from faultbook.tables import WAREHOUSE_HOURS, Column, SchemaRole
from faultbook.tables.cost.cost_ledger import PART, QUANTITY
from faultbook.tables.view import View
from faultbook.transforms.portable.contracted import contracted
from faultbook.transforms.portable.full_join import full_join
from faultbook.transforms.portable.money import total

_HOUR = ["usage_date", "hour", "workspace_id", "warehouse_id"]
_MS_PER_SECOND = 1_000.0
_SETTINGS = ("warehouse_name", "warehouse_type", "warehouse_size", "auto_stop_minutes")
_COMMENTS = {column.name: column.comment for column in WAREHOUSE_HOURS.columns}

VIEW = View(
    name="warehouse_utilization",
    role=SchemaRole.ANSWERS,
    comment="Per warehouse and hour: how long it ran and worked, and what it was billed.",
    key=("hour", "workspace_id", "warehouse_id", "usage_unit", "currency_code"),
    columns=(
        Column("usage_date", "DATE", "UTC day of the hour.", nullable=False),
        Column("hour", "TIMESTAMP", "Start of the hour, UTC.", nullable=False),
        Column("workspace_id", "STRING", "Workspace."),
        Column("warehouse_id", "STRING", "SQL warehouse."),
        *(Column(name, "INT" if name == "auto_stop_minutes" else "STRING", _COMMENTS[name]) for name in _SETTINGS),
        Column("statement_count", "BIGINT", "Statements that worked in the hour; NULL: it neither ran nor worked."),
        Column("running_seconds", "DOUBLE", "Time that it ran, s; NULL: it neither ran nor worked."),
        Column("busy_seconds", "DOUBLE", "Of it with at least one statement at work, s."),
        Column("utilization", "DOUBLE", "busy / running, 0 to 1; NULL where it did not run or no events are known."),
        Column("idle_basis", "STRING", "events, or unknown: without events the hour counts as used."),
        Column("usage_unit", "STRING", "Unit of the quantity; NULL where nothing is billed (yet)."),
        Column("billed_quantity", QUANTITY, "Units billed; NULL where nothing is billed (yet)."),
        Column("currency_code", "STRING", "Currency; NULL without a price."),
        Column("billed_amount", PART, "Money billed; NULL without a price."),
        Column("direct_amount", PART, "Of it for work."),
        Column("idle_amount", PART, "Of it for idle time."),
        Column("unattributed_amount", PART, "Of it for an hour without work."),
        Column("provisional", "BOOLEAN", "True while late rows may still change the hour; NULL: nothing is billed."),
    ),
    question="select * from warehouse_utilization order by hour desc, idle_amount desc limit 20",
)


def warehouse_utilization(warehouse_hours: DataFrame, cost_ledger: DataFrame) -> DataFrame:
    """Running time beside the bill. In: the tables of these names. Out: the columns of VIEW."""
    billed = (
        cost_ledger.where(F.col("resource_kind") == "WAREHOUSE")
        .withColumn("warehouse_id", F.col("resource_id"))
        .groupBy(*_HOUR, "usage_unit", "currency_code")
        .agg(
            total("billed_quantity", QUANTITY),
            *(total(name, PART) for name in ("billed_amount", "direct_amount", "idle_amount", "unattributed_amount")),
            F.max(F.col("provisional").cast("int")).alias("open_hours"),
        )
    )
    both = full_join(warehouse_hours, billed, on=_HOUR)
    running, busy = (F.col(name).cast("double") for name in ("running_ms", "busy_ms"))
    known = (F.col("idle_basis") == "events") & (F.col("running_ms") > 0)
    seconds = F.lit(_MS_PER_SECOND).cast("double")
    return contracted(
        both.withColumn("running_seconds", running / seconds)
        .withColumn("busy_seconds", busy / seconds)
        .withColumn("utilization", F.when(known, busy / running))
        .withColumn("provisional", F.col("open_hours") > 0),
        VIEW,
    )
