"""One definition, three engines: the same rows to the last digit, the same columns and types.

Each run compares what differs there: a classic session the interpreted function and both texts, a Connect session the
compiled function as serverless compute gets it. `make verify` adds the compiled text.
"""

import os
from datetime import UTC, date, datetime

import pytest

from faultbook.transforms.views import VIEWS
from tests.compiled import compiled
from tests.frames import assert_same_rows
from tests.transforms.views.costs import random_costs
from tests.transforms.views.engines import (
    arrow_tables,
    by_databricks_text,
    by_duckdb_text,
    by_function,
    columns_on_duckdb,
    columns_on_spark,
    frames,
    register,
)
from tests.transforms.views.events import random_events
from tests.transforms.views.incidents import random_incidents
from tests.transforms.views.lakehouse import PlainLakehouse, random_lakehouse
from tests.transforms.views.rows import ledger_row

COSTS = random_costs(1)
EVENTS = random_events(1, COSTS)
INCIDENTS = random_incidents(1, EVENTS["failure_events"])
FULL = random_lakehouse(2, records=600, forgotten="HTTP <*> returned").tables | COSTS | EVENTS | INCIDENTS
"""Several batches, the last of them incomplete, some templates forgotten, a bill, failures, and incidents."""
LAKEHOUSES = {"empty": PlainLakehouse().tables, "full": FULL}
CONNECT = os.environ.get("SPARK_API_MODE") == "connect"
INCOMPLETE = random_lakehouse(1, batches=1, records=40).tables


@pytest.fixture(scope="module", params=LAKEHOUSES)
def tables(request):
    return LAKEHOUSES[request.param]


@pytest.fixture(scope="module")
def spark_tables(tables, spark):
    made = frames(tables)
    register(made)
    return made


@pytest.fixture(scope="module")
def tables_of_arrow(tables):
    return arrow_tables(tables)


@pytest.mark.parametrize("view", VIEWS.values(), ids=list(VIEWS))
def test_function_and_generated_texts_give_the_same_rows_and_columns(tables_of_arrow, spark_tables, view):
    rows, columns = by_function(view, spark_tables)
    assert columns == columns_on_spark(view)

    on_duckdb, columns_there = by_duckdb_text(view, tables_of_arrow)
    assert columns_there == columns_on_duckdb(view)
    assert_same_rows(rows, on_duckdb)

    if not CONNECT:  # the text of a query reaches Spark alike in both
        on_spark, columns_there = by_databricks_text(view)
        assert columns_there == columns
        assert_same_rows(on_spark, rows)


@pytest.mark.verify
@pytest.mark.parametrize("view", VIEWS.values(), ids=list(VIEWS))
def test_compiled_and_interpreted_text_give_the_same_rows(spark, spark_tables, view):
    interpreted, columns = by_databricks_text(view)
    with compiled(spark):
        rows, columns_there = by_databricks_text(view)
    assert columns_there == columns
    assert_same_rows(rows, interpreted)


@pytest.mark.parametrize("view", VIEWS.values(), ids=list(VIEWS))
def test_the_time_zone_of_the_session_does_not_change_a_row(tables_of_arrow, view):
    rows, columns = by_duckdb_text(view, tables_of_arrow, "America/New_York")
    in_utc, columns_in_utc = by_duckdb_text(view, tables_of_arrow)
    assert columns == columns_in_utc
    assert_same_rows(rows, in_utc)


@pytest.mark.parametrize("view", VIEWS.values(), ids=list(VIEWS))
def test_the_key_names_one_row_and_columns_that_may_not_be_null_are_not(tables_of_arrow, view):
    rows, _ = by_duckdb_text(view, tables_of_arrow)

    if view.key:
        assert len({tuple(row[name] for name in view.key) for row in rows}) == len(rows)
    assert not [
        column.name for column in view.columns for row in rows if not column.nullable and row[column.name] is None
    ]


@pytest.mark.parametrize("view", VIEWS.values(), ids=list(VIEWS))
def test_what_never_became_complete_is_as_if_it_were_not_there(view):
    assert by_duckdb_text(view, arrow_tables(INCOMPLETE)) == by_duckdb_text(view, arrow_tables({}))


def test_a_day_of_ingest_is_a_utc_day_on_spark_too(spark):
    made = frames({"ingest_ledger": [ledger_row(recorded_at=datetime(2026, 1, 31, 2, tzinfo=UTC))]})
    register(made)
    spark.conf.set("spark.sql.session.timeZone", "America/New_York")
    try:
        for rows, _ in (by_function(VIEWS["ingest_health"], made), by_databricks_text(VIEWS["ingest_health"])):
            assert [row["day"] for row in rows] == [date(2026, 1, 31)]
    finally:
        spark.conf.set("spark.sql.session.timeZone", "UTC")
