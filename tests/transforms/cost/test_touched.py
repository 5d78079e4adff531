"""Which days late rows touch."""

from datetime import date, timedelta

from pyspark.sql import functions as F

from faultbook.tables.system import JOB_RUN_TIMELINE, USAGE
from faultbook.transforms.cost.touched import days_of_ended_runs, days_of_new_usage
from tests.frames import frame
from tests.transforms.cost.accounts import DAY, at

FIRST = date(2026, 2, 3)


def test_a_correction_touches_the_old_days_of_its_usage(spark):
    records = [
        {"usage_start_time": at(-30), "usage_end_time": at(-20), "ingestion_date": FIRST},
        {"usage_start_time": at(5), "usage_end_time": at(6), "ingestion_date": FIRST - timedelta(days=1)},
        {"usage_start_time": at(24), "usage_end_time": at(48), "ingestion_date": FIRST},
        {"usage_start_time": at(-100), "usage_end_time": None, "ingestion_date": None},
    ]
    found = days_of_new_usage(frame(records, USAGE.ddl()), since=F.lit(FIRST))
    days = {FIRST + timedelta(days=days) for days in (-2, -1, 1)} | {date(2026, 1, 29)}
    assert {row["usage_date"] for row in found.collect()} == days


def test_a_run_that_ended_touches_all_of_its_days(spark):
    slices = [
        {"workspace_id": "1", "job_id": "j", "run_id": run, "period_start_time": start, "period_end_time": end}
        for run, start, end in (("long", at(-20), at(0)), ("long", at(0), at(3)), ("old", at(-90), at(-80)))
    ]
    found = days_of_ended_runs(frame(slices, JOB_RUN_TIMELINE.ddl()), since=F.lit(DAY))
    assert {row["usage_date"] for row in found.collect()} == {FIRST - timedelta(days=1), FIRST}
