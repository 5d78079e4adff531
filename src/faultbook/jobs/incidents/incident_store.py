"""The stored journal and incidents: what a run has to know of them, and what it adds."""

from collections.abc import Iterable, Set
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa

from faultbook.incidents.fold import fold
from faultbook.incidents.incident import Incident, Service, State, owned
from faultbook.incidents.journal import Entry, Kind
from faultbook.incidents.rows import entry_of, entry_row, incident_of, incident_row
from faultbook.lakehouse.rows import frame_of, table_of
from faultbook.lakehouse.store import Lakehouse
from faultbook.tables import INCIDENT_JOURNAL, INCIDENTS, SERVICES

NOT_OVER = (State.OPEN.value, State.ACKNOWLEDGED.value)
FEW = 500
"""Up to this number of ids or fingerprints are named in a filter; for more, all rows are read."""


class IncidentStore:
    """The journal and the incidents of a lakehouse. Writing needs the lease `incidents`."""

    def __init__(self, lakehouse: Lakehouse) -> None:
        """Reads what is known of services."""
        self.lakehouse = lakehouse
        self._services = services_of(lakehouse)

    def newest_number(self) -> int:
        """The number of the newest entry of the journal; 0 where it is empty."""
        return self.lakehouse.largest(INCIDENT_JOURNAL, "number") or 0

    def incidents(self, fingerprints: Set[str] = frozenset(), ids: Set[str] = frozenset()) -> dict[str, Incident]:
        """Id -> incident: those that are not over, those of some fingerprints and ids, and what these lead to."""
        found = self._read(("state", "in", list(NOT_OVER)))
        found |= self._read(("is_muted", "=", True))
        found |= self._some("fingerprint", fingerprints)
        found |= self._some("incident_id", self._aliased(fingerprints))
        found |= self._some("incident_id", ids - set(found))
        while missing := _named(found.values()) - set(found):
            more = self._some("incident_id", missing)
            if not more:
                break
            found |= more
        aliased = {each.fingerprint for each in found.values()} - fingerprints
        return found | self._some("fingerprint", aliased) if aliased else found

    def entries_of(self, batch_id: int) -> list[Entry]:
        """The entries that a run of judge has written, in their order."""
        return self._entries(("batch_id", "=", batch_id))

    def bring_up_to_date(self) -> int:
        """Writes the incidents of entries that their table does not contain yet; returns how many."""
        stored = self.lakehouse.largest(INCIDENTS, "through_number") or 0
        if self.newest_number() <= stored:
            return 0
        entries = self._entries(("number", ">", stored))
        names = {entry.incident_id for entry in entries}
        known = self._some("incident_id", names)
        after = fold(entries, known.values())
        return self.store(after[name] for name in sorted(names))

    def append(self, entries: Iterable[Entry]) -> None:
        """Appends entries in one commit."""
        rows = table_of(INCIDENT_JOURNAL, [entry_row(entry) for entry in entries])
        if rows.num_rows:
            self.lakehouse.append_rows(INCIDENT_JOURNAL, rows)

    def store(self, incidents: Iterable[Incident]) -> int:
        """Writes the rows of incidents, with owner and tier of their services; returns how many."""
        rows = [incident_row(owned(each, self._services)) for each in incidents]
        if not rows:
            return 0
        made = table_of(INCIDENTS, rows)
        few = len(rows) <= FEW
        if few and self.lakehouse.settings.is_local:
            ids = ("incident_id", "in", [row["incident_id"] for row in rows])
            if self.lakehouse.fetch(INCIDENTS, ("incident_id",), ids, most=1).num_rows:
                self.lakehouse.replace_where(INCIDENTS, made, ids)
            else:
                self.lakehouse.append_rows(INCIDENTS, made)
        else:
            self.lakehouse.upsert(INCIDENTS, frame_of(self.lakehouse.spark, made))
        return len(rows)

    def rebuilt(self) -> dict[str, Incident]:
        """All incidents, folded from the whole journal."""
        found = fold(self._entries())
        return {name: owned(each, self._services) for name, each in found.items()}

    def stored(self) -> dict[str, Incident]:
        """All incidents as their table has them."""
        return self._read()

    def _aliased(self, fingerprints: Set[str]) -> Set[str]:
        """Ids of incidents that have one of these fingerprints under another version."""
        rows = self.lakehouse.fetch(
            INCIDENT_JOURNAL, ("fingerprint", "incident_id"), ("kind", "=", Kind.ALIASED.value)
        ).to_pylist()
        return {row["incident_id"] for row in rows if row["fingerprint"] in fingerprints}

    def _some(self, column: str, values: Set[str]) -> dict[str, Incident]:
        if not values:
            return {}
        if len(values) <= FEW:
            return self._read((column, "in", sorted(values)))
        rows = self._read()
        return {name: each for name, each in rows.items() if getattr(each, column) in values}

    def _read(self, *where: Any) -> dict[str, Incident]:
        rows = self.lakehouse.fetch(INCIDENTS, INCIDENTS.column_names, *where)
        found = (incident_of(row) for row in in_utc(rows))
        return {each.incident_id: owned(each, self._services) for each in found}

    def _entries(self, *where: Any) -> list[Entry]:
        rows = self.lakehouse.fetch(INCIDENT_JOURNAL, INCIDENT_JOURNAL.column_names, *where)
        return sorted((entry_of(row) for row in in_utc(rows)), key=lambda entry: entry.number)


def services_of(lakehouse: Lakehouse) -> dict[str, Service]:
    """Service -> what is known of it."""
    rows = lakehouse.fetch(SERVICES, ("service", "owner", "tier")).to_pylist()
    return {row["service"]: Service(row["owner"], row["tier"]) for row in rows}


def _named(incidents: Iterable[Incident]) -> set[str]:
    """Ids that incidents name: what they were merged into, what speaks for them."""
    found: set[str] = set()
    for each in incidents:
        found |= {name for name in (each.merged_into, each.umbrella_id, each.inhibited_by) if name}
    return found


def in_utc(rows: pa.Table) -> list[dict[str, Any]]:
    """The rows by column name: instants in UTC, maps as mappings."""
    return [
        {name: value.astimezone(UTC) if isinstance(value, datetime) else _mapping(value) for name, value in row.items()}
        for row in rows.to_pylist()
    ]


def _mapping(value: Any) -> Any:
    """Arrow gives maps as lists of pairs."""
    if isinstance(value, list) and all(isinstance(each, tuple) for each in value):
        return dict(value)
    return value
