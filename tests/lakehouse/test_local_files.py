"""Tables of a folder without Spark: which files an append added, and which folders are refused."""

from pathlib import Path

import pyarrow as pa
import pytest
from deltalake import DeltaTable, write_deltalake

from faultbook.errors import SettingError
from faultbook.lakehouse.local_files import files_of_last_append
from faultbook.lakehouse.store import Lakehouse
from faultbook.settings import make_settings


def append(folder: Path, severity: str) -> None:
    rows = pa.table({"severity": [severity], "batch_id": [1]})
    write_deltalake(str(folder), rows, mode="append", partition_by=["severity"])


@pytest.mark.parametrize("severity", ["Error", "A/B", "50 %", "é {x} [1]*?", ""])
def test_the_last_append_is_found_whatever_its_partition_is_named(tmp_path, severity):
    append(tmp_path / "t", "Warning")
    append(tmp_path / "t", severity)
    found = files_of_last_append(tmp_path / "t")
    assert [Path(file).is_file() for file in found] == [True]


def test_a_commit_that_rewrites_files_is_no_append(tmp_path):
    append(tmp_path / "t", "Error")
    append(tmp_path / "t", "Error")
    DeltaTable(str(tmp_path / "t")).optimize.compact()
    assert files_of_last_append(tmp_path / "t") is None


@pytest.mark.parametrize("name", ["a[1]", "a%20b", "a*", "a\u202eb"])
def test_a_folder_that_no_reader_can_open_is_refused_before_anything_is_written(tmp_path, name):
    with pytest.raises(SettingError, match="Fix: use a folder without"):
        Lakehouse(None, make_settings(catalog=str(tmp_path / name)))
