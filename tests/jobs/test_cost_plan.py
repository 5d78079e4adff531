"""What a run of the cost job computes: whole days that settle, single hours that late records touch, what is final."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faultbook.errors import SettingError
from faultbook.jobs.costing.plan import CostPlan, Earlier, closed_until, days_between, joined, plan_run
from faultbook.sources.system_tables import Readability, Reading
from faultbook.tables.system import JOB_RUN_TIMELINE, USAGE
from tests.frames import frame

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MIDNIGHT = datetime(2026, 3, 10, tzinfo=UTC)


def newest(usage: float, history: float | None, events: float | None) -> dict:
    """The newest instants of the sources, so many hours before noon."""
    hours = {"billing.usage": usage, "query.history": history, "compute.warehouse_events": events}
    return {name: None if ago is None else NOON - ago * HOUR for name, ago in hours.items()}


@pytest.mark.parametrize(
    ("newest", "final"),
    [
        (newest(1, 1, 1), NOON - 13 * HOUR),  # the slowest source, by its documented lateness
        (newest(0, 0, 30), NOON - 24 * HOUR),  # one source has gone quiet: a day, no longer
        (newest(900, 900, 900), NOON - 24 * HOUR),
        (newest(2, None, None), NOON - 14 * HOUR),  # what is not granted holds nothing up
        ({}, NOON - 24 * HOUR),
    ],
)
def test_an_hour_is_final_when_all_sources_are_past_it_or_after_a_day(newest, final):
    assert closed_until(NOON, newest) == final


@given(st.lists(st.tuples(st.integers(0, 200), st.integers(1, 30)), max_size=30))
def test_joined_spans_are_the_same_hours_in_order_and_apart(made):
    spans = joined((MIDNIGHT + begin * HOUR, length * HOUR) for begin, length in made)
    expected = {begin + number for begin, length in made for number in range(length)}
    found = [
        number for since, until in spans for number in range((since - MIDNIGHT) // HOUR, (until - MIDNIGHT) // HOUR)
    ]
    assert found == sorted(expected)
    assert all(before[1] < after[0] for before, after in pairwise(spans))


def test_whole_days_are_replaced_by_day_and_others_by_hour():
    spans = (
        (MIDNIGHT - 60 * DAY + 10 * HOUR, MIDNIGHT - 60 * DAY + 12 * HOUR),
        (MIDNIGHT - 2 * DAY, MIDNIGHT + DAY),
    )
    plan = CostPlan(NOON, spans, NOON, ended_days=(date(2026, 3, 1),))
    assert plan.days == (date(2026, 1, 9), date(2026, 3, 8), date(2026, 3, 9), date(2026, 3, 10))
    assert plan.run_days == (*plan.days[:1], date(2026, 3, 1), *plan.days[1:])
    assert plan.hours == 2 + 3 * 24
    assert plan.of_hours == (
        "usage_date IN (DATE '2026-03-08', DATE '2026-03-09', DATE '2026-03-10') OR "
        "(usage_date = DATE '2026-01-09' AND "
        "((hour >= TIMESTAMP '2026-01-09T10:00:00+00:00' AND hour < TIMESTAMP '2026-01-09T12:00:00+00:00')))"
    )


@given(st.integers(0, 400), st.integers(1, 400))
def test_days_of_a_span_are_those_of_its_hours(begin, length):
    since = MIDNIGHT + begin * HOUR
    assert days_between(since, since + length * HOUR) == sorted(
        {(since + number * HOUR).date() for number in range(length)}
    )


def readings(records: list[dict], runs: list[dict]) -> dict:
    tables = ((USAGE, records), (JOB_RUN_TIMELINE, runs))
    return {table.full_name: Reading(table, frame(rows, table.ddl()), Readability.READABLE) for table, rows in tables}


def record(start: datetime, arrived: date) -> dict:
    return {"usage_start_time": start, "usage_end_time": start + HOUR, "ingestion_date": arrived}


def planned(records: list[dict], runs: list[dict], *, earlier: Earlier | None, reach_days: int = 360) -> CostPlan:
    return plan_run(
        readings(records, runs),
        earlier,
        computed_at=NOON,
        first_days=5,
        settle_days=3,
        reach_days=reach_days,
        newest={},
    )


def test_a_late_record_touches_its_hour_and_a_run_that_ended_only_its_days(spark):
    old = MIDNIGHT - 40 * DAY + 7 * HOUR
    records = [
        record(old, NOON.date()),
        record(old - 9 * DAY, date(2026, 3, 8)),  # known to the run before
        record(MIDNIGHT - 400 * DAY, NOON.date()),  # the platform has dropped what it belongs to
    ]
    run = {"workspace_id": "1", "job_id": "j", "run_id": "r"}
    ended = run | {"period_start_time": MIDNIGHT - 9 * DAY, "period_end_time": NOON - 2 * HOUR}
    plan = planned(records, [ended], earlier=Earlier(NOON - DAY, date(2026, 3, 9)))
    assert plan.spans == ((old, old + HOUR), (MIDNIGHT - 4 * DAY, MIDNIGHT + DAY))
    assert plan.run_days == (old.date(), *(MIDNIGHT.date() - timedelta(days=ago) for ago in range(9, -1, -1)))


def test_a_record_with_an_arrival_of_tomorrow_hides_none_of_today(spark):
    old = MIDNIGHT - 40 * DAY
    seen_early = Earlier(NOON - HOUR, NOON.date() + 2 * DAY)
    assert planned([record(old, NOON.date())], [], earlier=seen_early).spans[0] == (old, old + HOUR)


def test_very_many_hours_are_computed_as_whole_days(spark):
    records = [record(MIDNIGHT - 200 * DAY + number * 2 * HOUR, NOON.date()) for number in range(60)]
    plan = planned(records, [], earlier=Earlier(NOON - DAY, NOON.date()))
    assert plan.spans[0] == (MIDNIGHT - 200 * DAY, MIDNIGHT - 195 * DAY)
    assert "hour" not in plan.of_hours


def test_a_first_run_computes_the_days_of_the_setting_and_within_reach(spark):
    assert planned([], [], earlier=None).spans == ((MIDNIGHT - 5 * DAY, MIDNIGHT + DAY),)
    assert planned([], [], earlier=None, reach_days=2).spans == ((MIDNIGHT - 2 * DAY, MIDNIGHT + DAY),)


def test_what_is_known_cannot_be_forgotten():
    with pytest.raises(SettingError, match="before the last run"):
        planned_before = Earlier(NOON + DAY, None)
        plan_run({}, planned_before, computed_at=NOON, first_days=1, settle_days=1, reach_days=9, newest={})
