"""The local store over small Delta tables: types, columns that files lack, conditions, order, views, deadlines."""

import json
from datetime import UTC, date, datetime

import pyarrow as pa
import pytest
from deltalake import write_deltalake

from faultbook.formatting.formats import csv_lines
from faultbook.stores.answers import Query
from faultbook.stores.deadline import Deadline, DeadlineExceeded
from faultbook.stores.errors import InvalidQuery
from faultbook.stores.local.duckdb_sql import duckdb_type
from faultbook.stores.store import Statement
from faultbook.stores.views import read_views
from faultbook.tables import TABLES
from tests.stores.seeded_lakehouse import seeded_store
from tests.stores.small_lakehouse import NOON, append, arrow_schema, batch, counts, ledger, make_lakehouse, store_of

FIRST, LAST = datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)
HOSTILE = "a\0b\x1b[31m [bold]x[/] 😀 \u202e\t\\ 'q\" –"


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    folder = make_lakehouse(
        tmp_path_factory.mktemp("lakehouse"),
        ingest_ledger=[ledger(1), ledger(2)],
        ingest_batches=[batch(1), batch(2, files=["a.log", "b c.log"]), batch(3)],
        error_counts=[
            counts(1, "CC-3005", 5),
            counts(2, "CC-3005", 7, severity="Warning"),
            counts(2, "DB-1", 7, last_occurrence=LAST, first_occurrence=FIRST),
            counts(3, "XX-9", 100),
        ],
        error_logs_parsed=[
            {"batch_id": 1, "severity": "Error", "message": HOSTILE, "timestamp": FIRST, "error_code_numeric": 3005},
            {
                "batch_id": 1,
                "severity": "Very bad/odd:%41=é",
                "message": "",
                "timestamp": LAST,
                "code_hint": "ORA-00942",
            },
            {"batch_id": 2, "severity": "Warning", "message": "newest", "timestamp": NOON},
        ],
    )
    return store_of(folder, {})


def rows(store, source: str, *columns: str, **given) -> list[tuple]:
    return list(store.ask(Query(source, columns=columns, **given)).rows)


@pytest.mark.parametrize("name", TABLES)
def test_an_empty_table_has_the_columns_and_types_of_its_contract(tmp_path, name):
    answer = store_of(make_lakehouse(tmp_path, severity_ranks=[]), {}).ask(Query(name))

    assert answer.rows == ()
    # DuckDB quotes the fields of a struct only where they are words of its own.
    assert [(column.name, column.type.replace('"', "")) for column in answer.columns] == [
        (column.name, duckdb_type(column.type).replace('"', "")) for column in TABLES[name].columns
    ]


def test_records_come_back_as_they_were_written(store):
    found = rows(store, "error_logs_parsed", "timestamp", "severity", "message", "error_code_numeric", "code_hint")

    assert found == [
        (LAST, "Very bad/odd:%41=é", "", None, "ORA-00942"),
        (NOON, "Warning", "newest", None, None),
        (FIRST, "Error", HOSTILE, 3005, None),
    ]


def test_columns_come_in_the_contracts_order_although_the_partition_lies_in_the_path(store):
    answer = store.ask(Query("error_logs_parsed"))

    assert tuple(column.name for column in answer.columns) == TABLES["error_logs_parsed"].column_names


def test_a_column_that_the_files_are_older_than_is_null(tmp_path):
    make_lakehouse(tmp_path)
    table = TABLES["ingest_checks"]
    older = arrow_schema(table).remove(arrow_schema(table).get_field_index("through_batch"))
    folder = tmp_path / "older"
    where = folder / "faultbook" / "ingest_checks"
    where.mkdir(parents=True)
    old_row = {"checked_at": NOON, "check_name": "c", "subject": "s", "passed": True}
    write_deltalake(str(where), pa.Table.from_pylist([old_row], older))
    new_row = old_row | {"check_name": "d", "through_batch": 4}
    write_deltalake(
        str(where), pa.Table.from_pylist([new_row], arrow_schema(table)), mode="append", schema_mode="merge"
    )
    (tmp_path / "faultbook" / "ingest_ledger").rename(folder / "faultbook" / "ingest_ledger")

    found = rows(store_of(folder, {}), "ingest_checks", "check_name", "through_batch", order=("check_name",))

    assert found == [("c", None), ("d", 4)]


def test_arrays_and_batches_that_only_began_are_shown(store):
    assert rows(store, "ingest_batches", "batch_id", "files", order=("batch_id",)) == [
        (1, ["a.log"]),
        (2, ["a.log", "b c.log"]),
        (3, ["a.log"]),
    ]


def test_labels_are_shown_as_an_object(tmp_path):
    labelled = [{"batch_id": 1, "severity": "Error", "labels": labels} for labels in ([("a", "1"), ("b", None)], [])]
    answer = store_of(make_lakehouse(tmp_path, logs=labelled, ingest_ledger=[ledger(1)]), {}).ask(
        Query("logs", columns=("labels",), order=("labels",))
    )
    assert sorted(csv_lines(answer)) == ['"{""a"": ""1"", ""b"": null}"\r\n', "labels\r\n", "{}\r\n"]


def test_most_frequent_first_unless_an_order_is_given(store):
    assert rows(store, "error_counts", "error_code", "occurrence_count") == [
        ("DB-1", 7),
        ("CC-3005", 7),
        ("CC-3005", 5),
    ]
    assert rows(store, "error_counts", "severity", order=("severity:desc", "error_code")) == [
        ("Warning",),
        ("Error",),
        ("Error",),
    ]


@pytest.mark.parametrize(("limit", "shown"), [(1, 1), (3, 3), (4, 3), (0, 3)])
def test_the_total_is_known_whatever_the_limit(store, limit, shown):
    answer = store.ask(Query("error_counts", limit=limit))

    assert (len(answer.rows), answer.total) == (shown, 3)


CONDITIONS = [
    ("error_code=DB-1", ["DB-1"]),
    ("error_code = DB-1", ["DB-1"]),
    ("severity=Warning", ["CC-3005"]),
    ("occurrence_count=5", ["CC-3005"]),
    ("last_occurrence=9999-12-31T23:59:59.999999Z", ["DB-1"]),
    ("occurrence_count > 5 and severity = 'Error'", ["DB-1"]),
    ("severity='Error' or error_code='DB-1'", ["DB-1", "CC-3005"]),
    ("error_code in ('DB-1', 'x')", ["DB-1"]),
    ("first_occurrence < timestamptz '0002-01-01'", ["DB-1"]),
    ("error_code ilike 'db%' -- a remark", ["DB-1"]),
    ("error_code=nothing here", []),
    ("hour = first_occurrence", ["CC-3005", "CC-3005"]),
    ("hour=first_occurrence", ["CC-3005", "CC-3005"]),
    ("error_code=", []),
]


@pytest.mark.parametrize(("condition", "codes"), CONDITIONS)
def test_conditions(store, condition, codes):
    assert [row[0] for row in rows(store, "error_counts", "error_code", where=(condition,))] == codes


def test_all_conditions_must_be_true(store):
    assert rows(store, "error_counts", "error_code", where=("occurrence_count=7", "severity=Error")) == [("DB-1",)]


def test_an_array_equals_a_value_that_it_holds(store):
    assert rows(store, "ingest_batches", "batch_id", where=("files=b c.log",)) == [(2,)]


NO_CONDITIONS = [
    "",
    "nosuch=1",
    "nosuch > 1",
    "occurrence_count=many",
    "error_code",
    "occurrence_count = error_code",
    "1=1; drop view answers.error_counts",
    "1=1) union all select * from answers.error_counts where (1=1",
    "1=1 limit 1",
    "1=1, 2=2",
    "sum(occurrence_count) > 1",
    "occurrence_count in (select 1 from read_text('/etc/hostname'))",
    "exists (select 1 from read_csv('/etc/passwd'))",
    "exists (from '/etc/hostname')",
    "'it",
]


@pytest.mark.parametrize("condition", NO_CONDITIONS)
def test_what_is_no_condition_is_refused_with_one_message(store, condition):
    with pytest.raises(InvalidQuery, match="--where") as refused:
        store.ask(Query("error_counts", where=(condition,)))

    assert len(str(refused.value)) < 700
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("condition", ["nosuch = 1", "error_code", "occurrence_count >"])
def test_a_wrong_condition_lists_the_columns(store, condition):
    with pytest.raises(InvalidQuery, match="Columns: hour, service, environment, severity, error_code"):
        store.ask(Query("error_counts", where=(condition,)))


WRONG = [
    (Query("error_count"), "Did you mean error_counts"),
    (Query("Robert'); drop table x"), "no view or table"),
    (Query("error_counts", columns=("errorcode",)), "Did you mean error_code"),
    (Query("error_counts", order=("hours",)), "Did you mean hour"),
    (Query("error_counts", order=("hour:up",)), "hour, hour:asc or hour:desc"),
]


@pytest.mark.parametrize(("question", "message"), WRONG)
def test_wrong_names_get_the_nearest_right_one(store, question, message):
    with pytest.raises(InvalidQuery, match=message):
        store.ask(question)


def test_a_view_is_its_text_with_the_schemas_filled_in(tmp_path, store):
    (tmp_path / "duckdb").mkdir()
    sql = (
        "SELECT error_code, CAST(SUM(occurrence_count) AS BIGINT) AS occurrence_count, DATE '2026-01-01' AS day "
        "FROM {answers}.error_counts WHERE batch_id <= (SELECT MAX(batch_id) FROM {answers}.ingest_ledger) "
        "GROUP BY error_code"
    )
    (tmp_path / "duckdb" / "by_code.sql").write_text(sql)
    described = {
        "by_code": {
            "role": "answers",
            "comment": "Counts by code.",
            "columns": [{"name": "error_code", "type": "STRING", "comment": ""}],
            "reads": ["error_counts", "ingest_ledger"],
            "key": ["error_code"],
        }
    }
    (tmp_path / "views.json").write_text(json.dumps(described))
    asking = store_of(store.lakehouse.folder, read_views(tmp_path))

    assert rows(asking, "by_code") == [("CC-3005", 12, date(2026, 1, 1)), ("DB-1", 7, date(2026, 1, 1))]
    assert rows(asking, "by_code", "error_code", where=("occurrence_count > 7",)) == [("CC-3005",)]


LEDGER = Statement("count", "", "SELECT count(*) AS n FROM {answers}.ingest_ledger", ("ingest_ledger",))
ENDLESS = Statement("endless", "", "SELECT sum(a.range * b.range) AS n FROM range(10000000) a, range(10000000) b")


def test_rows_that_are_written_later_are_seen(tmp_path):
    folder = make_lakehouse(tmp_path, ingest_ledger=[ledger(1)])
    store = seeded_store(folder)

    assert store.rows(LEDGER, {}) == [{"n": 1}]
    append(folder, "ingest_ledger", [ledger(2)])
    assert store.rows(LEDGER, {}) == [{"n": 2}]


def test_a_running_statement_is_stopped_by_its_deadline(seeded):
    deadline = Deadline(0.1)

    with deadline.running(), pytest.raises(DeadlineExceeded):
        seeded_store(seeded).until(deadline).rows(ENDLESS, {})
