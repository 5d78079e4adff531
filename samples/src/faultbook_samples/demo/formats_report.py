"""What the demonstration shows of formats: files, records and severities of each, and one error with its trace."""

from collections import Counter
from typing import Any

from rich.console import Console
from rich.text import Text

from faultbook.cli.ingest.read_files import formats_read
from faultbook.faults.severities import DEFAULT_SEVERITIES
from faultbook.formatting.values import plain_text, visible
from faultbook.stores.answers import Query
from faultbook.stores.local.local_store import LocalStore
from faultbook.stores.store import Statement
from faultbook.tables import ERROR_LOGS_PARSED, INGEST_LEDGER, LOGS, TEXT_LOGS
from faultbook_samples.demo.running import plain_table

DRIVER = "databricks_driver"
SHOWN_LINES = 14
SEVERITIES_TEXT = """
SELECT ledger.format, record.severity, count(*) AS records
FROM (
  SELECT source_file AS landed_file, severity FROM {raw}.error_logs_parsed
  UNION ALL SELECT landed_file, severity FROM {raw}.logs
  UNION ALL SELECT landed_file, severity FROM {raw}.text_logs
) AS record
JOIN {answers}.ingest_ledger AS ledger ON ledger.source_file = record.landed_file AND ledger.entry = 'ingest'
GROUP BY ALL
"""
SEVERITIES = Statement(
    "severities by format",
    "",
    SEVERITIES_TEXT,
    (ERROR_LOGS_PARSED.name, LOGS.name, TEXT_LOGS.name, INGEST_LEDGER.name),
)


def print_formats(screen: Console, store: LocalStore) -> None:
    """Prints a line for each format: its files, lines, records, rejects and severities, the worst first."""
    counts: dict[str, Counter[str]] = {}
    for row in store.rows(SEVERITIES, {}):
        counts.setdefault(row["format"], Counter())[row["severity"]] += row["records"]
    table = plain_table("left", "right", "right", "right", "right", "left",
                        heads=("format", "files", "lines", "records", "rejects", "severities"))  # fmt: skip
    # Names and numbers stay whole; severities go on in a second line where the width is short.
    for column in table.columns[:-1]:
        column.no_wrap = True
    table.columns[-1].no_wrap = False
    table.columns[-1].overflow = "fold"
    for found in formats_read(store, after=0):
        of_format = counts.get(found.format, Counter())
        names = sorted(of_format, key=_rank)
        table.add_row(
            Text(visible(found.format)),
            f"{found.files:,}",
            f"{found.lines:,}",
            f"{found.records:,}",
            f"{found.rejects:,}",
            Text(", ".join(f"{visible(name)} {of_format[name]:,}" for name in names)),
        )
    screen.print(table)


def traced_error(store: LocalStore) -> dict[str, Any] | None:
    """The newest record of the driver's most frequent pattern that has a trace; None where there is no such record.

    Columns of all_records, `stack_trace`, and of its pattern `state` and `occurrence_count`.
    """
    where = (f"format={DRIVER}", "top_frames IS NOT NULL")
    records = store.ask(Query("all_records", where=where, order=("timestamp:desc",), limit=0)).records()
    if not records:
        return None
    pattern_id, _ = Counter(record["pattern_id"] for record in records).most_common(1)[0]
    newest = next(record for record in records if record["pattern_id"] == pattern_id)
    columns = ("state", "occurrence_count")
    patterns = store.ask(Query("patterns", where=(f"pattern_id={pattern_id}",), columns=columns)).records()
    traces = store.ask(Query("text_logs", where=(f"event_id={newest['event_id']}",), columns=("stack_trace",)))
    return {**newest, **patterns[0], **traces.records()[0]}


def print_traced_error(screen: Console, record: dict[str, Any]) -> None:
    """Prints an error: where it is, its root cause, its pattern, the beginning of its trace."""
    last = record["line_number"] + record["line_count"] - 1
    lines = str(record["stack_trace"]).split("\n")
    frames = ", ".join(str(record["top_frames"]).split("\n"))
    facts = {
        "when": f"{plain_text(record['timestamp'])}, {record['severity']}, service {record['service']}",
        "record": f"{record['landed_file']}, lines {record['line_number']:,} to {last:,}",
        "root cause": record["exception_type"],
        "own frames": frames,
        "pattern": f"{record['pattern_id']}, {record['state']}, {record['occurrence_count']:,} records",
    }
    table = plain_table("left", "left")
    for name, value in facts.items():
        table.add_row(Text(name, "dim"), Text(visible(value)))
    screen.print(table)
    for line in lines[:SHOWN_LINES]:
        screen.print(Text("| ", "dim") + Text(visible(line.replace("\t", "    "))), no_wrap=True, overflow="ellipsis")
    if len(lines) > SHOWN_LINES:
        screen.print(Text(f"| and {len(lines) - SHOWN_LINES:,} more lines", "dim"))


def _rank(severity: str) -> int:
    known = list(DEFAULT_SEVERITIES)
    return known.index(severity) if severity in known else len(known)
