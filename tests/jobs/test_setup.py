"""Setup: tables by contract, upgrades by nullable columns only, a second run changes nothing."""

from dataclasses import replace
from pathlib import Path

import pytest

from faultbook.errors import ContractBroken
from faultbook.jobs import setup
from faultbook.lakehouse.contracts import create_statement, planned_changes, stored_version
from faultbook.lakehouse.store import Lakehouse
from faultbook.steps import Steps
from faultbook.tables import ERROR_COUNTS, INGEST_LEDGER, TABLES, Room
from faultbook.tables.contract import Column
from faultbook.transforms.views import VIEWS
from tests.jobs.house import RECORD, assert_laws_hold, build_house, run_ingest, run_job

OLDER = {
    "ingest_ledger": ("detail",),
    "error_logs_parsed": ("user_id",),
}
"""Nullable columns that a lakehouse of an older contract does not have yet."""
YOUNGER = ("logs",)
"""Tables that it does not have yet."""


def test_a_second_setup_changes_nothing(spark, house):
    lakehouse = Lakehouse(spark, house.settings)
    assert [change for table in TABLES.values() for change in planned_changes(lakehouse, table)] == []
    run_job(spark, house, setup)
    assert house.rows("writer_lease") == [{"lease": "writer", "holder": "", "acquired_at": None, "expires_at": None}]


def test_tables_have_the_columns_comments_and_partitions_of_their_contracts(spark, house):
    lakehouse = Lakehouse(spark, house.settings)
    for table in TABLES.values():
        described = {row["col_name"]: row for row in spark.sql(f"DESCRIBE TABLE {lakehouse.name_of(table)}").collect()}
        assert {column.name: (column.type.lower(), column.comment) for column in table.columns} == {
            column.name: (described[column.name]["data_type"], described[column.name]["comment"])
            for column in table.columns
        }
        detail = spark.sql(f"DESCRIBE DETAIL {lakehouse.name_of(table)}").collect()[0]
        assert tuple(detail["partitionColumns"]) == table.partitioned_by
        assert detail["minReaderVersion"] == 1  # else delta-rs and DuckDB read it wrongly or not at all


def test_the_plan_says_what_would_be_done_and_does_nothing(spark, tmp_path, capsys):
    house = build_house(tmp_path, plan=True)
    run_job(spark, house, setup)
    assert "would create table error_counts" in capsys.readouterr().out
    assert not Path(house.settings.catalog).exists()


def test_a_lakehouse_of_an_older_contract_gets_its_new_columns_and_goes_on(spark, tmp_path):
    house = build_house(tmp_path)
    lakehouse = Lakehouse(spark, house.settings)
    for table in (table for table in TABLES.values() if table.name not in YOUNGER):
        older = replace(
            table, version=0, columns=tuple(c for c in table.columns if c.name not in OLDER.get(table.name, ()))
        )
        spark.sql(create_statement(lakehouse, older)).collect()
    run_job(spark, house, setup)
    assert stored_version(lakehouse, INGEST_LEDGER) == INGEST_LEDGER.version
    house.land("a.log", RECORD.format(1))
    house.land("a.jsonl", '{"ts": 1769891170, "msg": "refused"}\n')
    run_ingest(spark, house)
    assert house.total("error_counts", "occurrence_count") == 2
    assert_laws_hold(house)


def test_a_table_that_is_something_else_is_left_alone_and_named(spark, house):
    lakehouse = Lakehouse(spark, house.settings)
    for column, words in (
        (Column("hour", "DATE", ""), "column hour is TIMESTAMP, expected DATE"),
        (Column("x", "INT", "", nullable=False), "column x is absent"),
    ):
        other = replace(ERROR_COUNTS, columns=(*(c for c in ERROR_COUNTS.columns if c.name != column.name), column))
        with pytest.raises(ContractBroken, match=words):
            planned_changes(lakehouse, other)


def test_in_a_catalog_setup_publishes_every_view_once_and_alters_only_what_changed(spark, tmp_path, capsys):
    """The local catalog stands for Unity Catalog: the same statements, for as long as the session lives."""
    names = {"schema_name": "published", "raw_schema_name": "published_raw"}
    house = build_house(tmp_path)
    settings = house.settings.model_copy(update={"catalog": "spark_catalog", **names})
    for name in names.values():
        spark.sql(f"CREATE DATABASE {name} LOCATION '{tmp_path / name}'")
    try:
        setup.run(spark, settings, Steps())
        for view in VIEWS.values():
            schema = names["raw_schema_name"] if view.room is Room.RAW else names["schema_name"]
            found = spark.table(f"{schema}.{view.name}")
            assert found.columns == [column.name for column in view.columns]
            assert found.count() == 0
        capsys.readouterr()
        setup.run(spark, settings, Steps())
        assert "view" not in capsys.readouterr().out
    finally:
        for name in names.values():
            spark.sql(f"DROP DATABASE {name} CASCADE")
