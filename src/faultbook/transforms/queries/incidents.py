"""Incidents: those that match, one of them with what happened to it, its events, and how good the rules are."""

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from faultbook.transforms.portable.failure_rows import named_failures
from faultbook.transforms.portable.incident_rows import (
    ACTIVE,
    FAILURES,
    OCCURRED,
    cost_of_incidents,
    matches_of_incidents,
    severity_rank,
)
from faultbook.transforms.portable.rule_figures import figures_of_rules
from faultbook.transforms.portable.utc import utc_hour
from faultbook.transforms.queries.parameters import between, contains_text, equals, parameter

_SHOWN = (
    *("incident_id", "title", "state", "resolved_by", "is_muted", "muted_until", "is_flapping", "is_umbrella"),
    *("umbrella_id", "inhibited_by", "rule", "source", "severity", "priority", "service", "environment", "resource"),
    *("owner", "assignee", "opened_at", "last_seen", "acknowledged_at", "resolved_at", "occurrence_count"),
)
_OF_ONE = (
    *_SHOWN,
    *("follows_id", "merged_into", "fingerprint", "pattern_id", "detected_at", "reopened", "late_count", "build"),
    *("resolved_build", "message", "sample_event_id", "link", "facts", "updated_at", "memory", "through_number"),
)


def incidents(incidents: DataFrame) -> DataFrame:
    """Incidents that match. In: the table of this name.

    Parameters: state (one of its states, or `active`: open or acknowledged), severity, service, environment, rule,
    owner (equal; owner or assignee); text (within title, message or id, letters' case aside); muted (`no`: without
    those that are muted; `yes`: those alone); since, until (opened_at). Out: the columns for a list; severity_rank INT,
    0 for the worst.
    """
    state, text, owner, muted = (parameter(name) for name in ("state", "text", "owner", "muted"))
    is_active = (state == "active") & F.col("state").isin(*ACTIVE)
    near = incidents.where(between("opened_at")).where(state.isNull() | (F.col("state") == state) | is_active)
    near = near.where(equals("severity")).where(equals("service")).where(equals("environment")).where(equals("rule"))
    is_owned = F.coalesce((F.col("owner") == owner) | (F.col("assignee") == owner), F.lit(False))
    near = near.where(owner.isNull() | is_owned)
    near = near.where(muted.isNull() | ((muted == "no") & ~F.col("is_muted")) | ((muted == "yes") & F.col("is_muted")))
    has_text = (
        contains_text("title", "text")
        | F.coalesce(contains_text("message", "text"), F.lit(False))
        | contains_text("incident_id", "text")
    )
    near = near.where(text.isNull() | has_text)
    return near.withColumn("severity_rank", severity_rank()).select(*_SHOWN, "severity_rank")


def incident(incidents: DataFrame) -> DataFrame:
    """Incidents whose id begins so. In: the table of this name. Parameters: begins. Out: all that the table has."""
    return incidents.where(F.col("incident_id").startswith(parameter("begins"))).select(*_OF_ONE)


def incident_names(incidents: DataFrame) -> DataFrame:
    """Ids of incidents, to find those that are like one. In: the table of this name. Out: incident_id, opened_at."""
    return incidents.select("incident_id", "opened_at")


def incident_costs(
    incident_journal: DataFrame,
    rule_matches: DataFrame,
    failure_events: DataFrame,
    job_run_cost: DataFrame,
    query_cost: DataFrame,
) -> DataFrame:
    """What the failures of incidents cost. In: the tables of these names.

    Parameters: ids (one after another). Out: incident_id, currency_code, cost, provisional,
    costly_failures; no row without a cost.
    """
    named = incident_journal.where(_is_named())
    costs = cost_of_incidents(named, rule_matches, failure_events, job_run_cost, query_cost)
    return costs.select(
        F.col("costly_incident").alias("incident_id"), "currency_code", "cost", "provisional", "costly_failures"
    )


def incident_occurrences(incident_journal: DataFrame) -> DataFrame:
    """How often incidents occurred, hour by hour. In: the table of this name.

    Parameters: ids (one after another); since, until (the newest event). Out: incident_id, hour TIMESTAMP,
    events, entries BIGINT, first_at, last_at, number BIGINT (of the newest entry).
    """
    rows = incident_journal.where(F.col("kind") == OCCURRED).where(_is_named())
    timed = rows.withColumn("newest_at", F.coalesce("last_at", "at")).where(between("newest_at"))
    return (
        timed.withColumn("hour", utc_hour(F.col("newest_at")))
        .groupBy("incident_id", "hour")
        .agg(
            F.sum("events").cast("bigint").alias("events"),
            F.count("*").cast("bigint").alias("entries"),
            F.min(F.coalesce("first_at", "at")).alias("first_at"),
            F.max("newest_at").alias("last_at"),
            F.max("number").alias("number"),
        )
    )


def incident_entries(incident_journal: DataFrame) -> DataFrame:
    """What happened to one incident but its occurrences. In: the table of this name.

    Parameters: incident_id (equal). Out: number, kind, at, recorded_at, author, reason, rule, facts.
    """
    rows = incident_journal.where(F.col("incident_id") == parameter("incident_id"))
    return rows.where(F.col("kind") != OCCURRED).select(
        *("number", "kind", "at", "recorded_at", "author", "reason", "rule", "facts")
    )


def incident_events(incident_journal: DataFrame, rule_matches: DataFrame, failure_events: DataFrame) -> DataFrame:
    """What rules matched of one incident, with the failure where it is one. In: the tables of these names.

    Parameters: incident_id (equal); since, until (matched_at). Out: match_id, the match, and of a failure what failed,
    its kind, state, message, code and run; NULL of other sources.
    """
    own = incident_journal.where(F.col("incident_id") == parameter("incident_id"))
    pairs = matches_of_incidents(own, rule_matches)
    rows = (
        rule_matches.where(between("matched_at"))
        .where("is_counted")
        .select(
            *("match_id", "rule", "rule_version", "source", "event_id", "matched_at", "service", "environment"),
            *("severity", "title", "events", "value"),
        )
    )
    found = pairs.join(rows, on=F.col("of_match") == F.col("match_id"), how="inner").drop("of_match", "of_incident")
    failures = named_failures(failure_events).select(
        F.col("event_id").alias("failure_id"),
        "kind",
        "state",
        "what",
        "message",
        "error_code",
        "run_id",
        "job_name",
        "pipeline",
        "build",
    )
    is_failure = (F.col("source") == FAILURES) & (F.col("event_id") == F.col("failure_id"))
    return found.join(failures, on=is_failure, how="left").drop("failure_id")


def similar_incidents(incidents: DataFrame) -> DataFrame:
    """Earlier incidents like one. In: the table of this name.

    Parameters: incident_id, fingerprint, rule, service (of the one), opened_before. Out: the columns for a list;
    likeness INT: 0 the same fault, 1 rule and service, 2 rule, 3 service.
    """
    is_earlier = F.col("opened_at") < parameter("opened_before", "timestamp")
    rows = incidents.where((F.col("incident_id") != parameter("incident_id")) & is_earlier)
    is_fault, is_rule, is_service = (
        F.coalesce(F.col(name) == parameter(name), F.lit(False)) for name in ("fingerprint", "rule", "service")
    )
    likeness = (
        F.when(is_fault, F.lit(0))
        .when(is_rule & is_service, F.lit(1))
        .when(is_rule, F.lit(2))
        .when(is_service, F.lit(3))
    )
    found = rows.withColumn("likeness", likeness.cast("int")).where(F.col("likeness").isNotNull())
    return found.select(*_SHOWN, "likeness")


def rule_figures(
    rule_matches: DataFrame, incidents: DataFrame, incident_journal: DataFrame, rule_versions: DataFrame
) -> DataFrame:
    """Figures of rules and sources. In: the tables of these names.

    Parameters: rule, source (equal); since, until (of matches when they happened, of incidents when they were opened).
    Out: as the view noise_by_rule.
    """
    figures = figures_of_rules(
        rule_matches.where(between("matched_at")),
        incidents.where(between("opened_at")),
        incident_journal,
        rule_versions,
    )
    return figures.where(equals("rule")).where(equals("source"))


def rule_coverage(failure_events: DataFrame, rule_matches: DataFrame) -> DataFrame:
    """How many failures that are stored rules matched. In: the tables of these names.

    Parameters: since, until (happened_at). Out: kind, rule, failures, matched BIGINT. A row for each kind, rule NULL:
    failures of the kind, and those that some rule matched; and for each rule, kind NULL: those that it matched, twice.
    """
    near = failure_events.where(between("happened_at")).select("event_id", "kind")
    known = (
        rule_matches.where(F.col("source") == FAILURES).select(F.col("event_id").alias("matched_id"), "rule").distinct()
    )
    some = known.select("matched_id").distinct()
    kinds = (
        near.join(some, on=F.col("event_id") == F.col("matched_id"), how="left")
        .groupBy("kind")
        .agg(F.count("*").cast("bigint").alias("failures"), F.count("matched_id").cast("bigint").alias("matched"))
    )
    of_rules = (
        near.join(known, on=F.col("event_id") == F.col("matched_id"), how="inner")
        .groupBy("rule")
        .agg(F.count("*").cast("bigint").alias("failures"))
    )
    nothing = F.lit(None).cast("string")
    return kinds.select("kind", nothing.alias("rule"), "failures", "matched").unionByName(
        of_rules.select(nothing.alias("kind"), "rule", "failures", F.col("failures").alias("matched"))
    )


def rule_texts(rule_versions: DataFrame) -> DataFrame:
    """Every text of rules that was read. In: the table of this name. Parameters: rule (equal). Out: its columns."""
    return rule_versions.where(equals("rule")).select(
        "rule", "rule_version", "file", "text", "mistake", "first_read_at"
    )


def matches_of_event(rule_matches: DataFrame) -> DataFrame:
    """What a rule matched around an event. In: the table of this name.

    Parameters: rule, event_id, source, group_key (equal); since, until (matched_at). Out: match_id, event_id,
    rule_version, matched_at, group_key, fingerprint, value, events, severity.
    """
    rows = rule_matches.where(equals("rule")).where(equals("event_id")).where(equals("source"))
    rows = rows.where(equals("group_key")).where(between("matched_at"))
    return rows.select(
        *("match_id", "rule", "event_id", "rule_version", "matched_at", "group_key", "fingerprint", "value", "events"),
        "severity",
    )


def incidents_of_fault(incidents: DataFrame) -> DataFrame:
    """Incidents of one fault. In: the table of this name. Parameters: fingerprint (equal). Out: those for a list."""
    return incidents.where(F.col("fingerprint") == parameter("fingerprint")).select(*_SHOWN)


def _is_named() -> Column:
    # Ids are equally long and begin alike, so none is part of two others.
    return F.contains(parameter("ids"), F.col("incident_id"))
