"""Reconcile: the ledger against the tables and the landing folder."""

import os

import pytest

from faultbook.errors import InvariantViolated
from faultbook.jobs import reconcile
from tests.jobs.workspace import RECORD, assert_invariants_hold, run_ingest, run_job

pytestmark = pytest.mark.verify


def failed(workspace):
    return {(row["check_name"], row["subject"]) for row in workspace.rows("ingest_checks") if not row["passed"]}


def test_a_lakehouse_that_adds_up_passes_every_check(spark, workspace):
    workspace.land("a.log", RECORD.format(1) + "just words\n")
    run_ingest(spark, workspace)
    run_job(spark, workspace, reconcile)
    assert failed(workspace) == set()
    assert {row["through_batch"] for row in workspace.rows("ingest_checks")} == {1}


def test_files_without_lines_get_their_entry_and_files_never_read_are_named(spark, workspace):
    workspace.land("a.log", RECORD.format(1))
    run_ingest(spark, workspace)
    for name, content in (("empty.log", b""), ("bom.log", b"\xef\xbb\xbf")):
        os.utime(workspace.land(name, content), (1_700_000_000, 1_700_000_000))
    workspace.land("just opened.log", "")
    workspace.land("new.log", RECORD.format(2))
    run_job(spark, workspace, reconcile)
    assert failed(workspace) == {("landed_file_unknown", "new.log"), ("landed_file_unknown", "just opened.log")}
    assert {name: entry["lines"] for name, entry in workspace.ledger().items()} == {
        "a.log": 1,
        "empty.log": 0,
        "bom.log": 0,
    }
    run_ingest(spark, workspace)
    assert set(workspace.ledger()) == {"a.log", "empty.log", "bom.log", "new.log"}
    assert_invariants_hold(workspace)


def test_appended_and_overwritten_files_are_reported_not_counted(spark, workspace):
    path = workspace.land("a.log", RECORD.format(1))
    run_ingest(spark, workspace)
    path.write_text(RECORD.format(1) * 2)
    run_job(spark, workspace, reconcile)
    assert failed(workspace) == {("landed_file_changed", "a.log")}
    assert workspace.total("ingest_ledger", "parsed") == 1


def test_lost_counts_violate_the_invariant_and_fail_the_job_until_they_are_rebuilt(spark, workspace):
    workspace.land("a.log", RECORD.format(1) * 3)
    run_ingest(spark, workspace)
    spark.sql(f"DELETE FROM delta.`{workspace.settings.catalog}/{workspace.settings.schema_name}/error_counts`")
    with pytest.raises(InvariantViolated, match="counts_equal_records of error_counts: expected 3, found 0"):
        run_job(spark, workspace, reconcile)
    assert ("counts_equal_records", "error_counts") in failed(workspace)

    whole = workspace.with_settings(rebuild_days=36_500)
    run_job(spark, whole, reconcile)
    counts = [sorted(map(str, workspace.rows(name))) for name in ("error_counts", "error_file_counts")]
    assert_invariants_hold(workspace)
    run_job(spark, whole, reconcile)
    assert [sorted(map(str, workspace.rows(name))) for name in ("error_counts", "error_file_counts")] == counts


def test_an_empty_lakehouse_adds_up(spark, workspace):
    run_job(spark, workspace, reconcile)
    assert failed(workspace) == set()
