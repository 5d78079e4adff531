"""What a deployment runs by itself: at most a quarter of what it was, and no warehouse while nothing arrives."""

import re

import pytest

from faultbook.bundle.running_cost import Day, RunningCost, evaluated_alerts, running_cost
from faultbook.bundle.tree import Bundle, read_bundle
from tests.bundle.conftest import PROJECT

BEFORE = Day(runs=28 + 1 / 7, alert_queries=101, warehouse_starts=24)
"""What version 0.1.0 ran each day: detect and four alerts every hour."""
PAGE = PROJECT / "docs" / "deploy.md"


def small_bundle(resources: dict) -> Bundle:
    return Bundle(PROJECT, "dev", {"resources": resources, "variables": {"gap": {"default": "43200"}}})


def alert(cron: str, **more: str) -> dict:
    return {"schedule": {"quartz_cron_schedule": cron, **more}}


def evaluating(*, after: dict | None = None, **started: dict) -> dict:
    """A job whose task `look` is followed by an alert, after a condition where one is given."""
    tasks = [{"task_key": "look", "python_wheel_task": {}}]
    tasks += [{"task_key": "gate", "condition_task": after, "depends_on": [{"task_key": "look"}]}] if after else []
    before = [{"task_key": "gate", "outcome": "true"}] if after else [{"task_key": "look"}]
    tasks += [{"task_key": "ask", "alert_task": {"alert_id": "${resources.alerts.a.id}"}, "depends_on": before}]
    return {"tasks": tasks, **started}


NEWS = {"op": "EQUAL_TO", "left": "{{tasks.look.values.has_news}}", "right": "true"}
DAILY = {"schedule": {"quartz_cron_expression": "0 0 4 * * ?"}}
TWICE = {"trigger": {"table_update": {"table_names": ["a.b.c"], "min_time_between_triggers_seconds": "${var.gap}"}}}


def without_incidents(bundle: Bundle) -> Bundle:
    """Pollers ask others, as often as people want: their runs are a figure of its own."""
    jobs = bundle.config["resources"]["jobs"]
    for name in ("poll", "respond"):
        del jobs[name]
    return bundle


@pytest.fixture(scope="module")
def found() -> RunningCost:
    return running_cost(without_incidents(read_bundle(PROJECT, "prod")))


def test_incidents_add_a_poll_an_hour_and_a_run_for_what_arrives(found):
    everything = running_cost(read_bundle(PROJECT, "prod"))
    assert everything.busy.runs == found.busy.runs + 24
    assert everything.by_files.keys() - found.by_files.keys() == {"respond"}
    assert "24 runs more" in PAGE.read_text("utf-8")


def test_a_busy_day_is_at_most_a_quarter_of_what_it_was(found):
    assert found.busy.runs <= BEFORE.runs / 4
    assert found.busy.alert_queries <= BEFORE.alert_queries / 4
    assert found.busy.warehouse_starts <= BEFORE.warehouse_starts / 4


def test_a_quiet_day_starts_no_warehouse_and_runs_by_the_clock_alone(found):
    assert found.quiet == Day(sum(found.scheduled.values()), 0, 0)
    assert found.quiet.runs < found.busy.runs


def test_the_figures_are_those_of_the_page(found):
    assert (found.busy.runs, found.busy.alert_queries, found.busy.warehouse_starts) == (6, 25, 6)
    assert found.scheduled == {"nightly": 1, "cost": 1}
    assert (found.by_tables, found.by_files) == ({"detect": 4}, {"ingest": 1_440})
    table = PAGE.read_text("utf-8").split("## What it costs to run")[1].split("## ")[0]
    lines = [line.split("|", 2) for line in table.splitlines() if "|" in line]
    rows = {head.strip(" *"): re.findall(r"\d+|none", cells) for _, head, cells in lines}
    assert rows["runs"] == ["6", "2"]
    assert rows["alert queries"] == ["25", "none"]
    assert rows["starts of the warehouse by alerts"] == ["6", "none"]


def test_the_page_has_the_sentences(found):
    page = PAGE.read_text("utf-8")
    assert [sentence for sentence in found.sentences() if f"  {sentence}\n" not in page] == []


def test_without_the_part_alerts_no_warehouse_is_started(copy):
    for folder in ("resources/alerts", "resources/bill/alerts", "resources/incidents"):
        copy.change("databricks.yml", f"  - {folder}/*.yml\n", "")
    cost = running_cost(copy.read("prod"))
    assert (cost.busy, cost.quiet) == (Day(6, 0, 0), Day(2, 0, 0))
    assert sum("no warehouse is started" in line for line in cost.sentences()) == 2


def test_alerts_with_a_schedule_of_their_own_ask_every_day_and_share_a_minute():
    both = {"a": alert("0 20 0/12 * * ?"), "b": alert("0 20 0/12 * * ?"), "c": alert("0 50 8 ? * MON")}
    cost = running_cost(small_bundle({"alerts": both}))
    for day in (cost.busy, cost.quiet):
        assert day.alert_queries == pytest.approx(4 + 1 / 7)
        assert day.warehouse_starts == pytest.approx(2 + 1 / 7)


def test_a_paused_schedule_asks_nothing():
    cost = running_cost(small_bundle({"alerts": {"a": alert("0 20 0/12 * * ?", pause_status="PAUSED")}}))
    assert cost.busy == cost.quiet == Day(0, 0, 0)


@pytest.mark.parametrize(
    ("after", "quiet"),
    [
        (NEWS, Day(1, 0, 0)),
        (None, Day(1, 1, 1)),
        # A condition that does not look at what a task found is no gate.
        ({"op": "EQUAL_TO", "left": "{{job.name}}", "right": "x"}, Day(1, 1, 1)),
    ],
)
def test_an_alert_of_a_scheduled_job_asks_on_a_quiet_day_unless_it_waits_for_news(after, quiet):
    cost = running_cost(small_bundle({"jobs": {"nightly": evaluating(after=after, **DAILY)}}))
    assert (cost.busy, cost.quiet) == (Day(1, 1, 1), quiet)


def test_runs_by_table_are_counted_on_a_busy_day_only():
    cost = running_cost(small_bundle({"jobs": {"detect": evaluating(after=NEWS, **TWICE)}}))
    assert (cost.busy, cost.quiet) == (Day(2, 2, 2), Day(0, 0, 0))


def test_every_alert_is_evaluated_by_a_job_that_has_news():
    bundle = read_bundle(PROJECT, "prod")
    found = [pair for job in bundle.resources("jobs") for pair in evaluated_alerts(job)]
    assert {reference for reference, _ in found} == {
        f"${{resources.alerts.{one.key}.id}}" for one in bundle.resources("alerts")
    }
    assert all(waits for _, waits in found)
