"""Ingest: what landed is what is stored, whatever lands and however often the job runs."""

import gzip
import os
import shutil
from collections import Counter
from pathlib import Path

import pytest
from faultbook_samples import logs as loggen

from faultbook.errors import InvariantViolated, MissingDependency, SettingError
from faultbook.jobs.ingestion.batch_writer import BatchWriter
from faultbook.tables import ERROR_LOGS_REJECTED
from tests.jobs.workspace import (
    RECORD,
    assert_invariants_hold,
    landed_files,
    landed_records,
    make_workspace,
    run_ingest,
    stored_records,
)
from tests.oracle import read_in_order


@pytest.mark.verify
def test_hostile_files_are_stored_as_a_plain_reader_reads_them(spark, workspace):
    workspace = workspace.with_settings(file_pattern="*.{log,log.gz,tsv,tsv.gz}")
    loggen.write(workspace.landing, loggen.Options(files=12, records=400, seed=11, hostile=True))
    run_ingest(spark, workspace)
    unreadable = workspace.ledger("unreadable")
    assert len(unreadable) >= 1
    for name in unreadable:
        (workspace.landing / name).unlink()
    assert stored_records(workspace) == landed_records(workspace)
    rejects = Counter((row["source_file"], row["reason"]) for row in workspace.rows("error_logs_rejected"))
    ledger = workspace.ledger()
    for name, path in landed_files(workspace).items():
        counts = read_in_order(path)
        if not counts["lines"]:
            continue  # left out until it has content
        entry = ledger[name]
        assert (entry["lines"], entry["line_bytes"], entry["headers"], entry["blanks"], entry["parsed"]) == tuple(
            counts[kind] for kind in ("lines", "line_bytes", "header", "blank", "record")
        )
        reasons = {
            kind: count
            for kind, count in counts.items()
            if kind not in ("lines", "line_bytes", "header", "blank", "record")
        }
        assert {reason: count for (file, reason), count in rejects.items() if file == name} == reasons
        if not entry["compressed"]:
            assert entry["file_bytes"] == path.stat().st_size
            assert entry["file_bytes"] - entry["line_bytes"] - entry["lines"] in (0, -1)
    assert_invariants_hold(workspace)


def test_a_second_run_adds_only_what_is_new(spark, workspace):
    workspace.land("a.log", RECORD.format(1) * 3)
    run_ingest(spark, workspace)
    run_ingest(spark, workspace)
    assert workspace.total("ingest_ledger", "parsed") == 3
    workspace.land("shop/b.log", RECORD.format(2))
    os.utime(workspace.landing / "shop/b.log", (0, 0))  # a file far older than those already read is still read
    run_ingest(spark, workspace)
    assert workspace.total("ingest_ledger", "parsed") == 4
    assert sorted(row["batch_id"] for row in workspace.rows("ingest_batches")) == [1, 2]
    assert {row["service"] for row in workspace.rows("error_logs_parsed")} == {"default", "shop"}
    assert_invariants_hold(workspace)


@pytest.mark.verify
def test_a_lost_checkpoint_counts_nothing_twice(spark, workspace):
    workspace.land("a.log", RECORD.format(1))
    run_ingest(spark, workspace, streamed=True)
    workspace.forget_checkpoint()
    workspace.land("b.log", RECORD.format(2))
    run_ingest(spark, workspace, streamed=True)
    assert stored_records(workspace) == landed_records(workspace)
    assert_invariants_hold(workspace)


@pytest.mark.verify
def test_a_truncated_gzip_holds_up_nobody_and_has_an_entry_of_its_own(spark, workspace):
    whole = gzip.compress((RECORD.format(1) * 5_000).encode())
    workspace.land("good.log", RECORD.format(1))
    workspace.land("bad.log.gz", whole[: len(whole) // 2])
    workspace.land("good.log.gz", gzip.compress(RECORD.format(2).encode()))
    run_ingest(spark, workspace)
    workspace.land("later.log", RECORD.format(1))
    run_ingest(spark, workspace)
    assert set(workspace.ledger()) == {"good.log", "good.log.gz", "later.log"}
    assert "truncated" in workspace.ledger("unreadable")["bad.log.gz"]["detail"]
    assert workspace.table("error_logs_parsed").num_rows == 3
    assert_invariants_hold(workspace)


@pytest.mark.verify
def test_broken_files_of_several_batches_are_all_passed_over(spark, workspace):
    broken = gzip.compress((RECORD.format(1) * 5_000).encode())[:200]
    for number in range(3):
        workspace.land(f"{number}.log.gz", broken)
        workspace.land(f"{number}.log", RECORD.format(number))
    one_each = workspace.with_settings(max_files_per_batch=1)
    run_ingest(spark, one_each)
    assert len(workspace.ledger("unreadable")) == 3
    assert stored_records(workspace) == landed_records(workspace, suffix=".log")
    workspace.forget_checkpoint()
    run_ingest(spark, workspace)
    assert workspace.table("error_logs_parsed").num_rows == 3
    assert_invariants_hold(workspace)


@pytest.mark.verify
def test_an_unfinished_batch_is_written_anew_by_the_rules_of_today(spark, workspace):
    workspace.land("a.log", RECORD.format(1) + RECORD.format(2).replace("CC-3005", "3005"))

    class Killed(Exception):
        """Stands for a kill. No BaseException: it would end py4j's callback thread, and the stream would never end."""

    def die(point):
        if point == "after error_logs_parsed":
            raise Killed

    with pytest.raises(Exception, match=r"Killed|could not be stored"):
        run_ingest(spark, workspace, die)
    run_ingest(spark, workspace.with_settings(code_pattern="[A-Z0-9-]+"))
    assert workspace.table("error_logs_parsed").num_rows == 2
    assert_invariants_hold(workspace)


@pytest.mark.verify
def test_a_checkpoint_of_another_lakehouse_is_refused(spark, workspace, empty_lakehouse, tmp_path):
    workspace.land("a.log", RECORD.format(1))
    run_ingest(spark, workspace, streamed=True)
    other = make_workspace(tmp_path / "other", empty_lakehouse)
    mixed = other.with_settings(checkpoints=workspace.settings.checkpoints, landing=workspace.settings.landing)
    with pytest.raises(SettingError, match="another lakehouse"):
        run_ingest(spark, mixed, streamed=True)


@pytest.mark.verify
def test_of_an_appended_file_only_the_new_lines_are_read(spark, workspace):
    path = workspace.land("a.log", RECORD.format(1))
    run_ingest(spark, workspace)
    path.write_text(RECORD.format(1) * 2)
    run_ingest(spark, workspace)
    assert [(row["content_from"], row["parsed"]) for row in workspace.rows("ingest_ledger")] == [(76, 1), (0, 1)]


def test_a_batch_whose_rows_do_not_add_up_is_never_completed(spark, workspace, monkeypatch):
    workspace.land("a.log", RECORD.format(1) + "just words\n")
    append = BatchWriter.append

    def losing(self, table, rows):
        append(self, table, rows.slice(0, 0) if table is ERROR_LOGS_REJECTED else rows)

    with monkeypatch.context() as patched, pytest.raises(InvariantViolated, match=r"a\.log has 2 lines"):
        patched.setattr(BatchWriter, "append", losing)
        run_ingest(spark, workspace)
    assert workspace.table("ingest_ledger").num_rows == 0


def test_a_folder_without_tables_gets_them(spark, tmp_path):
    workspace = make_workspace(tmp_path)
    workspace.land("a.log", RECORD.format(1))
    run_ingest(spark, workspace)
    assert_invariants_hold(workspace)


def test_a_lakehouse_that_lacks_a_table_is_named_with_what_creates_it(spark, workspace):
    shutil.rmtree(Path(workspace.settings.catalog) / "faultbook" / "landing_roots")
    with pytest.raises(MissingDependency, match=r"no table landing_roots\. .*faultbook run setup --lakehouse "):
        run_ingest(spark, workspace)


def test_a_landing_folder_that_is_not_there_is_named(spark, workspace):
    with pytest.raises(MissingDependency, match="nowhere"):
        run_ingest(spark, workspace.with_settings(landing=str(workspace.root / "nowhere")))


def test_a_checkpoint_inside_the_landing_folder_is_refused(spark, workspace):
    with pytest.raises(SettingError, match="checkpoints"):
        run_ingest(spark, workspace.with_settings(checkpoints=str(workspace.landing / "checkpoints")))
