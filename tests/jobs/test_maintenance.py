"""Maintenance: fewer rows and files, the same answers."""

from collections import Counter
from datetime import UTC, datetime

import pytest

from faultbook.errors import LawBroken
from faultbook.jobs import maintenance, reconcile
from faultbook.jobs.maintenance import purge
from faultbook.lakehouse.batches import standing
from faultbook.lakehouse.store import Lakehouse
from faultbook.steps import Steps
from faultbook.tables import ERROR_COUNTS
from tests.jobs.house import RECORD, assert_laws_hold, run_ingest, run_job

pytestmark = pytest.mark.verify

OLD = RECORD.format(1).replace("2026-01-31", "2020-01-31")


def purge_in_march(spark, house):
    lakehouse = Lakehouse(spark, house.settings)
    purge(lakehouse, standing(lakehouse), Steps(), now=datetime(2026, 3, 1, tzinfo=UTC), holder="test")


def summed(house):
    return Counter(
        {
            key: sum(row["occurrence_count"] for row in rows)
            for rows in [house.rows("error_counts")]
            for key in [(row["hour"], row["template_hash"]) for row in rows]
        }
    )


def test_compaction_leaves_one_row_per_key_and_every_sum(spark, house):
    for number in range(3):
        house.land(f"{number}.log", RECORD.format(number) + OLD)
        run_ingest(spark, house)
    before = summed(house)
    run_job(spark, house, maintenance)
    assert summed(house) == before
    assert house.table("error_counts").num_rows == 2
    assert {row["batch_id"] for row in house.rows("error_counts")} == {3}
    assert house.table("error_templates").num_rows <= 6
    house.land("late.log", OLD)
    run_ingest(spark, house)
    assert_laws_hold(house)


def test_retention_purges_records_and_the_ledger_says_so(spark, house):
    house.land("a.log", RECORD.format(1) + OLD * 2 + "just words\n")
    run_ingest(spark, house)
    brief = house.with_settings(records_retention_days=1_000)
    purge_in_march(spark, brief)
    assert house.table("error_logs_parsed").num_rows == 1
    assert house.ledger("purge")["a.log"]["purged"] == 2
    assert house.total("error_counts", "occurrence_count") == 3
    assert_laws_hold(house)
    purge_in_march(spark, brief)
    assert house.table("ingest_batches").num_rows == 2
    house.land("late.log", OLD)
    run_ingest(spark, house)
    run_job(spark, brief.with_settings(reconcile_days=36_500), reconcile)
    assert house.table("error_logs_parsed").num_rows == 2
    assert_laws_hold(house)
    assert "recount_agrees" in {row["check_name"] for row in house.rows("ingest_checks")}


def test_what_a_purge_left_is_still_counted_anew(spark, house):
    house.land("a.log", RECORD.format(1) + OLD * 2)
    run_ingest(spark, house)
    whole = house.with_settings(records_retention_days=1_000, reconcile_days=36_500)
    purge_in_march(spark, whole)
    counts = Lakehouse(spark, house.settings).name_of(ERROR_COUNTS)
    spark.sql(f"UPDATE {counts} SET hour = hour + INTERVAL 1 HOUR WHERE hour > '2026-01-01'")
    with pytest.raises(LawBroken, match="recount_agrees"):
        run_job(spark, whole, reconcile)


def test_nothing_is_purged_by_default(spark, house):
    house.land("a.log", OLD + "just words\n")
    run_ingest(spark, house)
    run_job(spark, house, maintenance)
    assert (house.table("error_logs_parsed").num_rows, house.table("error_logs_rejected").num_rows) == (1, 1)
