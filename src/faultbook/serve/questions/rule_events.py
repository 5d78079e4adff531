"""An event by its id, as the row of a source that a rule reads."""

from collections.abc import Mapping
from typing import Any

from faultbook.stores.errors import InvalidQuery
from faultbook.stores.store import Statement, Store
from faultbook.tables import TABLES

PLACES: Mapping[str, tuple[tuple[str, str], ...]] = {
    "failures": (("failure_events", "event_id"),),
    "logs": (("logs", "log_id"), ("text_logs", "log_id"), ("error_logs_parsed", "event_id")),
    "statements": (("query_statements", "statement_id"),),
    "anomalies": (("anomaly_alerts", "alert_id"),),
}
"""Source -> its tables, each with the column that identifies an event."""


def event_row(store: Store, source: str, event_id: str) -> dict[str, Any]:
    """The event's columns; InvalidQuery where the source has no ids, or has no such event."""
    if source not in PLACES:
        raise InvalidQuery(
            f"rule: it reads {source}, whose rows have no id of their own. Why it did not fire is known for rules that "
            f"read {', '.join(PLACES)}."
        )
    for table, column in PLACES[source]:
        rows = store.rows(_by_id(table, column), {"event_id": event_id})
        if rows:
            maps = {column.name for column in TABLES[table].columns if column.type.startswith("MAP")}
            return {
                **{
                    name: dict(value) if name in maps and value is not None else value
                    for name, value in rows[0].items()
                },
                "event_id": event_id,
            }
    listed = " list_failures has the ids." if source == "failures" else ""
    raise InvalidQuery(f"event_id: {source} has no event {ascii(event_id)[:80]}.{listed}")


def _by_id(table: str, column: str) -> Statement:
    role = TABLES[table].role

    def text(sign: str) -> str:
        return f"SELECT * FROM {{{role}}}.{table} WHERE {column} = {sign}event_id LIMIT 1"

    return Statement(f"event of {table}", text(":"), text("$"), reads=(table,))
