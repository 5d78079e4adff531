"""The nightly report as a job: the command's numbers, one row per day however often it runs."""

from datetime import date, timedelta

import pytest
from deltalake import DeltaTable

from faultbook.errors import SettingError
from faultbook.jobs import report
from faultbook.report.building import build_report
from faultbook.settings import make_settings
from faultbook.steps import Steps
from faultbook.stores.answers import Answer
from tests.report.days import DAY, MADE_AT, NOON, full_lakehouse
from tests.stores.small_lakehouse import store_of


@pytest.mark.verify
def test_the_job_writes_the_report_of_the_command_and_reruns_are_idempotent(spark, tmp_path):
    folder = full_lakehouse(tmp_path / "lakehouse")
    settings = make_settings(catalog=str(folder))

    for made_at in (MADE_AT, MADE_AT + timedelta(hours=1)):
        report.run(spark, settings, Steps(task="report"), now=made_at)

    row = report.report_row(build_report(store_of(folder), None, MADE_AT + timedelta(hours=1)))
    assert DeltaTable(str(folder / "faultbook" / "nightly_reports")).to_pyarrow_table().to_pylist() == [row]
    assert (row["day"], row["records"], row["new_patterns"], row["open_alerts"]) == (DAY, 105, 1, 2)
    runs = DeltaTable(str(folder / "faultbook" / "analysis_jobs")).to_pyarrow_table().to_pylist()
    assert [run["status"] for run in runs if run["job"] == "report"] == ["done", "done"]


@pytest.mark.parametrize(
    "newest, day",
    [
        (NOON, date(2026, 2, 3)),
        (MADE_AT - timedelta(minutes=1), date(2026, 2, 3)),
        (NOON - timedelta(days=90), date(2025, 11, 5)),
        (None, date(2026, 2, 3)),
    ],
)
def test_the_newest_day_that_is_over_is_reported(newest, day):
    class Newest:
        def ask(self, query):
            rows = {"ingest_ledger": ((1, MADE_AT),), "logs_hourly_agg": ((newest,),) if newest else ()}
            return Answer((), rows[query.source], 1)

    assert report.newest_day_over(Newest(), MADE_AT) == day


@pytest.mark.parametrize("text", ["yesterday", "2026-13-01", "31.01.2026"])
def test_a_day_that_is_none_is_refused(text):
    with pytest.raises(SettingError, match=f"report_day: found '{text}'"):
        make_settings(report_day=text)
