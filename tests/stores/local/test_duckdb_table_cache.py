"""Tables in DuckDB: the same rows from memory as from files, each version by itself, and nothing else can be read."""

from datetime import UTC, datetime, timedelta

import duckdb
import pyarrow as pa
import pytest
from deltalake import write_deltalake

from faultbook.errors import MissingDependency
from faultbook.stores.local.delta_files import LocalLakehouse
from faultbook.stores.local.delta_table_cache import DeltaTableCache
from faultbook.stores.local.duckdb_table_cache import SMALL_TABLE, DuckDBTableCache, TimeRange
from faultbook.stores.store import with_tables
from tests.stores.small_lakehouse import NOON, SCHEMAS, append, counts, ledger

SUM = "SELECT sum(occurrence_count), count(*) FROM {answers}.error_counts"


def held(folder, small_table=SMALL_TABLE):
    return DuckDBTableCache(LocalLakehouse(folder, SCHEMAS, DeltaTableCache()), small_table=small_table)


def queried(tables, statement=SUM):
    cursor, names = tables.opened(["error_counts"])
    return cursor.execute(with_tables(statement, names)).fetchall()


def two_tables(folder):
    append(folder, "ingest_ledger", [ledger(1)])
    append(folder, "error_counts", [counts(1, "A", 3), counts(1, "B", 4)])
    return folder


@pytest.fixture
def folder(tmp_path):
    return two_tables(tmp_path)


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    return two_tables(tmp_path_factory.mktemp("shared"))


@pytest.mark.parametrize("small_table", [0, SMALL_TABLE])
def test_rows_are_the_same_from_memory_and_from_files_while_a_table_grows_and_is_compacted(folder, small_table):
    tables = held(folder, small_table)

    assert queried(tables) == [(7, 2)]
    append(folder, "error_counts", [counts(2, "A", 10)])
    assert queried(tables) == [(17, 3)]
    append(folder, "error_counts", [counts(2, "A", 13), counts(2, "B", 4)], mode="overwrite")
    assert queried(tables) == [(17, 2)]
    append(folder, "error_counts", [counts(3, "A", 1)])
    assert queried(tables) == [(18, 3)]


@pytest.mark.parametrize("small_table", [0, SMALL_TABLE])
def test_a_statement_sees_the_versions_that_it_was_given_whatever_is_opened_since(folder, small_table):
    tables = held(folder, small_table)
    cursor, names = tables.opened(["error_counts"])
    append(folder, "error_counts", [counts(2, "A", 10)])

    assert queried(tables) == [(17, 3)]
    assert cursor.execute(with_tables(SUM, names)).fetchall() == [(7, 2)]


def test_a_table_that_was_made_anew_is_read_anew(folder, tmp_path_factory):
    tables = held(folder)
    assert queried(tables) == [(7, 2)]
    other = tmp_path_factory.mktemp("other")
    append(other, "error_counts", [counts(1, "C", 5)])
    (folder / "faultbook" / "error_counts").rename(folder / "old")
    with pytest.raises(MissingDependency, match="no table error_counts"):
        queried(tables)

    (other / "faultbook" / "error_counts").rename(folder / "faultbook" / "error_counts")

    assert queried(tables) == [(5, 1)]


@pytest.mark.parametrize("small_table", [0, SMALL_TABLE])
@pytest.mark.parametrize(
    "reach",
    [
        "SELECT * FROM read_text('/etc/hostname')",
        "COPY (SELECT 1) TO '/tmp/faultbook-probe'",
        "ATTACH '/tmp/faultbook-probe.db'",
        "SET enable_external_access = true",
        "INSTALL httpfs",
    ],
)
def test_nothing_but_the_lakehouse_can_be_read_or_written(shared, small_table, reach):
    with pytest.raises(duckdb.Error):
        queried(held(shared, small_table), reach)


def test_files_that_lack_a_column_have_it_as_null_beside_those_that_have_it(tmp_path):
    append(tmp_path, "ingest_ledger", [ledger(1)])
    where = tmp_path / "faultbook" / "error_counts"
    where.mkdir()
    older = pa.table({"error_code": ["A"], "occurrence_count": [7]})
    newer = pa.table({"error_code": ["A"], "occurrence_count": [5], "service": ["shop"]})
    services = "SELECT service, sum(occurrence_count) FROM {answers}.error_counts GROUP BY ALL ORDER BY ALL"
    write_deltalake(where, older)
    tables = held(tmp_path, small_table=0)

    assert queried(tables, services) == [(None, 7)]
    write_deltalake(where, newer, mode="append", schema_mode="merge")
    assert queried(tables, services) == [("shop", 5), (None, 7)]


HOUR = timedelta(hours=1)
FIRST, LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


@pytest.mark.parametrize("since", [None, NOON, NOON + HOUR, NOON + HOUR + timedelta(microseconds=1), NOON + 9 * HOUR])
@pytest.mark.parametrize("until", [None, NOON, NOON + 2 * HOUR])
def test_a_span_leaves_out_only_rows_beyond_it(folder, since, until):
    for number in range(4):
        append(folder, "error_counts", [counts(2 + number, "A", 10**number, hour=NOON + number * HOUR)])
    tables = held(folder, small_table=0)
    text = SUM + " WHERE coalesce(hour >= $since, true) AND coalesce(hour < $until, true)"
    values = {"since": since, "until": until}

    def rows(span):
        cursor, names = tables.opened(["error_counts"], span)
        return cursor.execute(with_tables(text, names), values).fetchall(), names["error_counts"]

    (whole, name), (some, files) = rows(None), rows(TimeRange("hour", since, until))

    assert some == whole
    assert (files == name) == (since in {None, NOON} and until is None)


def test_a_newest_instant_that_the_log_cuts_to_milliseconds_hides_no_row(folder):
    instant = NOON + timedelta(microseconds=1_999)
    append(folder, "error_counts", [counts(2, "A", 10, hour=instant)])
    cursor, names = held(folder, small_table=0).opened(["error_counts"], TimeRange("hour", instant, None))

    assert cursor.execute(with_tables(SUM, names)).fetchall() == [(10, 1)]


@pytest.mark.parametrize("since", [FIRST, NOON, LAST])
def test_the_first_and_the_last_instant_there_are_have_their_span(folder, since):
    for instant in (FIRST, LAST):
        append(folder, "error_counts", [counts(2, "A", 10, hour=instant)])
    cursor, names = held(folder, small_table=0).opened(["error_counts"], TimeRange("hour", since, None))

    text = with_tables("SELECT count(*) FROM {answers}.error_counts WHERE hour >= $since", names)
    assert cursor.execute(text, {"since": since}).fetchall() == [({FIRST: 4, NOON: 3, LAST: 1}[since],)]


def test_names_stand_for_tables_wherever_they_are_read():
    text = "SELECT 1 FROM {answers}.\"a\" JOIN {raw}.b WHERE x = '{answers}'"

    assert with_tables(text, {"a": '"answers"."a 1"', "b": '"raw"."b 2"'}) == (
        'SELECT 1 FROM "answers"."a 1" JOIN "raw"."b 2" WHERE x = \'{answers}\''
    )
