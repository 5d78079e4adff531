"""Setup: tables by contract, upgrades by nullable columns only, a second run changes nothing."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from faultbook.errors import ContractBroken
from faultbook.jobs import patterns, setup
from faultbook.lakehouse.contracts import planned_changes, stored_version
from faultbook.lakehouse.store import Lakehouse
from faultbook.steps import Steps
from faultbook.stores.answers import Query
from faultbook.stores.local.local_store import local_store
from faultbook.tables import ERROR_COUNTS, ERROR_TEMPLATES, LOGS, TABLES, Lease, SchemaRole
from faultbook.tables.contract import Column
from faultbook.transforms.views import VIEWS
from tests.fixture_files import fixture_path
from tests.jobs.workspace import (
    RECORD,
    assert_invariants_hold,
    landed_records,
    make_workspace,
    run_ingest,
    run_job,
    stored_records,
)

VERSION_1 = fixture_path("contract-v1")
"""A lakehouse of two batches that an older faultbook wrote, and the files it had read: ORIGIN.md says how."""


def test_a_second_setup_changes_nothing(spark, workspace):
    lakehouse = Lakehouse(spark, workspace.settings)
    assert [change for table in TABLES.values() for change in planned_changes(lakehouse, table)] == []
    run_job(spark, workspace, setup)
    assert workspace.rows("writer_lease") == [
        {"lease": name, "holder": "", "acquired_at": None, "expires_at": None} for name in ("writer", *Lease)
    ]


@pytest.mark.verify
def test_tables_have_the_columns_comments_and_partitions_of_their_contracts(spark, workspace):
    lakehouse = Lakehouse(spark, workspace.settings)
    for table in TABLES.values():
        described = {row["col_name"]: row for row in spark.sql(f"DESCRIBE TABLE {lakehouse.name_of(table)}").collect()}
        assert {column.name: (column.type.lower(), column.comment) for column in table.columns} == {
            column.name: (described[column.name]["data_type"], described[column.name]["comment"])
            for column in table.columns
        }
        detail = spark.sql(f"DESCRIBE DETAIL {lakehouse.name_of(table)}").collect()[0]
        assert tuple(detail["partitionColumns"]) == table.partitioned_by
        assert detail["minReaderVersion"] == 1  # else delta-rs and DuckDB read it wrongly or not at all


def test_the_plan_prints_what_would_be_done_and_does_nothing(spark, tmp_path, capsys):
    workspace = make_workspace(tmp_path, plan=True)
    run_job(spark, workspace, setup)
    assert "would create table error_counts" in capsys.readouterr().out
    assert not Path(workspace.settings.catalog).exists()


@pytest.mark.verify
def test_a_lakehouse_that_an_older_faultbook_wrote_gets_what_is_new_and_goes_on(spark, tmp_path):
    workspace = make_workspace(tmp_path, VERSION_1 / "lakehouse")
    shutil.copytree(VERSION_1 / "landing", workspace.landing, dirs_exist_ok=True)
    lakehouse = Lakehouse(spark, workspace.settings)
    assert stored_version(lakehouse, ERROR_TEMPLATES) == 1
    assert not lakehouse.exists(LOGS)

    run_job(spark, workspace, setup)
    assert stored_version(lakehouse, ERROR_TEMPLATES) == ERROR_TEMPLATES.version
    workspace.land("c.log", RECORD.format(1))
    workspace.land("c.jsonl", '{"ts": 1769891170, "msg": "refused"}\n')
    run_ingest(spark, workspace)  # without a checkpoint: the files of old are brought again
    run_job(spark, workspace, patterns)

    assert stored_records(workspace) == landed_records(workspace)
    assert sorted(workspace.ledger()) == ["b.log", "c.jsonl", "c.log", "shop/a.log"]
    assert_invariants_hold(workspace)
    old = set(workspace.table("error_templates")["template_hash"].to_pylist())
    assert {row["template_hash"] for row in workspace.rows("pattern_map")} == old
    found = local_store(Path(workspace.settings.catalog)).ask(Query("patterns", limit=0)).records()
    assert sum(row["occurrence_count"] for row in found) == workspace.records() == 16


def test_a_table_that_is_something_else_is_left_alone_and_named(spark, workspace):
    lakehouse = Lakehouse(spark, workspace.settings)
    for column, words in (
        (Column("hour", "DATE", ""), "column hour is TIMESTAMP, expected DATE"),
        (Column("x", "INT", "", nullable=False), "column x is absent"),
    ):
        other = replace(ERROR_COUNTS, columns=(*(c for c in ERROR_COUNTS.columns if c.name != column.name), column))
        with pytest.raises(ContractBroken, match=words):
            planned_changes(lakehouse, other)


@pytest.mark.verify
def test_in_a_catalog_setup_publishes_every_view_once_and_alters_only_what_changed(spark, tmp_path, capsys):
    """The local catalog stands for Unity Catalog: the same statements, for as long as the session lives."""
    names = {"schema_name": "published", "raw_schema_name": "published_raw"}
    workspace = make_workspace(tmp_path)
    settings = workspace.settings.model_copy(update={"catalog": "spark_catalog", **names})
    for name in names.values():
        spark.sql(f"CREATE DATABASE {name} LOCATION '{tmp_path / name}'")
    try:
        setup.run(spark, settings, Steps())
        for view in VIEWS.values():
            schema = names["raw_schema_name"] if view.role is SchemaRole.RAW else names["schema_name"]
            found = spark.table(f"{schema}.{view.name}")
            assert found.columns == [column.name for column in view.columns]
            assert found.count() == 0
        capsys.readouterr()
        setup.run(spark, settings, Steps())
        assert "view" not in capsys.readouterr().out
    finally:
        for name in names.values():
            spark.sql(f"DROP DATABASE {name} CASCADE")
