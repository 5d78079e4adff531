"""In a workspace: what the platform tidies by itself is not tidied again, and gets how long files are kept.

The session is a stand-in that answers statements as the platform documents them, and records them.
"""

import io

import pytest

from faultbook.jobs.maintenance import order_files
from faultbook.lakehouse.contracts import create_statement
from faultbook.lakehouse.store import Lakehouse
from faultbook.settings import make_settings
from faultbook.steps import Steps
from faultbook.tables import LOGS, TABLES, WRITER_LEASE, Lease, SchemaRole


class Row(dict):
    """A row: by name, by place and whole."""

    def __iter__(self):
        return iter(self.values())

    def asDict(self):  # noqa: N802 - Spark's own name
        return dict(self)


class StatedSession:
    """Answers what is asked about schemas, tables and their properties."""

    def __init__(self, predictive: dict[str, str], properties: dict[str, str], clustered: bool = False) -> None:
        self.predictive, self.properties, self.clustered = predictive, properties, clustered
        self.statements: list[str] = []

    def sql(self, statement: str) -> "StatedSession":
        self.statements.append(statement)
        return self

    def collect(self) -> list[Row]:
        asked = self.statements[-1]
        if asked.startswith("DESCRIBE SCHEMA EXTENDED"):
            state = next((state for schema, state in self.predictive.items() if f".`{schema}`" in asked), None)
            named = {"database_description_item": "Namespace Name", "database_description_value": "x"}
            rows = [Row(named)]
            if state is not None:
                named = {"database_description_item": "Predictive Optimization", "database_description_value": state}
                rows.append(Row(named))
            return rows
        if asked.startswith("SHOW TBLPROPERTIES"):
            return [Row(key=key, value=value) for key, value in self.properties.items()]
        if asked.startswith("DESCRIBE DETAIL"):
            return [Row(clusteringColumns=["severity"] if self.clustered else [])]
        return []

    def of(self, words: str) -> list[str]:
        return [statement for statement in self.statements if statement.startswith(words)]


ON = "ENABLE (inherited from METASTORE main)"
OFF = "DISABLE (inherited from CATALOG main)"


def tidied(predictive, properties=None, **settings) -> StatedSession:
    session = StatedSession(predictive, properties or {}, settings.pop("clustered", False))
    lakehouse = Lakehouse(session, make_settings(catalog="main", **settings), held=[Lease.LOGS])
    order_files(lakehouse, Lease.LOGS, Steps(task="maintenance", stream=io.StringIO()))
    return session


def test_where_the_platform_tidies_nothing_is_done_twice():
    session = tidied({"faultbook": ON, "faultbook_raw": ON})
    assert not session.of("OPTIMIZE") and not session.of("VACUUM") and not session.of("ALTER")


@pytest.mark.parametrize("state", [OFF, "DISABLE", None])
def test_where_it_does_not_every_table_is_ordered_and_old_files_go(state):
    session = tidied({"faultbook": state, "faultbook_raw": state})
    tables = [table for table in TABLES.values() if table.lease is Lease.LOGS]
    assert len(session.of("OPTIMIZE")) == len(session.of("VACUUM")) == len(tables)
    assert "OPTIMIZE `main`.`faultbook_raw`.`logs` ZORDER BY (`timestamp`)" in session.statements


def test_each_schema_is_looked_up_for_itself():
    session = tidied({"faultbook": ON, "faultbook_raw": OFF})
    assert session.of("OPTIMIZE")
    assert all("`faultbook_raw`" in statement for statement in (*session.of("OPTIMIZE"), *session.of("VACUUM")))


def test_a_longer_retention_is_written_into_the_tables_so_that_the_platform_keeps_files():
    session = tidied({"faultbook": ON, "faultbook_raw": ON}, vacuum_retention_hours=720)
    property_ = "SET TBLPROPERTIES ('delta.deletedFileRetentionDuration' = 'interval 720 hours')"
    assert f"ALTER TABLE `main`.`faultbook_raw`.`logs` {property_}" in session.statements
    again = {"delta.deletedFileRetentionDuration": "interval 720 hours"}
    assert not tidied({"faultbook": ON, "faultbook_raw": ON}, again, vacuum_retention_hours=720).of("ALTER")


def test_a_shorter_retention_is_written_back():
    old = {"delta.deletedFileRetentionDuration": "interval 720 hours"}
    assert tidied({}, old).of("ALTER TABLE `main`.`faultbook_raw`.`logs` SET")


def test_a_clustered_table_is_not_ordered_by_another_order():
    session = tidied({}, clustered=True)
    assert "OPTIMIZE `main`.`faultbook_raw`.`logs`" in session.statements


def created(table, **settings) -> str:
    return create_statement(Lakehouse(StatedSession({}, {}), make_settings(**settings)), table)


def test_clusters_take_the_place_of_partitions_in_a_workspace():
    partitions = created(LOGS, catalog="main")
    clusters = created(LOGS, catalog="main", table_layout="clusters")
    assert "PARTITIONED BY (`severity`)" in partitions and "CLUSTER" not in partitions
    assert "CLUSTER BY (`severity`, `timestamp`)" in clusters and "PARTITIONED" not in clusters
    statistics = "'delta.dataSkippingStatsColumns' = 'severity,timestamp,service,"
    assert statistics in clusters and statistics not in partitions
    assert "BY (" not in created(WRITER_LEASE, catalog="main")


def test_a_folder_of_tables_has_partitions_whatever_is_chosen(tmp_path):
    assert "PARTITIONED BY (`severity`)" in created(LOGS, catalog=str(tmp_path), table_layout="clusters")


def test_no_table_would_be_clustered_by_more_columns_than_delta_takes():
    for table in TABLES.values():
        statement = created(table, catalog="main", table_layout="clusters")
        if "CLUSTER BY (" in statement:
            assert statement.split("CLUSTER BY (")[1].split(")")[0].count(",") < 4
    assert {table.role for table in TABLES.values()} == set(SchemaRole)
