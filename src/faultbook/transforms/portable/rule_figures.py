"""How good rules are: what they match, what became of it, how many were false alarms, how late they are."""

from pyspark.sql import Column as SparkColumn
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from faultbook.tables import Column
from faultbook.transforms.portable.incident_rows import ACTIVE, FAILURES, OCCURRED
from faultbook.transforms.portable.seconds import percentiles, seconds_between

NOT_PLANNED, YES = "not_planned", "yes"
"""Fact of a `resolved` entry, and its value where a person closed the incident as a false alarm."""

COLUMNS = (
    Column("rule", "STRING", "Name of the rule.", nullable=False),
    Column("source", "STRING", "Frame of the events: failures, logs, ...; NULL: the rule matched nothing."),
    Column("matches", "BIGINT", "Rows of rule_matches.", nullable=False),
    Column("events", "BIGINT", "Events that matched; of log records all of a second.", nullable=False),
    Column("failures", "BIGINT", "Distinct failures among them.", nullable=False),
    Column(
        "near_misses",
        "BIGINT",
        "Matches whose fault never was an incident: a threshold was not reached.",
        nullable=False,
    ),
    Column("incidents", "BIGINT", "Incidents that it opened.", nullable=False),
    Column("active_incidents", "BIGINT", "Those that are open or acknowledged.", nullable=False),
    Column("false_alarms", "BIGINT", "Those that a person closed as not planned.", nullable=False),
    Column("false_alarm_share", "DOUBLE", "false_alarms of incidents, 0 to 1; NULL without incidents."),
    Column("muted_incidents", "BIGINT", "Those that are muted.", nullable=False),
    Column("flapping_incidents", "BIGINT", "Those that resolve and return again and again.", nullable=False),
    Column("reopened", "BIGINT", "How often incidents of it came back.", nullable=False),
    Column("delay_p50_seconds", "DOUBLE", "Median time from the first event to the incident; NULL without incidents."),
    Column("delay_p95_seconds", "DOUBLE", "95 % of incidents were there after this time; NULL without incidents."),
    Column("last_matched_at", "TIMESTAMP", "Newest event that matched, UTC; NULL: none did."),
)
PERCENTILES = {"delay_p50_seconds": 50, "delay_p95_seconds": 95}


def figures_of_rules(
    rule_matches: DataFrame, incidents: DataFrame, incident_journal: DataFrame, rule_versions: DataFrame
) -> DataFrame:
    """Figures of each rule and source; a rule that matched nothing has one row.

    In: rows of the tables of these names; of the journal all of the incidents. Out: COLUMNS.
    """
    matched = _matched(rule_matches, incident_journal)
    opened = _opened(incidents, incident_journal)
    pairs = (
        matched.select("rule", "source")
        .unionByName(opened.select(F.col("opened_rule").alias("rule"), F.col("opened_source").alias("source")))
        .distinct()
    )
    named = rule_versions.where(F.col("mistake").isNull()).select(F.col("rule").alias("known_rule")).distinct()
    seen = pairs.select(F.col("rule").alias("seen_rule")).distinct()
    silent = named.join(seen, on=F.col("known_rule") == F.col("seen_rule"), how="left").where(
        F.col("seen_rule").isNull()
    )
    every = pairs.unionByName(
        silent.select(F.col("known_rule").alias("rule"), F.lit(None).cast("string").alias("source"))
    )
    renamed = matched.withColumnRenamed("rule", "matched_rule").withColumnRenamed("source", "matched_source")
    joined = every.join(
        renamed, (F.col("rule") == F.col("matched_rule")) & (F.col("source") == F.col("matched_source")), "left"
    ).join(opened, (F.col("rule") == F.col("opened_rule")) & (F.col("source") == F.col("opened_source")), "left")
    counts = ("matches", "events", "failures", "near_misses", "incidents", "active_incidents", "false_alarms")
    zeros = (*counts, "muted_incidents", "flapping_incidents", "reopened")
    share = F.col("false_alarms").cast("double") / F.when(F.col("incidents") > 0, F.col("incidents")).cast("double")
    filled = joined.withColumns({name: F.coalesce(name, F.lit(0)) for name in zeros})
    return filled.withColumn("false_alarm_share", share).select(
        *(F.col(column.name).cast(column.type).alias(column.name) for column in COLUMNS)
    )


def false_alarms(incident_journal: DataFrame) -> DataFrame:
    """Incidents that a person closed as not planned. In: the table of this name. Out: false_incident STRING."""
    entries = incident_journal.where(F.col("kind") == "resolved").select(
        "incident_id", F.explode(F.map_entries("facts")).alias("entry")
    )
    is_false = (F.col("entry.key") == NOT_PLANNED) & (F.col("entry.value") == YES)
    return entries.where(is_false).select(F.col("incident_id").alias("false_incident")).distinct()


def _matched(rule_matches: DataFrame, incident_journal: DataFrame) -> DataFrame:
    """Sums of matches by rule and source."""
    faults = (
        incident_journal.where((F.col("kind") == OCCURRED) & F.col("fingerprint").isNotNull())
        .select(F.col("fingerprint").alias("incident_fingerprint"))
        .distinct()
    )
    joined = rule_matches.join(faults, on=F.col("fingerprint") == F.col("incident_fingerprint"), how="left")
    is_failure = F.col("source") == FAILURES
    return joined.groupBy("rule", "source").agg(
        F.count("*").alias("matches"),
        F.sum("events").alias("events"),
        F.count_distinct(F.when(is_failure, F.col("event_id"))).alias("failures"),
        _counted(F.col("incident_fingerprint").isNull()).alias("near_misses"),
        F.max("matched_at").alias("last_matched_at"),
    )


def _opened(incidents: DataFrame, incident_journal: DataFrame) -> DataFrame:
    """Sums and delays of incidents by rule and source: opened_rule, opened_source, and the columns of COLUMNS."""
    named = incidents.join(
        false_alarms(incident_journal), on=F.col("incident_id") == F.col("false_incident"), how="left"
    )
    rows = named.withColumns(
        {
            "opened_rule": F.col("rule"),
            "opened_source": F.col("source"),
            "delay_seconds": seconds_between("opened_at", "detected_at"),
        }
    )
    sums = rows.groupBy("opened_rule", "opened_source").agg(
        F.count("*").alias("incidents"),
        _counted(F.col("state").isin(*ACTIVE)).alias("active_incidents"),
        _counted(F.col("false_incident").isNotNull()).alias("false_alarms"),
        _counted(F.col("is_muted")).alias("muted_incidents"),
        _counted(F.col("is_flapping")).alias("flapping_incidents"),
        F.sum("reopened").alias("reopened"),
    )
    late = percentiles(rows, ("opened_rule", "opened_source"), "delay_seconds", PERCENTILES).select(
        F.col("opened_rule").alias("late_rule"), F.col("opened_source").alias("late_source"), *PERCENTILES
    )
    is_same = (F.col("opened_rule") == F.col("late_rule")) & (F.col("opened_source") == F.col("late_source"))
    return sums.join(late, on=is_same, how="left").drop("late_rule", "late_source")


def _counted(condition: SparkColumn) -> SparkColumn:
    return F.count(F.when(condition, F.lit(1)))
