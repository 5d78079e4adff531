"""The views against plain Python over the records: what was counted, from the tables alone, is what happened."""

from collections import Counter
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faultbook.transforms.views import VIEWS
from tests.examples import examples
from tests.severity_rows import RANKS
from tests.transforms.views.engines import arrow_tables, by_duckdb_text
from tests.transforms.views.lakehouse import PlainLakehouse, groups, oldest, random_lakehouse, span

ERRORS = ("Critical", "Error")
lakehouses = st.builds(random_lakehouse, st.integers(0, 2**32), batches=st.integers(2, 6), records=st.integers(0, 80))


forgetful_lakehouses = st.builds(
    random_lakehouse, st.integers(0, 2**32), records=st.integers(0, 80), forgotten=st.just("refused by <*>")
)


def rows_on_duckdb(view: str, lakehouse: PlainLakehouse) -> list[dict]:
    return by_duckdb_text(VIEWS[view], arrow_tables(lakehouse.tables))[0]


@pytest.mark.parametrize(
    "view, keys",
    [("error_frequency", ("error_code", "severity")), ("error_frequency_daily", ("day", "error_code", "severity"))],
)
@examples(15)
@given(lakehouse=lakehouses)
def test_frequencies_are_those_of_the_records_of_complete_batches(view, keys, lakehouse):
    records = [record | {"day": record["timestamp"].date()} for record in lakehouse.complete_records()]
    by_key = groups(records, lambda record: tuple(record[key] for key in keys))

    assert rows_on_duckdb(view, lakehouse) == [
        dict(zip(keys, key, strict=True))
        | span(rows)
        | {"files": sorted(files := {row["file_path"] for row in rows}, key=str.encode), "affected_files": len(files)}
        | ({"is_error": rows[0]["severity"] in ERRORS} if view == "error_frequency_daily" else {})
        for key, rows in sorted(by_key.items())
    ]


@examples(15)
@given(lakehouse=lakehouses)
def test_hours_are_those_of_the_records(lakehouse):
    keys = ("hour", "service", "environment", "severity", "error_code")
    records = [
        record | {"hour": record["timestamp"].replace(minute=0, second=0, microsecond=0)}
        for record in lakehouse.complete_records()
    ]
    by_key = groups(records, lambda record: tuple(record[key] for key in keys))

    assert rows_on_duckdb("error_frequency_hourly", lakehouse) == [
        dict(zip(keys, key, strict=True)) | span(rows) | {"is_error": rows[0]["severity"] in ERRORS}
        for key, rows in sorted(by_key.items())
    ]


@examples(15)
@given(lakehouse=lakehouses)
def test_every_record_of_a_file_is_ranked_newest_first(lakehouse):
    shown = ("timestamp", "message", "error_code", "severity", "file_path")
    named = [*lakehouse.complete_logs(), *lakehouse.complete_text_logs()]
    logs = [row | {"file_path": row["source_file"] or ""} for row in named]
    by_file = groups([*lakehouse.complete_records(), *logs], lambda record: record["file_path"])
    newest_first = {
        path: sorted(
            rows,
            key=lambda row: (row["timestamp"], row["message"].encode(), row["error_code"], row["severity"]),
            reverse=True,
        )
        for path, rows in by_file.items()
    }

    assert rows_on_duckdb("errors_by_file", lakehouse) == [
        {name: row[name] for name in shown} | {"recency_rank": rank}
        for path in sorted(newest_first)
        for rank, row in enumerate(newest_first[path], start=1)
    ]


@pytest.mark.parametrize("view, keys", [("error_patterns", ("error_code", "severity")), ("message_patterns", ())])
@examples(15)
@given(lakehouse=lakehouses)
def test_patterns_are_those_of_the_records_with_their_three_oldest_examples(view, keys, lakehouse):
    by_key = groups(lakehouse.complete_records(), lambda record: (*(record[key] for key in keys), record["template"]))
    rows = rows_on_duckdb(view, lakehouse)

    assert [
        (
            *(row[key] for key in keys),
            row["pattern"],
            row["pattern_count"],
            row["example_messages"],
            row["last_occurrence"],
        )
        for row in rows
    ] == [
        (
            *key,
            len(records),
            [record["message"] for record in oldest(records)],
            max(record["timestamp"] for record in records),
        )
        for key, records in sorted(by_key.items())
    ]
    names = ("error_codes", "severities", "services") if view == "message_patterns" else ("code_hints",)
    columns = {"error_codes": "error_code", "severities": "severity", "services": "service", "code_hints": "code_hint"}
    for row, (_, records) in zip(rows, sorted(by_key.items()), strict=True):
        for name in names:
            assert row[name] == sorted({record[columns[name]] for record in records} - {None})


@examples(15)
@given(lakehouse=lakehouses)
def test_the_severity_summary_agrees_with_the_records_and_with_the_other_views(lakehouse):
    records = lakehouse.complete_records()
    by_severity = groups(records, lambda record: record["severity"])
    rows = rows_on_duckdb("severity_summary", lakehouse)

    assert rows == [
        {"severity": severity, "share": len(group) / len(records)}
        | span(group)
        | {
            "error_codes": len({record["error_code"] for record in group}),
            "affected_files": len({record["file_path"] for record in group}),
            "patterns": len({(record["error_code"], record["template"]) for record in group}),
            "is_error": severity in ERRORS,
            # What no row of the table names ranks as Unknown.
            "severity_rank": RANKS.get(severity, RANKS["Unknown"]),
        }
        for severity, group in sorted(by_severity.items())
    ]
    patterns = groups(rows_on_duckdb("error_patterns", lakehouse), lambda row: row["severity"])
    assert {row["severity"]: row["patterns"] for row in rows} == {key: len(found) for key, found in patterns.items()}


@pytest.mark.parametrize(
    "view", ["error_frequency", "error_frequency_daily", "error_frequency_hourly", "severity_summary"]
)
@examples(5)
@given(lakehouse=lakehouses)
def test_occurrences_add_up_to_the_records_whatever_the_view(view, lakehouse):
    total = sum(row["occurrence_count"] for row in rows_on_duckdb(view, lakehouse))

    assert total == len(lakehouse.complete_records())


@examples(10)
@given(lakehouse=forgetful_lakehouses)
def test_a_forgotten_template_loses_its_text_and_no_count(lakehouse):
    records = lakehouse.complete_records()
    rows = rows_on_duckdb("message_patterns", lakehouse)

    assert sum(row["pattern_count"] for row in rows) == len(records)
    lost = [record for record in records if record["template"] == "refused by <*>"]
    assert [row["pattern_count"] for row in rows if row["pattern"] is None] == ([len(lost)] if lost else [])
    assert all(row["example_messages"] == [] for row in rows if row["pattern"] is None)


@examples(15)
@given(lakehouse=lakehouses)
def test_all_records_are_those_of_the_three_tables(lakehouse):
    shared = ("timestamp", "service", "severity", "message", "template_hash", "batch_id")
    patterns = {row["template_hash"]: row["pattern_id"] for row in lakehouse.tables["pattern_map"]}
    expected = [
        (
            *(row[name] for name in shared),
            patterns.get(row["template_hash"], row["template_hash"]),
            row.get("log_id") or row["event_id"],
            row.get("landed_file") or row["source_file"],
            row.get("root_exception_type"),
            row.get("format", "json" if "log_id" in row else "tab_separated"),
            row.get("trace_id"),
            row.get("line_number"),
        )
        for row in (*lakehouse.complete_records(), *lakehouse.complete_logs(), *lakehouse.complete_text_logs())
    ]
    names = (*shared, "pattern_id", "event_id", "landed_file", "exception_type", "format", "trace_id", "line_number")
    found = [tuple(row[name] for name in names) for row in rows_on_duckdb("all_records", lakehouse)]
    assert Counter(found) == Counter(expected)


@examples(15)
@given(lakehouse=lakehouses)
def test_open_rejects_are_those_that_were_neither_reprocessed_nor_purged(lakehouse):
    batches = [row for row in lakehouse.tables["ingest_batches"] if row["batch_id"] <= lakehouse.complete_through]
    replaced = max((row["consumes_through"] for row in batches if row["kind"] == "reprocess"), default=0)
    purges = [(row["batch_id"], row["purges_rejects_before"]) for row in batches if row["kind"] == "purge"]
    rejects = [
        row
        for row in lakehouse.tables["error_logs_rejected"]
        if replaced < row["batch_id"] <= lakehouse.complete_through
        and not any(row["batch_id"] <= number and row["rejected_at"] < before for number, before in purges)
    ]
    by_reason = groups(rejects, lambda row: row["reason"])

    assert [
        (row["reason"], row["reject_count"], row["services"]) for row in rows_on_duckdb("reject_reasons", lakehouse)
    ] == [(reason, len(rows), sorted({row["service"] for row in rows})) for reason, rows in sorted(by_reason.items())]


@examples(15)
@given(lakehouse=lakehouses)
def test_the_days_of_ingest_add_up_to_the_ledger(lakehouse):
    ledger = lakehouse.tables["ingest_ledger"]
    rows = rows_on_duckdb("ingest_health", lakehouse)

    for name in ("lines", "parsed", "rejected"):
        assert sum(row[name] for row in rows) == sum(entry[name] for entry in ledger)
    tried = [entry for entry in ledger if entry["entry"] in ("ingest", "unreadable")]
    assert sum(row["file_bytes"] for row in rows) == sum(map(bytes_of, tried))
    assert all(row["lines_balance"] == 0 for row in rows)
    days = sorted({entry["recorded_at"].astimezone(UTC).date() for entry in ledger})
    assert [row["day"] for row in rows] == days
    assert all(isinstance(row["last_recorded_at"], datetime) for row in rows)


def bytes_of(entry):
    """What was read of a landed file: of one that grew, what was added."""
    begin = entry.get("content_from") or 0
    return entry["content_to"] - begin if begin else entry["file_bytes"]
