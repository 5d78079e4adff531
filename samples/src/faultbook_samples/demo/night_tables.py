"""The tables of a judged night, read without Spark."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from faultbook.incidents.incident import Incident
from faultbook.incidents.journal import Entry
from faultbook.incidents.rows import entry_of, incident_of
from faultbook.stores.local.local_store import LocalStore, local_store
from faultbook.stores.store import Statement

Row = Mapping[str, Any]


@dataclass(frozen=True)
class NightTables:
    """Rows as mappings; entries in the order of their numbers, incidents in that in which they opened."""

    reports: Sequence[Row]
    rejects: Sequence[Row]
    failures: Sequence[Row]
    matches: Sequence[Row]
    entries: Sequence[Entry]
    incidents: Sequence[Incident]


def read_tables(lakehouse: Path) -> NightTables:
    """The tables of a lakehouse; MissingDependency where one is absent."""
    store = local_store(lakehouse)
    entries = [entry_of(row) for row in _rows(store, "answers", "incident_journal")]
    incidents = [incident_of(row) for row in _rows(store, "answers", "incidents")]
    return NightTables(
        reports=_rows(store, "raw", "event_reports"),
        rejects=_rows(store, "raw", "event_rejects"),
        failures=_rows(store, "answers", "failure_events"),
        matches=_rows(store, "answers", "rule_matches"),
        entries=sorted(entries, key=lambda entry: entry.number),
        incidents=sorted(incidents, key=lambda each: (each.opened_at, each.incident_id)),
    )


def read_outbox(lakehouse: Path) -> Sequence[Row]:
    """The rows of outbox; MissingDependency where it is absent."""
    return _rows(local_store(lakehouse), "answers", "outbox")


def _rows(store: LocalStore, schema: str, table: str) -> list[dict[str, Any]]:
    found = store.rows(Statement("demo", "", f"SELECT * FROM {{{schema}}}.{table}", (table,)), {})
    return [{name: _in_utc(value) for name, value in row.items()} for row in found]


def _in_utc(value: Any) -> Any:
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) and value.tzinfo is None else value
