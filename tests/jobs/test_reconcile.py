"""Reconcile: the ledger against the tables and the landing folder."""

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


def test_files_that_ingest_has_not_seen_are_named(spark, workspace):
    workspace.land("a.log", RECORD.format(1))
    run_ingest(spark, workspace)
    workspace.land("new.log", RECORD.format(2))
    workspace.land("empty.log", "")
    workspace.land("bom.log", b"\xef\xbb\xbf")
    run_job(spark, workspace, reconcile)
    assert failed(workspace) == {("landed_file_unknown", name) for name in ("new.log", "empty.log", "bom.log")}
    run_ingest(spark, workspace)
    assert {name: entry["lines"] for name, entry in workspace.ledger().items()} == {
        "a.log": 1,
        "bom.log": 0,
        "new.log": 1,
    }
    assert set(workspace.ledger("left_out")) == {"empty.log"}
    run_job(spark, workspace, reconcile)
    newest = max(row["checked_at"] for row in workspace.rows("ingest_checks"))
    assert all(row["passed"] for row in workspace.rows("ingest_checks") if row["checked_at"] == newest)
    assert_invariants_hold(workspace)


def test_a_file_that_was_written_after_it_was_read_is_named(spark, workspace):
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
