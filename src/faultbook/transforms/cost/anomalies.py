"""Spend that is far above what its hour of the week lets expect, by the rule that finds spikes of errors.

A series of errors is a service, environment and severity; a series of spend is a product, workspace and currency, and
its counts are hundredths of the currency. Nothing else differs, so nothing else is written here.
"""

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from faultbook.tables import COST_ANOMALIES
from faultbook.transforms.anomalies import RULE_VERSION, SERIES
from faultbook.transforms.anomalies.baseline import baselines
from faultbook.transforms.anomalies.detection import spikes
from faultbook.transforms.anomalies.hours import HOURS_PER_WEEK, hour_number, hour_start
from faultbook.transforms.anomalies.series import hourly_series
from faultbook.transforms.cost.hours import day_of
from faultbook.transforms.cost.shares import PART
from faultbook.transforms.portable.placeholders import ACCOUNT, UNKNOWN_PRODUCT

_HUNDREDTHS = 100
_AS = dict(zip(SERIES, ("billing_origin_product", "workspace_id", "currency_code"), strict=True))


def cost_anomalies(
    ledger: DataFrame, *, judged_from: Column, before: Column, window_hours: int, z_above: float, amount_from: int
) -> DataFrame:
    """The rows of the table cost_anomalies: days with hours from `judged_from` to `before` (instants) far above.

    What was before `judged_from` is learned from, so that an hour is no part of its own expectation. A series with less
    than a week of history is not judged.

    In: the table cost_ledger, `window_hours` before `judged_from` and on.
    """
    hours = _hours(ledger)
    first, last = hour_number(judged_from), hour_number(before)
    begun = hours.groupBy(*SERIES).agg(F.min("hour_number").alias("first_hour"))
    learned = hourly_series(hours, begun, before=first, window_hours=window_hours)
    trained = baselines(
        learned, before=first, window_hours=window_hours, z_above=z_above, count_from=amount_from * _HUNDREDTHS
    )
    inside = hours.where((F.col("hour_number") >= first) & (F.col("hour_number") < last))
    no_pattern = F.lit(None).cast("string")
    counts = inside.withColumns({"pattern_id": no_pattern, "newest_batch": F.lit(0).cast("bigint")})
    claims = counts.select(*SERIES, "pattern_id", F.col("hour_number").alias("from_hour")).limit(0)
    judged = spikes(
        counts,
        trained,
        claims,
        z_above=z_above,
        count_from=amount_from * _HUNDREDTHS,
        history_hours_from=HOURS_PER_WEEK,
    ).where("is_anomaly")
    money = judged.join(inside.select(*SERIES, "hour_number", "amount"), on=[*SERIES, "hour_number"], how="inner")
    return _days(money)


def _hours(ledger: DataFrame) -> DataFrame:
    """Spend per series and hour. Out: SERIES, hour_number, amount, observed BIGINT (hundredths, never below 0)."""
    named = ledger.where(F.col("currency_code").isNotNull()).select(
        F.coalesce("billing_origin_product", F.lit(UNKNOWN_PRODUCT)).alias(SERIES[0]),
        F.coalesce("workspace_id", F.lit(ACCOUNT)).alias(SERIES[1]),
        F.col("currency_code").alias(SERIES[2]),
        hour_number(F.col("hour")).alias("hour_number"),
        "billed_amount",
    )
    hours = named.groupBy(*SERIES, "hour_number").agg(F.sum("billed_amount").cast(PART).alias("amount"))
    hundredths = F.round(F.col("amount") * F.lit(_HUNDREDTHS)).cast("bigint")
    return hours.withColumn("observed", F.greatest(hundredths, F.lit(0).cast("bigint")))


def _days(money: DataFrame) -> DataFrame:
    names = [F.col(mine).alias(theirs) for mine, theirs in _AS.items()]
    day = day_of(F.col("hour_number") * F.lit(3_600_000)).alias("usage_date")
    days = money.groupBy(day, *names).agg(
        F.count("*").alias("anomaly_hours"),
        F.min(hour_start(F.col("hour_number"))).alias("first_hour"),
        F.sum("amount").cast(PART).alias("observed_amount"),
        (F.sum("expected") / _HUNDREDTHS).cast(PART).alias("expected_amount"),
        F.max("z").alias("max_z"),
    )
    whole = days.withColumn("excess_amount", F.col("observed_amount") - F.col("expected_amount")).withColumn(
        "rule_version", F.lit(RULE_VERSION)
    )
    return whole.select(*(F.col(column.name).cast(column.type).alias(column.name) for column in COST_ANOMALIES.columns))
