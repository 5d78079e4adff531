"""How spend moves: each day beside the day and the week before, and seven days beside the seven before."""

from pyspark.sql import Column as SparkColumn
from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from faultbook.tables import Column, SchemaRole
from faultbook.tables.cost.cost_ledger import PART
from faultbook.tables.view import View
from faultbook.transforms.portable.contracted import contracted
from faultbook.transforms.portable.placeholders import ACCOUNT, UNKNOWN_PRODUCT

WEEK = 7
_SERIES = ["workspace_id", "billing_origin_product", "currency_code"]
_BEFORE = "NULL where it begins before the first day that is stored."

VIEW = View(
    name="cost_trends",
    role=SchemaRole.ANSWERS,
    comment="Spend per day, workspace and product beside the day before, the week before and seven days together. "
    "Days without spend are there as 0.",
    key=("usage_date", "workspace_id", "billing_origin_product", "currency_code"),
    columns=(
        Column("usage_date", "DATE", "UTC day.", nullable=False),
        Column("workspace_id", "STRING", "Workspace; <ACCOUNT> for usage of the account itself.", nullable=False),
        Column("billing_origin_product", "STRING", "Product; <UNKNOWN> where the bill names none.", nullable=False),
        Column("currency_code", "STRING", "Currency. Never add up different ones.", nullable=False),
        Column("billed_amount", PART, "Money of the day; 0 where nothing was billed.", nullable=False),
        Column("day_before_amount", PART, f"Money of the day before. {_BEFORE}"),
        Column("day_change_amount", PART, "billed_amount - day_before_amount."),
        Column("week_before_amount", PART, f"Money of the same weekday a week before. {_BEFORE}"),
        Column("week_change_amount", PART, "billed_amount - week_before_amount."),
        Column("seven_days_amount", PART, f"Money of this day and the six before it. {_BEFORE}"),
        Column("seven_days_before_amount", PART, f"Money of the seven days before those. {_BEFORE}"),
        Column("seven_days_change_amount", PART, "seven_days_amount - seven_days_before_amount."),
        Column(
            "day_change", "DOUBLE", "day_change_amount as part of the day before, 0.1 = 10 %; NULL where that is 0."
        ),
        Column("seven_days_change", "DOUBLE", "seven_days_change_amount as part of what was before; NULL as above."),
        Column("provisional", "BOOLEAN", "True while late rows may still change the day.", nullable=False),
    ),
    question=(
        "select * from cost_trends where not provisional "
        "order by usage_date desc, seven_days_change_amount desc limit 20"
    ),
)


def cost_trends(cost_daily: DataFrame) -> DataFrame:
    """Spend beside what was before. In: the table of this name. Out: the columns of VIEW."""
    priced = (
        cost_daily.where(F.col("currency_code").isNotNull())
        .withColumn("workspace_id", F.coalesce("workspace_id", F.lit(ACCOUNT)))
        .withColumn("billing_origin_product", F.coalesce("billing_origin_product", F.lit(UNKNOWN_PRODUCT)))
    )
    spent = priced.groupBy("usage_date", *_SERIES).agg(F.sum("billed_amount").cast(PART).alias("billed_amount"))
    days = cost_daily.groupBy("usage_date").agg(F.sum("provisional_hours").alias("provisional_hours"))
    first = cost_daily.agg(F.min("usage_date").alias("first_date"))
    begun = spent.groupBy(*_SERIES).agg(F.min("usage_date").alias("begun_date"))
    calendar = (
        begun.crossJoin(days.crossJoin(first))
        .where(F.col("usage_date") >= F.col("begun_date"))
        .join(spent, on=["usage_date", *_SERIES], how="left")
        .withColumn("billed_amount", F.coalesce("billed_amount", F.lit(0).cast(PART)))
        .withColumn("day_number", _number("usage_date"))
        .withColumn("stored_days", _number("usage_date") - _number("first_date"))
    )
    compared = (
        calendar.withColumn("day_before_amount", _sum_of(1, 1))
        .withColumn("week_before_amount", _sum_of(WEEK, WEEK))
        .withColumn("seven_days_amount", _sum_of(WEEK - 1, 0))
        .withColumn("seven_days_before_amount", _sum_of(2 * WEEK - 1, WEEK))
    )
    changed = (
        compared.withColumn("day_change_amount", _less("billed_amount", "day_before_amount"))
        .withColumn("week_change_amount", _less("billed_amount", "week_before_amount"))
        .withColumn("seven_days_change_amount", _less("seven_days_amount", "seven_days_before_amount"))
        .withColumn("provisional", F.col("provisional_hours") > 0)
    )
    return contracted(
        changed.withColumn("day_change", _part("day_change_amount", "day_before_amount")).withColumn(
            "seven_days_change", _part("seven_days_change_amount", "seven_days_before_amount")
        ),
        VIEW,
    )


def _number(name: str) -> SparkColumn:
    return F.datediff(F.col(name), F.lit("1970-01-01").cast("date"))


def _sum_of(from_days: int, to_days: int) -> SparkColumn:
    """The sum over the days from so many before to so many before; NULL where not all of them are stored."""
    days = Window.partitionBy(*_SERIES).orderBy("day_number").rangeBetween(-from_days, -to_days)
    amount = F.coalesce(F.sum("billed_amount").over(days).cast(PART), F.lit(0).cast(PART))
    return F.when(F.col("stored_days") >= from_days, amount)


def _less(whole: str, part: str) -> SparkColumn:
    return (F.col(whole) - F.col(part)).cast(PART)


def _part(change: str, before: str) -> SparkColumn:
    return F.when(F.col(before) != 0, F.col(change).cast("double") / F.col(before).cast("double"))
