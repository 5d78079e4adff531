"""Maintenance: fewer rows and files, the same answers."""

from collections import Counter
from datetime import UTC, datetime

import pytest

from faultbook.errors import InvariantViolated
from faultbook.jobs import maintenance, reconcile
from faultbook.jobs.maintenance import purge
from faultbook.lakehouse.batches import batch_state
from faultbook.lakehouse.store import Lakehouse
from faultbook.steps import Steps
from faultbook.tables import ERROR_COUNTS, Lease
from tests.jobs.workspace import RECORD, assert_invariants_hold, run_ingest, run_job

pytestmark = pytest.mark.verify

OLD = RECORD.format(1).replace("2026-01-31", "2020-01-31")


def purge_in_march(spark, workspace):
    lakehouse = Lakehouse(spark, workspace.settings, held=Lease)
    purge(lakehouse, batch_state(lakehouse), Steps(), now=datetime(2026, 3, 1, tzinfo=UTC), holder="test")


def summed(workspace):
    return Counter(
        {
            key: sum(row["occurrence_count"] for row in rows)
            for rows in [workspace.rows("error_counts")]
            for key in [(row["hour"], row["template_hash"]) for row in rows]
        }
    )


def test_compaction_leaves_one_row_per_key_and_every_sum(spark, workspace):
    for number in range(3):
        workspace.land(f"{number}.log", RECORD.format(number) + OLD)
        run_ingest(spark, workspace)
    before = summed(workspace)
    run_job(spark, workspace, maintenance)
    assert summed(workspace) == before
    assert workspace.table("error_counts").num_rows == 2
    assert {row["batch_id"] for row in workspace.rows("error_counts")} == {3}
    assert workspace.table("error_templates").num_rows <= 6
    workspace.land("late.log", OLD)
    run_ingest(spark, workspace)
    assert_invariants_hold(workspace)


def test_retention_purges_records_and_the_ledger_records_it(spark, workspace):
    workspace.land("a.log", RECORD.format(1) + OLD * 2 + "just words\n")
    run_ingest(spark, workspace)
    brief = workspace.with_settings(records_retention_days=1_000)
    purge_in_march(spark, brief)
    assert workspace.table("error_logs_parsed").num_rows == 1
    assert workspace.ledger("purge")["a.log"]["purged"] == 2
    assert workspace.total("error_counts", "occurrence_count") == 3
    assert_invariants_hold(workspace)
    purge_in_march(spark, brief)
    assert workspace.table("ingest_batches").num_rows == 2
    workspace.land("late.log", OLD)
    run_ingest(spark, workspace)
    run_job(spark, brief.with_settings(reconcile_days=36_500), reconcile)
    assert workspace.table("error_logs_parsed").num_rows == 2
    assert_invariants_hold(workspace)
    assert "recount_agrees" in {row["check_name"] for row in workspace.rows("ingest_checks")}


def test_what_a_purge_left_is_still_counted_anew(spark, workspace):
    workspace.land("a.log", RECORD.format(1) + OLD * 2)
    run_ingest(spark, workspace)
    whole = workspace.with_settings(records_retention_days=1_000, reconcile_days=36_500)
    purge_in_march(spark, whole)
    counts = Lakehouse(spark, workspace.settings).name_of(ERROR_COUNTS)
    spark.sql(f"UPDATE {counts} SET hour = hour + INTERVAL 1 HOUR WHERE hour > '2026-01-01'")
    with pytest.raises(InvariantViolated, match="recount_agrees"):
        run_job(spark, whole, reconcile)


def test_nothing_is_purged_by_default(spark, workspace):
    workspace.land("a.log", OLD + "just words\n")
    run_ingest(spark, workspace)
    run_job(spark, workspace, maintenance)
    assert (workspace.table("error_logs_parsed").num_rows, workspace.table("error_logs_rejected").num_rows) == (1, 1)
