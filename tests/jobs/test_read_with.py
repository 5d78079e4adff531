"""What reads landed files makes no difference: this process, Spark by path, Spark by content, a stream of files.

Rows are compared both ways, table by table, over every format and hostile files.
"""

import gzip
from collections import Counter

import pyarrow as pa
import pytest
from faultbook_samples import logs as loggen
from faultbook_samples.logs.structured import JsonOptions, write_json

from faultbook.jobs import ingest
from faultbook.jobs.ingestion import by_spark, in_process, landed_files
from faultbook.settings import ReadWith
from faultbook.steps import Steps
from faultbook.tables import RECORD_TABLES
from tests.jobs.workspace import RECORD, assert_invariants_hold, make_workspace, run_ingest

WRITTEN = (*(table.name for table in RECORD_TABLES), "error_logs_rejected", "error_templates", "error_counts")
COUNTED = ("error_file_counts", "ingest_ledger")
OF_THE_RUN = {"parsed_at", "rejected_at", "recorded_at", "batch_id"}
LOG4J = "26/02/03 23:02:08 ERROR Main: boom\n\tat a.B.c(B.java:1)\nCaused by: d.E: f\n26/02/03 23:02:09 WARN Main: x\n"


def rows(workspace, name):
    table = workspace.table(name)
    found = table.drop_columns([column for column in table.column_names if column in OF_THE_RUN])
    return Counter(repr(sorted(row.items())) for row in found.cast(as_text(found.schema)).to_pylist())


def as_text(schema):
    """Instants as numbers: Python's own cannot hold every one in every zone."""
    return pa.schema([pa.field(f.name, pa.int64() if pa.types.is_timestamp(f.type) else f.type) for f in schema])


def land_everything(workspace):
    loggen.write(workspace.landing, loggen.Options(files=6, records=120, seed=5, hostile=True))
    write_json(workspace.landing / "json", JsonOptions(records=60, seed=6, hostile=True))
    workspace.land("driver/stderr", LOG4J)
    workspace.land("driver/log4j.log.gz", gzip.compress(LOG4J.encode()) + gzip.compress(LOG4J.encode()))
    workspace.land("cut/short.log.gz", gzip.compress(LOG4J.encode() * 50)[:-20])
    workspace.land("odd name/a[1]*{x} b%20+ü.log", RECORD.format(1) + "\tat x.Y.z(Y.java:2)\n")
    workspace.land("wide/utf16.log", RECORD.format("ä").encode("utf-16"))
    workspace.land("latin/one.log", (RECORD.format("ä") * 3).encode("latin-1"))
    workspace.land("picture/one.png", b"\x89PNG" + bytes(range(256)) * 8)
    workspace.land("words/notes.txt", "just words\nand more of them\n")


@pytest.mark.verify
def test_every_way_of_reading_stores_the_same_rows(spark, empty_lakehouse, tmp_path, monkeypatch):
    here = make_workspace(tmp_path / "here", empty_lakehouse, read_with=ReadWith.PYTHON)
    land_everything(here)
    run_ingest(spark, here)
    assert_invariants_hold(here)
    assert here.ledger("unreadable").keys() >= {"cut/short.log.gz", "picture/one.png"}
    others = {
        "spark": {"read_with": ReadWith.SPARK},
        "content": {"read_with": ReadWith.SPARK},
        "too much for this process": {"read_with": ReadWith.AUTO},
        "stream": {"read_with": ReadWith.SPARK, "max_files_per_batch": 4},
    }
    for name, values in others.items():
        other = make_workspace(tmp_path / name, empty_lakehouse, **values).with_settings(landing=here.settings.landing)
        with monkeypatch.context() as patched:
            if name == "content":
                patched.setattr(by_spark, "file_frame", landed_files.by_content)
            if name.startswith("too much"):
                patched.setattr(in_process, "MOST_CONTENT_BYTES", 1)
            ingest.run(spark, other.settings, Steps(task="ingest"), streamed=name == "stream")
        assert_invariants_hold(other)
        for table in WRITTEN if name == "stream" else (*WRITTEN, *COUNTED):
            if name == "stream" and table in ("error_counts", "error_templates"):
                continue  # partial sums and examples of more than one batch
            assert rows(other, table) == rows(here, table), (name, table)


@pytest.mark.parametrize("form", [landed_files.by_path, landed_files.by_content], ids=["by path", "by content"])
def test_files_that_are_gone_when_spark_reads_them_hold_up_no_other(
    spark, empty_lakehouse, tmp_path, monkeypatch, form
):
    workspace = make_workspace(tmp_path, empty_lakehouse, read_with=ReadWith.SPARK)
    path = workspace.land("app.log", RECORD.format(1))
    workspace.land("other.log", RECORD.format(2))
    monkeypatch.setattr(by_spark, "file_frame", form)

    def remove(point: str) -> None:
        if point == "after ingest_batches":
            path.unlink(missing_ok=True)

    run_ingest(spark, workspace, remove)
    assert workspace.ledger().keys() == {"other.log"}
    assert workspace.ledger("unreadable")["app.log"]["detail"].startswith("cannot be opened")
    assert_invariants_hold(workspace)
