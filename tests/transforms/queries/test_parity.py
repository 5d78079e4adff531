"""Queries mean the same everywhere: Databricks text on Spark, DuckDB text and plain Python give equal rows."""

from importlib.resources import files
from math import isclose

import duckdb
import pytest

from faultbook.stores.store import query
from faultbook.tables import TABLES
from faultbook.transforms.queries import QUERIES
from tests.transforms.views.costs import random_costs
from tests.transforms.views.engines import arrow_tables, frames
from tests.transforms.views.events import random_events
from tests.transforms.views.incidents import FAULTS, RULES, random_incidents
from tests.transforms.views.lakehouse import groups, random_lakehouse

pytestmark = pytest.mark.verify

INCIDENT = "inc-0000000000000003"
OF_INCIDENTS = {
    "incident_id": INCIDENT, "begins": "inc-000000000000000", "ids": f"{INCIDENT} inc-0000000000000004",
    "fingerprint": FAULTS[1], "opened_before": "2030-01-01T00:00:00+00:00",
}  # fmt: skip
EVERYTHING = {**OF_INCIDENTS, "through_batch": 3, "by": "product", "ratio": 0.5, "count_from": 1, "wanted": 20}
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
    "reason": "bad_timestamp",
    "file": "api/",
    "trace_id": "t1",
}
OF_LOGS = "v1:0"
"""The template of all JSON records, which is a pattern of its own."""

FILTERED = (
    *("records", "records_cutoff", "counts_cutoff", "file_counts_cutoff", "error_frequency", "hours", "changes"),
    *("value_changes", "pattern_names", "query_performance", "cost_of_days", "open_rejects", "open_rejects_by_reason"),
    "trace_records",
)


@pytest.fixture(scope="module")
def tables():
    costs = random_costs(2)
    events = random_events(2, costs)
    return {
        **random_lakehouse(4, records=200).tables,
        **costs,
        **events,
        **random_incidents(2, events["failure_events"]),
    }


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
    ("pattern_traces", {**EVERYTHING, "pattern_id": OF_LOGS}),
    ("incidents", {**EVERYTHING, "state": "active", "muted": "no", "text": "КЛЮЧ", "rule": RULES[0]}),
    ("rule_figures", {**EVERYTHING, "rule": RULES[2], "source": "failures", "since": "2026-02-10T00:00:00+00:00"}),
]
IDS = [*QUERIES, *(f"{name}-some" for name in FILTERED), "pattern_traces-logs", "incidents-some", "rule_figures-some"]
OF_ONE_PATTERN = ("decisions", "companions")


@pytest.mark.parametrize(("name", "given"), CASES, ids=IDS)
def test_both_texts_give_the_same_rows(name, given, duck, spark_tables, pattern):
    statement = query(name)
    if name.startswith("pattern_") or name in OF_ONE_PATTERN:
        given = {"pattern_id": pattern, **given}
    values = {each: given.get(each) for each in statement.parameters}

    on_spark = spark_tables.sql(statement.databricks.replace("{raw}.", "").replace("{answers}.", ""), args=values)
    text = statement.duckdb.replace("{raw}", "raw").replace("{answers}", "answers")
    on_duckdb = duck.sql(text, params=values)

    assert on_spark.columns == on_duckdb.columns
    rows, expected = sorted_rows(on_spark.toArrow()), sorted_rows(on_duckdb.to_arrow_table())
    assert len(rows) == len(expected)
    for row, other in zip(rows, expected, strict=True):
        assert all(same(row[column], other[column]) for column in row), (row, other)


def test_decisions_are_those_that_name_the_pattern_or_a_predecessor_on_either_side(tables, duck):
    maps = {row["template_hash"]: row["pattern_id"] for row in tables["pattern_map"]}
    earlier = {
        name: {maps[each] for row in rows for each in row["earlier_hashes"] or () if each in maps}
        for name, rows in groups(tables["pattern_map"], lambda row: row["pattern_id"]).items()
    }
    for name, others in earlier.items():
        wanted = {name, *others}
        expected = {
            row["decision_id"]
            for row in tables["pattern_decisions"]
            if {maps.get(each, each) for each in (row["pattern_id"], row["other_id"]) if each} & wanted
        }
        rows = _on_duckdb(duck, "decisions", {"pattern_id": name})
        assert sorted(row["decision_id"] for row in rows) == sorted(expected)


def test_a_companion_is_on_the_other_side_of_a_pair_and_a_pattern_still(tables, duck):
    names = {row["pattern_id"] for row in tables["pattern_map"]}
    for name in names:
        expected = [
            (other, row["environment"], row[hours])
            for row in tables["pattern_pairs"]
            for own, other, hours in (
                (row["pattern_a"], row["pattern_b"], "hours_b"),
                (row["pattern_b"], row["pattern_a"], "hours_a"),
            )
            if own == name and other in names
        ]
        rows = _on_duckdb(duck, "companions", {"pattern_id": name})
        found = [(row["companion_id"], row["environment"], row["companion_hours"]) for row in rows]
        assert sorted(found) == sorted(expected)


def test_a_trace_has_its_records_of_complete_batches(tables, duck):
    expected = [
        row.get("log_id") or row["event_id"]
        for row in (*tables["logs"], *tables["text_logs"])
        if row["trace_id"] == "t1" and row["batch_id"] <= 3
    ]
    rows = _on_duckdb(duck, "trace_records", {"trace_id": "t1", "through_batch": 3})

    assert sorted(row["record_id"] for row in rows) == sorted(expected)


def _on_duckdb(duck, name, given):
    statement = query(name)
    text = statement.duckdb.replace("{raw}", "raw").replace("{answers}", "answers")
    values = {each: given.get(each) for each in statement.parameters}
    return duck.sql(text, params=values).to_arrow_table().to_pylist()


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
