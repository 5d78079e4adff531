"""Failures of a small shop in plain rows: one by four senders, one with hostile text, a sender that is denied."""

from datetime import UTC, datetime, timedelta
from typing import Any

from faultbook.tables import EVENT_REPORTS, FAILURE_EVENTS

Row = dict[str, Any]
AT = datetime(2026, 3, 4, 9, tzinfo=UTC)
BY_FOUR = "ev-four"
HOSTILE_EVENT = "ev-hostile"
SENDERS = ("azure-monitor", "databricks-monitor", "databricks-runs", "lakeflow.job_run_timeline")


def planted_failures(hostile: str) -> dict[str, list[Row]]:
    """Rows of the tables of failures."""
    events = [
        _event(
            BY_FOUR,
            kind="run",
            happened_at=AT,
            sources=list(SENDERS),
            reports=4,
            message="Cluster was terminated: spot instance lost",
            job_id="77",
            job_name="nightly",
            workspace_id="w1",
            run_id="run-1",
            severity="Sev1",
            service="checkout",
            environment="prod",
        ),
        _event(
            HOSTILE_EVENT,
            kind="alert",
            state="recovered",
            happened_at=AT - timedelta(hours=1),
            recovered_at=AT,
            sources=["webhook-shop"],
            message=hostile,
            title=hostile,
            stack_trace=hostile,
            service=hostile,
            severity="page",
            facts=[("note", hostile)],
        ),
    ]
    reports = [_report(events[0], number, source) for number, source in enumerate(SENDERS)]
    reports.append(_report(events[1], 9, "webhook-shop", message=hostile, title=hostile))
    entries = [_entry(number, source) for number, source in enumerate((*SENDERS[:2], "webhook-shop"))]
    return {
        "failure_events": events,
        "event_reports": reports,
        "event_ledger": entries,
        "source_polls": [_poll("complete", AT, None), _poll("denied", AT + timedelta(hours=1), f"no right: {hostile}")],
    }


def _event(event_id: str, **given: Any) -> Row:
    happened = given["happened_at"]
    return dict.fromkeys(FAILURE_EVENTS.column_names) | {
        "event_id": event_id,
        "event_key": f"key/{event_id}",
        "state": "failed",
        "occurred_on": happened.date(),
        "message_path": "$.data.message",
        "message_source": given["sources"][0],
        "template_hash": "v2:of-a-failure",
        "facts": [],
        "reports": 1,
        "first_reported_at": happened,
        "last_reported_at": happened + timedelta(minutes=3),
        "batch_id": 5,
        **given,
    }


def _report(event: Row, number: int, source: str, **given: Any) -> Row:
    kept = {name: event[name] for name in ("event_id", "event_key", "kind", "facts")}
    return dict.fromkeys(EVENT_REPORTS.column_names) | {
        **kept,
        "report_id": f"report-{number}",
        "source": source,
        "phase": "failed",
        "reported_at": event["happened_at"] + timedelta(minutes=number),
        "message": "Run failed" if number else event["message"],
        "message_path": "fixed text" if number else "$.data.message",
        "item": 0,
        "batch_id": 5,
        **given,
    }


def _entry(number: int, source: str) -> Row:
    return {
        "batch_id": 5,
        "landed_file": f"{source}/2026-03-04/{number}.json",
        "source": source,
        "lines": 1,
        "envelopes": 1,
        "repeated": 0,
        "bad_lines": 0,
        "reports": 1,
        "rejects": 0,
        "ignored": 0,
        "first_received_at": AT,
        "last_received_at": AT,
        "listed_at": None,
        "recorded_at": AT + timedelta(minutes=1),
    }


def _poll(outcome: str, at: datetime, detail: str | None) -> Row:
    return {
        "source": "databricks-runs", "scope": "", "started_at": at, "ended_at": at, "from_at": at, "to_at": at,
        "requests": 1, "rows_read": 1, "envelopes": 1, "outcome": outcome, "detail": detail, "watermark": AT,
        "paused_until": None, "pending": [], "delivered": [], "run_id": "r",
    }  # fmt: skip
