"""Report: the nightly report of the newest day that is over, kept as one row of nightly_reports."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from pyspark.sql import SparkSession

from faultbook.jobs.analysis.runs import recorded_run
from faultbook.jobs.analysis.spark_store import SparkStore
from faultbook.jobs.task import run_task
from faultbook.lakehouse.lease import require_lease, writer_lease
from faultbook.lakehouse.rows import rows_of
from faultbook.lakehouse.store import Lakehouse
from faultbook.report.building import FIRST_DAY, build_report, newest_entry, newest_record
from faultbook.report.markdown import report_markdown
from faultbook.report.page import report_page
from faultbook.report.values import DayReport
from faultbook.settings import Settings
from faultbook.steps import Steps
from faultbook.stores.store import QueryStore
from faultbook.tables import NIGHTLY_REPORTS, Lease


def main(argv: Sequence[str] | None = None) -> None:
    """The wheel's entry point."""
    run_task(run, argv, task="report")


def run(spark: SparkSession, settings: Settings, steps: Steps, now: datetime | None = None) -> None:
    """Makes the report of `report_day`, or of the newest day that is over, in place of an earlier one of that day."""
    lakehouse = Lakehouse(spark, settings)
    lakehouse.require_tables()
    began_at = now or datetime.now(UTC)
    with (
        writer_lease(lakehouse, Lease.LOGS, Lease.INCIDENTS) as holder,
        recorded_run(lakehouse, "report", began_at) as row,
    ):
        store = SparkStore(lakehouse)
        given = settings.report_day
        day = date.fromisoformat(given) if given else newest_day_over(store, began_at)
        with steps.step("report", day=day.isoformat()) as step:
            report = build_report(store, day, began_at)
            step.note(records=report.total.records, laws_hold=report.invariants_hold)
        require_lease(lakehouse, holder)
        written = rows_of(spark, NIGHTLY_REPORTS, [report_row(report)])
        lakehouse.replace(NIGHTLY_REPORTS, written, where=f"day = DATE '{day:%Y-%m-%d}'")
        row |= {"through_batch": report.through_batch, "rows_changed": 1}


def newest_day_over(store: QueryStore, now: datetime) -> date:
    """The day of the newest record, yesterday at the latest: the report of a day that goes on would be half of it."""
    yesterday = now.date() - timedelta(days=1)
    _, entered_at = newest_entry(store)
    newest = newest_record(store, entered_at)
    return yesterday if newest is None else max(min(newest.date(), yesterday), FIRST_DAY)


def report_row(report: DayReport) -> dict[str, object]:
    """The report as a row of nightly_reports."""
    return {
        "day": report.day,
        "title": report.title,
        "summary": report.summary,
        "records": report.total.records,
        "records_day_before": report.total.day_before,
        "records_week_before": report.total.week_before,
        "rejects": report.ingest.rejected,
        "patterns": report.top.count,
        "new_patterns": report.new.count,
        "regressed_patterns": report.regressed.count,
        "escalating_patterns": report.escalating.count,
        "open_alerts": len(report.alerts),
        "laws_hold": report.invariants_hold,
        "markdown": report_markdown(report),
        "html": report_page(report),
        "made_at": report.made_at,
        "through_batch": report.through_batch,
    }
