"""How each hour of a series compares: with the other series, the hour before, the same hour a day and a week before."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from faultbook.tables import Column, SchemaRole
from faultbook.tables.view import View
from faultbook.transforms.portable.completeness import complete
from faultbook.transforms.portable.contracted import contracted
from faultbook.transforms.portable.occurrences import OCCURRENCE_COUNT, SERIES_HOUR, summed

_MICROS_PER_HOUR = 3_600_000_000
_EARLIER = {"hour_before": 1, "day_before": 24, "week_before": 168}
_SERIES = ("service", "environment", "severity")

VIEW = View(
    name="logs_hourly_stats",
    role=SchemaRole.ANSWERS,
    comment="Records per hour and series beside those of the hour, day and week before, and their share of the hour.",
    key=("hour", *_SERIES),
    columns=(
        *SERIES_HOUR,
        OCCURRENCE_COUNT,
        Column("share", "DOUBLE", "Part of all records of the hour, 0 to 1.", nullable=False),
        Column("hour_before", "BIGINT", "Records of the series in the hour before; 0 where none.", nullable=False),
        Column("day_before", "BIGINT", "Records of the series in the same hour a day before.", nullable=False),
        Column("week_before", "BIGINT", "Records of the series in the same hour a week before.", nullable=False),
        Column("change_from_hour_before", "BIGINT", "occurrence_count - hour_before.", nullable=False),
        Column("change_from_day_before", "BIGINT", "occurrence_count - day_before.", nullable=False),
        Column("change_from_week_before", "BIGINT", "occurrence_count - week_before.", nullable=False),
    ),
    question=(
        "select * from logs_hourly_stats where hour >= timestamp '2026-01-30 00:00:00' "
        "order by change_from_day_before desc, hour, service limit 20"
    ),
)


def logs_hourly_stats(error_counts: DataFrame, ingest_ledger: DataFrame) -> DataFrame:
    """Occurrences per hour and series, and those of earlier hours. In: tables of these names. Out: VIEW's columns."""
    rows = complete(error_counts, ingest_ledger).groupBy(*VIEW.key).agg(summed("occurrence_count"))
    rows = rows.withColumn("hour_micros", F.unix_micros("hour"))
    total = rows.groupBy("hour_micros").agg(F.sum("occurrence_count").alias("total"))
    compared = rows.join(total, on="hour_micros", how="left")
    for name, hours in _EARLIER.items():
        # Numbers, not instants: an hour after the last one that there is cannot be written as an instant.
        then = (F.col("hour_micros") + F.lit(hours * _MICROS_PER_HOUR)).alias("hour_micros")
        earlier = rows.select(*_SERIES, then, F.col("occurrence_count").alias(name))
        compared = compared.join(earlier, on=[*_SERIES, "hour_micros"], how="left")
        compared = compared.withColumn(name, F.coalesce(F.col(name), F.lit(0)))
        compared = compared.withColumn(f"change_from_{name}", F.col("occurrence_count") - F.col(name))
    share = F.col("occurrence_count").cast("double") / F.col("total").cast("double")
    return contracted(compared.withColumn("share", share), VIEW)
