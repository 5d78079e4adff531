"""What tickets contain beside their incidents: the event, why the rule fired, the log around it, what it cost.

Looked up for the incidents of the intents that are due, in one read of each table, however many there are.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from faultbook.catalog.rule_frames import FRAMES
from faultbook.delivery.firing import why, window_of_rule
from faultbook.incidents.incident import Incident
from faultbook.incidents.journal import Entry, Kind
from faultbook.jobs.delivery.log_context import record_texts
from faultbook.lakehouse.store import Lakehouse
from faultbook.rules.model import Rule
from faultbook.rules.reading import read_rules
from faultbook.stores.store import Store, query
from faultbook.tables import FAILURE_EVENTS, RULE_VERSIONS

MOST = 500
"""Incidents of one read; those of more due intents are looked up when these are done."""
FAILURES = "failures"
_EVENT = ("event_id", "stack_trace", "link", "search_link")


@dataclass(frozen=True)
class LookedUp:
    """What was found of one incident. `cost` None, or an empty text: the lakehouse does not have it."""

    stack_trace: str = ""
    run_url: str | None = None
    log_query_url: str | None = None
    context: str = ""
    why: str = ""
    window: timedelta | None = None
    cost: Decimal | None = None
    currency: str = ""


def look_up(
    lakehouse: Lakehouse, store: Store, incidents: Sequence[Incident], entries: Mapping[str, Sequence[Entry]]
) -> dict[str, LookedUp]:
    """Incident id -> what was found, for each incident. `entries`: the journal by incident."""
    found = {each.incident_id: LookedUp() for each in incidents}
    for parts in (
        _events(lakehouse, incidents),
        _records(lakehouse, incidents),
        _rules(lakehouse, incidents, entries),
        _costs(store, incidents),
    ):
        for name, part in parts.items():
            found[name] = replace(found[name], **part)
    return found


def _events(lakehouse: Lakehouse, incidents: Iterable[Incident]) -> dict[str, dict[str, Any]]:
    own = {each.sample_event_id: each for each in incidents if each.source == FAILURES and each.sample_event_id}
    if not own:
        return {}
    rows = lakehouse.fetch(FAILURE_EVENTS, _EVENT, ("event_id", "in", sorted(map(str, own)))).to_pylist()
    by_id = {row["event_id"]: row for row in rows}
    return {
        each.incident_id: {
            "stack_trace": row["stack_trace"] or "",
            "run_url": row["link"],
            "log_query_url": row["search_link"],
        }
        for each in incidents
        if each.source == FAILURES and (row := by_id.get(each.sample_event_id))
    }


def _records(lakehouse: Lakehouse, incidents: Iterable[Incident]) -> dict[str, dict[str, Any]]:
    return {name: texts._asdict() for name, texts in record_texts(lakehouse, incidents).items()}


def _rules(
    lakehouse: Lakehouse, incidents: Iterable[Incident], entries: Mapping[str, Sequence[Entry]]
) -> dict[str, dict[str, Any]]:
    names = sorted({each.rule for each in incidents})
    if not names:
        return {}
    columns = ("rule", "file", "text", "mistake", "first_read_at")
    rows = lakehouse.fetch(RULE_VERSIONS, columns, ("rule", "in", names)).to_pylist()
    versions: dict[str, list[dict[str, Any]]] = {}
    for row in sorted(rows, key=lambda each: each["first_read_at"]):
        if row["mistake"] is None:
            versions.setdefault(row["rule"], []).append(row)
    read: dict[str, dict[str, Rule]] = {}
    found = {}
    for incident in incidents:
        row = _version(versions.get(incident.rule, ()), incident)
        if row is None:
            continue
        if row["text"] not in read:
            read[row["text"]] = {
                each.rule.name: each.rule for each in read_rules(row["text"], row["file"], FRAMES).rules
            }
        rule = read[row["text"]].get(incident.rule)
        if rule is not None:
            own = entries.get(incident.incident_id, ())
            first = next((entry for entry in own if entry.kind is Kind.OCCURRED), None)
            found[incident.incident_id] = {"why": why(rule, first), "window": window_of_rule(rule)}
    return found


def _version(rows: Sequence[dict[str, Any]], incident: Incident) -> dict[str, Any] | None:
    """The text of the rule that opened the incident: the newest one by then, else the oldest that is known."""
    before = [row for row in rows if row["first_read_at"] <= incident.detected_at]
    return next(iter([*reversed(before), *rows]), None)


def _costs(store: Store, incidents: Iterable[Incident]) -> dict[str, dict[str, Any]]:
    ids = " ".join(each.incident_id for each in incidents if each.source == FAILURES)
    rows = store.rows(query("incident_costs"), {"ids": ids}) if ids else []
    return {
        row["incident_id"]: {"cost": row["cost"], "currency": row["currency_code"]}
        for row in rows
        if row["cost"] is not None and row["currency_code"] is not None
    }
