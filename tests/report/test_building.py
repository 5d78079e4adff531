"""The report's numbers are those of the views, and it lists what was not assessed."""

from datetime import UTC, date, datetime, timedelta

import pytest

from faultbook.report.building import build_report
from faultbook.stores.answers import Query
from faultbook.stores.errors import InvalidQuery
from faultbook.stores.local.delta_files import LocalLakehouse
from faultbook.stores.local.local_store import LocalStore
from tests.report.days import (
    DAY,
    MADE_AT,
    NOON,
    counts,
    full_lakehouse,
    ledger,
    report_of,
)
from tests.stores.small_lakehouse import SCHEMAS, make_lakehouse, store_of


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return full_lakehouse(tmp_path_factory.mktemp("reported"))


@pytest.fixture(scope="module")
def report(folder):
    return report_of(folder)


def test_without_a_day_it_is_that_of_the_newest_record_that_is_not_of_the_future(tmp_path):
    rows = [counts("v1:a", 2, 5), counts("v1:a", 0, 7), counts("v1:a", -3_000, 1), counts("v1:a", -1, 1, batch_id=2)]
    folder = make_lakehouse(tmp_path, error_counts=rows, ingest_ledger=[ledger(13)])

    assert (report_of(folder).day, report_of(folder).total.records) == (DAY, 7)


def test_totals_are_compared_with_the_day_before_and_the_same_weekday(report):
    assert (report.total.records, report.total.day_before, report.total.week_before) == (105, 24, 24)
    assert [(row.name, row.records, row.day_before) for row in report.by_severity] == [
        ("Error", 105, 20),
        ("Info", 0, 4),
    ]
    assert [(row.name, row.records, row.day_before) for row in report.by_service] == [("api", 105, 20), ("mail", 0, 4)]
    assert sum(report.hours[NOON].values()) == 105
    assert sum(report.days[DAY - timedelta(days=1)].values()) == 24


def test_patterns_are_grouped_by_their_state_on_that_day(report):
    assert [row.pattern_id for row in report.new.shown] == ["v1:new"]
    assert [row.pattern_id for row in report.regressed.shown] == ["v1:back"]
    assert [row.pattern_id for row in report.escalating.shown] == ["v1:louder"]
    assert [(row.pattern_id, row.records) for row in report.top.shown][:2] == [("v1:louder", 90), ("v1:usual", 10)]
    assert report.top.count == 4
    assert report.escalating.shown[0].trend == (*[10] * 13, 90)


def test_only_anomalies_that_were_open_on_the_day_are_reported_worst_first(report):
    assert [alert.alert_id for alert in report.alerts] == ["a1", "a4"]
    assert report.alerts[0].causes[0].share == 0.9
    assert report.alerts[0].actions == ("Restart the pool",)


def test_a_service_that_usually_logs_is_missed(report):
    assert [(row.service, row.days_before, row.has_alert) for row in report.silences] == [("mail", 7, True)]


def test_invariants_rejects_and_freshness(report):
    assert [check.statement for check in report.invariants if not check.holds] == []
    assert (report.ingest.lines, report.ingest.rejected) == (
        report.ingest.headers + report.ingest.parsed + report.ingest.rejected,
        2,
    )
    assert [(row.reason, row.count, row.example_file) for row in report.rejects] == [("bad_timestamp", 2, "a|b.log")]
    fresh = report.freshness
    assert (fresh.newest_record, fresh.unreadable_files, fresh.checked_at) == (NOON, 1, NOON)
    assert report.failed_checks == ("landed_file_unknown of c.log: run ingest",)


def test_what_was_not_assessed_is_reported(report):
    text = " ".join(report.not_assessed)

    for words in ("not over", "Hours from 2026-02-03T12:00:00Z", "no baselines", "reconcile ran last"):
        assert words in text


def test_the_numbers_are_those_of_the_views(folder, report):
    ask = store_of(folder).ask
    of_the_day = (f"day = DATE '{DAY}'",)

    states = ask(Query("pattern_states_daily", of_the_day)).records()[0]
    assert states == {
        "day": DAY,
        "occurrence_count": report.total.records,
        "patterns": report.top.count,
        "new_patterns": report.new.count,
        "regressed_patterns": report.regressed.count,
        "escalating_patterns": report.escalating.count,
    }
    for view in ("logs_daily_agg", "error_frequency_daily", "pattern_daily"):
        rows = ask(Query(view, of_the_day, limit=0)).records()
        assert sum(row["occurrence_count"] for row in rows) == report.total.records


def test_a_lost_count_violates_an_invariant(tmp_path):
    rows = [counts("v1:a", 0, 5)]
    folder = make_lakehouse(tmp_path, error_counts=rows, error_file_counts=rows, ingest_ledger=[ledger(6)])
    found = report_of(folder)

    assert not found.invariants_hold
    assert [(check.expected, check.found) for check in found.invariants if not check.holds] == [(6, 5)]
    assert "1 count does NOT agree" in found.summary


def test_another_day_is_reported_as_it_was(folder):
    found = report_of(folder, DAY - timedelta(days=10))

    assert (found.total.records, found.new.count, found.top.count) == (25, 1, 3)
    assert "No hour of this day" not in " ".join(found.not_assessed)
    assert found.alerts == ()


@pytest.mark.parametrize("day", [None, date(2026, 2, 3), date(2200, 1, 1)])
def test_an_empty_lakehouse_has_an_empty_report(tmp_path, day):
    found = report_of(make_lakehouse(tmp_path), day)

    assert found.is_empty
    assert "Nothing was ingested yet" in found.summary
    assert found.day == (day or MADE_AT.date())


def test_where_all_records_are_of_the_year_1_the_report_is_of_the_first_possible_day(tmp_path):
    first = datetime(1, 1, 1, 5, tzinfo=UTC)
    row = counts("v1:a", 0, 5) | {"hour": first, "first_occurrence": first, "last_occurrence": first}

    assert report_of(make_lakehouse(tmp_path, error_counts=[row], ingest_ledger=[ledger(13)])).day == date(1970, 2, 1)


@pytest.mark.parametrize("day", [date.min, date(1970, 1, 1), date.max])
def test_a_day_that_no_table_can_hold_is_refused(tmp_path, day):
    with pytest.raises(InvalidQuery, match=f"found {day}"):
        report_of(make_lakehouse(tmp_path), day)


def test_where_everything_was_rejected_there_is_a_report_too(tmp_path):
    folder = make_lakehouse(tmp_path, ingest_ledger=[ledger(0)])
    found = report_of(folder)

    assert (found.day, found.total.records, found.ingest.rejected, found.invariants_hold) == (DAY, 0, 2, True)


def test_all_is_read_again_where_a_batch_is_completed_meanwhile(folder):
    read = []

    class Growing(LocalStore):
        """A batch is completed between the first two readings of the ledger."""

        def ask(self, query):
            read.append(query.source)
            answer = super().ask(query)
            if query.source == "ingest_ledger" and read.count("ingest_ledger") == 2:
                number, *rest = answer.rows[0]
                return type(answer)(answer.columns, ((number + 1, *rest),), 1)
            return answer

    build_report(Growing(LocalLakehouse(folder, SCHEMAS)), None, MADE_AT)

    assert read.count("ingest_health") == 2
