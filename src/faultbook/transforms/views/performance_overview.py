"""What a platform engineer opens first: each warehouse's day, its statements beside its hours and its dollars."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from faultbook.tables import QUERY_DAILY, Column, SchemaRole
from faultbook.tables.cost.cost_ledger import PART
from faultbook.tables.view import View
from faultbook.transforms.portable.contracted import contracted
from faultbook.transforms.portable.full_join import full_join
from faultbook.transforms.portable.money import total

_DAY = ["usage_date", "workspace_id", "warehouse_id"]
_MEASURES = tuple(column for column in QUERY_DAILY.columns if column.name not in _DAY)
_AMOUNTS = ("billed_amount", "direct_amount", "idle_amount", "unattributed_amount")
_MS_PER_SECOND = 1_000.0

VIEW = View(
    name="performance_overview",
    role=SchemaRole.ANSWERS,
    comment=(
        "One row per day, workspace and warehouse: statements received, how they ended and how long they took; how "
        "long the warehouse ran and worked; what it cost."
    ),
    key=(*_DAY, "currency_code"),
    columns=(
        Column("usage_date", "DATE", "UTC day.", nullable=False),
        Column("workspace_id", "STRING", "Workspace."),
        Column("warehouse_id", "STRING", "SQL warehouse; NULL for statements of serverless compute."),
        Column("warehouse_name", "STRING", "Its name on that day; NULL where it is not known."),
        Column("warehouse_size", "STRING", "2X_SMALL to 5X_LARGE; NULL where it is not known."),
        *(
            Column(column.name, column.type, f"{column.comment.removesuffix('.')}. NULL: no statement was received.")
            for column in _MEASURES
        ),
        Column("running_seconds", "DOUBLE", "Time that it ran, s; NULL: it neither ran nor worked."),
        Column("busy_seconds", "DOUBLE", "Of it with at least one statement at work, s."),
        Column("utilization", "DOUBLE", "busy / running, 0 to 1; NULL where it did not run or no events are known."),
        Column("currency_code", "STRING", "Currency of the amounts; NULL where nothing is billed (yet)."),
        Column("billed_amount", PART, "Money billed; NULL where nothing is billed (yet)."),
        Column("direct_amount", PART, "Of it for work."),
        Column("idle_amount", PART, "Of it for idle time."),
        Column("unattributed_amount", PART, "Of it for hours without work."),
        Column("provisional", "BOOLEAN", "True while late rows may still change it; NULL: nothing is billed."),
    ),
    question="select * from performance_overview order by usage_date desc, billed_amount desc limit 20",
)


def performance_overview(query_daily: DataFrame, warehouse_hours: DataFrame, cost_ledger: DataFrame) -> DataFrame:
    """Each warehouse's day. In: the tables of these names. Out: the columns of VIEW."""
    ran = warehouse_hours.groupBy(*_DAY).agg(
        F.max("warehouse_name").alias("warehouse_name"),
        F.max("warehouse_size").alias("warehouse_size"),
        F.sum("running_ms").cast("double").alias("running_ms"),
        F.sum("busy_ms").cast("double").alias("busy_ms"),
        F.count(F.when(F.col("idle_basis") != "events", F.lit(1))).alias("unknown_hours"),
    )
    billed = (
        cost_ledger.where((F.col("resource_kind") == "WAREHOUSE") & F.col("currency_code").isNotNull())
        .withColumn("warehouse_id", F.col("resource_id"))
        .groupBy(*_DAY, "currency_code")
        .agg(
            *(total(name, PART) for name in _AMOUNTS),
            F.max(F.col("provisional").cast("int")).alias("open_hours"),
        )
    )
    both = full_join(full_join(query_daily, ran, on=_DAY), billed, on=_DAY)
    seconds = F.lit(_MS_PER_SECOND).cast("double")
    running, busy = F.col("running_ms").cast("double"), F.col("busy_ms").cast("double")
    known = (F.col("unknown_hours") == 0) & (F.col("running_ms") > 0)
    return contracted(
        both.withColumn("running_seconds", running / seconds)
        .withColumn("busy_seconds", busy / seconds)
        .withColumn("utilization", F.when(known, busy / running))
        .withColumn("provisional", F.col("open_hours") > 0),
        VIEW,
    )
