"""Partial sums and examples of a batch that is in memory: what transforms/records counts in Spark, row for row.

A small batch is read and stored without Spark; docs/decisions/reading-files.md has the figures. A test holds both
equal on generated records.
"""

from collections.abc import Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from faultbook.faults.severities import UNKNOWN
from faultbook.faults.v2.templates import template
from faultbook.formats.port import RecordTable
from faultbook.tables import ERROR_COUNTS, ERROR_FILE_COUNTS, ERROR_TEMPLATES, Table
from faultbook.tables.arrow import arrow_schema
from faultbook.transforms.records.examples import EXAMPLES_PER_TEMPLATE

_SAME = (
    "timestamp", "service", "environment", "severity", "error_code", "code_hint", "template_hash", "message",
    "top_frames", "batch_id", "line_count",
)  # fmt: skip
RENAMED: Mapping[RecordTable, Mapping[str, str]] = {
    RecordTable.ERRORS: {
        "file_path": "file_path",
        "event_id": "event_id",
        "source_file": "source_file",
        "exception_type": "exception_type",
    },
    RecordTable.LOGS: {
        "file_path": "source_file",
        "event_id": "log_id",
        "source_file": "landed_file",
        "exception_type": "root_exception_type",
    },
    RecordTable.TEXT: {
        "file_path": "source_file",
        "event_id": "event_id",
        "source_file": "landed_file",
        "exception_type": "root_exception_type",
    },
}
"""Column of an occurrence -> column of the table."""
COUNTED_COLUMNS: Mapping[RecordTable, Mapping[str, str]] = {
    table: {name: name for name in ("timestamp", "severity", "line_count")} | {"source_file": renamed["source_file"]}
    for table, renamed in RENAMED.items()
}
"""Columns that `by_landed_file` reads -> columns of the table."""
_EXAMPLE_COLUMNS = ("service", "error_code", "code_hint", "exception_type", "top_frames", "message", "batch_id")


def occurrences(rows: pa.Table, table: RecordTable) -> pa.Table:
    """Rows of a table of records in the columns of an occurrence, and line_count."""
    columns = {name: rows.column(name) for name in _SAME}
    columns |= {name: rows.column(of) for name, of in RENAMED[table].items()}
    columns["file_path"] = pc.fill_null(columns["file_path"], "")
    return pa.table(columns)


def by_hour(records: pa.Table) -> pa.Table:
    """Records counted by hour and template, in the columns of error_counts. In: occurrences."""
    hour = pc.floor_temporal(records.column("timestamp"), unit="hour")
    return _counted(records.append_column("hour", hour), ERROR_COUNTS)


def by_file(records: pa.Table) -> pa.Table:
    """Records counted by day and source code file, in the columns of error_file_counts. In: occurrences."""
    day = pc.cast(pc.floor_temporal(records.column("timestamp"), unit="day"), pa.date32())
    return _counted(records.append_column("day", day), ERROR_FILE_COUNTS)


def by_landed_file(records: pa.Table) -> dict[str, dict[str, Any]]:
    """Per landed file: records, parsed (their lines), unknown_severity, first and last instant (microseconds).

    In: occurrences, or the columns of COUNTED_COLUMNS.
    """
    counted: list[dict[str, Any]] = (
        records.append_column("is_unknown", pc.cast(pc.equal(records.column("severity"), UNKNOWN), pa.int64()))
        .append_column("micros", pc.cast(records.column("timestamp"), pa.int64()))
        .group_by("source_file")
        .aggregate([("micros", "count"), ("line_count", "sum"), ("is_unknown", "sum"), ("micros", "min_max")])
        .to_pylist()
    )
    return {
        row["source_file"]: {
            "records": row["micros_count"],
            "parsed": row["line_count_sum"],
            "unknown_severity": row["is_unknown_sum"],
            "first_occurrence": row["micros_min_max"]["min"],
            "last_occurrence": row["micros_min_max"]["max"],
        }
        for row in counted
    }


def examples(records: pa.Table) -> pa.Table:
    """The smallest records of each template and severity by instant and event id, in the columns of error_templates.

    In: occurrences. Byte-identical lines count once; of their other columns the smallest values are taken.
    """
    keys = ("template_hash", "severity", "timestamp", "event_id")
    early = _early(records)
    order = pc.sort_indices(early.select(keys), sort_keys=[(name, "ascending") for name in keys])
    ordered = early.take(order)
    groups = zip(*(ordered.column(name).to_pylist() for name in keys), strict=True)
    chosen: list[list[int]] = []
    last, group, found = None, None, 0
    for place, key in enumerate(groups):
        if key == last:
            if found <= EXAMPLES_PER_TEMPLATE:
                chosen[-1].append(place)
            continue
        found = found + 1 if key[:2] == group else 1
        last, group = key, key[:2]
        if found <= EXAMPLES_PER_TEMPLATE:
            chosen.append([place])
    firsts = ordered.take([places[0] for places in chosen]).to_pylist()
    rows = [
        _example(first, ordered.slice(places[0], len(places))) for first, places in zip(firsts, chosen, strict=True)
    ]
    return pa.Table.from_pylist(rows, schema=arrow_schema(ERROR_TEMPLATES))


def _early(records: pa.Table) -> pa.Table:
    """The records of the earliest instants of each template and severity, as many instants as there are examples.

    No other can be an example, and to sort them all costs ten times as much.
    """
    severities = pc.dictionary_encode(records.column("severity").combine_chunks())
    templates = pc.dictionary_encode(records.column("template_hash").combine_chunks())
    groups = pc.add(
        pc.multiply(pc.cast(templates.indices, pa.int64()), len(severities.dictionary)),
        pc.cast(severities.indices, pa.int64()),
    )
    later = records.column("timestamp").combine_chunks()
    for _ in range(EXAMPLES_PER_TEMPLATE):
        rows = pa.table({"group": groups, "later": later})
        earliest = rows.group_by("group").aggregate([("later", "min")])
        of_group = earliest.column("later_min").take(pc.index_in(groups, value_set=earliest.column("group")))
        later = pc.if_else(pc.equal(later, of_group.combine_chunks()), None, later)
    return records.filter(pc.is_null(later))


def _example(row: Mapping[str, Any], same: pa.Table) -> dict[str, Any]:
    """The row of an example. `same`: all records that are byte-identical to its record."""
    several = {} if same.num_rows == 1 else {name: pc.min(same.column(name)).as_py() for name in _EXAMPLE_COLUMNS}
    found = {**row, **several}
    return found | {
        "template": template(found["message"]),
        "example_timestamp": found["timestamp"],
        "example_event_id": found["event_id"],
        "example_message": found["message"],
    }


def _counted(records: pa.Table, table: Table) -> pa.Table:
    counted = records.group_by(list(table.key)).aggregate([("timestamp", "count"), ("timestamp", "min_max")])
    spans = (
        pc.struct_field(counted.column("timestamp_min_max"), "min"),
        pc.struct_field(counted.column("timestamp_min_max"), "max"),
    )
    named = counted.append_column("occurrence_count", counted.column("timestamp_count"))
    named = named.append_column("first_occurrence", spans[0]).append_column("last_occurrence", spans[1])
    return named.select(list(table.column_names)).cast(arrow_schema(table))
