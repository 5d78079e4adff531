"""The views of JSON log records against plain Python over the records."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from faultbook.tables import LOGS, TEXT_LOGS, SchemaRole
from faultbook.transforms.views import VIEWS
from faultbook.transforms.views.field_coverage import FIELDS
from tests.examples import examples
from tests.transforms.views.engines import arrow_tables, by_duckdb_text, rows_of
from tests.transforms.views.lakehouse import groups, random_lakehouse
from tests.transforms.views.rows import MORNING, at, ledger_row, log_row

lakehouses = st.builds(random_lakehouse, st.integers(0, 2**32), batches=st.integers(2, 6), records=st.integers(0, 80))


def rows_on_duckdb(view, lakehouse):
    return by_duckdb_text(VIEWS[view], arrow_tables(lakehouse.tables))[0]


def test_a_trace_is_walked_in_order_with_the_callers_service(spark):
    spans = [("a", None, "gateway"), ("b", "a", "orders"), ("c", "b", "billing"), ("d", "lost", "search")]
    rows = [
        log_row(
            trace_id="t", span_id=span, parent_span_id=parent, service=service, timestamp=MORNING + timedelta(0, at)
        )
        for at, (span, parent, service) in enumerate(spans)
    ]
    found = rows_of("trace_flow", {"logs": [*reversed(rows), log_row()], "ingest_ledger": [ledger_row()]})
    assert [(row["position"], row["service"], row["parent_service"]) for row in found] == [
        (1, "gateway", None),
        (2, "orders", "gateway"),
        (3, "billing", "orders"),
        (4, "search", None),
    ]


@examples(15)
@given(lakehouse=lakehouses)
def test_every_record_of_a_trace_has_its_place(lakehouse):
    records = [*lakehouse.complete_logs(), *lakehouse.complete_text_logs()]
    traced = groups((row for row in records if row["trace_id"]), lambda row: row["trace_id"])
    found = groups(rows_on_duckdb("trace_flow", lakehouse), lambda row: row["trace_id"])
    assert {trace: len(rows) for trace, rows in found.items()} == {trace: len(rows) for trace, rows in traced.items()}
    for rows in found.values():
        assert [row["position"] for row in rows] == list(range(1, len(rows) + 1))
        assert [row["timestamp"] for row in rows] == sorted(row["timestamp"] for row in rows)


@examples(15)
@given(lakehouse=lakehouses)
def test_labels_are_counted_by_day(lakehouse):
    entries = [
        (row["timestamp"].date(), row["service"], row["environment"], row["severity"], label, value)
        for row in lakehouse.complete_logs()
        for label, value in row["labels"] or []
    ]
    found = {tuple(row.values())[:-1]: row["record_count"] for row in rows_on_duckdb("log_volume_by_label", lakehouse)}
    assert found == {key: len(rows) for key, rows in groups(entries, lambda entry: entry).items()}


@examples(15)
@given(lakehouse=lakehouses)
def test_requests_are_counted_by_hour(lakehouse):
    requests = [row for row in lakehouse.complete_logs() if (row["http_status"], row["http_endpoint"]) != (None, None)]
    keys = VIEWS["http_requests"].key[1:]
    by_key = groups(
        requests,
        lambda row: (row["timestamp"].replace(minute=0, second=0, microsecond=0), *(row[name] for name in keys)),
    )
    expected = {}
    for key, rows in by_key.items():
        times = [row["http_duration_ms"] for row in rows if row["http_duration_ms"] is not None]
        fast, slow = sum(time <= 100 for time in times), sum(time > 1_000 for time in times)
        expected[key] = (len(rows), len(times), fast, slow, max(times, default=None))
    found = {tuple(row.values())[:6]: tuple(row.values())[6:] for row in rows_on_duckdb("http_requests", lakehouse)}
    assert found == expected


@examples(15)
@given(lakehouse=lakehouses)
def test_coverage_counts_records_with_each_field(lakehouse):
    records = [*lakehouse.complete_logs(), *lakehouse.complete_text_logs()]
    by_service = groups(records, lambda row: (row["service"], row["environment"]))
    expected = {
        (*key, field): (len(rows), sum(row.get(field) is not None for row in rows))
        for key, rows in by_service.items()
        for field in FIELDS
    }
    found = {tuple(row.values())[:3]: tuple(row.values())[3:] for row in rows_on_duckdb("field_coverage", lakehouse)}
    assert found == expected


def test_an_hour_before_1970_begins_before_its_instants(spark):
    early = log_row(timestamp=at("1969-12-31T23:59:59"), http_status=200, labels=[("a", "b")])
    tables = {"logs": [early], "ingest_ledger": [ledger_row()]}
    assert rows_of("http_requests", tables)[0]["hour"] == at("1969-12-31T23:00:00")
    assert str(rows_of("log_volume_by_label", tables)[0]["day"]) == "1969-12-31"


def test_readers_of_answers_see_no_message_and_no_address():
    assert VIEWS["trace_flow"].role is SchemaRole.RAW
    for name in ("http_requests", "log_volume_by_label", "field_coverage"):
        assert VIEWS[name].role is SchemaRole.ANSWERS
        assert {"message", "http_remote_address", "user_id"}.isdisjoint(VIEWS[name].column_names)
    assert set(FIELDS) < set(LOGS.column_names)
    assert {column.name for column in TEXT_LOGS.columns if column.nullable} <= set(FIELDS)
