"""The variables of templates: each with what it means, and how it is made of a subject."""

import re
from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

from faultbook.delivery.firing import span_text
from faultbook.delivery.texts.links import own_url, safe_url
from faultbook.delivery.texts.subject import Subject
from faultbook.delivery.texts.trend import trend
from faultbook.delivery.texts.values import Form, Value, Values
from faultbook.faults.redaction.redactor import Redactor
from faultbook.incidents.incident import Incident, ResolvedBy

LONGEST_ERROR, LONGEST_TRACE, LONGEST_CONTEXT = 6_000, 16_000, 8_000
LONGEST_WORDS, LONGEST_NAME = 500, 160
MOST_CHILDREN = 50
MOST_DETAILS = 20
_ADDRESS = 2_000
_ELSEWHERE = frozenset({"message", "stack_trace", "top_frames", "link", "search_link", "service", "environment"})
# Ids, severities and priorities: what is made here, and harmless as it is.
_OWN = re.compile(r"inc-[0-9a-f]{16}|[a-z]{1,20}|P[1-5]")
RESOLUTIONS = {
    ResolvedBy.RECOVERED: "its sender reported that it is over",
    ResolvedBy.QUIET: "it did not happen again",
    ResolvedBy.GOOD_RUNS: "its job ran well again",
    ResolvedBy.PERSON: "a person resolved it",
}
"""How it ended, in words."""

VARIABLES = {
    "failure_name": "what failed, in words",
    "incident_id": "id of the incident",
    "severity": "critical, high, medium, low or info",
    "priority": "P1 to P5",
    "state": "open, acknowledged, resolved or merged",
    "is_umbrella": "true for the umbrella of a storm",
    "is_flapping": "true while it ends and returns again and again",
    "timestamp": "when it began, UTC",
    "first_seen": "the same as timestamp",
    "last_seen": "its newest event, UTC",
    "resolved_at": "when it was over, UTC; empty while it is not",
    "resolution": "how it ended, in words; empty while it has not",
    "count": "how many events it has, a number",
    "reopened": "how often it came back, a number",
    "window": "the window of its rule, as 10m; empty without one",
    "trend": "events in each of the last 48 hours, one character each; empty where it is not known",
    "error_message": "the message of its first event, as a block",
    "stack_trace": "the stack trace, as a block",
    "context": "lines around it, as a block",
    "error_line": "the message in one line",
    "service": "service; may be empty",
    "names_service": "true where failure_name has the service as a word already",
    "environment": "environment; may be empty",
    "resource": "job, pipeline, cluster or resource; may be empty",
    "owner": "owner of the service; may be empty",
    "assignee": "who works on it; may be empty",
    "build": "newest build that had it; may be empty",
    "resolved_build": "build that a person named as the fix; may be empty",
    "rule": "name of the rule",
    "why": "why the rule fired, in a sentence; may be empty",
    "cost": "what it cost so far, with its currency; empty where it is not known",
    "run_url": "address of the run; empty where its host is not known",
    "log_query_url": "address of the log query; empty where its host is not known",
    "console_url": "address of its page in the console; may be empty",
    "follows": "address of the issue of the earlier incident; may be empty",
    "follows_id": "id of the earlier incident; may be empty",
    "details": "names and values that its rule keeps, a list of pairs",
    "children": "of an umbrella: titles of its incidents, 50 at most",
    "children_count": "how many there are, a number",
    "waiting": "how many tickets wait for a limit, a number",
}
"""Name -> what it is, for pages and messages."""


def variables_of(
    subject: Subject, values: Values, hosts: Collection[str], redactor: Redactor
) -> dict[str, Value | str | int | bool | list[Any]]:
    """The variables of a subject: its texts as values, numbers and words of our own as they are."""
    incident = subject.incident

    def words(name: str, text: str | None, longest: int = LONGEST_NAME) -> Value:
        return values.value(name, text, Form.WORDS, longest)

    def block(name: str, text: str | None, longest: int) -> Value:
        return values.value(name, text, Form.BLOCK, longest)

    def address(name: str, url: str) -> Value:
        return values.value(name, url, Form.ADDRESS, _ADDRESS)

    def own(name: str, text: str | None) -> Value | str:
        return text if text and _OWN.fullmatch(text) else words(name, text)

    return {
        **_numbers(incident),
        "incident_id": own("incident_id", incident.incident_id),
        "follows_id": own("follows_id", incident.follows_id),
        "severity": own("severity", incident.severity),
        "priority": own("priority", incident.priority),
        "failure_name": words("failure_name", incident.title or incident.resource),
        "window": span_text(subject.window) if subject.window is not None else "",
        "trend": trend(subject.hours),
        "error_message": block("error_message", incident.message, LONGEST_ERROR),
        "stack_trace": block("stack_trace", subject.stack_trace, LONGEST_TRACE),
        "context": block("context", subject.context, LONGEST_CONTEXT),
        "error_line": words("error_line", incident.message, LONGEST_WORDS),
        "service": words("service", incident.service),
        "names_service": _is_word(incident.service, incident.title),
        "environment": words("environment", incident.environment),
        "resource": words("resource", incident.resource),
        "owner": words("owner", incident.owner),
        "assignee": words("assignee", incident.assignee),
        "build": words("build", incident.build),
        "resolved_build": words("resolved_build", incident.resolved_build),
        "rule": words("rule", incident.rule),
        "why": words("why", subject.why, LONGEST_WORDS),
        "cost": words("cost", f"{subject.cost:,.2f} {subject.currency}" if subject.cost is not None else ""),
        "run_url": address("run_url", safe_url(subject.run_url or incident.link, hosts, redactor)),
        "log_query_url": address("log_query_url", safe_url(subject.log_query_url, hosts, redactor)),
        "console_url": address("console_url", own_url(subject.console_url)),
        "follows": address("follows", own_url(subject.follows_url)),
        "details": [
            [words("details", name), words("details", text)] for name, text in _details(subject)[:MOST_DETAILS]
        ],
        "children": [words("children", each) for each in subject.children[:MOST_CHILDREN]],
        "children_count": len(subject.children),
        "waiting": subject.waiting,
    }


def _is_word(word: str | None, text: str) -> bool:
    return bool(word) and re.search(rf"(?<![\w-]){re.escape(word or '')}(?![\w-])", text) is not None


def _details(subject: Subject) -> list[tuple[str, str]]:
    """What the rule keeps, by name, without what has a place of its own in a ticket."""
    incident = subject.incident
    own = (incident.service, incident.environment, incident.resource, incident.build, incident.message, incident.link)
    found = {**incident.facts, **subject.details}
    return sorted(
        (name, text) for name, text in found.items() if text.strip() and name not in _ELSEWHERE and text not in own
    )


def _numbers(incident: Incident) -> dict[str, Any]:
    """What has its words from here: instants, numbers, fixed words."""
    return {
        "state": incident.state.value,
        "is_umbrella": incident.is_umbrella,
        "is_flapping": incident.is_flapping,
        "timestamp": _instant(incident.opened_at),
        "first_seen": _instant(incident.opened_at),
        "last_seen": _instant(incident.last_seen),
        "resolved_at": _instant(incident.resolved_at),
        "resolution": RESOLUTIONS[incident.resolved_by] if incident.resolved_by is not None else "",
        "count": incident.occurrence_count,
        "reopened": incident.reopened,
    }


def _instant(at: datetime | None) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC" if at is not None else ""
