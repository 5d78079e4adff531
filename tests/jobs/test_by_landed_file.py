"""What a batch stored of each landed file: the same, whether Spark counts it or Arrow does."""

from collections import Counter

import pytest

from faultbook.jobs.ingestion import by_landed_file, landed_files
from faultbook.jobs.ingestion.formats import RECORD_KINDS, together
from faultbook.lakehouse.store import Lakehouse
from faultbook.settings import ReadWith
from faultbook.sources.landing import LandedFile
from faultbook.tables import ERROR_LOGS_REJECTED
from tests.jobs.test_read_with import land_everything
from tests.jobs.workspace import make_workspace, run_ingest


def test_spark_and_arrow_count_the_same_stored_rows(spark, empty_lakehouse, tmp_path):
    workspace = make_workspace(tmp_path / "counted", empty_lakehouse, read_with=ReadWith.PYTHON)
    land_everything(workspace)
    run_ingest(spark, workspace)
    lakehouse = Lakehouse(spark, workspace.settings)
    stored = together(kind.occurrences(lakehouse.read(kind.table)) for kind in RECORD_KINDS)
    (number,) = set(workspace.table("error_logs_parsed")["batch_id"].to_pylist())
    found = by_landed_file.records_here(lakehouse, RECORD_KINDS, number)
    assert found and found == {
        name: {key: value for key, value in counts.items() if key != "source_file"}
        for name, counts in by_landed_file.records_by_spark(stored).items()
    }
    rejects = by_landed_file.rejects_here(lakehouse, number)
    assert rejects and rejects == {
        name: {key: value for key, value in counts.items() if key != "source_file"}
        for name, counts in by_landed_file.rejects_by_spark(lakehouse.read(ERROR_LOGS_REJECTED)).items()
    }
    nothing = by_landed_file.records_here(lakehouse, RECORD_KINDS, number + 1)
    assert nothing == by_landed_file.rejects_here(lakehouse, number + 1) == {}
    for kind in RECORD_KINDS:  # of one batch, the files of its commit are the table
        assert texts(lakehouse.read_last_append(kind.table)) == texts(lakehouse.read(kind.table))


def texts(rows):
    return Counter(map(repr, rows.toArrow().to_pylist()))


@pytest.mark.parametrize("count", [1, 2, 3, 7, 8, 100])
def test_files_are_dealt_out_in_parts_of_about_equal_bytes(count):
    files = [LandedFile(f"{number}.log", 1_000 * number, 0) for number in range(1, count + 1)]
    dealt = landed_files._dealt(files, 4)
    assert sorted(file.source_file for file in dealt) == sorted(file.source_file for file in files)
    if count == 100:
        sizes = [sum(file.file_bytes for file in dealt[part * 25 : part * 25 + 25]) for part in range(4)]
        assert max(sizes) <= 1.03 * min(sizes)
