"""System tables are read leaf by leaf: what is missing is NULL and named, what is absent is never an empty table."""

from decimal import Decimal

import pyarrow as pa
import pytest
from deltalake import write_deltalake

from faultbook.sources.system_tables import Readability, read_system_table, read_system_tables, type_of
from faultbook.tables.system import LIST_PRICES, QUERY_HISTORY, USAGE

PRICES = [
    ("0.70", Decimal("0.70")),
    ("0.123456789012345678", Decimal("0.123456789012345678")),
    ("free", None),
    (None, None),
]


@pytest.fixture
def folder(tmp_path):
    prices = {
        "sku_name": [f"s{at}" for at in range(4)],
        "pricing": [{"effective_list": {"default": text}} for text, _ in PRICES],
    }
    write_deltalake(str(tmp_path / "billing" / "list_prices"), pa.table(prices))
    usage = [{"Warehouse_ID": "w", "a_field_of_next_month": 7}]
    write_deltalake(str(tmp_path / "billing" / "usage"), pa.table({"record_id": ["r"], "usage_metadata": usage}))
    return str(tmp_path)


def test_prices_that_are_texts_are_numbers_and_what_is_none_is_null(spark, folder):
    reading = read_system_table(spark, folder, LIST_PRICES)
    found = {row["sku_name"]: row["effective_price"] for row in reading.rows.collect()}
    assert found == {f"s{at}": expected for at, (_, expected) in enumerate(PRICES)}
    assert "pricing.default" in reading.missing_leaves
    assert "pricing.effective_list.default" not in reading.missing_leaves


def test_absent_leaves_are_null_in_their_type_and_unknown_ones_do_no_harm(spark, folder):
    reading = read_system_table(spark, folder, USAGE)
    [row] = reading.rows.collect()
    assert (row["record_id"], row["warehouse_id"], row["job_id"], row["usage_quantity"]) == ("r", "w", None, None)
    assert [(field.name, field.dataType.simpleString()) for field in reading.rows.schema] == [
        (leaf.name, leaf.type.lower()) for leaf in USAGE.leaves
    ]


def test_an_absent_table_has_no_rows_and_is_marked_absent(spark, folder):
    reading = read_system_table(spark, folder, QUERY_HISTORY)
    assert (reading.readability, reading.rows.collect()) == (Readability.ABSENT, [])
    assert "query.history" in reading.detail
    assert len(reading.missing_leaves) == len(QUERY_HISTORY.leaves)


def test_a_catalog_that_is_not_there_makes_every_table_absent(spark):
    readings = read_system_tables(spark, "no_such_catalog", [USAGE, QUERY_HISTORY])
    assert {reading.readability for reading in readings.values()} == {Readability.ABSENT}


def test_a_path_leads_through_structs_and_nothing_else(spark):
    schema = spark.range(0).selectExpr("named_struct('b', array(1)) as A", "1 as c").schema
    assert type_of(schema, "a.B").simpleString() == "array<int>"
    assert type_of(schema, "c.d") is type_of(schema, "a.b.c") is None
