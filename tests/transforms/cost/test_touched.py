"""Which hours and days late rows touch, and which rows belong to some hours."""

from datetime import date, timedelta

from pyspark.sql import functions as F

from faultbook.tables.system import JOB_RUN_TIMELINE, QUERY_HISTORY, USAGE
from faultbook.transforms.cost.touched import days_of_ended_runs, hours_of_new_usage, overlapping
from tests.frames import frame
from tests.transforms.cost.accounts import DAY, at

FIRST = date(2026, 2, 3)


def test_a_correction_touches_the_old_hours_of_its_usage(spark):
    records = [
        {"usage_start_time": at(-30), "usage_end_time": at(-28.5), "ingestion_date": FIRST},
        {"usage_start_time": at(5), "usage_end_time": at(6), "ingestion_date": FIRST - timedelta(days=1)},
        {"usage_start_time": at(24), "usage_end_time": at(26), "ingestion_date": FIRST},
        {"usage_start_time": at(24), "usage_end_time": at(25), "ingestion_date": FIRST},
        {"usage_start_time": None, "usage_end_time": at(-100.5), "ingestion_date": None},
    ]
    found = hours_of_new_usage(frame(records, USAGE.ddl()), since=F.lit(FIRST)).collect()
    touched = [DAY + timedelta(hours=hour) for hour in (-101, -30, -29, 24, 25)]
    assert sorted(row["hour_ms"] for row in found) == [int(hour.timestamp() * 1000) for hour in touched]


def test_rows_of_some_hours_are_those_whose_time_touches_them(spark):
    def recorded(name, start, end, update):
        return {"statement_id": name, "start_time": start, "end_time": end, "update_time": update}

    rows = [
        recorded("before", at(8), at(9), at(9.5)),
        recorded("until the first", at(8), at(10), at(10)),
        recorded("through both", at(9), at(30), at(30)),
        recorded("between", at(11), at(11.5), at(11.5)),
        recorded("at the end", at(21), at(21.5), at(21.5)),
        recorded("shorter than recorded", at(19), at(19.5), at(20.5)),
        recorded("without a start", None, at(20.5), at(20.5)),
        recorded("without a start, too late", None, at(21), at(21)),
        recorded("update only", None, None, at(10.5)),
        recorded("nothing", None, None, None),
    ]
    ranges = [(F.lit(at(10)), F.lit(at(11))), (F.lit(at(20)), F.lit(at(21)))]
    history = frame(rows, QUERY_HISTORY.ddl())
    found = overlapping(history, "start_time", ["end_time", "update_time"], ranges).collect()
    assert {row["statement_id"] for row in found} == {
        "until the first",
        "through both",
        "shorter than recorded",
        "without a start",
        "update only",
    }


def test_a_run_that_ended_touches_all_of_its_days(spark):
    slices = [
        {"workspace_id": "1", "job_id": "j", "run_id": run, "period_start_time": start, "period_end_time": end}
        for run, start, end in (("long", at(-20), at(0)), ("long", at(0), at(3)), ("old", at(-90), at(-80)))
    ]
    found = days_of_ended_runs(frame(slices, JOB_RUN_TIMELINE.ddl()), since=F.lit(DAY))
    assert {row["usage_date"] for row in found.collect()} == {FIRST - timedelta(days=1), FIRST}
