"""What `faultbook tables` lists, from the tables' statistics."""

import pytest

from faultbook.errors import MissingDependency
from faultbook.stores.local.inventory import inventory
from faultbook.tables import TABLES
from tests.stores.small_lakehouse import append, counts, make_lakehouse, store_of


def test_every_table_with_rows_files_version_and_newest_batch(tmp_path):
    make_lakehouse(tmp_path, error_counts=[counts(1), counts(1)])
    append(tmp_path, "error_counts", [counts(2)])

    listed = {record["name"]: record for record in inventory(store_of(tmp_path, {})).records()}

    assert list(listed) == list(TABLES)
    found = listed["error_counts"]
    assert (found["rows"], found["files"], found["version"], found["newest_batch"]) == (3, 2, 1, 2)
    assert found["bytes"] == sum(
        path.stat().st_size for path in (tmp_path / "faultbook/error_counts").glob("*.parquet")
    )
    assert (listed["ingest_ledger"]["rows"], listed["ingest_ledger"]["bytes"]) == (0, 0)


def test_an_absent_table_names_what_makes_it(tmp_path):
    append(tmp_path, "ingest_ledger", [])

    listed = {record["name"]: record for record in inventory(store_of(tmp_path, {})).records()}

    assert listed["error_counts"]["rows"] is None
    assert "faultbook run setup" in listed["error_counts"]["comment"]


def test_an_absent_lakehouse_names_what_makes_one(tmp_path):
    with pytest.raises(MissingDependency, match="faultbook run setup"):
        inventory(store_of(tmp_path, {}))
