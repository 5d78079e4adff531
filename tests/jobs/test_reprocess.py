"""Reprocess: after a fix, rejects become records; the ledger shows it and every law still holds."""

from collections import Counter

import pytest

from faultbook.jobs import reprocess
from faultbook.lakehouse.store import Lakehouse
from faultbook.tables import ERROR_LOGS_REJECTED, Lease
from tests.jobs.workspace import RECORD, assert_invariants_hold, run_ingest, run_job

ODD = RECORD.format(1).replace("CC-3005", "3005")
DIGITS = r"[A-Za-z0-9-]+"
"""A pattern of codes that takes what the default one refuses."""
LONG = RECORD.format("x" * 5_000)


@pytest.mark.verify
def test_rejects_that_parse_now_become_records_with_a_reversing_entry(spark, workspace):
    workspace.land("a.log", RECORD.format(1) + ODD * 2 + "just words\n")
    workspace.land("b.log", "\tat Foo.bar\n")
    run_ingest(spark, workspace)
    run_job(spark, workspace.with_settings(code_pattern=DIGITS), reprocess)
    assert Counter(row["error_code"] for row in workspace.rows("error_logs_parsed")) == {"CC-3005": 1, "3005": 2}
    assert Counter(row["reason"] for row in workspace.rows("error_logs_rejected")) == {
        "too_few_fields": 1,
        "unknown_format": 1,
    }
    entry = workspace.ledger("reprocess")["a.log"]
    assert (entry["lines"], entry["parsed"], entry["rejected"]) == (0, 2, -2)
    assert "b.log" not in workspace.ledger("reprocess")
    assert_invariants_hold(workspace)


@pytest.mark.verify
def test_rejects_of_a_level_that_was_not_known_become_records_of_severity_unknown(spark, workspace):
    """An older faultbook rejected them; stands for it: the same lines, rejected for another reason, under its name."""
    strict = workspace.with_settings(code_pattern="NONE")
    workspace.land("a.log", RECORD.format(1).replace("Error", "Weird") + RECORD.format(2).replace("Error", "Event"))
    run_ingest(spark, strict)
    lakehouse = Lakehouse(spark, workspace.settings, held=Lease)
    lakehouse.update(ERROR_LOGS_REJECTED, assign="reason = 'unknown_severity'", where="true")
    run_job(spark, workspace, reprocess)
    assert workspace.rows("error_logs_rejected") == []
    found = {row["severity"]: row["level"] for row in workspace.rows("error_logs_parsed")}
    assert found == {"Unknown": "Weird", "Event": "Event"}
    assert workspace.ledger("reprocess")["a.log"]["unknown_severity"] == 1
    assert_invariants_hold(workspace)


@pytest.mark.verify
def test_again_is_the_same_as_once_and_nothing_to_recover_writes_nothing(spark, workspace):
    workspace.land("a.log", ODD)
    run_ingest(spark, workspace)
    run_job(spark, workspace, reprocess)
    assert workspace.table("ingest_batches").num_rows == 1
    fixed = workspace.with_settings(code_pattern=DIGITS)
    run_job(spark, fixed, reprocess)
    run_job(spark, fixed, reprocess)
    assert workspace.table("error_logs_parsed").num_rows == 1
    assert workspace.table("ingest_batches").num_rows == 2
    assert_invariants_hold(workspace)


@pytest.mark.verify
def test_a_line_that_was_too_long_to_keep_is_read_from_its_file(spark, workspace):
    short = workspace.with_settings(max_line_bytes=1_024, reject_keep_bytes=256)
    workspace.land("a.log", LONG + RECORD.format(1) + LONG)
    workspace.land("gone.log", LONG)
    run_ingest(spark, short)
    (workspace.landing / "gone.log").unlink()
    run_job(spark, workspace, reprocess)
    assert sorted(len(row["message"]) for row in workspace.rows("error_logs_parsed"))[-1] > 5_000
    assert workspace.table("error_logs_parsed").num_rows == 3
    kept = workspace.rows("error_logs_rejected")
    assert [(row["source_file"], row["reason"], row["truncated"]) for row in kept] == [("gone.log", "too_long", True)]
    assert_invariants_hold(workspace)


@pytest.mark.verify
def test_a_line_that_ended_in_two_carriage_returns_can_be_recovered(spark, workspace):
    workspace.land("a.log", ODD.replace("\n", "\r\r\n"))
    run_ingest(spark, workspace)
    run_job(spark, workspace.with_settings(code_pattern=DIGITS), reprocess)
    assert [row["message"] for row in workspace.rows("error_logs_parsed")] == ["connection refused after 1 ms\r"]
    assert_invariants_hold(workspace)


@pytest.mark.verify
def test_what_stays_rejected_has_the_reason_of_todays_rules(spark, workspace):
    workspace.land("a.log", ODD + ODD.replace("3005", "??"))
    run_ingest(spark, workspace)
    assert Counter(row["reason"] for row in workspace.rows("error_logs_rejected")) == {"bad_code": 2}
    before = {row["line_hash"]: row["rejected_at"] for row in workspace.rows("error_logs_rejected")}
    run_job(spark, workspace.with_settings(code_pattern=DIGITS), reprocess)
    rows = workspace.rows("error_logs_rejected")
    assert [row["reason"] for row in rows] == ["bad_code"]
    assert [row["rejected_at"] for row in rows] == [before[row["line_hash"]] for row in rows]
