"""Alerts with search links in the job poll: which failures of the last day have rows that were not fetched yet."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from faultbook.events.definition import Definition
from faultbook.events.fields import Phase
from faultbook.events.reading import Report, read_message
from faultbook.lakehouse.store import Lakehouse
from faultbook.polling.alert_rows import SOURCE, Alert
from faultbook.polling.alert_rows.fetching import LOOK_BACK
from faultbook.polling.history import Poll
from faultbook.tables import EVENT_REPORTS, RAW_EVENTS, SOURCE_POLLS

_SLACK = timedelta(days=1)
"""A report is as old as its message was sent; what was fetched of it was fetched later."""
_FAILURES = (Phase.FAILED.value, Phase.WARNING.value)


def linked_alerts(lakehouse: Lakehouse, definitions: Sequence[Definition], now: datetime) -> list[Alert]:
    """The failures of the look-back with a search link and without a report of their rows, the earliest first.

    Link and key are read from the stored messages again: in reports they are redacted. What has no stored message any
    more has no alert.
    """
    since = now - LOOK_BACK
    # NULL is unequal to nothing: only reports with a link are read.
    linked = lakehouse.fetch(
        EVENT_REPORTS,
        ("event_id", "envelope_id", "phase", "reported_at"),
        ("reported_at", ">=", since),
        ("search_link", "!=", ""),
    ).to_pylist()
    fetched = lakehouse.fetch(
        EVENT_REPORTS, ("event_id",), ("reported_at", ">=", since - _SLACK), ("source", "=", SOURCE)
    )
    done = set(fetched["event_id"].to_pylist())
    first: dict[str, str] = {}
    for row in sorted(linked, key=lambda row: (row["reported_at"], row["envelope_id"] or "")):
        if row["envelope_id"] and row["phase"] in _FAILURES and row["event_id"] not in done:
            first.setdefault(row["event_id"], row["envelope_id"])
    messages = _messages(lakehouse, sorted(set(first.values())), since)
    read = {one: _reports(message, definitions) for one, message in messages.items()}
    found = (_alert(event_id, read.get(envelope_id, ())) for event_id, envelope_id in first.items())
    return [alert for alert in found if alert is not None]


def earlier_row_polls(lakehouse: Lakehouse, now: datetime) -> list[Poll]:
    """The polls that the next one depends on."""
    since = now - LOOK_BACK - 2 * _SLACK
    found = lakehouse.fetch(SOURCE_POLLS, SOURCE_POLLS.column_names, ("source", "=", SOURCE), ("ended_at", ">=", since))
    return [Poll.from_row(row) for row in found.to_pylist()]


def _messages(lakehouse: Lakehouse, ids: Sequence[str], since: datetime) -> dict[str, dict[str, Any]]:
    if not ids:
        return {}
    columns = ("envelope_id", "source", "headers", "body")
    arrived = ("received_on", ">=", (since - _SLACK).date())
    rows = lakehouse.fetch(RAW_EVENTS, columns, arrived, ("envelope_id", "in", list(ids))).to_pylist()
    return {row["envelope_id"]: row for row in rows}


def _reports(message: Mapping[str, Any], definitions: Sequence[Definition]) -> Sequence[Report]:
    headers = dict(message["headers"] or ())
    envelope_id = message["envelope_id"]
    return read_message(message["body"], message["source"], headers, definitions, envelope_id=envelope_id).reports


def _alert(event_id: str, reports: Sequence[Report]) -> Alert | None:
    found = ((report, report.texts.get("search_link")) for report in reports if report.event_id == event_id)
    return next((Alert(event_id, report.event_key, link) for report, link in found if link), None)
