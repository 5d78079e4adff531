"""Reconcile: the ledger against the tables and the landing folder."""

import os

import pytest

from faultbook.errors import LawBroken
from faultbook.jobs import reconcile
from tests.jobs.house import RECORD, assert_laws_hold, run_ingest, run_job

pytestmark = pytest.mark.verify


def failed(house):
    return {(row["check_name"], row["subject"]) for row in house.rows("ingest_checks") if not row["passed"]}


def test_a_lakehouse_that_adds_up_passes_every_check(spark, house):
    house.land("a.log", RECORD.format(1) + "just words\n")
    run_ingest(spark, house)
    run_job(spark, house, reconcile)
    assert failed(house) == set()
    assert {row["through_batch"] for row in house.rows("ingest_checks")} == {1}


def test_files_without_lines_get_their_entry_and_files_never_read_are_named(spark, house):
    house.land("a.log", RECORD.format(1))
    run_ingest(spark, house)
    for name, content in (("empty.log", b""), ("bom.log", b"\xef\xbb\xbf")):
        os.utime(house.land(name, content), (1_700_000_000, 1_700_000_000))
    house.land("just opened.log", "")
    house.land("new.log", RECORD.format(2))
    run_job(spark, house, reconcile)
    assert failed(house) == {("landed_file_unknown", "new.log"), ("landed_file_unknown", "just opened.log")}
    assert {name: entry["lines"] for name, entry in house.ledger().items()} == {
        "a.log": 1,
        "empty.log": 0,
        "bom.log": 0,
    }
    run_ingest(spark, house)
    assert set(house.ledger()) == {"a.log", "empty.log", "bom.log", "new.log"}
    assert_laws_hold(house)


def test_appended_and_overwritten_files_are_reported_not_counted(spark, house):
    path = house.land("a.log", RECORD.format(1))
    run_ingest(spark, house)
    path.write_text(RECORD.format(1) * 2)
    run_job(spark, house, reconcile)
    assert failed(house) == {("landed_file_changed", "a.log")}
    assert house.total("ingest_ledger", "parsed") == 1


def test_lost_counts_break_the_law_and_fail_the_job_until_they_are_made_anew(spark, house):
    house.land("a.log", RECORD.format(1) * 3)
    run_ingest(spark, house)
    spark.sql(f"DELETE FROM delta.`{house.settings.catalog}/{house.settings.schema_name}/error_counts`")
    with pytest.raises(LawBroken, match="counts_equal_parsed of error_counts: expected 3, found 0"):
        run_job(spark, house, reconcile)
    assert ("counts_equal_parsed", "error_counts") in failed(house)

    whole = house.with_settings(rebuild_days=36_500)
    run_job(spark, whole, reconcile)
    counts = [sorted(map(str, house.rows(name))) for name in ("error_counts", "error_file_counts")]
    assert_laws_hold(house)
    run_job(spark, whole, reconcile)
    assert [sorted(map(str, house.rows(name))) for name in ("error_counts", "error_file_counts")] == counts


def test_an_empty_lakehouse_adds_up(spark, house):
    run_job(spark, house, reconcile)
    assert failed(house) == set()
