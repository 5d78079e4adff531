"""The first commit of a local table equals what CREATE TABLE of Spark and Delta writes, for every table."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from deltalake import DeltaTable

from faultbook.lakehouse.contracts import create_statement
from faultbook.lakehouse.first_commit import first_commit, make_local_table, table_properties
from faultbook.lakehouse.store import Lakehouse
from faultbook.settings import make_settings
from faultbook.tables import SEVERITY_RANKS, TABLES, Table
from faultbook.tables.contract import Column, Lease, SchemaRole

OF_ONE_COMMIT = {"commitInfo": ("timestamp", "txnId", "engineInfo"), "metaData": ("id", "createdTime"), "protocol": ()}
"""Values that differ between two commits of the same table."""


def actions(folder: Path) -> dict[str, dict]:
    text = (folder / "_delta_log" / "00000000000000000000.json").read_text(encoding="utf-8")
    found = {kind: values for line in text.splitlines() for kind, values in json.loads(line).items()}
    for kind, names in OF_ONE_COMMIT.items():
        for name in names:
            del found[kind][name]
    return found


def checksum(folder: Path) -> dict:
    """What is known of the table beside its first commit, but for what differs between two commits and histograms."""
    found = json.loads((folder / "_delta_log" / "00000000000000000000.crc").read_text(encoding="utf-8"))
    del found["txnId"], found["metadata"]["id"], found["metadata"]["createdTime"]
    return {name: value for name, value in found.items() if not name.endswith(("HistogramOpt", "Histogram"))}


@pytest.mark.verify
def test_every_table_is_what_spark_and_delta_make_of_its_contract(spark, tmp_path):
    by_spark = Lakehouse(spark, make_settings(catalog=str(tmp_path / "spark")))
    with ThreadPoolExecutor(4) as threads:
        statements = [create_statement(by_spark, table) for table in TABLES.values()]
        list(threads.map(lambda statement: spark.sql(statement).collect(), statements))
    as_files = Lakehouse(spark, make_settings(catalog=str(tmp_path / "files")))
    as_files.require_tables()
    # Schema with nullability and comments, partitions, properties, protocol; and the operation that created it.
    assert {name: actions(as_files.folder_of(table)) for name, table in TABLES.items()} == {
        name: actions(by_spark.folder_of(table)) for name, table in TABLES.items()
    }
    for table in TABLES.values():
        own, other = checksum(as_files.folder_of(table)), checksum(by_spark.folder_of(table))
        assert own == {name: value for name, value in other.items() if name in own}, table.name


def test_nested_types_are_written_as_delta_writes_them():
    columns = (Column("a", "ARRAY<STRUCT<at:TIMESTAMP,sum:DECIMAL(28,10),by:MAP<STRING,BIGINT>>>", "Nested."),)
    table = Table("t", SchemaRole.RAW, Lease.LOGS, "A table.", columns)
    schema = json.loads(first_commit(table, table_properties(table, is_local=True))[1]["metaData"]["schemaString"])
    element = schema["fields"][0]["type"]["elementType"]
    assert [(field["name"], field["type"]) for field in element["fields"]] == [
        ("at", "timestamp"),
        ("sum", "decimal(28,10)"),
        ("by", {"type": "map", "keyType": "string", "valueType": "long", "valueContainsNull": True}),
    ]


@pytest.mark.parametrize("before", ["nothing", "an empty folder", "an empty log", "the table"])
def test_a_table_is_created_once_and_beside_what_an_earlier_try_left(tmp_path, before):
    folder = tmp_path / "severity_ranks"
    match before:
        case "an empty folder":
            folder.mkdir()
        case "an empty log":
            (folder / "_delta_log").mkdir(parents=True)
        case "the table":
            make_local_table(folder, SEVERITY_RANKS)
    made = DeltaTable(str(folder)).metadata().id if before == "the table" else None
    make_local_table(folder, SEVERITY_RANKS)
    table = DeltaTable(str(folder))
    assert table.version() == 0
    assert made in (None, table.metadata().id)
    assert [path.name for path in tmp_path.iterdir()] == ["severity_ranks"]
