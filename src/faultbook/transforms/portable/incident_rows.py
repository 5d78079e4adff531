"""What views and queries of incidents share: the order of severities, the matches that are an incident's, its cost."""

from pyspark.sql import Column as SparkColumn
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from faultbook.events.severities import SEVERITIES
from faultbook.tables.cost.cost_ledger import PART
from faultbook.transforms.portable.failure_costs import cost_of_failures

OCCURRED = "occurred"
"""Kind of the journal's entries that count events."""
FAILURES = "failures"
"""Source of matches whose events are rows of failure_events."""
ACTIVE = ("open", "acknowledged")
"""States of an incident that somebody has to look at."""


def severity_rank(column: str = "severity") -> SparkColumn:
    """0 for the worst severity, one more for each that is less bad; after all of them where the word is unknown."""
    rank = F.lit(len(SEVERITIES))
    for at, severity in reversed(list(enumerate(SEVERITIES))):
        rank = F.when(F.col(column) == severity, F.lit(at)).otherwise(rank)
    return rank.cast("int")


def matches_of_incidents(incident_journal: DataFrame, rule_matches: DataFrame) -> DataFrame:
    """Which matches are whose.

    In: rows of the tables of these names; of the journal those of the incidents that are wanted. Out: of_incident,
    of_match STRING, one row for each pair. A match is of an incident where an `occurred` entry of the incident has its
    fingerprint and spans its second.
    """
    spans = (
        incident_journal.where(F.col("kind") == OCCURRED)
        .where(F.col("fingerprint").isNotNull() & F.col("first_at").isNotNull() & F.col("last_at").isNotNull())
        .select(
            F.col("incident_id").alias("of_incident"),
            F.col("fingerprint").alias("of_fingerprint"),
            # Matches are in whole seconds; an entry may have a fraction.
            F.timestamp_add("SECOND", F.lit(-1), F.col("first_at")).alias("after"),
            F.col("last_at").alias("through"),
        )
        .distinct()
    )
    is_within = (
        (F.col("fingerprint") == F.col("of_fingerprint"))
        & (F.col("matched_at") > F.col("after"))
        & (F.col("matched_at") <= F.col("through"))
    )
    joined = rule_matches.join(spans, on=is_within, how="inner")
    return joined.select("of_incident", F.col("match_id").alias("of_match")).distinct()


def cost_of_incidents(
    incident_journal: DataFrame,
    rule_matches: DataFrame,
    failure_events: DataFrame,
    job_run_cost: DataFrame,
    query_cost: DataFrame,
) -> DataFrame:
    """What the failures of each incident cost, as far as the bill has it; a failure that several rules match once.

    In: rows of the tables of these names; of the journal those of the incidents that are wanted, of failures all. Out:
    costly_incident STRING, currency_code STRING, cost, provisional BOOLEAN, costly_failures BIGINT; one row for each
    incident with a cost. cost and currency_code are NULL where it is in several currencies.
    """
    of_failures = rule_matches.where(F.col("source") == FAILURES)
    pairs = matches_of_incidents(incident_journal, of_failures)
    events = of_failures.select(F.col("match_id").alias("event_match"), "event_id")
    named = pairs.join(events, on=F.col("of_match") == F.col("event_match"), how="inner")
    failures = named.select("of_incident", "event_id").distinct()
    costs = cost_of_failures(failure_events, job_run_cost, query_cost).where(F.col("cost").isNotNull())
    whole = (
        failures.join(costs, on=F.col("event_id") == F.col("costly_id"), how="inner")
        .groupBy("of_incident")
        .agg(
            F.min("currency_code").alias("first_currency"),
            F.max("currency_code").alias("last_currency"),
            F.sum("cost").cast(PART).alias("summed"),
            F.max(F.col("provisional").cast("int")).alias("open_rows"),
            F.count("*").cast("bigint").alias("costly_failures"),
        )
    )
    is_one = F.col("first_currency") == F.col("last_currency")
    return whole.select(
        F.col("of_incident").alias("costly_incident"),
        F.when(is_one, F.col("first_currency")).alias("currency_code"),
        F.when(is_one, F.col("summed")).alias("cost"),
        (F.col("open_rows") > 0).alias("provisional"),
        "costly_failures",
    )
