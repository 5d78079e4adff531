"""Tables of a folder without Spark: which files an append added, and which folders are refused."""

from pathlib import Path

import pyarrow as pa
import pytest
from deltalake import DeltaTable, write_deltalake
from pyarrow import fs

from faultbook.errors import SettingError
from faultbook.lakehouse.local_files import fetch_rows, files_of_last_append, local_dataset
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


@pytest.mark.parametrize("severity", ["Error", "A/B", "50 %", "é {x} [1]*?"])
def test_rows_are_read_whatever_their_partition_is_named(tmp_path, severity):
    append(tmp_path / "a b é", severity)
    assert fetch_rows(tmp_path / "a b é", ["severity"], [("batch_id", "=", 1)]).to_pylist() == [{"severity": severity}]


def test_no_buffer_of_python_is_left_to_threads_when_a_job_ends(tmp_path):
    """Such a buffer aborted one of four busy processes after their work was done; pyarrow's own files have none."""
    append(tmp_path / "t", "Error")
    assert not isinstance(local_dataset(tmp_path / "t").filesystem.base_fs, fs.PyFileSystem)
