"""Alerts are evaluated where something is new, a silence included, and nothing is news twice."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faultbook.jobs import baselines, detect
from faultbook.jobs.analysis.news import has_news, silences
from faultbook.jobs.task_values import TaskValues, publish
from faultbook.lakehouse.store import Lakehouse
from faultbook.steps import Steps
from tests.jobs.counted import append_rows
from tests.jobs.workspace import LocalWorkspace
from tests.transforms.views.rows import ledger_row

ARRIVED = datetime(2026, 2, 2, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY, WEEK = 24 * HOUR, 168 * HOUR

# Hours between runs, and how long a silence may last before it is news, and until it is news again.
STEPS = st.lists(st.integers(1, 400), min_size=1, max_size=30)


@given(STEPS, st.integers(1, 100), st.integers(0, 300))
def test_in_whatever_cut_a_silence_is_news_once_and_then_once_for_each_span(steps, limit, again):
    ends = [sum(steps[: place + 1]) for place in range(len(steps))]
    counted = [0, *(silences(end * HOUR, limit * HOUR, again * HOUR) for end in ends)]
    news = [later - earlier for earlier, later in pairwise(counted)]
    assert min(news) >= 0
    # Counted hour by hour, apart from the code.
    expected = sum(
        hour > limit and (hour == limit + 1 or bool(again and (hour - limit) % again == 0))
        for hour in range(1, ends[-1] + 1)
    )
    assert abs(sum(news) - expected) <= (again == 1)


def ran(workspace: LocalWorkspace, after: timedelta, through: int, status: str = "done") -> None:
    """A run of detect so long after the arrival."""
    at = ARRIVED + after
    row = {"job": "detect", "run_id": str(at), "status": status, "started_at": at, "ended_at": at}
    append_rows(workspace, "analysis_jobs", [{**row, "through_batch": through, "faultbook_version": "1"}])


def arrived(workspace: LocalWorkspace, batch: int, after: timedelta = timedelta(), entry: str = "ingest") -> None:
    append_rows(workspace, "ingest_ledger", [ledger_row(batch_id=batch, entry=entry, recorded_at=ARRIVED + after)])


def news(spark, workspace: LocalWorkspace, after: timedelta, through: int = 9, changed: int = 0) -> bool:
    return has_news(Lakehouse(spark, workspace.settings), ARRIVED + after, through=through, changed=changed)


def test_files_are_news_until_a_run_that_ended_well_has_read_them(spark, workspace):
    assert not news(spark, workspace, DAY)
    arrived(workspace, 1)
    assert news(spark, workspace, HOUR)
    ran(workspace, HOUR, through=1, status="failed")
    assert news(spark, workspace, 2 * HOUR)
    ran(workspace, 2 * HOUR, through=1)
    assert not news(spark, workspace, 3 * HOUR)
    assert news(spark, workspace, 3 * HOUR, changed=1)
    arrived(workspace, 2, 2 * HOUR, entry="purge")
    assert not news(spark, workspace, 3 * HOUR)
    arrived(workspace, 3, 2 * HOUR, entry="reprocess")
    assert not news(spark, workspace, 3 * HOUR, through=2)
    assert news(spark, workspace, 3 * HOUR)


def test_logs_that_have_stopped_are_news_in_the_first_night_and_a_week_later(spark, workspace):
    arrived(workspace, 1)
    ran(workspace, HOUR, through=1)
    found = []
    for night in (1, 2, 3, 8, 9, 10):
        after = night * DAY - 4 * HOUR
        found += [night] if news(spark, workspace, after) else []
        ran(workspace, after, through=1)
    assert found == [2, 9]


def test_a_silence_is_not_repeated_where_nobody_wants_it(spark, workspace):
    arrived(workspace, 1)
    ran(workspace, 2 * DAY, through=1)
    assert news(spark, workspace, 2 * DAY + WEEK)
    assert not news(spark, workspace.with_settings(alert_silent_again_hours=0), 2 * DAY + WEEK)


def test_an_empty_lakehouse_has_no_news_and_the_run_returns_it(spark, workspace):
    assert detect.run(spark, workspace.settings, Steps(task="detect"), now=ARRIVED) == TaskValues(has_news=False)
    arrived(workspace, 1)
    assert detect.run(spark, workspace.settings, Steps(task="detect"), now=ARRIVED) == TaskValues(has_news=True)
    assert detect.run(spark, workspace.settings, Steps(task="detect"), now=ARRIVED) == TaskValues(has_news=False)


def test_baselines_are_learned_once_a_week_however_often_the_task_runs(spark, workspace):
    weekly = workspace.with_settings(baselines_every_days=7)
    nights = [ARRIVED, ARRIVED + 6 * DAY, ARRIVED + WEEK - HOUR / 4, ARRIVED + 8 * DAY]
    for night in nights:
        baselines.run(spark, weekly.settings, Steps(task="baselines"), now=night)
    assert sorted(row["started_at"] for row in workspace.rows("analysis_jobs")) == [nights[0], nights[2]]
    baselines.run(spark, workspace.settings, Steps(task="baselines"), now=nights[3])
    assert len(workspace.rows("analysis_jobs")) == 3


class FakeUtilities:
    """What the platform calls dbutils, of a run or of none."""

    def __init__(self, *, in_a_run: bool = True) -> None:
        self.found: dict[str, str] = {}
        self.in_a_run = in_a_run
        self.jobs = self
        self.taskValues = self

    def set(self, *, key: str, value: str) -> None:
        if not self.in_a_run:
            raise TypeError("no task run")
        self.found[key] = value


@pytest.mark.parametrize("is_news", [True, False])
def test_what_a_condition_compares_is_a_text(is_news):
    utilities = FakeUtilities()
    publish(TaskValues(is_news), None, Steps(task="detect"), lambda _: utilities)
    assert utilities.found == {"has_news": str(is_news).lower()}


def test_where_a_value_cannot_be_set_the_step_names_the_reason_and_the_task_ends_well(capsys):
    publish(TaskValues(has_news=True), None, Steps(task="detect"), lambda _: FakeUtilities(in_a_run=False))
    assert "TypeError: no task run" in capsys.readouterr().out
    publish(TaskValues(has_news=True), None, Steps(task="detect"))
    assert "No module named 'pyspark.dbutils'" in capsys.readouterr().out
