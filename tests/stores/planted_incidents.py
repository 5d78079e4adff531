"""Incidents of the small shop in plain rows, with their journal, matches, rules and runs; one has hostile text."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from faultbook.tables import INCIDENT_JOURNAL, INCIDENTS, RULE_MATCHES, RULE_RUNS
from tests.stores.planted_failures import AT, BY_FOUR, HOSTILE_EVENT

Row = dict[str, Any]
LOST = "inc-0a1b2c3d4e5f6071"
"""Open, critical; its one event is the failure of four senders."""
HOSTILE_INCIDENT = "inc-0a1b99999999aaaa"
"""Muted, of hostile text."""
EARLIER = "inc-77e0000000000001"
"""Resolved as not planned; the same fault as LOST."""
MERGED = "inc-c0ffee0000000002"
"""Merged into LOST."""
RULE, QUIET_RULE, SILENT_RULE, BROKEN_RULE = "failed_runs", "http_5xx", "never_matched", "broken.yml"
FAULT, HOSTILE_FAULT, NEAR_FAULT = "fp1:00000000000000aa", "fp1:00000000000000bb", "fp1:00000000000000cc"
HOUR = timedelta(hours=1)
BOTH = ("began", "ended")
LIMIT = "the limit of an hour"
SIGMA = """title: {rule}
name: {rule}
level: high
logsource: {{category: failures}}
detection:
  run: {{kind: run, state: failed}}
  development: {{environment: dev}}
  condition: run and not development
"""


def planted_incidents(hostile: str) -> dict[str, list[Row]]:
    """Rows of the tables of rules and incidents."""
    long_ago = AT - timedelta(days=2)
    incidents = [
        incident(LOST, severity="critical", priority="P1", service="checkout", environment="prod", owner="team-shop",
                 title="Cluster of nightly was terminated", message="Cluster was terminated: spot instance lost",
                 occurrence_count=3, last_seen=AT + HOUR, follows_id=EARLIER, facts=[("job", "nightly")],
                 sample_event_id=BY_FOUR, detected_at=AT + timedelta(seconds=90)),
        incident(HOSTILE_INCIDENT, rule=QUIET_RULE, severity="low", priority="P4", service=hostile, title=hostile,
                 message=hostile, opened_at=AT - HOUR, last_seen=AT - HOUR, is_muted=True, owner=hostile,
                 fingerprint=HOSTILE_FAULT, facts=[("note", hostile)], detected_at=AT - HOUR),
        incident(EARLIER, state="resolved", resolved_by="person", severity="critical", service="checkout",
                 environment="prod", title="Cluster of nightly was terminated", opened_at=long_ago,
                 last_seen=long_ago, acknowledged_at=long_ago + HOUR, resolved_at=long_ago + 2 * HOUR,
                 detected_at=long_ago + timedelta(seconds=30), assignee="ada"),
        incident(MERGED, state="merged", merged_into=LOST, service="search", title="Task of nightly failed",
                 opened_at=AT + timedelta(minutes=5), fingerprint="fp1:00000000000000dd"),
    ]  # fmt: skip
    journal = [
        entry(1, EARLIER, "opened", long_ago),
        entry(2, EARLIER, "occurred", long_ago, events=1),
        entry(3, EARLIER, "acknowledged", long_ago + HOUR, author="ada", reason="known", rule=None),
        entry(4, EARLIER, "resolved", long_ago + 2 * HOUR, author="ada", reason="it will not be worked on", rule=None,
              facts=[("by", "person"), ("not_planned", "yes")]),
        entry(5, LOST, "opened", AT, facts=[("severity", "high"), ("title", "of the incident itself")]),
        entry(6, LOST, "followed", AT, facts=[("follows", EARLIER)]),
        entry(7, LOST, "occurred", AT, events=1),
        entry(8, LOST, "occurred", AT + timedelta(minutes=10), events=1, batch_id=2),
        entry(9, LOST, "escalated", AT + timedelta(minutes=10), facts=[("severity", "critical")], batch_id=2),
        entry(10, LOST, "occurred", AT + HOUR, events=1, batch_id=3),
        entry(11, HOSTILE_INCIDENT, "opened", AT - HOUR, fingerprint=HOSTILE_FAULT, rule=QUIET_RULE),
        entry(12, HOSTILE_INCIDENT, "occurred", AT - HOUR, events=1, fingerprint=HOSTILE_FAULT, rule=QUIET_RULE),
        entry(13, HOSTILE_INCIDENT, "muted", AT, author=hostile, reason=hostile, rule=None, fingerprint=None,
              facts=[("count", hostile)]),
        entry(14, MERGED, "opened", AT + timedelta(minutes=5), fingerprint="fp1:00000000000000dd"),
        entry(15, MERGED, "merged", AT + HOUR, author="ada", reason="one cause", facts=[("into", LOST)]),
    ]  # fmt: skip
    matches = [
        match("m-1", AT, event_id=BY_FOUR, title="Cluster of nightly was terminated"),
        match("m-2", AT + timedelta(minutes=10), event_id="ev-gone"),
        match("m-3", AT + HOUR, source="logs", event_id="record-1", events=40),
        match("m-4", AT - HOUR, rule=QUIET_RULE, event_id=HOSTILE_EVENT, fingerprint=HOSTILE_FAULT, title=hostile),
        match("m-5", AT - 2 * HOUR, rule=QUIET_RULE, source="logs", event_id="record-0", fingerprint=NEAR_FAULT),
        match("m-6", long_ago, event_id="ev-long-gone"),
    ]
    return {
        "incidents": incidents,
        "incident_journal": journal,
        "rule_matches": matches,
        **planted_tickets(hostile),
        "rule_runs": [run(number, AT + number * HOUR) for number in (1, 2, 3)],
        "rule_versions": [
            version(RULE),
            version(QUIET_RULE),
            version(SILENT_RULE),
            version(BROKEN_RULE, mistake="line 3: found the field 'sttate'; expected 'state'"),
        ],
    }


def planted_tickets(hostile: str) -> dict[str, list[Row]]:
    """LOST has an issue and a note that waits; what HOSTILE_INCIDENT wanted was refused. A decision about it waits."""
    shared: Row = {"tracker": "forge", "repository": "acme/shop", "fence": 1, "attempts": 1, "number": "0"}
    issue: Row = {"issue_number": 7, "url": "https://git.example.com/acme/shop/issues/7", "is_open": True}
    tried: Row = {"tracker": "forge", "repository": "acme/shop", "fence": 1, "attempt": 1}
    soon = AT + timedelta(minutes=2)
    return {
        "outbox_runs": [{"fence": 1, "state": state, "holder": "r", "recorded_at": soon} for state in BOTH],
        "outbox": [
            {**shared, **issue, "intent_id": "int-1", "incident_id": LOST, "action": "create", "state": "sent",
             "wanted_at": AT, "due_at": AT, "ended_at": soon},
            {**shared, **issue, "intent_id": "int-2", "incident_id": LOST, "action": "update", "state": "waiting",
             "wanted_at": AT + HOUR, "due_at": AT + HOUR, "waits_until": AT + 2 * HOUR, "reason": LIMIT},
            {**shared, "intent_id": "int-3", "incident_id": HOSTILE_INCIDENT, "action": "create", "state": "refused",
             "wanted_at": AT, "due_at": AT, "ended_at": soon, "reason": hostile},
        ],
        "outbox_attempts": [
            {**tried, "intent_id": "int-1", "incident_id": LOST, "action": "create", "state": "sending",
             "attempted_at": AT + timedelta(seconds=110)},
            {**tried, "intent_id": "int-1", "incident_id": LOST, "action": "create", "state": "sent",
             "attempted_at": soon, "issue_repository": "acme/shop", "issue_number": 7, "url": issue["url"]},
            {**tried, "intent_id": "int-3", "incident_id": HOSTILE_INCIDENT, "action": "create", "state": "refused",
             "attempted_at": soon, "reason": hostile},
        ],
        "incident_decisions": [
            {"decision_id": "dec-1", "kind": "acknowledge", "incident_id": HOSTILE_INCIDENT, "author": hostile,
             "reason": hostile, "decided_at": AT + HOUR, "door": "console", "request_hash": "h"},
        ],
    }  # fmt: skip


def incident(incident_id: str, **given: Any) -> Row:
    """An open incident of one event at AT."""
    opened = given.get("opened_at", AT)
    return dict.fromkeys(INCIDENTS.column_names) | {
        "incident_id": incident_id,
        "title": "a title",
        "state": "open",
        **dict.fromkeys(("is_muted", "is_flapping", "is_umbrella"), False),
        "fingerprint": FAULT,
        "rule": RULE,
        "source": "failures",
        "severity": "medium",
        "priority": "P3",
        "opened_at": opened,
        "opened_on": opened.date(),
        "detected_at": opened,
        "last_seen": opened,
        "reopened": 0,
        "occurrence_count": 1,
        "late_count": 0,
        "facts": [],
        "memory": "{}",
        "updated_at": opened,
        "through_number": 1,
        **given,
    }


def entry(number: int, incident_id: str, kind: str, at: datetime, **given: Any) -> Row:
    """An entry of the journal; `occurred` spans its instant."""
    spans = {"first_at": at, "last_at": at} if kind == "occurred" else {}
    return dict.fromkeys(INCIDENT_JOURNAL.column_names) | {
        "entry_id": f"entry-{number}",
        "incident_id": incident_id,
        "number": number,
        "kind": kind,
        "at": at,
        "recorded_at": at,
        "recorded_on": at.date(),
        "author": "faultbook",
        "fingerprint": FAULT,
        "rule": RULE,
        "source": "failures",
        "events": 0,
        "facts": [],
        "batch_id": 1,
        **spans,
        **given,
    }


def match(match_id: str, at: datetime, **given: Any) -> Row:
    """A match of the rule of failed runs."""
    return dict.fromkeys(RULE_MATCHES.column_names) | {
        "match_id": match_id,
        "rule": RULE,
        "rule_version": "v1",
        "source": "failures",
        "event_id": match_id,
        "matched_at": at,
        "matched_on": at.date(),
        "fingerprint": FAULT,
        "slots": [],
        "events": 1,
        "is_counted": True,
        "severity": "high",
        "title": "a title",
        "facts": [],
        "source_batch": 1,
        "batch_id": 1,
        **given,
    }


def run(batch_id: int, recorded_at: datetime) -> Row:
    """A run of judge over failures."""
    counts = dict.fromkeys(("events", "matches", "without_group", "without_fingerprint"), 0)
    return (
        dict.fromkeys(RULE_RUNS.column_names)
        | counts
        | {
            "batch_id": batch_id,
            "source": "failures",
            "through_batch": batch_id,
            "rules": 3,
            "recorded_at": recorded_at,
            "run_id": "r",
        }
    )


def version(rule: str, **given: Any) -> Row:
    """A text of a rule, as it was read."""
    return {
        "rule": rule,
        "rule_version": "v1",
        "file": f"rules/{rule}",
        "text": SIGMA.format(rule=rule),
        "mistake": None,
        "first_read_at": AT - timedelta(days=3),
        "run_id": "r",
        **given,
    }


def many_incidents(count: int, *, matches: int = 3, hours: int = 6) -> dict[str, Sequence[Row]]:
    """So many incidents over 30 days with their journal and matches, for measurements."""
    start = datetime(2026, 2, 1, tzinfo=UTC)
    incidents: list[Row] = []
    journal: list[Row] = []
    found: list[Row] = []
    for at in range(count):
        name, fault = f"inc-{at * 2_654_435_761 % 2**64:016x}", f"fp1:{at // 2:016x}"
        opened = start + timedelta(minutes=at * 43_200 // count)
        severity = ("critical", "high", "medium", "low", "info")[at % 5]
        state = "open" if at % 10 == 0 else "acknowledged" if at % 10 == 1 else "resolved"
        resolved = opened + timedelta(hours=hours) if state == "resolved" else None
        rule, service = f"rule-{at % 50}", f"service-{at % 30}"
        shared: Row = {"fingerprint": fault, "rule": rule, "service": service, "environment": "prod"}
        incidents.append(
            incident(name, **shared, opened_at=opened, last_seen=opened + timedelta(hours=hours - 1), state=state,
                     severity=severity, resolved_at=resolved, occurrence_count=hours, owner=f"team-{at % 7}",
                     title=f"Task {at % 100} of {service} failed", resolved_by="quiet" if resolved else None,
                     message=f"connection to host-{at} refused", detected_at=opened + timedelta(seconds=at % 300))
        )  # fmt: skip
        number = at * (hours + 1)
        journal.append(entry(number, name, "opened", opened, **shared))
        for hour in range(hours):
            when = opened + timedelta(hours=hour)
            journal.append(entry(number + hour + 1, name, "occurred", when, events=1, **shared))
            if hour < matches:
                found.append(match(f"m-{at}-{hour}", when, event_id=f"ev-{at}-{hour}", **shared))
    return {
        "incidents": incidents,
        "incident_journal": journal,
        "rule_matches": found,
        "rule_runs": [run(1, start + timedelta(days=30))],
        "rule_versions": [version(f"rule-{at}") for at in range(50)],
    }
