"""Questions mean the same on a warehouse and on a laptop: Databricks text on Spark and DuckDB text give equal rows."""

from importlib.resources import files
from math import isclose

import duckdb
import pytest

from faultbook.stores.store import query
from faultbook.tables import TABLES
from faultbook.transforms.queries import QUERIES
from tests.transforms.views.costs import random_costs
from tests.transforms.views.engines import arrow_tables, frames
from tests.transforms.views.lakehouse import random_lakehouse

pytestmark = pytest.mark.verify

EVERYTHING = {"through_batch": 3, "by": "product", "ratio": 0.5, "count_from": 1, "wanted": 20}
SOME = {
    "since": "2026-01-30T00:00:00+00:00",
    "until": "2026-02-02T00:00:00+00:00",
    "baseline_since": "2026-01-28T00:00:00+00:00",
    "first_day": "2026-01-30",
    "end_day": "2026-02-04",
    "severity": "Error",
    "message_contains": "НЕ найден 'X' \\",
    "not_file_contains": "%_",
    "workspace_id": "1",
    "least_duration_ms": 1_000,
    "name": "v1:",
    "tail": ":zz",
}

FILTERED = (
    *("records", "records_cutoff", "counts_cutoff", "file_counts_cutoff", "error_frequency", "hours", "changes"),
    *("value_changes", "pattern_names", "query_performance", "cost_of_days"),
)


@pytest.fixture(scope="module")
def tables():
    return {**random_lakehouse(4, records=200).tables, **random_costs(2)}


@pytest.fixture(scope="module")
def pattern(tables):
    return tables["pattern_map"][0]["pattern_id"]


@pytest.fixture(scope="module")
def duck(tables):
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        for role in ("raw", "answers"):
            connection.execute(f"create schema {role}")
        for name, rows in arrow_tables(tables).items():
            connection.register(f"arrow_{name}", rows)
            connection.execute(f"create view {TABLES[name].role}.{name} as select * from arrow_{name}")
        yield connection


@pytest.fixture(scope="module")
def spark_tables(tables, spark):
    for name, rows in frames(tables).items():
        rows.createOrReplaceTempView(name)
    return spark


CASES = [
    *((name, EVERYTHING) for name in QUERIES),
    *((name, {**EVERYTHING, **SOME}) for name in FILTERED),
]


@pytest.mark.parametrize(("name", "given"), CASES, ids=[*QUERIES, *(f"{name}-some" for name in FILTERED)])
def test_both_texts_give_the_same_rows(name, given, duck, spark_tables, pattern):
    statement = query(name)
    asks_for_one = name.startswith("pattern_") or name == "decisions"
    values = {
        each: pattern if each == "pattern_id" and asks_for_one else given.get(each) for each in statement.parameters
    }

    on_spark = spark_tables.sql(statement.databricks.replace("{raw}.", "").replace("{answers}.", ""), args=values)
    text = statement.duckdb.replace("{raw}", "raw").replace("{answers}", "answers")
    on_duckdb = duck.sql(text, params=values)

    assert on_spark.columns == on_duckdb.columns
    rows, expected = sorted_rows(on_spark.toArrow()), sorted_rows(on_duckdb.to_arrow_table())
    assert len(rows) == len(expected)
    for row, other in zip(rows, expected, strict=True):
        assert all(same(row[column], other[column]) for column in row), (row, other)


def test_every_text_names_its_parameters_alike():
    for name in QUERIES:
        statement = query(name)
        for each in statement.parameters:
            assert f":{each}" in statement.databricks
    assert files("faultbook").joinpath("generated", "questions", "reads.json").is_file()


def same(one, other):
    """Equal; sums of doubles to nine digits."""
    if isinstance(one, float) and isinstance(other, float):
        return isclose(one, other, rel_tol=1e-9, abs_tol=1e-9)
    return one == other


def sorted_rows(table):
    return sorted(table.to_pylist(), key=lambda row: [(value is not None, str(value)) for value in row.values()])
