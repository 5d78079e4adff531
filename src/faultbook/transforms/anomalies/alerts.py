"""Rows of anomaly_alerts from the hours of episodes, with the sentence that a person reads."""

from collections.abc import Mapping

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from faultbook.tables import ANOMALY_ALERTS
from faultbook.transforms.anomalies import RULE_VERSION
from faultbook.transforms.anomalies.episodes import SUBJECT
from faultbook.transforms.anomalies.hours import hour_start

HIGH_FROM_Z = 8.0
CRITICAL_FROM_Z = 15.0
_HOURS = "array<struct<hour:timestamp,observed:bigint,expected:double,z:double>>"


def alert_rows(
    episode_hours: DataFrame, *, before: Column, quiet_hours: int, alert_levels: Mapping[str, str]
) -> DataFrame:
    """One row per alert: span, sums, the worst hour, and how the alert stands.

    In: `episode_hours`; `before` is the number of the hour up to which hours were judged; `alert_levels`: how bad a new
    pattern of a severity is, medium for what is not there. Out: the columns of anomaly_alerts that follow from hours
    alone, and last_number BIGINT.
    """
    off = F.coalesce(F.abs("z"), F.col("observed").cast("double"))
    peak = F.max_by(F.struct("hour_number", "observed", "expected", "z"), F.struct(off, -F.col("hour_number")))
    hour = F.struct(hour_start(F.col("hour_number")).alias("hour"), "observed", "expected", "z")
    spans = episode_hours.groupBy("alert_id", *SUBJECT).agg(
        F.min("hour_number").alias("first_number"),
        F.max("hour_number").alias("last_number"),
        F.sum("observed").alias("observed"),
        F.min("observed").alias("least_observed"),
        F.sum("expected").alias("expected"),
        peak.alias("peak"),
        F.sort_array(F.collect_list(hour)).cast(_HOURS).alias("hours"),
    )
    is_filled = (F.col("anomaly_type") == "silent_service") & (F.col("least_observed") > 0)
    is_over = before - F.col("last_number") - 1 >= quiet_hours
    state = F.when(is_filled, "withdrawn").when(is_over, "ended").otherwise("open")
    rows = spans.withColumn("state", state).withColumn("z", F.col("peak.z"))
    return (
        rows.withColumn("started_at", hour_start(F.col("first_number")))
        .withColumn("last_hour", hour_start(F.col("last_number")))
        .withColumn("peak_hour", hour_start(F.col("peak.hour_number")))
        .withColumn("ended_at", F.when(F.col("state") != "open", hour_start(F.col("last_number") + 1)))
        .withColumn("alert_severity", _alert_severity(alert_levels))
        .withColumn("metrics", _metrics())
        .withColumn("rule_version", F.lit(RULE_VERSION))
    )


def described(rows: DataFrame, catalog: DataFrame, services: DataFrame) -> DataFrame:
    """Alerts with their sentence, what to do, and the severity that the catalogue gives them.

    In: `alert_rows` with explanations; error_catalog; services. Out: also description, suggested_actions.
    """
    by_pattern = _known(catalog, "pattern", "top_pattern")
    by_code = _known(catalog, "code", "top_code")
    owners = services.select("service", F.col("owner").alias("service_owner"))
    known = (
        rows.withColumn("top_pattern", F.get("explanations", F.lit(0))["pattern_id"])
        .withColumn("top_code", F.get("explanations", F.lit(0))["error_code"])
        .join(by_pattern, on="top_pattern", how="left")
        .join(by_code, on="top_code", how="left")
        .join(owners, on="service", how="left")
    )

    # What is known about the pattern wins over what is known about its code.
    def of(name: str) -> Column:
        return F.coalesce(f"top_pattern_{name}", f"top_code_{name}")

    owner = F.coalesce(of("owner"), F.col("service_owner"))
    actions = F.array_compact(
        F.array(of("fix"), F.concat(F.lit("Read: "), of("link")), F.concat(F.lit("Ask: "), owner))
    )
    return (
        known.withColumn("suggested_actions", actions)
        .withColumn("alert_severity", F.coalesce(of("severity_override"), F.col("alert_severity")))
        .withColumn("description", _description())
    )


def contracted_alerts(rows: DataFrame) -> DataFrame:
    """Exactly the columns of anomaly_alerts, in their types."""
    return rows.select(*(F.col(column.name).cast(column.type).alias(column.name) for column in ANOMALY_ALERTS.columns))


def _known(catalog: DataFrame, kind: str, key: str) -> DataFrame:
    names = ("fix", "link", "owner", "severity_override")
    entries = catalog.where(F.col("kind") == kind)
    return entries.select(F.col("subject").alias(key), *(F.col(name).alias(f"{key}_{name}") for name in names))


def _alert_severity(alert_levels: Mapping[str, str]) -> Column:
    by_z = F.when(F.col("z") >= CRITICAL_FROM_Z, "critical").when(F.col("z") >= HIGH_FROM_Z, "high").otherwise("medium")
    by_level = F.lit("medium")
    for severity, word in alert_levels.items():
        by_level = F.when(F.col("severity") == severity, word).otherwise(by_level)
    return (
        F.when(F.col("anomaly_type") == "error_spike", by_z)
        .when(F.col("anomaly_type") == "silent_service", "high")
        .otherwise(by_level)
    )


def _metrics() -> Column:
    numbers = {
        "hours": F.size("hours"),
        "excess": F.col("observed") - F.col("expected"),
        "peak_observed": F.col("peak.observed"),
        "peak_expected": F.col("peak.expected"),
        "peak_z": F.col("z"),
    }
    entries = F.map_from_arrays(
        F.array(*(F.lit(name) for name in numbers)), F.array(*(value.cast("double") for value in numbers.values()))
    )
    return F.map_filter(entries, lambda _, value: value.isNotNull())


def _description() -> Column:
    series = F.concat_ws(" ", "service", "environment", F.when(F.col("severity") != "all", F.col("severity")))
    worst = F.concat(F.date_format("peak_hour", "yyyy-MM-dd HH:mm"), F.lit(" UTC"))
    first = F.get("explanations", F.lit(0))
    text = F.coalesce(first["template"], first["pattern_id"], F.lit("a pattern whose text is not known"))
    share = F.format_string("%.0f %%", 100 * first["share"])
    mostly = F.when(first.isNotNull(), F.concat(F.lit("; "), share, F.lit(" of the excess is: "), text))
    seen = F.col("peak.observed").cast("string")
    spike = F.concat(
        F.format_string(
            "%s: %s records in the hour from %s, %.1f expected", series, seen, worst, F.col("peak.expected")
        ),
        F.coalesce(mostly, F.lit("")),
    )
    silent = F.format_string(
        "%s: no record since %s, %.0f expected so far",
        series,
        F.concat(F.date_format("started_at", "yyyy-MM-dd HH:mm"), F.lit(" UTC")),
        F.col("expected"),
    )
    new = F.format_string(
        "%s: a pattern not seen before, %s records in the hour from %s: %s", series, seen, worst, text
    )
    back = F.format_string("%s: a pattern is back, %s records in the hour from %s: %s", series, seen, worst, text)
    kind = F.col("anomaly_type")
    return (
        F.when(kind == "error_spike", spike)
        .when(kind == "silent_service", silent)
        .when(kind == "new_pattern", new)
        .when(kind == "regression", back)
    )
