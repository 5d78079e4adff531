"""Log records that incidents began with: their stack traces, and the records before and after them in the same file.

For each table of records two reads, however many incidents there are.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from faultbook.incidents.incident import Incident
from faultbook.lakehouse.store import Lakehouse
from faultbook.tables import ERROR_LOGS_PARSED, LOGS, TEXT_LOGS, Table

LOGS_SOURCE = "logs"
LINES_BEFORE, LINES_AFTER = 8, 4
"""Lines of the file around the first line of a record."""
MOST_SAMPLES = 100
"""Of more incidents than these in one run the oldest ones have no log around them."""
LONGEST_LINE = 400
_APART = timedelta(hours=1)
_FILE = {ERROR_LOGS_PARSED.name: "source_file"}
_ID = {LOGS.name: "log_id"}


class RecordTexts(NamedTuple):
    """The stack trace of a record, and the log around it; empty where there is none."""

    stack_trace: str
    context: str


def record_texts(lakehouse: Lakehouse, incidents: Iterable[Incident]) -> dict[str, RecordTexts]:
    """Incident id -> texts of the record that it began with; without those whose record is not stored any more."""
    own = [each for each in incidents if each.source == LOGS_SOURCE and each.sample_event_id is not None]
    newest = sorted(own, key=lambda each: each.opened_at)[-MOST_SAMPLES:]
    found: dict[str, RecordTexts] = {}
    for table in (LOGS, TEXT_LOGS, ERROR_LOGS_PARSED):
        left = [each for each in newest if each.incident_id not in found]
        if left:
            found |= _of_table(lakehouse, table, left)
    return found


def _of_table(lakehouse: Lakehouse, table: Table, incidents: list[Incident]) -> dict[str, RecordTexts]:
    file, key = _FILE.get(table.name, "landed_file"), _ID.get(table.name, "event_id")
    samples = {row[key]: row for row in _samples(lakehouse, table, key, file, incidents)}
    around = _around(lakehouse, table, file, [row for row in samples.values() if row["line_number"] is not None])
    found = {}
    for incident in incidents:
        sample = samples.get(incident.sample_event_id or "")
        if sample is not None:
            lines = around.get(sample[file], {})
            found[incident.incident_id] = RecordTexts(sample.get("stack_trace") or "", _context(lines, sample))
    return found


def _samples(
    lakehouse: Lakehouse, table: Table, key: str, file: str, incidents: list[Incident]
) -> list[dict[str, Any]]:
    begins = [each.opened_at for each in incidents]
    columns = [key, "timestamp", file, "line_number", *_traces(table)]
    ids = sorted({str(each.sample_event_id) for each in incidents})
    where = (key, "in", ids), *_between(min(begins) - _APART, max(begins) + _APART)
    rows: list[dict[str, Any]] = lakehouse.fetch(table, columns, *where).to_pylist()
    return rows


def _around(
    lakehouse: Lakehouse, table: Table, file: str, samples: list[dict[str, Any]]
) -> dict[str, dict[int, dict[str, Any]]]:
    """File -> line -> record, of the lines around samples; a record that two batches have is there once."""
    if not samples:
        return {}
    lines, times = [row["line_number"] for row in samples], [row["timestamp"] for row in samples]
    where = (
        (file, "in", sorted({row[file] for row in samples})),
        ("line_number", ">=", min(lines) - LINES_BEFORE),
        ("line_number", "<=", max(lines) + LINES_AFTER),
        *_between(min(times) - _APART, max(times) + _APART),
    )
    found: dict[str, dict[int, dict[str, Any]]] = {}
    for row in lakehouse.fetch(table, (file, "line_number", "timestamp", "level", "message"), *where).to_pylist():
        found.setdefault(row[file], {})[row["line_number"]] = row
    return found


def _context(lines: Mapping[int, dict[str, Any]], sample: Mapping[str, Any]) -> str:
    """The records around one, `>` before it; empty where it is alone."""
    at = sample["line_number"]
    near = [row for line, row in sorted(lines.items()) if at is not None and -LINES_BEFORE <= line - at <= LINES_AFTER]
    if len(near) < 2:
        return ""
    return "\n".join(f"{'>' if row['line_number'] == at else ' '} {_line(row)}" for row in near)


def _line(row: Mapping[str, Any]) -> str:
    first = str(row["message"]).splitlines()[0] if row["message"] else ""
    return f"{row['timestamp'].astimezone(UTC):%H:%M:%S} {row['level'] or '-':<5} {first[:LONGEST_LINE]}"


def _traces(table: Table) -> list[str]:
    return [name for name in ("stack_trace",) if name in table.column_names]


def _between(first: datetime, last: datetime) -> tuple[tuple[str, str, datetime], ...]:
    return ("timestamp", ">=", first), ("timestamp", "<=", last)
