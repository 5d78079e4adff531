"""Prices as windows that do not overlap: at any instant one price, currency and basis per SKU, cloud and unit."""

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

PRICE = "decimal(16,10)"
NEVER = "9999-01-01 00:00:00"

_SOLD = ("sku_name", "cloud", "usage_unit")


def price_windows(list_prices: DataFrame, account_prices: DataFrame, *, currency: str) -> DataFrame:
    """Half-open windows [valid_from, valid_to) of the price to cost with.

    Where several prices hold, the account's own comes before the list's, `currency` before others, what began last
    before what began earlier, and last the higher one. `overlapping` is true where one basis and currency had several.

    In: the leaves of billing.list_prices and billing.account_prices. Out: one row per sku_name, cloud (upper case),
    usage_unit and window, with price DECIMAL(16,10), currency_code, cost_basis, overlapping.
    Nulls: rows without price or start are left out; without an end they hold for ever.
    """
    offers = _offers(list_prices, "list").unionByName(_offers(account_prices, "account"))
    windows = _elementary_windows(offers)
    same_sold = [F.col(f"window.{name}").eqNullSafe(F.col(f"offer.{name}")) for name in _SOLD]
    holds = (F.col("offer.offered_from") <= F.col("window.valid_from")) & (
        F.col("window.valid_to") <= F.col("offer.offered_to")
    )
    held = windows.alias("window").join(offers.alias("offer"), on=[*same_sold, holds], how="inner")
    window = [F.col(f"window.{name}") for name in (*_SOLD, "valid_from")]
    ranked = held.select(
        *(F.col(f"window.{name}") for name in (*_SOLD, "valid_from", "valid_to")),
        *(F.col(f"offer.{name}") for name in ("price", "currency_code", "cost_basis")),
        F.row_number().over(Window.partitionBy(*window).orderBy(*_preference(currency))).alias("rank"),
        (F.count("*").over(Window.partitionBy(*window, "offer.cost_basis", "offer.currency_code")) > 1).alias(
            "overlapping"
        ),
    )
    return ranked.where(F.col("rank") == 1).drop("rank")


def _preference(currency: str) -> list[Column]:
    return [
        (F.col("offer.cost_basis") != "account").asc(),
        (F.col("offer.currency_code") != currency).asc(),
        F.col("offer.currency_code").asc(),
        F.col("offer.offered_from").desc(),
        F.col("offer.price").desc(),
    ]


def _offers(prices: DataFrame, basis: str) -> DataFrame:
    offers = prices.select(
        "sku_name",
        F.upper("cloud").alias("cloud"),
        "usage_unit",
        F.coalesce("currency_code", F.lit("")).alias("currency_code"),
        F.col("price_start_time").alias("offered_from"),
        F.coalesce("price_end_time", F.lit(NEVER).cast("timestamp")).alias("offered_to"),
        F.coalesce("effective_price", "default_price").try_cast(PRICE).alias("price"),
        F.lit(basis).alias("cost_basis"),
    )
    return offers.where((F.col("offered_from") < F.col("offered_to")) & F.col("price").isNotNull())


def _elementary_windows(offers: DataFrame) -> DataFrame:
    """The windows between any two neighbouring instants at which an offer begins or ends."""
    begins = offers.select(*_SOLD, F.col("offered_from").alias("valid_from"))
    ends = offers.select(*_SOLD, F.col("offered_to").alias("valid_from"))
    boundaries = begins.unionByName(ends).groupBy(*_SOLD, "valid_from").agg(F.lit(True).alias("is_edge"))
    following = F.lead("valid_from").over(Window.partitionBy(*_SOLD).orderBy("valid_from"))
    return boundaries.withColumn("valid_to", following).where(F.col("valid_to").isNotNull()).drop("is_edge")
