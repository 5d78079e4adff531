"""What was spent per day and tag, with a line for what has no such tag."""

from pyspark.sql import Column as SparkColumn
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from faultbook.tables import Column, SchemaRole
from faultbook.tables.cost.cost_ledger import PART, QUANTITY
from faultbook.tables.cost.cost_tags import ANY_TAG, UNTAGGED
from faultbook.tables.view import View
from faultbook.transforms.portable.contracted import contracted
from faultbook.transforms.portable.money import total
from faultbook.transforms.portable.placeholders import ACCOUNT

_BILL = ["usage_date", "workspace_id", "usage_unit", "currency"]
_NO_PRICE = "<UNPRICED>"

VIEW = View(
    name="cost_by_tag",
    role=SchemaRole.ANSWERS,
    comment=(
        "Spend per day, workspace and tag. Each tag_key sums to the bill, with <UNTAGGED> for what lacks it: "
        "never add up different keys."
    ),
    key=("usage_date", "tag_key", "tag_value", "workspace_id", "usage_unit", "currency_code"),
    columns=(
        Column("usage_date", "DATE", "UTC day.", nullable=False),
        Column("tag_key", "STRING", "Name of the tag; <ANY>: any tag at all.", nullable=False),
        Column(
            "tag_value",
            "STRING",
            "Its value; <UNTAGGED>: without this tag. For <ANY>: <TAGGED> or <UNTAGGED>.",
            nullable=False,
        ),
        Column("workspace_id", "STRING", "Workspace; <ACCOUNT> for usage of the account itself.", nullable=False),
        Column("usage_unit", "STRING", "Unit of the quantity. Never add up different units."),
        Column("currency_code", "STRING", "Currency; NULL: without a price. Never add up different currencies."),
        Column("record_count", "BIGINT", "Usage records that begin on the day.", nullable=False),
        Column("billed_quantity", QUANTITY, "Units billed.", nullable=False),
        Column("billed_amount", PART, "Money at list or account price; NULL without a price."),
        Column("provisional", "BOOLEAN", "True while late rows may still change the day.", nullable=False),
    ),
    question="select * from cost_by_tag where tag_key = 'team' order by usage_date desc, billed_amount desc limit 20",
)


def cost_by_tag(cost_tags: DataFrame, cost_daily: DataFrame) -> DataFrame:
    """Spend per day and tag. In: the tables of these names. Out: the columns of VIEW."""
    bill = _named(cost_daily)
    whole = bill.groupBy(*_BILL).agg(
        *_sums(), F.sum("provisional_hours").alias("provisional_hours"), F.max("currency_code").alias("currency_code")
    )
    tagged = _named(cost_tags).groupBy(*_BILL, "tag_key", "tag_value").agg(*_sums())
    of_key = tagged.groupBy(*_BILL, "tag_key").agg(*_sums("tagged_"))
    keys = cost_tags.select("tag_key").unionByName(cost_daily.select(F.lit(ANY_TAG).alias("tag_key"))).distinct()
    rest = (
        whole.crossJoin(keys)
        .join(of_key, on=[*_BILL, "tag_key"], how="left")
        .select(
            *_BILL,
            "tag_key",
            F.lit(UNTAGGED).alias("tag_value"),
            *(_rest(name, type_) for name, type_ in _MEASURES.items()),
        )
    )
    some = (F.col("record_count") != 0) | (F.col("billed_quantity") != 0)
    names = [*_BILL, "tag_key", "tag_value", *_MEASURES]
    parts = tagged.select(*names).unionByName(rest.where(some).select(*names))
    days = whole.select(*_BILL, "currency_code", "provisional_hours")
    marked = parts.join(days, on=_BILL, how="left")
    provisional = F.coalesce(F.col("provisional_hours") > 0, F.lit(False))
    known = F.when(F.col("currency") != _NO_PRICE, F.col("billed_amount"))
    return contracted(
        marked.withColumn("provisional", provisional)
        .withColumn("billed_amount", known)
        .withColumn("currency_code", F.when(F.col("currency") != _NO_PRICE, F.col("currency"))),
        VIEW,
    )


_MEASURES = {"record_count": "BIGINT", "billed_quantity": QUANTITY, "billed_amount": PART}


def _named(rows: DataFrame) -> DataFrame:
    """The rows with names for what belongs to no workspace and for what has no price, so that joins find them."""
    return rows.withColumn("workspace_id", F.coalesce("workspace_id", F.lit(ACCOUNT))).withColumn(
        "currency", F.coalesce("currency_code", F.lit(_NO_PRICE))
    )


def _sums(prefix: str = "") -> list[SparkColumn]:
    return [total(name, type_).alias(prefix + name) for name, type_ in _MEASURES.items()]


def _rest(name: str, type_: str) -> SparkColumn:
    nothing = F.lit(0).cast(type_)
    return (F.coalesce(name, nothing) - F.coalesce(f"tagged_{name}", nothing)).cast(type_).alias(name)
