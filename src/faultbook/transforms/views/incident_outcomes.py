"""How quickly incidents are detected, acknowledged and resolved, per service and week."""

from pyspark.sql import Column as SparkColumn
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from faultbook.tables import Column, SchemaRole
from faultbook.tables.view import View
from faultbook.transforms.portable.contracted import contracted
from faultbook.transforms.portable.incident_rows import ACTIVE
from faultbook.transforms.portable.rule_figures import false_alarms
from faultbook.transforms.portable.seconds import percentiles, seconds_between
from faultbook.transforms.portable.utc import week_of

_KEYS = ("week", "named_service")

VIEW = View(
    name="incident_outcomes",
    role=SchemaRole.ANSWERS,
    comment="Incidents per service and week in which they were opened: how many, what became of them, and how long it "
    "took to detect, acknowledge and resolve them. Times are not additive.",
    key=("week", "service"),
    columns=(
        Column("week", "DATE", "Monday of the week in which they were opened, UTC.", nullable=False),
        Column("service", "STRING", "Service; NULL where no event names one."),
        Column("incidents", "BIGINT", "Incidents that were opened; merged ones not counted.", nullable=False),
        Column("critical_or_high", "BIGINT", "Those of severity critical or high.", nullable=False),
        Column("active", "BIGINT", "Those that are open or acknowledged.", nullable=False),
        Column("acknowledged", "BIGINT", "Those that a person acknowledged.", nullable=False),
        Column("resolved", "BIGINT", "Those that are over.", nullable=False),
        Column("false_alarms", "BIGINT", "Those that a person closed as not planned.", nullable=False),
        Column("reopened", "BIGINT", "How often they came back after they were over.", nullable=False),
        Column("detect_p50_seconds", "DOUBLE", "Median time from the first event to the incident.", nullable=False),
        Column("detect_p95_seconds", "DOUBLE", "95 % of them were there after this time.", nullable=False),
        Column("acknowledge_p50_seconds", "DOUBLE", "Median from incident to acknowledgement; NULL: none was."),
        Column("resolve_p50_seconds", "DOUBLE", "Median from the first event to the end; NULL: none is over."),
        Column("resolve_p95_seconds", "DOUBLE", "95 % of those that are over took no longer; NULL: none is."),
    ),
    question="select * from incident_outcomes order by week desc, incidents desc limit 20",
)


def incident_outcomes(incidents: DataFrame, incident_journal: DataFrame) -> DataFrame:
    """Outcomes by week and service. In: the tables of these names. Out: the columns of VIEW."""
    named = incidents.where(F.col("state") != "merged").join(
        false_alarms(incident_journal), on=F.col("incident_id") == F.col("false_incident"), how="left"
    )
    rows = named.withColumns(
        {
            "week": week_of("opened_on"),
            # Joins find no NULL.
            "named_service": F.coalesce("service", F.lit("")),
            "to_detect": seconds_between("opened_at", "detected_at"),
            "to_acknowledge": seconds_between("detected_at", "acknowledged_at"),
            "to_resolve": seconds_between("opened_at", "resolved_at"),
        }
    )
    sums = rows.groupBy(*_KEYS).agg(
        F.max("service").alias("service"),
        F.count("*").alias("incidents"),
        _counted(F.col("severity").isin("critical", "high")).alias("critical_or_high"),
        _counted(F.col("state").isin(*ACTIVE)).alias("active"),
        _counted(F.col("acknowledged_at").isNotNull()).alias("acknowledged"),
        _counted(F.col("state") == "resolved").alias("resolved"),
        _counted(F.col("false_incident").isNotNull()).alias("false_alarms"),
        F.sum("reopened").alias("reopened"),
    )
    for value, named_percentiles in (
        ("to_detect", {"detect_p50_seconds": 50, "detect_p95_seconds": 95}),
        ("to_acknowledge", {"acknowledge_p50_seconds": 50}),
        ("to_resolve", {"resolve_p50_seconds": 50, "resolve_p95_seconds": 95}),
    ):
        times = percentiles(rows, _KEYS, value, named_percentiles).select(
            F.col("week").alias(f"{value}_week"), F.col("named_service").alias(f"{value}_service"), *named_percentiles
        )
        is_same = (F.col("week") == F.col(f"{value}_week")) & (F.col("named_service") == F.col(f"{value}_service"))
        sums = sums.join(times, on=is_same, how="left")
    return contracted(sums, VIEW)


def _counted(condition: SparkColumn) -> SparkColumn:
    return F.count(F.when(condition, F.lit(1)))
