"""The names in `facts` of the journal: what a kind of entry needs beside its columns."""

from collections.abc import Mapping


class Fact:
    """Names and fixed values; all values are texts, instants as ISO 8601.

    | kind | facts |
    |---|---|
    | opened | title, severity, resource, pattern_id, message, sample_event_id, link, umbrella, and those of a signal |
    | occurred | severity, build (newest), late, stays (why it opens nothing again), and those of a signal |
    | escalated | severity |
    | assigned | assignee, empty: none; tracker: where its issue was assigned so |
    | muted | until, or count, or neither: for good; from: the earlier incident whose mute goes on |
    | inhibited, released | by (an incident), why (storm, cluster, upstream, rule) |
    | resolved | by (ResolvedBy), build (said to fix it), after_build (any newer one does), not_planned |
    | regressed | by (person, where one did), build |
    | followed | follows (an incident) |
    | merged | into (an incident); on the one that goes on: other |
    | split | out_of (an incident); on the one that goes on: other |
    | declined | decision (its kind) |
    | linked | tracker, repository, issue (number), link (its address): the issue that a person tied |

    Those of a signal: kind, cluster_id, parent, upstream, workspace_id, priority (where its rule sets one). What a
    rule keeps begins with `rule.`.
    """

    TITLE = "title"
    SEVERITY = "severity"
    RESOURCE = "resource"
    PATTERN_ID = "pattern_id"
    MESSAGE = "message"
    SAMPLE_EVENT_ID = "sample_event_id"
    LINK = "link"
    UMBRELLA = "umbrella"
    KIND = "kind"
    CLUSTER_ID = "cluster_id"
    PARENT = "parent"
    UPSTREAM = "upstream"
    WORKSPACE_ID = "workspace_id"
    PRIORITY = "priority"
    BUILD = "build"
    LATE = "late"
    ASSIGNEE = "assignee"
    UNTIL = "until"
    COUNT = "count"
    BY = "by"
    WHY = "why"
    AFTER_BUILD = "after_build"
    NOT_PLANNED = "not_planned"
    FOLLOWS = "follows"
    INTO = "into"
    OUT_OF = "out_of"
    OTHER = "other"
    STAYS = "stays"
    FROM = "from"
    YES = "yes"
    STORM = "storm"
    CLUSTER = "cluster"
    UPSTREAM_TASK = "upstream"
    RULE = "rule"
    DECISION = "decision"
    OF_RULE = "rule."
    TRACKER = "tracker"
    REPOSITORY = "repository"
    ISSUE = "issue"


def of_rule(facts: Mapping[str, str]) -> dict[str, str]:
    """What a rule extracts and keeps, by its own names."""
    return {name.removeprefix(Fact.OF_RULE): value for name, value in facts.items() if name.startswith(Fact.OF_RULE)}


def kept(facts: Mapping[str, str]) -> dict[str, str]:
    """Facts of a rule under the names that they have in an entry."""
    return {f"{Fact.OF_RULE}{name}": value for name, value in facts.items()}
