"""Decisions about incidents, their tickets, and what is to be done in trackers."""

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from faultbook.transforms.portable.outbox_rows import LEFT, OUTCOMES, STATES
from faultbook.transforms.portable.seconds import percentiles, seconds_between
from faultbook.transforms.queries.parameters import between, equals, parameter

TICKET_PERCENTILES = {"ticket_p50_seconds": 50, "ticket_p95_seconds": 95}
_OUTBOX = (
    *("intent_id", "incident_id", "tracker", "action", "number", "state", "reason", "wanted_at", "due_at"),
    *("waits_until", "ended_at", "attempts", "repository", "issue_number", "url", "is_open"),
)


def decisions_about_incidents(incident_decisions: DataFrame, incident_journal: DataFrame) -> DataFrame:
    """Decisions of the console and the API with what became of them. In: the tables of these names.

    Parameters: decision_id, outcome (equal); incident_id (that it is about, or the other one). Out: the decision;
    outcome: waiting, carried_out or declined; declined_reason, NULL of others.
    """
    entries = incident_journal.where(F.col("decision_id").isNotNull())
    is_declined = F.col("kind") == "declined"
    ended = entries.groupBy(F.col("decision_id").alias("of_decision")).agg(
        F.max(F.when(is_declined, F.coalesce(F.col("reason"), F.lit("")))).alias("declined_reason")
    )
    joined = incident_decisions.join(ended, on=F.col("decision_id") == F.col("of_decision"), how="left")
    outcome = (
        F.when(F.col("of_decision").isNull(), F.lit("waiting"))
        .when(F.col("declined_reason").isNotNull(), F.lit("declined"))
        .otherwise(F.lit("carried_out"))
    )
    one = parameter("incident_id")
    is_about = F.coalesce((F.col("incident_id") == one) | (F.col("other_id") == one), F.lit(False))
    found = joined.withColumn("outcome", outcome).where(equals("decision_id")).where(one.isNull() | is_about)
    return found.where(equals("outcome")).select(
        *("decision_id", "kind", "incident_id", "other_id", "assignee", "until", "count", "build", "in_next_build"),
        *("not_planned", "author", "reason", "decided_at", "door", "request_hash", "outcome", "declined_reason"),
    )


def tickets_of_incidents(outbox: DataFrame) -> DataFrame:
    """The issue of each incident that has one, as the newest run of deliver knew it. In: the table of this name.

    Parameters: ids (one after another). Out: incident_id, tracker, repository, issue_number, url, is_open (NULL: not
    known).
    """
    # Ids are equally long and begin alike, so none is part of two others.
    rows = outbox.where(F.contains(parameter("ids"), F.col("incident_id")) & F.col("issue_number").isNotNull())
    newest = rows.groupBy(F.col("incident_id").alias("of_incident")).agg(F.max("fence").alias("newest_fence"))
    is_newest = (F.col("incident_id") == F.col("of_incident")) & (F.col("fence") == F.col("newest_fence"))
    # Every row of one run has the same issue.
    return (
        rows.join(newest, on=is_newest, how="inner")
        .groupBy("incident_id")
        .agg(
            F.min("tracker").alias("tracker"),
            F.min("repository").alias("repository"),
            F.min("issue_number").alias("issue_number"),
            F.min("url").alias("url"),
            F.min(F.col("is_open").cast("int")).alias("is_open"),
        )
    )


def deliveries(outbox: DataFrame) -> DataFrame:
    """What is wanted of trackers, and how far that is. In: the table of this name.

    Parameters: state (one of its states, or `left`: due, looked up or waiting), tracker, incident_id (equal); since,
    until (wanted_at). Out: the columns of the table but fence.
    """
    state = parameter("state")
    is_left = (state == "left") & F.col("state").isin(*LEFT)
    rows = outbox.where(between("wanted_at")).where(state.isNull() | (F.col("state") == state) | is_left)
    return rows.where(equals("tracker")).where(equals("incident_id")).select(*_OUTBOX)


def delivery_figures(outbox: DataFrame, outbox_attempts: DataFrame, incidents: DataFrame) -> DataFrame:
    """How far deliveries are, by tracker. In: the tables of these names.

    Out: tracker; things to do by state BIGINT; oldest_left_at TIMESTAMP (wanted and not done; NULL: nothing is left);
    attempts by outcome BIGINT; tickets BIGINT, and percentiles of the time from the first event of an incident to its
    issue in seconds, DOUBLE; NULL without tickets.
    """
    wanted = outbox.groupBy("tracker").agg(
        *(_counted(F.col("state") == state).alias(state) for state in STATES),
        F.min(F.when(F.col("state").isin(*LEFT), F.col("wanted_at"))).alias("oldest_left_at"),
    )
    tried = outbox_attempts.groupBy(F.col("tracker").alias("tried_tracker")).agg(
        *(_counted(F.col("state") == state).alias(f"attempts_{state}") for state in OUTCOMES)
    )
    made = (
        outbox_attempts.where((F.col("action") == "create") & (F.col("state") == "sent"))
        .groupBy(F.col("tracker").alias("made_tracker"), F.col("incident_id").alias("made_incident"))
        .agg(F.min("attempted_at").alias("made_at"))
        .join(incidents, on=F.col("made_incident") == F.col("incident_id"), how="inner")
        .withColumn("ticket_seconds", seconds_between("opened_at", "made_at"))
    )
    counted = made.groupBy(F.col("made_tracker").alias("counted_tracker")).agg(F.count("*").alias("tickets"))
    late = percentiles(made, ("made_tracker",), "ticket_seconds", TICKET_PERCENTILES)
    joined = (
        wanted.join(tried, on=F.col("tracker") == F.col("tried_tracker"), how="left")
        .join(counted, on=F.col("tracker") == F.col("counted_tracker"), how="left")
        .join(late, on=F.col("tracker") == F.col("made_tracker"), how="left")
    )
    counts = (*STATES, *(f"attempts_{state}" for state in OUTCOMES), "tickets")
    return joined.select(
        "tracker",
        *(F.coalesce(name, F.lit(0)).cast("bigint").alias(name) for name in counts),
        "oldest_left_at",
        *TICKET_PERCENTILES,
    )


def _counted(condition: Column) -> Column:
    return F.count(F.when(condition, F.lit(1)))


def delivery_attempts(outbox_attempts: DataFrame) -> DataFrame:
    """What was tried in trackers: the rows after the calls. In: the table of this name.

    Parameters: tracker, incident_id (equal); since, until (attempted_at). Out: when, what, where, and how it ended.
    """
    ends = outbox_attempts.where(F.col("state") != "sending").where(between("attempted_at"))
    return (
        ends.where(equals("tracker"))
        .where(equals("incident_id"))
        .select(
            *("intent_id", "incident_id", "tracker", "action", "attempt", "fence", "state", "attempted_at", "reason"),
            F.coalesce("issue_repository", "repository").alias("repository"),
            *("issue_number", "url", "until", "found"),
        )
    )
